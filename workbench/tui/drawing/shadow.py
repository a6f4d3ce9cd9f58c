"""What the terminal shows, so that only what differs is sent."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from workbench.media.cells import (
    BOLD,
    COLOUR,
    ITALIC,
    SPACE,
    TAIL,
    UNDERLINED,
    CellGrid,
    CellSpan,
    blank_grid,
)
from workbench.tui.drawing.ansi import Depth, encode_rows, forward
from workbench.tui.drawing.palette import numbered

_UNKNOWN = 0
"""A glyph no cell ever has: the terminal may show anything there."""


class TerminalShadow:
    """The cells wanted in one rectangle of the terminal, and those it shows as far as known.

    Knows nothing of the terminal at first. What `emit` returns must be written, since it counts
    as shown from then on.
    """

    def __init__(self, wanted: CellGrid, depth: Depth) -> None:
        self.columns, self.rows = wanted.columns, wanted.rows
        self.depth = depth
        self._wanted = wanted
        self._sent = wanted
        self._shown = blank_grid(self.columns, self.rows, 0)
        self._ready: dict[int, str] | None = None
        self.forget()
        self.want(wanted)

    def want(self, cells: CellGrid) -> None:
        """Take cells of this shadow's size as what the terminal shall show."""
        self._wanted = cells
        self._sent = numbered(cells) if self.depth is Depth.NUMBERED else cells
        self._ready = None

    def forget(self, span: CellSpan | None = None) -> None:
        """Count some cells, or all, as showing anything at all."""
        if span is None:
            self._shown.glyphs[:] = _UNKNOWN
        else:
            self._shown.glyphs[span.top : span.bottom, span.left : span.right] = _UNKNOWN
        self._ready = None

    def assume_shown(self) -> None:
        """Count what is wanted as shown, where somebody else writes it."""
        for row in range(self.rows):
            self._mark_shown(row, 0, self.columns)
        self._ready = None

    def stale_rows(self) -> list[int]:
        """The rows in which the terminal does not show what is wanted, ascending."""
        rows: list[int] = np.nonzero(self._differing().any(axis=1))[0].tolist()
        return rows

    def emit(self, row: int, start: int, end: int) -> str:
        """Text that brings the cells `[start, end)` of a row up to date, and moves past them.

        It is to be written with the cursor on the first of them and default attributes.
        """
        if (start, end) == (0, self.columns):
            if self._ready is None:
                self._ready = encode_rows(self._sent, self._differing(), self.depth)
            text = self._ready.pop(row, "")
        else:
            text = self._emit_part(row, start, end)
        self._mark_shown(row, start, end)
        return text or forward(end - start)

    def segments(self, row: int, start: int, end: int) -> list[Segment]:
        """The cells wanted there as Rich has them, whatever the terminal shows."""
        return [Segment(text, style) for text, style in self._runs(row, start, end)]

    def _emit_part(self, row: int, start: int, end: int) -> str:
        self._ready = None
        rows, part = slice(row, row + 1), slice(start, end)
        sent = self._sent
        glyphs = sent.glyphs[rows, part]
        if start and glyphs[0, 0] == TAIL:
            # Its first half is hidden; written alone the rest of the row would be off by a cell.
            glyphs = glyphs.copy()
            glyphs[0, 0] = SPACE
        cells = CellGrid(glyphs, sent.ink[rows, part], sent.paper[rows, part])
        changed = self._differing()[rows, part]
        return encode_rows(cells, changed, self.depth).get(0, "")

    def _differing(self) -> NDArray[np.bool_]:
        shown, sent = self._shown, self._sent
        differs: NDArray[np.bool_] = shown.glyphs != sent.glyphs
        differs |= shown.ink != sent.ink
        differs |= shown.paper != sent.paper
        tails = sent.glyphs == TAIL
        if tails.any():
            # Both halves of a character are written together, or neither.
            differs[:, :-1] |= differs[:, 1:] & tails[:, 1:]
            differs[:, 1:] |= differs[:, :-1] & tails[:, 1:]
        return differs

    def _mark_shown(self, row: int, start: int, end: int) -> None:
        self._shown.glyphs[row, start:end] = self._sent.glyphs[row, start:end]
        self._shown.ink[row, start:end] = self._sent.ink[row, start:end]
        self._shown.paper[row, start:end] = self._sent.paper[row, start:end]

    def _runs(self, row: int, start: int, end: int) -> Iterator[tuple[str, Style]]:
        wanted = self._wanted
        cells: Iterable[tuple[int, int, int]] = zip(
            wanted.glyphs[row, start:end].tolist(),
            wanted.ink[row, start:end].tolist(),
            wanted.paper[row, start:end].tolist(),
            strict=True,
        )
        text, style = "", None
        for glyph, ink, paper in cells:
            own = _style(ink, paper)
            if style is not None and own is not style:
                yield text, style
                text = ""
            text, style = text + (chr(glyph) if glyph != TAIL else ""), own
        if style is not None:
            yield text, style


@lru_cache(8192)
def _style(ink: int, paper: int) -> Style:
    return Style(
        color=_rich_colour(ink & COLOUR),
        bgcolor=_rich_colour(paper),
        bold=bool(ink & BOLD) or None,
        italic=bool(ink & ITALIC) or None,
        underline=bool(ink & UNDERLINED) or None,
    )


def _rich_colour(colour: int) -> Color:
    return Color.from_rgb(colour >> 16, colour >> 8 & 255, colour & 255)
