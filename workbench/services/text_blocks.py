"""Screens of text as blocks: lines that run on into each other, for as long as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from workbench.domain.geometry import Box
from workbench.domain.pieces import bare_of
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import CELL_PX, Line, TextScreen, cells_of

_Lines: TypeAlias = tuple[str, ...]
"""The characters of some rows, cell by cell."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines from `row` on that run on into each other, from `t_us` until one of them changes.

    Text that scrolls makes very many: what only those with findings need is made for them.
    """

    row: int
    lines: _Lines
    t_us: int
    end_us: int

    @property
    def text(self) -> str:
        """Its characters without the blanks at its end."""
        return _text_of(self.lines)

    @property
    def bare(self) -> str:
        """The letters and digits of its text, folded."""
        return "".join(_bare_of(line) for line in self.lines)

    def places(self, start: int, stop: int) -> Iterator[Place]:
        """Where characters `[start, stop)` of its text stand: a place for each of their rows."""
        width, height = CELL_PX
        for row, in_row in groupby(self._cells()[start:stop], key=lambda cell: cell[0]):
            columns = [column for _, column in in_row]
            first, last = columns[0], columns[-1]
            box = Box(first * width, row * height, (last + 1 - first) * width, height)
            yield Place(Where.SCREEN, self.t_us, self.end_us, length=stop - start, box=box)

    def _cells(self) -> list[tuple[int, int]]:
        """For each character of `text` in which row and column it stands."""
        return [
            (row, column)
            for row, line in enumerate(self.lines, self.row)
            for column, character in enumerate(line)
            if character != "\0"
        ]


def blocks_of(screens: Sequence[TextScreen], end_us: int) -> Iterator[Block]:
    """Every block once for as long as it stood, by the time it went; the last until `end_us`."""
    standing: dict[int, tuple[_Lines, int]] = {}
    for screen in screens:
        now = dict(_rows_of_blocks(screen))
        for row, (lines, since_us) in list(standing.items()):
            if now.get(row) != lines:
                yield Block(row, lines, since_us, screen.t_us)
                del standing[row]
        for row, lines in now.items():
            standing.setdefault(row, (lines, screen.t_us))
    for row, (lines, since_us) in standing.items():
        yield Block(row, lines, since_us, max(end_us, since_us + 1))


def whole_screens(screens: Sequence[TextScreen], end_us: int) -> Iterator[Block]:
    """Every screen as one block: frames and wide characters may part what runs on."""
    ends_us = [screen.t_us for screen in screens[1:]]
    for screen, until_us in zip(screens, [*ends_us, end_us], strict=True):
        lines = tuple(_characters(line, screen.columns) for line in screen.lines)
        yield Block(0, lines, screen.t_us, max(until_us, screen.t_us + 1))


def _rows_of_blocks(screen: TextScreen) -> Iterator[tuple[int, _Lines]]:
    """The rows that run on into each other: a line that fills its row goes on in the next."""
    first, block = 0, list[str]()
    for row, line in enumerate(screen.lines):
        cells = _characters(line, screen.columns)
        if not block:
            first = row
        block.append(cells)
        if cells[-1:] in (" ", "") or row + 1 == len(screen.lines):
            if any(text.strip() for text in block):
                yield first, tuple(block)
            block = []


@lru_cache(4096)
def _characters(line: Line, columns: int) -> str:
    """One character for each cell; a line that scrolls is one text, however often it shows."""
    return "".join(character for character, _ in cells_of(line, columns))


@lru_cache(4096)
def _text_of(lines: _Lines) -> str:
    return "".join(lines).replace("\0", "").rstrip()


@lru_cache(4096)
def _bare_of(characters: str) -> str:
    return bare_of(characters)[0]
