"""The review's lines of text: which finding, what it looks like, what the next key does."""

from typing import TYPE_CHECKING

from workbench.domain.flag import Flag, FlagGroup, FlagState, undecided
from workbench.domain.place import Where
from workbench.domain.timecode import format_timecode
from workbench.services import replaying
from workbench.tui.screens.review.excerpt import after, before, masked_value, shows
from workbench.tui.screens.review.keys import with_keys
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
_PERSON = "person"
"""The detector of what people flag."""
_LAST = "{app.window.help} help   {findings.leave} back"
_OPEN_KEYS = (
    "{findings.hide} hide   {findings.keep} keep   {findings.box} draw box   "
    "{findings.nowhere} shows nowhere   {findings.peek} peek   "
)
_HALF_DONE_KEYS = (
    "{findings.box} draw its box   {findings.nowhere} shows nowhere   {findings.hide} next   "
    "{findings.undo} undo   "
)
_DRAWING = (
    "arrows move   shift+arrows size   {findings.desk} hide   "
    "{picture.last_frame} {picture.next_frame} other frame   {findings.cancel} cancel"
)
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
        return with_keys(self._review, self._next_keys())

    def _next_keys(self) -> str:
        review, model = self._review, self._review.model
        if review.selection_box is not None:
            return _DRAWING
        if not model.groups:
            return f"{self._screens()}{self._judging()}{{findings.desk}} desk   {_LAST}"
        is_half_done = model.is_half_done(model.group)
        if model.undecided:
            return f"{_HALF_DONE_KEYS if is_half_done else _OPEN_KEYS}{_LAST}"
        if is_half_done:
            keys = "{findings.box} box   {findings.nowhere} nowhere   "
            judge = f"{self._screens()}{self._judging()}"
            return f"{self._all_decided()}: {keys}{judge}{{findings.leave}} back"
        undo = "" if self._screens() else "{findings.undo} undo   "
        return f"{self._all_decided()}   {self._screens()}{self._judging()}{undo}{_LAST}"

    def _screens(self) -> str:
        """The key for the screens, as long as they are not all looked over."""
        if self._review.model.screens_checked:
            return ""
        is_short = self._review.model.half_done and self._review.size.width < _LEGEND_COLUMNS
        return "{findings.screens} " + ("screens   " if is_short else "look over screens   ")

    def _judging(self) -> str:
        """The keys that accept and return, where there is something to be judged."""
        model = self._review.model
        accept = "{findings.submit} accept   " if model.may_be_accepted else ""
        is_short = model.half_done and self._review.size.width < _LEGEND_COLUMNS
        may_return = model.is_handed_in and not is_short
        return accept + ("{findings.give_back} return   " if may_return else "")

    def _all_decided(self) -> str:
        """That all is decided, and what of it masks more than it need."""
        count = self._review.model.half_done
        if not count:
            return "all decided ✓"
        masks = "1 masks a whole window" if count == 1 else f"{count} mask whole windows"
        return masks if self._review.size.width < _LEGEND_COLUMNS else f"all decided, {masks}"

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
            (f" · {undecided(model.groups)}", "$warning" if model.undecided else "$secondary"),
            (self._half_done(), "$warning"),
            (self._waiting(), "$warning"),
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

    def _waiting(self) -> str:
        """That the screens wait, once nothing else does."""
        model = self._review.model
        if model.undecided or model.half_done or model.screens_checked:
            return ""
        return with_keys(self._review, " · screens wait: {findings.screens}")

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
        self._line("why", *_why(flag))
        self._line("shows", shows(flag, model.hidden, session.duration_us))

    def _window(self, flag: Flag) -> str:
        windows = replaying.shown_windows(self._review.session, self._review.model.hidden)
        last = [w for w in windows if w.start_us <= flag.place.t_us]
        return f"  window: {printable(last[-1].name)}" if last else ""

    def _show_empty(self) -> None:
        self._line("place", "no findings in this session")
        model = self._review.model
        looked = "{findings.screens} looks over the screens"
        if model.stills is None:
            looked = "there are no screens to look over"
        elif model.screens_checked:
            looked = "the screens are looked over"
        if model.is_accepted:
            looked += "; the work is accepted"
        elif model.may_be_accepted:
            looked += "; {findings.submit} accepts"
        self._line("before", with_keys(self._review, looked))
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
        (f"  {_finder(flag)}", "$secondary"),
    ]


def _finder(flag: Flag) -> str:
    """Who or what found it."""
    return flag.author if flag.detector == _PERSON else flag.detector.partition("/")[0]


def _why(flag: Flag) -> Parts:
    """Why it was flagged, and by whom; how sure that is only a detector can tell."""
    reason = printable(flag.reason)
    if flag.detector != _PERSON:
        sure = f"{flag.detector}, {flag.confidence} %"
        return [f"{reason or 'no reason given'}  ", (sure, "$secondary")]
    flagged = f"flagged by {flag.author} as {flag.kind}"
    return [f"{reason}  ", (flagged, "$secondary")] if reason else [flagged]
