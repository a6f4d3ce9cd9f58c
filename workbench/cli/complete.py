"""Completing session ids in the shell: the names of directories, nothing is opened."""

import contextlib
from pathlib import Path

import typer

from workbench.config import load_settings
from workbench.errors import WorkbenchError


def session_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the project's sessions that begin so, sorted; none where there is no project."""
    with contextlib.suppress(WorkbenchError, OSError):
        root = load_settings(project=_project_given(ctx)).project
        names = (path.name for path in (root / "sessions").iterdir())
        return sorted(name for name in names if name.startswith(incomplete))
    return []


def _project_given(ctx: typer.Context) -> Path | None:
    """What stands after --project on the line that is being completed, before or after the verb."""
    words: list[object] = [ctx.params.get("project_dir")]
    if ctx.parent is not None:
        words.append(ctx.find_root().params.get("project_dir"))
    return next((Path(str(word)) for word in words if word is not None), None)
