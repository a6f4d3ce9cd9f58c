"""Handing on: comments, bookmarks, submitting, accepting, returning, undo, the next session."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.member import Permission
from workbench.domain.op import Op
from workbench.domain.review import ReviewState
from workbench.domain.segmentation import Missing
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError
from workbench.services import commenting, reviewing, undoing
from workbench.services.listing import sessions
from workbench.services.session import Session
from workbench.tui.dialogs.ask import Ask
from workbench.tui.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen


class Flow:
    """The flow keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk

    def bookmark(self) -> None:
        """Put a bookmark here, or take away the one that is here."""
        desk, here = self._desk, self._desk.position_us
        near = next((b for b in desk.model.bookmarks if abs(b.t_us - here) < 50_000), None)
        if near is not None:
            remove = partial(commenting.remove_bookmark, desk.session, near.bookmark_id)
            desk.change(remove, "bookmark taken away")
        else:
            desk.change(partial(commenting.add_bookmark, desk.session, t_us=here), "bookmark")

    def comment(self) -> None:
        """Ask for a comment on this moment."""
        here = self._desk.position_us
        self._desk.app.push_screen(
            Ask(f"Comment at {format_timecode(here)}"), partial(self._commented, here)
        )

    def next_comment(self) -> None:
        """To the next open comment; from the last to the first."""
        here = self._desk.position_us
        waiting = [c for c in self._desk.model.comments if not c.is_resolved]
        if not waiting:
            raise UsageError("no comment is open", hint="c writes one.")
        following = next((c for c in waiting if c.t_us > here), waiting[0])
        self._desk.seek(following.t_us)
        self._desk.say(f"{following.author}: {following.text}")

    def submit(self) -> None:
        """Submit the work, or accept it; what is missing is listed, and enter goes there."""
        desk = self._desk
        role = desk.workbench.project.me.role
        if desk.model.state is ReviewState.SUBMITTED and role.may(Permission.REVIEW):
            desk.change(partial(reviewing.accept, desk.session), "accepted ✓")
            return
        missing = reviewing.missing(desk.session)
        if not any(not item.is_warning for item in missing):
            warnings = f" ({len(missing)} warnings)" if missing else ""
            submit = partial(reviewing.submit, desk.session)
            desk.change(submit, f"submitted{warnings}; }} opens the next session")
            return
        choices = [
            Choice(str(index), f"{format_timecode(item.t_us)}  {_sign(item)} {item.what}")
            for index, item in enumerate(missing)
        ]
        title = "Not ready to be submitted: enter goes there"
        desk.app.push_screen(Choose(title, choices), partial(self._go_to_missing, missing))

    def give_back(self) -> None:
        """Ask what is to be mended and return the work."""
        self._desk.app.push_screen(Ask("Return the work: what is to be mended?"), self._returned)

    def undo(self) -> None:
        """Take back the last change."""
        self._compensate(undoing.undo, "nothing to take back")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._compensate(undoing.redo, "nothing to do again")

    def next_session(self) -> None:
        """Open the next session."""
        self._open_neighbour(1)

    def last_session(self) -> None:
        """Open the session before."""
        self._open_neighbour(-1)

    def review(self) -> None:
        """Decide this session's findings."""
        from workbench.tui.screens.review import ReviewScreen

        self._desk.app.push_screen(ReviewScreen(self._desk.session_id))

    def cancel(self) -> None:
        """Cancel an edge, a range or a box; never leaves the desk."""
        if not self._desk.safety.cancel():
            self._desk.segments.cancel()

    def leave(self) -> None:
        """Back to the sessions."""
        self._desk.dismiss()

    def _commented(self, t_us: int, text: str | None) -> None:
        if text:
            make = partial(commenting.add_comment, self._desk.session, t_us=t_us, text=text)
            self._desk.attempt(partial(self._desk.change, make, "comment saved"))

    def _returned(self, comment: str | None) -> None:
        if comment is not None:
            give_back = partial(reviewing.give_back, self._desk.session, comment=comment)
            self._desk.attempt(partial(self._desk.change, give_back, "returned"))

    def _go_to_missing(self, missing: list[Missing], index: str | None) -> None:
        if index is None:
            return
        item = missing[int(index)]
        self._desk.model.selected_id = item.segment_id
        self._desk.show_model()
        self._desk.seek(min(item.t_us, self._desk.duration_us - 1))

    def _compensate(self, action: Callable[[Session], Op | None], nothing: str) -> None:
        made: list[Op | None] = []
        self._desk.change(lambda: made.append(action(self._desk.session)))
        op = made[0]
        self._desk.say(f"{op.kind}: done" if op else nothing)

    def _open_neighbour(self, step: int) -> None:
        desk = self._desk
        ids = [listed.session_id for listed in sessions(desk.workbench.project)]
        index = ids.index(desk.session_id) + step
        if not 0 <= index < len(ids):
            raise UsageError("there is no further session", hint="q goes back to the list.")
        desk.dismiss()
        desk.workbench.open_desk(ids[index])


def _sign(item: Missing) -> str:
    return "warning:" if item.is_warning else "●"
