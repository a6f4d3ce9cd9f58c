"""The review's lines of text: which finding, what it looks like, what the next key does."""

from typing import TYPE_CHECKING

from workbench.domain.flag import Flag, FlagGroup, FlagState
from workbench.domain.place import Where
from workbench.domain.timecode import format_timecode
from workbench.services import replaying
from workbench.tui.screens.review.excerpt import after, before, masked_value, shows
from workbench.tui.widgets.action_list import printable
from workbench.tui.widgets.line import Line
from workbench.tui.widgets.row_list import Parts, RowList

if TYPE_CHECKING:
    from workbench.tui.screens.review.screen import ReviewScreen

_SIGNS = {
    FlagState.OPEN: ("●", "bold $warning"),
    FlagState.HIDDEN: ("■", "$hidden"),
    FlagState.KEPT: ("○", "$secondary"),
}
_HALF_DONE = ("◐", "bold $warning")
"""Hidden, but a whole window is masked for it, because nobody has said where it shows."""
_STATES = {"returned": "↩ returned", "accepted": "✓ accepted", "submitted": "» submitted"}
_WIDE_COLUMNS = 100
_LEGEND_COLUMNS = 120
_NAME_WIDTH = 8
_WHERE = {
    Where.TYPED: "typed",
    Where.TITLE: "window title",
    Where.CLIPBOARD: "clipboard",
    Where.URL: "address",
    Where.APP: "program's name",
    Where.DESCRIPTION: "description",
    Where.SCREEN: "screen",
    Where.SPAN: "all of a stretch",
}


