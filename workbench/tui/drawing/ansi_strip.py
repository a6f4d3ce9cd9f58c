"""A line for Textual's compositor whose text for the terminal is made by somebody else.

Private parts of Textual 8.2 used, each proved by the tests that read the terminal's screen
back: `Strip._segments` (made here when asked for), and that the compositor asks a strip it
does not cut for `render` exactly when the result is written (`ChopsUpdate`, `LayoutUpdate`).
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip


class RowSource(Protocol):
    """Whoever knows what the cells of a row are, now."""

    def emit(self, row: int, start: int, end: int) -> str:
        """Text to be written that brings those cells up to date and moves past them."""
        ...

    def segments(self, row: int, start: int, end: int) -> list[Segment]:
        """The same cells as Rich has them."""
        ...


class AnsiStrip(Strip):
    """The cells `[start, end)` of a row, as its source has them at the moment of asking.

    Cut, it stays what it is, so a dialog or a toast over a picture costs only what it covers.
    As segments (for a screenshot, or as the background of a dialog) it is like any other strip.
    """

    __slots__ = ["_end", "_row", "_source", "_start"]

    def __init__(self, source: RowSource, row: int, start: int, end: int) -> None:
        super().__init__((), end - start)
        self._source, self._row = source, row
        self._start, self._end = start, end

    @property
    def _segments(self) -> list[Segment]:
        return self._source.segments(self._row, self._start, self._end)

    @_segments.setter
    def _segments(self, segments: list[Segment]) -> None:
        """The base class sets none of its own here; there is nothing to keep."""

    def render(self, console: Console) -> str:
        """Text that updates the terminal; it counts as written from now on."""
        return self._source.emit(self._row, self._start, self._end)

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The part between two columns, alive as this one is."""
        first = self._start + max(0, start)
        last = self._end if end is None else min(self._end, self._start + end)
        if (first, last) == (self._start, self._end):
            return self
        if last <= first:
            return Strip((), 0)
        return AnsiStrip(self._source, self._row, first, last)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The parts that end at each of the columns in `cuts`."""
        ends = [cut for cut in cuts if cut <= self._end - self._start]
        if ends == [self._end - self._start]:
            return [self]
        return [self.crop(left, right) for left, right in zip([0, *ends], ends, strict=False)]
