"""Drawing the box over a finding, looking under masks, and looking at other frames."""

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.geometry import Box
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError
from workbench.services import redacting, replaying
from workbench.tui.dialogs.ask import Ask
from workbench.tui.screens.box import Stretch, how_long, moved_box
from workbench.tui.screens.review.beginnings import box_to_begin_with
from workbench.tui.screens.review.keys import with_keys
from workbench.tui.screens.stills import Stills

if TYPE_CHECKING:
    from workbench.tui.screens.review.screen import ReviewScreen

PEEK_S = 5.0
"""How long a look under the masks lasts."""

_MOVES = {
    "review.findings.last_place": (-1, 0, 0, 0),
    "review.findings.next_place": (1, 0, 0, 0),
    "review.findings.last": (0, -1, 0, 0),
    "review.findings.next": (0, 1, 0, 0),
    "review.picture.narrower": (0, 0, -1, 0),
    "review.picture.wider": (0, 0, 1, 0),
    "review.picture.shorter": (0, 0, 0, -1),
    "review.picture.taller": (0, 0, 0, 1),
}
"""What the arrows do to a box while one is drawn: x, y, width, height in steps."""


_WHILE_DRAWING = ("review.picture.", "review.view.", "review.findings.cancel", "app.")
"""What goes on meaning what it always means while a box is drawn."""


