"""Handing on: comments, bookmarks, submitting, accepting, returning, undo, the next session."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.op import Op
from workbench.domain.segmentation import Missing
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError
from workbench.services import commenting, reviewing, undoing
from workbench.services.commenting import Comment
from workbench.services.listing import FINDINGS_FIRST, sessions
from workbench.services.session import Session
from workbench.tui.dialogs.ask import Ask
from workbench.tui.dialogs.choose import Choice, Choose
from workbench.tui.screens.desk.handing import (
    NOTHING_WAITS,
    SCREENS_FIRST,
    is_to_accept,
    next_waiting,
    refuse_submitting,
    what_comes_next,
)
from workbench.tui.widgets.action_list import printable

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

_NEAR_US = 50_000


class Flow:
    """The flow keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._comment_id = ""
        """The comment that was gone to last."""
        self._kept: dict[str, str] = {}
        """What was written and could not be saved, by what it was: it is not written twice."""

    def bookmark(self) -> None:
        """Put a bookmark here, or take away the one that is here."""
        desk, here = self._desk, self._desk.position_us
        near = next((b for b in desk.model.bookmarks if abs(b.t_us - here) < _NEAR_US), None)
        if near is not None:
            remove = partial(commenting.remove_bookmark, desk.session, near.bookmark_id)
            desk.change(remove, "bookmark taken away")
        else:
            desk.change(partial(commenting.add_bookmark, desk.session, t_us=here), "bookmark")

    def comment(self) -> None:
        """Ask for a comment on this moment."""
        here = self._desk.position_us
        self._desk.app.push_screen(
            Ask(f"Comment at {format_timecode(here)}", text=self._kept.get("comment", "")),
            partial(self._commented, here),
        )

    def next_comment(self) -> None:
        """To the next open comment; from the last to the first."""
        model = self._desk.model
        waiting = [c for c in model.comments if not c.is_resolved]
        if not waiting and model.returned:
            self._desk.say(printable(model.returned))
            return
        if not waiting:
            raise UsageError("no comment is open", hint="c writes one.")
        here = self._comment_here()
        if here is not None:
            following = waiting[(waiting.index(here) + 1) % len(waiting)]
        else:
            later = (c for c in waiting if c.t_us > self._desk.position_us)
            following = next(later, waiting[0])
        self._comment_id = following.comment_id
        self._desk.seek(following.t_us)
        self._desk.say(f"{following.author}: {printable(following.text)}   x closes it")

    def resolve(self) -> None:
        """Close the comment that is here; it stays on record."""
        comment = self._comment_here()
        if comment is None:
            raise UsageError("no open comment is here", hint="C goes to the next one.")
        close = partial(commenting.resolve_comment, self._desk.session, comment.comment_id)
        self._desk.change(close, "comment closed; u opens it again")

    def submit(self) -> None:
        """Submit the work, or accept it; what is missing is listed, and enter goes there."""
        desk = self._desk
        if is_to_accept(desk):
            desk.change(partial(reviewing.accept, desk.session))
            checked = reviewing.screens_checked(desk.session)
            then = what_comes_next(desk) if checked else f"no release before {SCREENS_FIRST}"
            desk.say(f"accepted ✓; {then}")
            return
        refuse_submitting(desk)
        missing = reviewing.missing(desk.session)
        if not any(not item.is_warning for item in missing):
            warnings = f" ({len(missing)} warnings)" if missing else ""
            desk.change(partial(reviewing.submit, desk.session))
            desk.say(f"submitted{warnings}; {what_comes_next(desk)}")
            return
        choices = [
            Choice(str(index), f"{format_timecode(item.t_us)}  {_sign(item)} {item.what}")
            for index, item in enumerate(missing)
        ]
        title = "Not ready to be submitted: enter goes there"
        desk.app.push_screen(Choose(title, choices), partial(self._go_to_missing, missing))

    def give_back(self) -> None:
        """Ask what is to be mended and return the work."""
        self._desk.app.push_screen(
            Ask(
                "Return the work: what is to be mended?",
                needed="Say what is to be mended.",
                text=self._kept.get("return", ""),
            ),
            self._returned,
        )

    def undo(self) -> None:
        """Take back the last change."""
        self._compensate(undoing.undo, "undone", "nothing to take back")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._compensate(undoing.redo, "redone", "nothing to do again")

    def next_session(self) -> None:
        """Open the next session."""
        self._open_neighbour(1)

    def last_session(self) -> None:
        """Open the session before."""
        self._open_neighbour(-1)

    def next_for_me(self) -> None:
        """Open what else waits for the acting member most."""
        desk, waiting = self._desk, next_waiting(self._desk)
        if waiting is None:
            desk.say(NOTHING_WAITS)
            return
        desk.dismiss()
        if waiting.urgency(desk.workbench.project.me.role) == FINDINGS_FIRST:
            self._decide(waiting.session_id)
        else:
            desk.workbench.open_desk(waiting.session_id)

    def review(self) -> None:
        """Decide this session's findings."""
        self._decide(self._desk.session_id)

    def cancel(self) -> None:
        """Cancel an edge, a range or a box; never leaves the desk."""
        if not self._desk.safety.cancel():
            self._desk.segments.cancel()

    def leave(self) -> None:
        """Back to the sessions."""
        self._desk.dismiss()

    def _decide(self, session_id: str) -> None:
        from workbench.tui.screens.review import ReviewScreen

        self._desk.app.push_screen(ReviewScreen(session_id))

    def _commented(self, t_us: int, text: str | None) -> None:
        if text:
            make = partial(commenting.add_comment, self._desk.session, t_us=t_us, text=text)
            self._save("comment", text, partial(self._desk.change, make, "comment saved"))

    def _returned(self, comment: str | None) -> None:
        if comment is not None:
            give_back = partial(reviewing.give_back, self._desk.session, comment=comment)
            self._save("return", comment, partial(self._desk.change, give_back, "returned"))

    def _save(self, kind: str, text: str, change: Callable[[], object]) -> None:
        """Save a text, or keep it for the next time it is asked for."""
        self._kept.pop(kind, None)
        if not self._desk.succeeds(change):
            self._kept[kind] = text

    def _go_to_missing(self, missing: list[Missing], index: str | None) -> None:
        if index is None:
            return
        item, model = missing[int(index)], self._desk.model
        segment = next((s for s in model.all_segments if s.segment_id == item.segment_id), None)
        model.select(segment)
        self._desk.show_model()
        self._desk.seek(min(item.t_us, self._desk.duration_us - 1))

    def _comment_here(self) -> Comment | None:
        """The open comment at this moment; of several the one that was gone to last."""
        here = self._desk.position_us
        near = [
            comment
            for comment in self._desk.model.comments
            if not comment.is_resolved and abs(comment.t_us - here) < _NEAR_US
        ]
        gone_to = next((c for c in near if c.comment_id == self._comment_id), None)
        return gone_to or next(iter(near), None)

    def _compensate(self, action: Callable[[Session], Op | None], done: str, nothing: str) -> None:
        desk = self._desk
        made: list[Op | None] = []
        desk.change(lambda: made.append(action(desk.session)))
        op = made[0]
        if op is None:
            desk.say(nothing)
            return
        segment = undoing.segment_of(desk.session, op)
        if segment is not None:
            desk.model.select(segment)
            desk.show_model()
        desk.say(f"{done}: {undoing.in_words(desk.session, op)}")

    def _open_neighbour(self, step: int) -> None:
        desk = self._desk
        listed = sessions(desk.workbench.project)
        here = desk.session_id
        ids = [one.session_id for one in listed if not one.is_erased or one.session_id == here]
        index = ids.index(here) + step
        if not 0 <= index < len(ids):
            raise UsageError("there is no further session", hint="q goes back to the list.")
        desk.dismiss()
        desk.workbench.open_desk(ids[index])


def _sign(item: Missing) -> str:
    return "warning:" if item.is_warning else "●"
