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
    FlagState.HIDDEN: ("▒", "$hidden"),
    FlagState.KEPT: ("○", "$secondary"),
}
_STATES = {"returned": "↩ returned", "accepted": "✓ accepted", "submitted": "» submitted"}
_WIDE_COLUMNS = 100
_NAME_WIDTH = 8
_WHERE = {
    Where.TYPED: "typed",
    Where.TITLE: "window title",
    Where.CLIPBOARD: "clipboard",
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
            return "s look over the screens   S accept   B return   enter desk   ? help   q back"
        if model.undecided:
            return "a hide   x keep   R draw box   o shows nowhere   v peek   ? help   q back"
        if not model.screens_checked:
            return "all decided ✓   s look over the screens   S accept   u undo   ? help   q back"
        return "all decided ✓   S accept   B return   u undo   ? help   q back"

    def _show_status(self) -> None:
        review, model = self._review, self._review.model
        state = _STATES.get(model.state, model.state.value)
        if not model.approval_holds:
            state = "✗ approval lost"
        places = sum(len(group.flags) for group in model.groups)
        number = model.index + 1 if model.groups else 0
        saved = (
            ("saved ✓", "$success") if review.workbench.is_saving else ("NOT SAVED", "bold $error")
        )
        looks = model.is_peeking or model.is_drawing
        is_wide = review.size.width >= _WIDE_COLUMNS
        subject = f" · {review.session.subject}" if is_wide else ""
        review.query_one("#status", Line).show_after(
            (printable(self._title), "bold"),
            f"{subject} · {state} · review  ",
            (f"group {number} of {len(model.groups)} · {places} places", "bold $accent"),
            (f" · {model.undecided} undecided  ", "$warning" if model.undecided else "$secondary"),
            saved,
            ("  PEEK" if looks else "", "bold $error"),
        )

    def _show_groups(self) -> None:
        model = self._review.model
        checked = ("screens ✓", "$success") if model.screens_checked else ("screens ✗", "$warning")
        rows = [_group_row(group) for group in model.groups]
        title: Parts = [("Findings   ", "$secondary"), checked]
        self._review.query_one("#groups", RowList).show(title, rows, model.index)

    def _show_flag(self, flag: Flag) -> None:
        review, model = self._review, self._review.model
        session = review.session
        sign, style = _SIGNS[flag.state]
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
        self._line(
            "before",
            "the screens are looked over: S accepts"
            if checked
            else "s looks over the screens, then S accepts",
        )
        for name in ("after", "why", "shows"):
            self._line(name, "")

    def _line(self, name: str, *parts: str | tuple[str, str]) -> None:
        line = self._review.query_one(f"#{name}", Line)
        line.show((f"{name:<{_NAME_WIDTH}}", "$secondary"), *parts)


def _group_row(group: FlagGroup) -> Parts:
    flag = group.first
    state = FlagState.OPEN if group.is_open else flag.state
    sign, style = _SIGNS[state]
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