class Pictures:
    """The picture's keys of one review."""

    def __init__(self, review: "ReviewScreen") -> None:
        self._review = review
        self._reason = ""
        """Why masks are lifted for drawing, once it was asked for in this visit."""

    def next_frame(self) -> None:
        """To the next frame."""
        self._step(1)

    def last_frame(self) -> None:
        """To the frame before."""
        self._step(-1)

    def narrower(self) -> None:
        """Nothing, unless a box is drawn."""

    def wider(self) -> None:
        """Nothing, unless a box is drawn."""

    def shorter(self) -> None:
        """Nothing, unless a box is drawn."""

    def taller(self) -> None:
        """Nothing, unless a box is drawn."""

    def begin(self) -> None:
        """Begin a box; why masks are lifted for it is asked once a visit and recorded each time."""
        self._shown()
        model = self._review.model
        if model.hidden_while_drawing.pixels == model.hidden.pixels:
            self._begin()
        elif self._reason:
            self._lift_to_draw(self._reason)
        else:
            self._review.app.push_screen(
                _ask_why("Masks are lifted while a box is drawn: why?", "recorded, asked once"),
                lambda reason: self._review.attempt(partial(self._lift_to_draw, reason)),
            )

    def takes(self, command_id: str) -> bool:
        """Whether a command means the box that is being drawn; it is then carried out."""
        review = self._review
        box = review.selection_box
        if box is None:
            return False
        if command_id == "review.findings.desk":
            self._ask_how_long(box)
            return True
        if command_id not in _MOVES:
            return not command_id.startswith(_WHILE_DRAWING)
        stills, frame_no = self._shown()
        view = review.query_one("#picture").size
        review.selection_box = moved_box(
            box, _MOVES[command_id], stills.size_px(frame_no), view, review.zoom.shown_px
        )
        review.show_picture()
        return True

    def likely_place(self) -> tuple[float, float]:
        """Where the finding most likely shows on the frame that is looked at."""
        stills, frame_no = self._shown()
        flag = self._review.model.flag
        size_px = stills.size_px(frame_no)
        return box_to_begin_with(self._review.session, size_px, flag).centre

    def cancel(self) -> None:
        """Forget the box, and what was excepted."""
        self._review.model.excepted.clear()
        self._end_box()

    def peek(self) -> None:
        """Ask for the reason, put it on record, and lift the masks for a few seconds."""
        self._review.app.push_screen(
            _ask_why("Look under the masks for 5 seconds: why?", "the reason is recorded"),
            lambda reason: self._review.attempt(partial(self._peeked, reason)),
        )

    def _lift_to_draw(self, reason: str | None) -> None:
        if reason is not None:
            self._record(reason)
            self._reason = reason
            self._begin()

    def _begin(self) -> None:
        review = self._review
        stills, frame_no = self._shown()
        flag = review.model.flag
        review.model.is_drawing = True
        review.selection_box = box_to_begin_with(review.session, stills.size_px(frame_no), flag)
        review.say("")
        review.show_model()

    def _peeked(self, reason: str | None) -> None:
        if reason is None:
            return
        review = self._review
        self._record(reason)
        review.model.is_peeking = True
        review.say("looking under the masks; recorded")
        review.show_model()
        review.set_timer(PEEK_S, self._end_peek)

    def _end_peek(self) -> None:
        self._review.model.is_peeking = False
        self._review.show_model()

    def _record(self, reason: str) -> None:
        review = self._review
        flag = review.model.flag
        replaying.peek(review.session, t_us=flag.place.t_us if flag else 0, reason=reason)
        review.workbench.saved()

    def _step(self, by: int) -> None:
        stills, frame_no = self._shown()
        number = frame_no + by
        if 0 <= number < len(stills):
            self._review.model.frame_no = number
            self._review.show_picture()
            start_us, _ = stills.stretch(number)
            self._review.say(f"{stills.name} {number + 1} of {len(stills)}, {_time(start_us)}")

    def _shown(self) -> tuple[Stills, int]:
        stills, frame_no = self._review.model.stills, self._review.model.frame()
        if stills is None or frame_no is None:
            hint = "{findings.hide} hides the text itself, {findings.keep} keeps it."
            raise UsageError("the session has no pictures", hint=with_keys(self._review, hint))
        return stills, frame_no

    def _ask_how_long(self, box: Box) -> None:
        end_us = self._review.session.duration_us
        flag = self._review.model.flag
        stills, frame_no = self._shown()
        shown_us, _ = stills.stretch(frame_no)
        from_us = flag.place.t_us if flag else shown_us
        stretches = {"e": Stretch("e", f"from {_time(from_us)} to the end", from_us, end_us)}
        scene = self._scene(shown_us, from_us)
        if scene is not None:
            said = f"in this scene, {_time(scene[0])} to {_time(scene[1])}"
            stretches["s"] = Stretch("s", said, *scene)
        stretches["w"] = Stretch("w", "in the whole session", 0, end_us)
        self._review.app.push_screen(
            how_long([*stretches.values()]),
            lambda key: self._hide(box, stretches[key]) if key is not None else None,
        )

    def _scene(self, shown_us: int, from_us: int) -> tuple[int, int] | None:
        """The scene of a moment, from the place on where it lies in it; None without pictures."""
        session = self._review.session
        frames = session.capture.frames
        starts = [frames[number].t_us for number in replaying.scene_starts(session)]
        if not starts:
            return None
        edges = [*starts, session.duration_us]
        index = max(1, bisect_right(starts, shown_us))
        start_us, end_us = edges[index - 1], edges[index]
        return (max(start_us, from_us) if from_us < end_us else start_us), end_us

    def _hide(self, box: Box, stretch: Stretch) -> None:
        review, model = self._review, self._review.model
        is_deciding = model.group is not None and (
            model.group.is_open or model.is_half_done(model.group)
        )
        make = partial(
            redacting.redact_box,
            review.session,
            box,
            t_us=stretch.start_us,
            end_us=stretch.end_us,
            flags=model.chosen_flags,
        )
        review.attempt(partial(self._fill, make, is_deciding=is_deciding))
        self._end_box()

    def _fill(self, make: Callable[[], object], *, is_deciding: bool) -> None:
        """Fill a box; where that decided the finding, go on to the next."""
        review = self._review
        said = "hidden: filled in every frame of that time; {findings.undo} takes it back"
        review.change(make, with_keys(review, said))
        review.model.excepted.clear()
        if is_deciding:
            review.model.select_next()

    def _end_box(self) -> None:
        self._review.selection_box = None
        self._review.model.is_drawing = False
        self._review.show_model()


def _ask_why(title: str, hint: str) -> Ask:
    return Ask(title, hint=hint, needed="looking under a mask takes a reason: write why")


def _time(t_us: int) -> str:
    return format_timecode(t_us)[:-2]
