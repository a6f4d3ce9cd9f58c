"""`demo`: the whole product on the sample sessions, with or without a terminal."""

import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.desk import open_desk
from workbench.cli.door import Door
from workbench.cli.output import print_lines
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

    With no terminal, or with --headless, nothing is opened: import, detect, take one picture of
    the desk, take in the samples' reviewed labels, release, verify; and say what was made where.
    """
    door = replace(door, project_dir=door.project_dir or _DEFAULT_DIR)
    settings = door.settings()
    if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _headless(door, settings)
    return _interactive(door, settings)


def _interactive(door: Door, settings: "Settings") -> int:
    from workbench.services import demonstrating

    with progress_bar("demo") as progress:
        demonstrating.set_out(settings, progress=progress)
    status = open_desk(door, "")
    print_lines([f"project   {settings.project}: it is kept", *_ways_in(settings)])
    return status


def _headless(door: Door, settings: "Settings") -> int:
    from workbench.services import building, demonstrating, verifying
    from workbench.store.project import Project
    from workbench.tui.portrait import take_portrait

    out = _beside(settings, "release")
    demonstrating.refuse_to_finish(settings, out)
    with progress_bar("demo") as progress:
        samples = demonstrating.take_in(settings, progress=progress)
        picture = _beside(settings, "desk.png")
        take_portrait(settings, picture, session_id=samples[0].session_id, keys=["e", "e", "e"])
        demonstrating.label(settings, samples)
        demonstrating.review(settings, samples)
        lead = Project.open(settings)
        if not out.exists():
            request = demonstrating.request(str(demonstrating.next_version(lead)))
            building.build_release(lead, request, out, progress=progress)
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
        *_ways_in(settings),
    ]
    door.show(document, lines)
    return 1 if found.problems else 0


def _ways_in(settings: "Settings") -> list[str]:
    """How to come back, as each of the three who work in it."""
    from workbench.services.demonstrating import ANNOTATOR, REVIEWER

    again = f"{_program()} --project {shlex.quote(str(settings.project))}"
    return [
        f"look      {again}",
        f"label     {again} --as {ANNOTATOR}",
        f"review    {again} --as {REVIEWER}",
    ]


def _program() -> str:
    """How to call this program again: by its path where a shell would not find its name."""
    started = Path(sys.argv[0])
    is_found = started.name != "workbench" or shutil.which("workbench") is not None
    return "workbench" if is_found else shlex.quote(str(started))


def _beside(settings: "Settings", name: str) -> Path:
    root = settings.project.resolve()
    return root.with_name(f"{root.name}-{name}")
