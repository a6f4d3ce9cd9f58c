"""The cells of a terminal: rows that are written, erased and scrolled, and drawn as lines."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from unicodedata import category, east_asian_width, normalize

from workbench.domain.text_screen import PLAIN, Line, Run, Style
from workbench_asciicast.pens import BARE, Pen

NOTHING = "\0"
"""What stands in the second cell of a character that is two cells wide."""


@lru_cache(maxsize=65_536)
def cells_wide(character: str) -> int:
    """How many cells a character takes: 0, 1 or 2; after Unicode Standard Annex 11."""
    if category(character) in ("Mn", "Me", "Cf", "Zl", "Zp"):
        return 0
    if "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


class Row:
    """One row of cells; as a line it is made anew only after it changed."""

    __slots__ = ("_is_stale", "_line", "cells", "pens")

    def __init__(self, columns: int, pen: Pen = BARE) -> None:
        self.cells = [" "] * columns
        self.pens = [pen] * columns
        self._line: Line = ()
        self._is_stale = True

    def put(self, column: int, text: Iterable[str], count: int, pen: Pen) -> None:
        """Write cells from a column on; wide characters of which half is covered are gone."""
        end = column + count
        cells = self.cells
        if cells[column] == NOTHING and column:
            cells[column - 1] = " "
        if end < len(cells) and cells[end] == NOTHING:
            cells[end] = " "
        cells[column:end] = text
        self.pens[column:end] = [pen] * count
        self._is_stale = True

    def erase(self, start: int, end: int, pen: Pen) -> None:
        """Blank the cells `[start, end)`."""
        count = end - start
        if count > 0:
            self.put(start, [" "] * count, count, pen)

    def insert(self, column: int, count: int, pen: Pen) -> None:
        """Push the cells from a column on to the right by as many blanks."""
        count = min(count, len(self.cells) - column)
        self._part(column)
        self.cells[column:] = ([" "] * count + self.cells[column:])[: len(self.cells) - column]
        self.pens[column:] = ([pen] * count + self.pens[column:])[: len(self.pens) - column]
        self._mend_end()

    def delete(self, column: int, count: int, pen: Pen) -> None:
        """Take cells away; blanks come in at the end."""
        count = min(count, len(self.cells) - column)
        self._part(column)
        self._part(column + count)
        self.cells[column:] = [*self.cells[column + count :], *[" "] * count]
        self.pens[column:] = [*self.pens[column + count :], *[pen] * count]
        self._is_stale = True

    def resize(self, columns: int) -> bool:
        """Cut or lengthen; whether anything was cut that was no blank."""
        cut = any(cell not in (" ", NOTHING) for cell in self.cells[columns:])
        more = max(0, columns - len(self.cells))
        self.cells = self.cells[:columns] + [" "] * more
        self.pens = self.pens[:columns] + [BARE] * more
        self._mend_end()
        return cut

    def join(self, column: int, mark: str) -> bool:
        """Put a mark on a character; whether both are one character of Unicode."""
        whole = normalize("NFC", self.cells[column] + mark)
        if len(whole) == 1:
            self.cells[column] = whole
            self._is_stale = True
        return len(whole) == 1

    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.cells.count(" ") == len(self.cells)

    def line(self, style_of: Callable[[Pen], Style]) -> Line:
        """The row as a line, without the blanks at its end; the same object until it changes."""
        if self._is_stale:
            line = _drawn(self.cells, self.pens, style_of)
            if line != self._line:
                self._line = line
            self._is_stale = False
        return self._line

    def _part(self, column: int) -> None:
        """Blank a wide character whose halves stand on both sides of a column."""
        if 0 < column < len(self.cells) and self.cells[column] == NOTHING:
            self.cells[column - 1 : column + 1] = "  "
        self._is_stale = True

    def _mend_end(self) -> None:
        """Blank a wide character at the end that lost its second half."""
        if self.cells and cells_wide(self.cells[-1]) == 2:
            self.cells[-1] = " "
        self._is_stale = True


def _drawn(cells: list[str], pens: list[Pen], style_of: Callable[[Pen], Style]) -> Line:
    runs: list[Run] = []
    start, end = 0, len(cells)
    while start < end:
        pen = pens[start]
        stop = start + 1
        while stop < end and pens[stop] is pen:
            stop += 1
        text = "".join(cells[start:stop])
        if pen.is_concealed:
            text = " " * len(text)
        style = style_of(pen)
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + text, style)
        else:
            runs.append(Run(text, style))
        start = stop
    return _trimmed(runs)


def _trimmed(runs: list[Run]) -> Line:
    """Without what looks like nothing at the end."""
    while runs:
        text, style = runs[-1]
        if style.paper is not None or style.is_underlined:
            break
        kept = text.rstrip(" ")
        if kept:
            runs[-1] = Run(kept, PLAIN if style == PLAIN else style)
            break
        runs.pop()
    return tuple(runs)
