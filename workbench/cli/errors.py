"""How an error ends a command: two lines, or one JSON document, and the exit status."""

import re
import sys
import traceback
from difflib import get_close_matches

import typer

from workbench.cli.output import clean, print_json, print_lines
from workbench.errors import WorkbenchError

CANCELLED = 130
_NOT_A_CHOICE = re.compile(r"'([^']*)' is not one of (.+)")


class Cancelled(WorkbenchError):
    """Somebody pressed Ctrl-C or said no."""

    exit_status = CANCELLED


def cancelled() -> Cancelled:
    """The error of a command that was cut off by its user."""
    return Cancelled(
        "cancelled: what was under way was not saved", hint="Whatever was done before it stands."
    )


def report(error: Exception, *, as_json: bool, debug: bool) -> int:
    """Say what happened and what to do; the exit status.

    Of an error that nobody foresaw only the type is named: its message may quote recorded data.
    """
    message, hint, status = _told(error)
    if debug:
        traceback.print_exception(error)
    if as_json:
        print_json({"error": {"message": message, "hint": hint, "exit_status": status}})
    else:
        print_lines([f"error: {clean(message)}"], to=sys.stderr)
        if hint:
            print_lines([f"hint: {clean(hint)}"], to=sys.stderr)
    return status


def _told(error: Exception) -> tuple[str, str, int]:
    if isinstance(error, WorkbenchError):
        return error.message, error.hint, error.exit_status
    if isinstance(error, typer.Abort):
        return _told(cancelled())
    if isinstance(error, typer.TyperException):
        message = _first_lower(error.format_message().replace("Value error, ", ""))
        return message, _nearest(message) + _usage_hint(error), 2
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        hint = "Check the paths given and their permissions; --debug shows where."
        return f"the system refused: {reason}", hint, 2
    name = type(error).__name__
    return f"something unforeseen went wrong ({name})", "Run again with --debug to see where.", 2


def _nearest(message: str) -> str:
    """Which of the values that may stand there was probably meant, empty where none is near."""
    found = _NOT_A_CHOICE.search(message)
    if found is None:
        return ""
    choices = re.findall(r"'([^']*)'", found[2])
    near = get_close_matches(found[1].lower(), choices, n=1)
    return f"Did you mean {near[0]!r}? " if near else ""


def _usage_hint(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "workbench"
    return f"`{path} --help` says how it is used."


def _first_lower(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text[:1].lower() + text[1:]
