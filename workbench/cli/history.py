"""`undo` and `redo`: taking back one's own last step in a session, and doing it again."""

import typer

from workbench.cli.arguments import SessionArg
from workbench.cli.door import Door
from workbench.cli.verbs import verb


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "undo", undo)
    verb(app, "redo", redo)


def undo(door: Door, session: SessionArg) -> None:
    """Take back your own last step in a session."""
    from workbench.services import undoing

    with door.session(session) as opened:
        op = undoing.undo(opened)
        what = undoing.in_words(opened, op) if op else ""
    document = {"undone": op.undoes if op else None, "what": what}
    nothing = "There is nothing of yours to take back."
    door.show(document, [f"Taken back: {what}." if op else nothing])


def redo(door: Door, session: SessionArg) -> None:
    """Do again what your last undo took back."""
    from workbench.services import undoing

    with door.session(session) as opened:
        op = undoing.redo(opened)
        what = undoing.in_words(opened, op) if op else ""
    document = {"redone": op.undoes if op else None, "what": what}
    door.show(document, [f"Done again: {what}." if op else "There is nothing to do again."])
