"""Judging: the work accepted or returned, and what was done here taken back or done again."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.op import Op
from workbench.errors import Refused
from workbench.services import reviewing, undoing
from workbench.services.session import Session
from workbench.tui.dialogs.ask import Ask
from workbench.tui.screens.review.keys import with_keys

if TYPE_CHECKING:
    from workbench.tui.screens.review.screen import ReviewScreen


class Judging:
    """The keys of one review that judge; `go_on` selects what is undecided."""

    def __init__(self, review: "ReviewScreen", go_on: Callable[[], object]) -> None:
        self._review = review
        self._go_on = go_on

    def accept(self) -> None:
        """Accept the work; where something is undecided, go there."""
        unseen = "accepted; nothing leaves before its screens are looked over: {findings.screens}"
        said = "accepted ✓" if self._review.model.screens_checked else self._told(unseen)
        try:
            self._review.change(partial(reviewing.accept, self._review.session), said)
        except Refused as error:
            keys = self._told(self._what_helps())
            if self._review.model.undecided:
                self._go_on()
            raise Refused(error.message, hint=f"{error.hint} {keys}".strip()) from error

    def give_back(self) -> None:
        """Ask what is to be mended and return the work."""
        asked = Ask("Return the work: what is to be mended?", needed="say what is to be mended")
        self._review.app.push_screen(asked, self._returned)

    def undo(self) -> None:
        """Take back the last change."""
        self._compensate(undoing.undo, "nothing to take back")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._compensate(undoing.redo, "nothing to do again")

    def _what_helps(self) -> str:
        """The keys that do what an acceptance was refused for."""
        model = self._review.model
        if model.is_own:
            return ""
        if model.undecided:
            return "{findings.hide} hides, {findings.keep} keeps."
        if self._review.session.records.conflicts():
            return "{findings.desk} opens it."
        return "{findings.give_back} returns, {findings.keep} keeps."

    def _returned(self, comment: str | None) -> None:
        if comment is not None:
            make = partial(reviewing.give_back, self._review.session, comment=comment)
            self._review.attempt(partial(self._review.change, make, "returned"))

    def _compensate(self, action: Callable[[Session], Op | None], nothing: str) -> None:
        op = action(self._review.session)
        self._review.workbench.saved()
        self._review.reload()
        self._review.say(self._in_words(op) if op else nothing)

    def _in_words(self, op: Op) -> str:
        session = self._review.session
        told = f"{'undone' if op.kind == 'undo' else 'done again'}: {undoing.in_words(session, op)}"
        if any(change.type == "review" for change in op.changes):
            told += f"; the session is {session.state()} again"
        return told

    def _told(self, text: str) -> str:
        """A text with the keys of the commands that it names."""
        return with_keys(self._review, text)
