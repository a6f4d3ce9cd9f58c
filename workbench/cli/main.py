"""The command `workbench`: every verb under its name, and how a run ends."""

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from workbench import __version__
from workbench.cli import (
    audits,
    bench,
    consents,
    demo,
    desk,
    flags,
    history,
    imports,
    labels,
    members,
    ontologies,
    projects,
    recorded,
    redactions,
    releases,
    reviews,
    segments,
    sessions,
    talk,
)
from workbench.cli.door import Door
from workbench.cli.errors import report
from workbench.cli.sections import TopVerbs
from workbench.cli.verbs import PROGRAM, PipeClosed, opened

_ABOUT = """Replay captured computer-use sessions and turn them into training data, lawfully.

Without a command the desk opens. Times are seconds or hh:mm:ss.mmm; ids may be shortened.
"""
_NOUNS = (
    projects,
    imports,
    sessions,
    recorded,
    segments,
    labels,
    ontologies,
    history,
    talk,
    flags,
    redactions,
    reviews,
    consents,
    releases,
    members,
    audits,
    bench,
    desk,
    demo,
)


def make_app() -> typer.Typer:
    """The whole command line; nothing heavy is imported for it."""
    app = typer.Typer(
        name=PROGRAM,
        cls=TopVerbs,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=True,
    )
    opened(app, _ABOUT, _bare)
    for noun in _NOUNS:
        noun.register(app)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 findings, 2 bad input, 3 refused, 4 missing."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _forbid_core_dumps()
    _speak_any_script()
    try:
        status = make_app()(given, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except (PipeClosed, BrokenPipeError):
        _let_go_of_stdout()
        return 0
    except SystemExit as left:
        # The parser leaves by itself after printing a completion script.
        return left.code if isinstance(left.code, int) else 0
    except Exception as error:  # noqa: BLE001  - what nobody foresaw must not quote recorded data
        return report(error, as_json="--json" in given, debug="--debug" in given)
    return status if isinstance(status, int) else 0


def _bare(
    door: Door,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> int:
    if version:
        door.show({"version": __version__}, [f"workbench {__version__}"])
        return 0
    return desk.open_desk(door, "")


def _forbid_core_dumps() -> None:
    """A crash leaves no memory image behind: it would hold keys and what was recorded."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _speak_any_script() -> None:
    """A terminal that lacks a character shows another one instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _let_go_of_stdout() -> None:
    """Nobody reads any more: what is still buffered goes nowhere, without a complaint."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
