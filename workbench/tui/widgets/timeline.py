"""The ruler under the picture: density, the segments of the tier, flags, and the playhead."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.visual import VisualType
from textual.widget import Widget

from workbench.domain.timeline import Piece, column_of, time_of
from workbench.tui.theme import STYLES

_NAMES_WIDTH = 8
_NAMES = ("density", "", "flags")
_PLAYHEAD = "▏"


class Timeline(Widget, can_focus=False):
    """Three lines of cells; the playhead runs over them."""

    DEFAULT_CSS = "Timeline { height: 3; width: 1fr; padding: 0 1; }"

    @dataclass
    class Pointed(Message):
        """A moment was clicked on."""

        t_us: int

    @dataclass
    class Resized(Message):
        """There is room for lines of that many cells now."""

        width: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[Sequence[Piece], ...] = ((), (), ())
        self._tier = ""
        self._duration_us = 1
        self._t_us = 0
        self._range: tuple[int, int] | None = None

    @property
    def width(self) -> int:
        """How many cells a line has."""
        return max(1, self.content_size.width - _NAMES_WIDTH)

    def show(self, tier: str, duration_us: int, *lines: Sequence[Piece]) -> None:
        """Put new lines up."""
        self._tier, self._duration_us = tier, duration_us
        self._lines = lines
        self.refresh()

    def move_playhead(self, t_us: int, pending: tuple[int, int] | None = None) -> None:
        """Put the playhead at a moment; `pending` is a range or an edge being carried."""
        before = (self._column_of(self._t_us), self._range)
        self._t_us, self._range = t_us, pending
        if (self._column_of(t_us), pending) != before:
            self.refresh()

    def render(self) -> VisualType:
        """Nothing: the lines are drawn one by one."""
        return ""

    def render_line(self, y: int) -> Strip:
        """A line: its name, its pieces, the playhead over them."""
        if not 0 <= y < len(self._lines):
            return Strip.blank(self.content_size.width, self.rich_style)
        base = self.rich_style
        quiet = self._style("free")
        name = (_NAMES[y] or self._tier)[: _NAMES_WIDTH - 1].ljust(_NAMES_WIDTH)
        segments = [Segment(name, quiet)]
        for piece in self._lines[y]:
            segments.append(Segment(piece.text, self._style(piece.role)))
        strip = Strip(segments).adjust_cell_length(_NAMES_WIDTH + self.width, base)
        return self._with_playhead(self._with_range(strip, y))

    def on_click(self, event: events.Click) -> None:
        """Say which moment was meant."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.x >= _NAMES_WIDTH:
            moment = time_of(offset.x - _NAMES_WIDTH, self._duration_us, self.width)
            self.post_message(self.Pointed(moment))

    def on_resize(self) -> None:
        """Say how much room there is."""
        self.post_message(self.Resized(self.width))

    def _with_range(self, strip: Strip, y: int) -> Strip:
        if self._range is None or y != 1:
            return strip
        first, last = sorted(self._column_of(t_us) for t_us in self._range)
        start, end = _NAMES_WIDTH + first, _NAMES_WIDTH + last + 1
        shown = Strip([Segment("━" * (end - start), self._style("mark"))])
        return Strip.join([strip.crop(0, start), shown, strip.crop(end)])

    def _with_playhead(self, strip: Strip) -> Strip:
        column = _NAMES_WIDTH + self._column_of(self._t_us)
        style, under = self._style("playhead"), strip.crop(column, column + 1).text
        # A letter of a label stays readable under it.
        shown = (
            Segment(under, style + RichStyle(reverse=True))
            if under.isalnum()
            else Segment(_PLAYHEAD, style)
        )
        return Strip.join([strip.crop(0, column), Strip([shown]), strip.crop(column + 1)])

    def _column_of(self, t_us: int) -> int:
        """The cell a moment falls into, for the width and the length there are now."""
        return column_of(t_us, self._duration_us, self.width)

    def _style(self, role: str) -> RichStyle:
        style = Style.parse(STYLES[role], self.app.theme_variables).rich_style
        return self.rich_style + style
