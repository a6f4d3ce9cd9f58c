"""The widget that draws screenshots.

It draws by way of Textual's compositor, so dialogs, toasts and clipping come out right, but
with text made ahead, and only the cells that changed. Private parts of Textual 8.2 used besides
those of `AnsiStrip`, proved by the same tests: `Screen._compositor.visible_widgets` (front to
back: what lies over us) and `Widget._dirty_regions`, which nobody else empties here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Self

from rich.segment import Segment
from textual import events
from textual.app import App
from textual.filter import ANSIToTruecolor, DimFilter
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from workbench.media.cells import Bgr, CellGrid, CellSpan, Picture, Placement, blank_grid
from workbench.media.overlay import Mark, draw
from workbench.tui.drawing.ansi import Depth
from workbench.tui.drawing.ansi_strip import AnsiStrip
from workbench.tui.drawing.cover import Cover
from workbench.tui.drawing.pacer import CURSOR_REPORT, Pacer
from workbench.tui.drawing.shadow import TerminalShadow

_DEPTHS = {"truecolor": Depth.FULL, "256": Depth.NUMBERED}
_PLAIN_PERIOD_S = 0.1
"""Plain frames carry no question to the terminal, so they are only allowed to be rare."""


class FrameView(Widget, can_focus=False):
    """Draws the picture it was shown last, as fast as the terminal takes it.

    A picture shown while the terminal is still busy, or while another screen lies over this
    one, waits, and a later one takes its place. Pictures are made for the size in `Resized`.
    """

    HEALED_ROWS: ClassVar[int] = 1
    """How many rows are sent again with each frame, whatever the terminal is thought to show."""

    DEFAULT_CSS: ClassVar[str] = "FrameView { width: 1fr; height: 1fr; }"

    @dataclass
    class Resized(Message):
        """There is now room for a picture of that many cells."""

        columns: int
        rows: int

    @dataclass
    class Clicked(Message):
        """The user clicked on that pixel of the screenshot."""

        x_px: float
        y_px: float

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._shadow = TerminalShadow(blank_grid(1, 1, 0), Depth.FULL)
        super().__init__(id=id, classes=classes)
        self.frames_drawn = 0
        """How many frames went to the terminal; the others were overtaken."""
        self._cells: CellGrid | None = None
        self._placement: Placement | None = None
        self._waiting = False
        self._pacer = Pacer()
        self._pause: Timer | None = None
        self._plain_until = 0.0
        self._drew_plainly = False
        self._strips: list[AnsiStrip] = []
        self._layout_cover = Cover()
        self._question_row: int | None = None
        self._healed_row = -1

    @property
    def paper_bgr(self) -> Bgr:
        """The theme's colour for what lies around a picture."""
        red, green, blue = self.background_colors[1].rgb
        return blue, green, red

    @property
    def is_waiting(self) -> bool:
        """Whether what was shown last is held back: the terminal is busy or this screen hidden."""
        return self._waiting

    def show(self, picture: Picture, marks: Sequence[Mark] = ()) -> None:
        """Draw a picture with marks over it as soon as the terminal is ready for it."""
        self.show_cells(draw(picture, marks), picture.placement)

    def show_cells(self, cells: CellGrid, placement: Placement | None = None) -> None:
        """Draw finished cells; clicks are reported only where a placement is given."""
        self._cells, self._placement, self._waiting = cells, placement, True
        self._draw()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """As every widget's; without regions the terminal is sent every cell again."""
        if not regions:
            self._shadow.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as the compositor takes them."""
        self._dirty_regions.clear()
        self._fit()
        if self._draws_plainly():
            return super().render_lines(crop)
        self._see_layout()
        for span in self._layout_cover.spans:
            self._shadow.forget(span)
        strips: list[Strip] = list(self._strips[crop.y : crop.bottom])
        if crop.column_span != (0, self._shadow.columns):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """A line as plain segments, for terminals and filters that need them."""
        if y >= self._shadow.rows:
            return Strip.blank(self.size.width, self.rich_style)
        return Strip(self.segments(y, 0, self._shadow.columns), self._shadow.columns)

    def emit(self, row: int, start: int, end: int) -> str:
        """What brings those cells of the terminal up to date; it must be written."""
        text = self._shadow.emit(row, start, end)
        if row != self._question_row:
            return text
        self._question_row = None
        self.frames_drawn += 1
        if not self._pacer.asks:
            return text
        self._pacer.sent(monotonic())
        return text + CURSOR_REPORT

    def segments(self, row: int, start: int, end: int) -> list[Segment]:
        """Those cells as Rich has them."""
        return self._shadow.segments(row, start, end)

    def on_mount(self) -> None:
        """Listen to what may change what the terminal shows behind our back."""
        self.app.message_signal.subscribe(self, self._hear_app, immediate=True)
        self.app.screen_change_signal.subscribe(self, self._change_screen, immediate=True)
        self.app.app_resume_signal.subscribe(self, self._resume, immediate=True)
        # What lies around a picture is of the theme's colour: the picture is made anew.
        self.app.theme_changed_signal.subscribe(
            self, lambda _theme: self.post_message(self.Resized(*self.size))
        )
        self.screen.screen_layout_refresh_signal.subscribe(self, self._see_layout, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        self.post_message(self.Resized(event.size.width, event.size.height))
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Say which pixel was meant."""
        pixel = self._placement.pixel_of(event.x, event.y) if self._placement else None
        if pixel is not None:
            self.post_message(self.Clicked(*pixel))

    def _hear_app(self, message: Message) -> None:
        if isinstance(message, events.CursorPosition):
            self._pacer.answered(monotonic())
            self._draw()
        elif isinstance(message, events.Resize):
            self._shadow.forget()

    def _change_screen(self, _screen: Screen[object]) -> None:
        self._shadow.forget()
        self._draw()

    def _resume(self, _app: App[object]) -> None:
        self._pacer.forget()
        self.refresh()

    def _draw(self) -> None:
        """Take the waiting cells to the terminal, now or when it is ready."""
        if not (self._waiting and self._cells and self.size and self.screen.is_active):
            return
        wait_s = self._wait_s()
        if wait_s > 0:
            self._draw_in(wait_s)
            return
        self._waiting = False
        self._fit()
        self._shadow.want(self._fitted(self._cells))
        rows = self._rows_to_draw()
        if rows:
            super().refresh(*_regions(rows, self._shadow.columns))

    def _rows_to_draw(self) -> list[int]:
        """The rows that changed, and some more in turn, whatever went wrong on the terminal."""
        shadow, cover = self._shadow, self._layout_cover
        if self._draws_plainly():
            rows = shadow.stale_rows()
            shadow.assume_shown()
            self._plain_until = monotonic() + _PLAIN_PERIOD_S
            return rows
        for _ in range(self.HEALED_ROWS):
            self._healed_row = (self._healed_row + 1) % shadow.rows
            shadow.forget(CellSpan(0, self._healed_row, shadow.columns, self._healed_row + 1))
        rows = [row for row in shadow.stale_rows() if not cover.hides_row(row, shadow.columns)]
        self._question_row = rows[-1] if rows else None
        return rows

    def _wait_s(self) -> float:
        now = monotonic()
        return max(self._plain_until - now, self._pacer.wait_s(now))

    def _draw_in(self, seconds: float) -> None:
        if self._pause is None:
            self._pause = self.set_timer(seconds, self._end_pause)

    def _end_pause(self) -> None:
        self._pause = None
        self._draw()

    def _fitted(self, cells: CellGrid) -> CellGrid:
        columns, rows = self.size
        if (cells.columns, cells.rows) == (columns, rows):
            return cells
        return cells.resized(columns, rows, _packed(self.paper_bgr))

    def _fit(self) -> None:
        """Begin anew where the size or the terminal's colours are not what they were."""
        columns, rows = self.size
        depth = _DEPTHS.get(self.app.console.color_system or "", Depth.FULL)
        shadow = self._shadow
        if (shadow.columns, shadow.rows, shadow.depth) == (columns, rows, depth):
            return
        cells = self._cells or blank_grid(columns, rows, _packed(self.paper_bgr))
        self._shadow = TerminalShadow(self._fitted(cells), depth)
        self._strips = [AnsiStrip(self, row, 0, columns) for row in range(rows)]
        self._question_row = None

    def _draws_plainly(self) -> bool:
        """Whether Textual's own way is called for: filters, few colours, a border."""
        plainly = (
            self.app.console.color_system not in _DEPTHS
            or self.styles.gutter.width > 0
            or self.styles.gutter.height > 0
            or self.opacity < 1
            or any(_matters(line_filter) for line_filter in self.app.get_line_filters())
        )
        if plainly != self._drew_plainly:
            self._drew_plainly = plainly
            self._plain_until = 0.0
            self._shadow.forget()
        return plainly

    def _see_layout(self, _screen: Screen[object] | None = None) -> None:
        """Forget what the terminal shows where we are no longer, or were not a moment ago."""
        if self._layout_cover.look(self, self.screen._compositor.visible_widgets):
            self._shadow.forget()


def _packed(bgr: Bgr) -> int:
    """A colour as cells have it."""
    blue, green, red = bgr
    return red << 16 | green << 8 | blue


def _matters(line_filter: object) -> bool:
    """Whether a filter would change a picture; these two touch what pictures do not contain."""
    return not isinstance(line_filter, (ANSIToTruecolor, DimFilter))


def _regions(rows: Sequence[int], columns: int) -> list[Region]:
    """Ascending rows as regions; a gap of one row costs less than another region."""
    regions: list[Region] = []
    start = end = rows[0]
    for row in rows[1:]:
        if row > end + 2:
            regions.append(Region(0, start, columns, end + 1 - start))
            start = row
        end = row
    regions.append(Region(0, start, columns, end + 1 - start))
    return regions
