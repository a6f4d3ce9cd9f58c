"""`open`: the doorstep of the terminal program."""

import importlib
import sys

import typer

from workbench.cli.arguments import OptionalSessionArg
from workbench.cli.door import Door
from workbench.cli.verbs import verb
from workbench.errors import NotAvailable, UsageError


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verb(app, "open", open_)


def open_(
    door: Door,
    session: OptionalSessionArg = "",
) -> int:
    """Open the desk, at the session list or at one session."""
    return open_desk(door, session)


def open_desk(door: Door, session: str) -> int:
    """Run the terminal program until its user leaves; its exit status."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the desk needs a terminal", hint="`workbench --help` lists what works without one."
        )
    try:
        app = importlib.import_module("workbench.tui.app")
    except ModuleNotFoundError as error:
        raise NotAvailable(
            f"the desk needs {error.name!r}", hint="Install session-workbench again."
        ) from error
    status: object = app.run(door.settings(), session)
    return status if isinstance(status, int) else 0
