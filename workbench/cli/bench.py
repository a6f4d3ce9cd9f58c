"""`bench`: how fast Workbench is on this machine and this disk."""

import os
import platform
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from workbench import __version__
from workbench.cli import output
from workbench.cli.door import Door
from workbench.cli.progress import progress_bar
from workbench.cli.verbs import verb

NAMES = ("import", "journal", "seek")
"""What can be measured, known before anything heavy is imported."""

TOLD = {
    "seconds": "to import the sample, s",
    "events": "events in it",
    "frames": "frames in it",
    "events_per_s": "events a second",
    "frames_per_s": "frames a second",
    "ops": "decisions saved",
    "p50_ms": "a decision on the disk, p50, ms",
    "p99_ms": "a decision on the disk, p99, ms",
    "fold_ms": "all decisions read again, ms",
    "cold_p50_ms": "a frame, opened anew, p50, ms",
    "cold_p99_ms": "a frame, opened anew, p99, ms",
    "warm_p50_ms": "a frame, at work, p50, ms",
    "warm_p99_ms": "a frame, at work, p99, ms",
}
"""What each figure is, in words."""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verb(app, "bench", bench)


def bench(
    door: Door,
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="import, journal or seek; without it all of them.",
            autocompletion=lambda: list(NAMES),
        ),
    ] = "",
    directory: Annotated[
        Path | None,
        typer.Option(
            "--dir",
            metavar="DIR",
            help="On the disk that is to hold the project; else the system's temporary directory.",
        ),
    ] = None,
) -> None:
    """Measure how fast Workbench is on this machine, on a sample session."""
    from workbench.services import measuring

    where = directory or Path(tempfile.gettempdir())
    with progress_bar("bench") as progress:
        found = measuring.measure([name] if name else [], where, progress=progress)
    document = {
        "version": __version__,
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "directory": str(where),
        "cells": [measuring.COLUMNS, measuring.ROWS],
        "figures": found,
        "asked": {n: asked for n, asked in measuring.ASKED.items() if n in found},
    }
    rows = [
        (group, TOLD[figure], _shown(value), _asked(measuring.ASKED, group, figure))
        for group, figures in found.items()
        for figure, value in figures.items()
    ]
    door.show(document, output.table(("of", "what", "measured", "asked"), rows))


def _shown(value: float) -> str:
    return f"{value:.0f}" if value == int(value) or value >= 100 else f"{value:.3g}"


def _asked(asked: dict[str, dict[str, float]], group: str, figure: str) -> str:
    value = asked.get(group, {}).get(figure)
    return "" if value is None else f"at most {value:g}"