class ReviewLines:
    """Writes the lines of one review."""

    def __init__(self, review: "ReviewScreen") -> None:
        self._review = review
        record = review.session.record
        self._title = review.session.words.read(record, "title") or review.session_id

    def show_lines(self) -> None:
        """Everything, as things stand."""
        self._show_status()
        self._show_groups()
        flag = self._review.model.flag
        if flag is None:
            self._show_empty()
        else:
            self._show_flag(flag)

    def next_keys(self) -> str:
        """The keys that matter now."""
        review, model = self._review, self._review.model
        if review.selection_box is not None:
            return "arrows move   shift+arrows size   enter hide   , . other frame   esc cancel"
        if not model.groups:
            return (
                f"s look over the screens   {self._accept()}B return   enter desk   ? help   q back"
            )
        is_half_done = model.is_half_done(model.group)
        if model.undecided:
            if is_half_done:
                return "R draw its box   o shows nowhere   a next   u undo   ? help   q back"
            return "a hide   x keep   R draw box   o shows nowhere   v peek   ? help   q back"
        if is_half_done:
            screens = "" if model.screens_checked else "s screens   "
            return f"{self._all_decided()}: R box   o nowhere   {screens}{self._accept()}q back"
        screens = "" if model.screens_checked else "s look over the screens   "
        judge = f"{screens}{self._accept()}B return"
        return f"{self._all_decided()}   {judge}   u undo   ? help   q back"

    def _accept(self) -> str:
        """The key that accepts, unless that is done."""
        return "" if self._review.model.is_accepted else "S accept   "

    def _all_decided(self) -> str:
        """That all is decided, and what of it masks more than it need."""
        count = self._review.model.half_done
        if not count:
            return "all decided ✓"
        return (
            "all decided, 1 masks a whole window"
            if count == 1
            else f"all decided, {count} mask whole windows"
        )

    def _show_status(self) -> None:
        review, model = self._review, self._review.model
        state = _STATES.get(model.state, model.state.value)
        if not model.approval_holds:
            state = "✗ approval lost"
        number = model.index + 1 if model.groups else 0
        saved = (
            ("saved ✓", "$success") if review.workbench.is_saving else ("NOT SAVED", "bold $error")
        )
        looks = model.is_peeking or model.is_drawing
        is_wide = review.size.width >= _WIDE_COLUMNS
        told = f" · {review.session.subject} · {state} · review  " if is_wide else f" · {state}  "
        review.query_one("#status", Line).show_after(
            (printable(self._title), "bold"),
            told,
            (f"group {number} of {len(model.groups)}", "bold $accent"),
            (f" · {model.undecided} undecided", "$warning" if model.undecided else "$secondary"),
            (self._half_done(), "$warning"),
            "  ",
            saved,
            ("  PEEK" if looks else "", "bold $error"),
        )

    def _half_done(self) -> str:
        """How many findings are hidden and mask whole windows."""
        count = self._review.model.half_done
        if not count:
            return ""
        if self._review.size.width < _LEGEND_COLUMNS:
            return f" · {count} half done {_HALF_DONE[0]}"
        return (
            f" · {count} hidden, where {'it shows' if count == 1 else 'they show'} unknown "
            + (_HALF_DONE[0])
        )

    def _show_groups(self) -> None:
        model = self._review.model
        seen = model.scenes - model.scenes_left
        checked = (
            ("screens ✓", "$success")
            if model.screens_checked
            else (f"screens {seen}/{model.scenes}", "$warning")
        )
        rows = [_group_row(group, is_half_done=model.is_half_done(group)) for group in model.groups]
        title: Parts = [("Findings   ", "$secondary"), checked]
        self._review.query_one("#groups", RowList).show(title, rows, model.index)

    def _show_flag(self, flag: Flag) -> None:
        review, model = self._review, self._review.model
        session = review.session
        sign, style = _HALF_DONE if model.masks_its_window(flag) else _SIGNS[flag.state]
        count = len(model.group.flags) if model.group else 0
        excepted = "  excepted" if flag.flag_id in model.excepted else ""
        self._line(
            "place",
            (f"{sign} ", style),
            f"{model.place_index + 1} of {count}",
            (excepted, "bold $accent"),
            f"  {_WHERE[flag.place.where]} at {format_timecode(flag.place.t_us)[:-2]}",
            (self._window(flag), "$secondary"),
        )
        peeks = model.is_peeking
        self._line("before", before(session, flag, model.hidden, peeks=peeks))
        self._line("after", after(session, flag, model.hidden))
        self._line("why", f"{printable(flag.reason) or 'no reason given'}  ", _found_by(flag))
        self._line("shows", shows(flag, model.hidden, session.duration_us))

    def _window(self, flag: Flag) -> str:
        windows = replaying.shown_windows(self._review.session, self._review.model.hidden)
        last = [w for w in windows if w.start_us <= flag.place.t_us]
        return f"  window: {printable(last[-1].title or '')}" if last else ""

    def _show_empty(self) -> None:
        self._line("place", "no findings in this session")
        checked = self._review.model.screens_checked
        accepted = "S accepts" if not self._review.model.is_accepted else "the work is accepted"
        looked = "the screens are looked over:" if checked else "s looks over the screens;"
        self._line("before", f"{looked} {accepted}")
        for name in ("after", "why", "shows"):
            self._line(name, "")

    def _line(self, name: str, *parts: str | tuple[str, str]) -> None:
        line = self._review.query_one(f"#{name}", Line)
        line.show((f"{name:<{_NAME_WIDTH}}", "$secondary"), *parts)


def _group_row(group: FlagGroup, *, is_half_done: bool) -> Parts:
    flag = group.first
    state = FlagState.OPEN if group.is_open else flag.state
    sign, style = _HALF_DONE if is_half_done else _SIGNS[state]
    count = f" ×{len(group.flags)}" if len(group.flags) > 1 else ""
    is_open = state is FlagState.OPEN
    return [
        (f"{sign} ", style),
        (masked_value(flag), "$foreground" if is_open else "$secondary"),
        (count, "bold $accent" if is_open else "$secondary"),
        (f"  {flag.detector.partition('/')[0]}", "$secondary"),
    ]


def _found_by(flag: Flag) -> tuple[str, str]:
    by = flag.author if flag.detector == "person" else flag.detector
    return f"{by}, {flag.confidence} %", "$secondary"
