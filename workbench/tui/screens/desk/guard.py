"""Asking before a slip of a key changes work that was handed in or accepted."""

from typing import TYPE_CHECKING

from workbench.domain.member import Permission
from workbench.domain.review import ReviewState, accepted_by
from workbench.services import undoing
from workbench.tui.commands import Command
from workbench.tui.dialogs.confirm import Confirm

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

_TAKES_BACK = {
    "desk.flow.undo": undoing.next_undone,
    "desk.flow.redo": undoing.next_redone,
}
_BOUND = frozenset({"segment", "flag", "redaction"})
"""What an approval is about; comments and bookmarks change nothing."""


class Guard:
    """Knows which commands of one desk change work that others rely on."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._agreed: tuple[str, ...] | None = None
        """The standing of the work that the member has agreed to change."""

    def stops(self, wanted: Command) -> bool:
        """Whether the member is asked first; after a yes the command is carried out."""
        touched = self._touched(wanted) if self._desk.is_open else frozenset()
        question = self._question(touched) if touched else ""
        if not question or self._agreed == self._standing():
            return False
        # What is asked about is this moment, not the one at which the answer comes.
        self._desk.transport.pause()
        self._desk.app.push_screen(Confirm(question), lambda yes: self._answered(wanted, yes))
        return True

    def _answered(self, wanted: Command, yes: bool | None) -> None:
        if yes:
            self._agreed = self._standing()
            self._desk.action_command(wanted.id)

    def _question(self, touched: frozenset[str]) -> str:
        model = self._desk.model
        if model.is_accepted:
            who = accepted_by(self._desk.session.records.get("review", self._desk.session_id))
            return f"{who} accepted this; a change voids the approval. Change it?"
        is_review = self._desk.workbench.may(Permission.REVIEW) and "segment" not in touched
        if model.state is ReviewState.SUBMITTED and not is_review:
            return "This was handed in and waits for a reviewer. Change it?"
        return ""

    def _touched(self, wanted: Command) -> frozenset[str]:
        """What of the work a command would change."""
        if wanted.id in _TAKES_BACK:
            op = _TAKES_BACK[wanted.id](self._desk.session)
            return _BOUND & {change.type for change in op.changes} if op else frozenset()
        if wanted.permission is Permission.LABEL:
            return frozenset({"segment"})
        if wanted.permission is Permission.REDACT or wanted.id == "desk.safety.flag":
            return frozenset({"flag", "redaction"})
        return frozenset()

    def _standing(self) -> tuple[str, ...]:
        return self._desk.session.records.get("review", self._desk.session_id).heads
