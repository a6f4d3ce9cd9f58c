"""`demo`: the whole product on the sample sessions, with or without a terminal."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.desk import open_desk
from workbench.cli.door import Door
from workbench.cli.progress import progress_bar
from workbench.cli.verbs import verb

if TYPE_CHECKING:
    from workbench.config import Settings

_DEFAULT_DIR = Path("demo")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verb(app, "demo", demo)


def demo(
    door: Door,
    headless: Annotated[
        bool, typer.Option("--headless", help="Do everything and open no screen.")
    ] = False,
) -> int:
    """Make a project of the sample sessions, then open it.

    With no terminal, or with --headless: import, detect, take one picture of the desk, take in
    the samples' reviewed labels, release, verify; and say what was made and where.
    """
    door = replace(door, project_dir=door.project_dir or _DEFAULT_DIR)
    settings = door.settings()
    if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _headless(door, settings)
    _prepare(settings)
    return open_desk(door, "")


def _prepare(settings: "Settings") -> None:
    """Some sessions are approved, one waits for review, the others wait for labels."""
    from workbench.services import demonstrating

    with progress_bar("demo") as progress:
        samples = demonstrating.take_in(settings, progress=progress)
    demonstrating.label(settings, samples[:3])
    demonstrating.review(settings, samples[:2])


def _headless(door: Door, settings: "Settings") -> int:
    from workbench.services import building, demonstrating, verifying
    from workbench.store.project import Project
    from workbench.tui.portrait import take_portrait

    with progress_bar("demo") as progress:
        samples = demonstrating.take_in(settings, progress=progress)
        picture = _beside(settings, "desk.png")
        take_portrait(settings, picture, session_id=samples[0].session_id, keys=["e", "e", "e"])
        demonstrating.label(settings, samples)
        demonstrating.review(settings, samples)
        lead = Project.open(settings)
        out = _beside(settings, "release")
        if not out.exists():
            building.build_release(lead, demonstrating.request("1"), out, progress=progress)
        found = verifying.verify_release(out, lead, progress=progress)
        lead.close()
    document = {
        "project": str(settings.project),
        "sessions": [sample.session_id for sample in samples],
        "picture": str(picture),
        "release": str(out),
        "rows": found.rows,
        "problems": len(found.problems),
    }
    lines = [
        f"project   {settings.project}: {len(samples)} sessions of 3 invented people",
        f"picture   {picture}: the desk as an annotator sees it",
        f"release   {out}: {found.rows} rows; read again: {len(found.problems)} problems",
        f"look      workbench --project {settings.project}",
    ]
    door.show(document, lines)
    return 1 if found.problems else 0


def _beside(settings: "Settings", name: str) -> Path:
    root = settings.project.resolve()
    return root.with_name(f"{root.name}-{name}")
