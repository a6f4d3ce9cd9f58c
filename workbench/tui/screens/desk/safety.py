"""Flagging, looking under masks, and hiding parts of the picture."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.action import ActionKind
from workbench.domain.flag import FLAG_REASONS
from workbench.domain.geometry import Box
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError
from workbench.services import redacting, replaying
from workbench.tui.dialogs.ask import Ask
from workbench.tui.dialogs.choose import Choice, Choose
from workbench.tui.screens.box import Stretch, first_box, how_long, moved_box

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

_PEEK_S = 5.0
_MOVES = {
    "desk.transport.back_5": (-1, 0, 0, 0),
    "desk.transport.on_5": (1, 0, 0, 0),
    "desk.steps.last_boundary": (0, -1, 0, 0),
    "desk.steps.next_boundary": (0, 1, 0, 0),
    "desk.transport.back_30": (0, 0, -1, 0),
    "desk.transport.on_30": (0, 0, 1, 0),
    "desk.safety.shorter": (0, 0, 0, -1),
    "desk.safety.taller": (0, 0, 0, 1),
}
"""What the arrows do to a box while one is drawn: x, y, width, height in steps."""


class Safety:
    """The safety keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk

    def flag(self) -> None:
        """Ask for the reason and flag the range, the text typed here, the action or the frame."""
        run_id = self._typed_here()
        start_us, end_us = self._stretch()
        stretch = f"{format_timecode(start_us)[:-2]}–{format_timecode(end_us)[:-2]}"
        if run_id is None:
            what = stretch
            said = f"flagged {stretch}, masked from there to there; what shows later is not"
            make = partial(redacting.add_flag, self._desk.session, t_us=start_us, end_us=end_us)
        else:
            what = "the text typed here"
            said = "flagged; its window is masked until a reviewer says where it shows"
            make = partial(redacting.flag_run, self._desk.session, run_id)
        choices = [
            Choice(key, f"{kind}: {meaning}", key) for key, (kind, meaning) in FLAG_REASONS.items()
        ]
        self._desk.app.push_screen(
            Choose(f"Flag {what}: what is sensitive?", choices),
            lambda key: self._flag(make, FLAG_REASONS[key][0], said) if key else None,
        )

    def peek(self) -> None:
        """Ask for the reason, put it on record, and lift the masks for a few seconds."""
        self._desk.app.push_screen(
            Ask(
                "Look under the masks for 5 seconds: why?",
                hint="the reason is recorded",
                needed="A reason is needed: it goes on record.",
            ),
            self._peeked,
        )

    def redact(self) -> None:
        """Begin a box in the middle of the picture."""
        self._desk.transport.pause()
        self._desk.selection_box = first_box(self._picture_size())
        self._desk.show_position()

    def shorter(self) -> None:
        """Nothing, unless a box is drawn."""

    def taller(self) -> None:
        """Nothing, unless a box is drawn."""

    def takes(self, command_id: str) -> bool:
        """Whether a command means the box that is being drawn; it is then carried out."""
        box = self._desk.selection_box
        if box is None or not self._desk.is_open:
            return False
        if command_id == "desk.segments.split":
            self._ask_how_long(box)
            return True
        if command_id not in _MOVES:
            return False
        self._desk.attempt(partial(self._move, box, _MOVES[command_id]))
        return True

    def cancel(self) -> bool:
        """Forget the box; whether there was one."""
        if self._desk.selection_box is None:
            return False
        self._desk.selection_box = None
        self._desk.show_position()
        return True

    def _move(self, box: Box, by: Sequence[int]) -> None:
        desk = self._desk
        view = desk.query_one("#picture").size
        desk.selection_box = moved_box(box, by, self._picture_size(), view, desk.zoom.shown_px)
        desk.show_position()

    def _flag(self, make: Callable[..., str], kind: str, said: str) -> None:
        self._desk.attempt(partial(self._desk.change, partial(make, kind=kind), said))
        self._desk.segments.range_start_us = None

    def _typed_here(self) -> int | None:
        """The typed run a flag is about: the text may go on showing long after it was typed."""
        desk = self._desk
        if desk.segments.range_start_us is not None:
            return None
        action = desk.model.action_at(desk.position_us)
        is_typed = action is not None and action.kind is ActionKind.TYPE and action.text
        return action.action_id if action is not None and is_typed else None

    def _stretch(self) -> tuple[int, int]:
        """What a flag covers: the range begun, else the action here, else the frame here."""
        desk = self._desk
        here = desk.position_us
        if desk.segments.range_start_us is not None:
            start_us, end_us = sorted((desk.segments.range_start_us, here))
            return start_us, max(end_us, start_us + 1)
        action = desk.model.action_at(here)
        if action is not None:
            return action.t_us, min(action.end_us + 1, desk.duration_us)
        pack = desk.session.pack
        frame_no = pack.frame_at(here) if pack is not None else None
        if pack is None or frame_no is None:
            return here, min(here + 1_000_000, desk.duration_us)
        is_last = frame_no + 1 == len(pack)
        end_us = desk.duration_us if is_last else int(pack.times_us[frame_no + 1])
        return int(pack.times_us[frame_no]), end_us

    def _peeked(self, reason: str | None) -> None:
        if reason is None:
            return
        desk = self._desk

        def look() -> None:
            replaying.peek(desk.session, t_us=desk.position_us, reason=reason)
            desk.model.is_peeking = True

        desk.attempt(partial(desk.change, look, "looking under the masks; recorded"))
        if desk.model.is_peeking:
            desk.set_timer(_PEEK_S, self._end_peek)

    def _end_peek(self) -> None:
        self._desk.model.is_peeking = False
        again = partial(self._desk.hear_journal, frozenset({self._desk.session_id}))
        self._desk.attempt(again)

    def _ask_how_long(self, box: Box) -> None:
        here, end_us = self._desk.position_us, self._desk.duration_us
        segment = self._desk.model.target(here)
        stretches = {
            "e": Stretch("e", "from here to the end of the session", here, end_us),
            "w": Stretch("w", "in the whole session", 0, end_us),
        }
        if segment is not None:
            stretches["s"] = Stretch(
                "s", "in the selected segment", segment.start_us, segment.end_us
            )
        self._desk.app.push_screen(
            how_long([*stretches.values()]),
            lambda key: self._hide(box, stretches[key]) if key is not None else None,
        )

    def _hide(self, box: Box, stretch: Stretch) -> None:
        make = partial(
            redacting.redact_box,
            self._desk.session,
            box,
            t_us=stretch.start_us,
            end_us=stretch.end_us,
        )
        self._desk.selection_box = None
        self._desk.attempt(partial(self._desk.change, make, "hidden in every copy"))

    def _picture_size(self) -> tuple[int, int]:
        stills, here = self._desk.model.stills, self._desk.position_us
        if stills is None or here < stills.times_us[0]:
            raise UsageError("there is no picture here", hint="Go to where there is one.")
        return stills.size_px(stills.at(here))
