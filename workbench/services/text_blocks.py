"""Screens of text as blocks: lines that run on into each other, for as long as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.domain.geometry import Box
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import CELL_PX, TextScreen, cells_of


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that run on into each other, from `t_us` until one of them changes.

    `cells` says for each character of `text` in which row and column it stands.
    """

    text: str
    cells: tuple[tuple[int, int], ...]
    t_us: int
    end_us: int

    def places(self, start: int, stop: int) -> Iterator[Place]:
        """Where the characters `[start, stop)` stand: a place for each of their rows."""
        width, height = CELL_PX
        for row, in_row in groupby(self.cells[start:stop], key=lambda cell: cell[0]):
            columns = [column for _, column in in_row]
            first, last = columns[0], columns[-1]
            box = Box(first * width, row * height, (last + 1 - first) * width, height)
            yield Place(Where.SCREEN, self.t_us, self.end_us, length=stop - start, box=box)


def blocks_of(screens: Sequence[TextScreen], end_us: int) -> Iterator[Block]:
    """Every block once for as long as it stood, by the time it went; the last until `end_us`."""
    standing: dict[int, tuple[_Lines, int]] = {}
    for screen in screens:
        now = dict(_rows_of_blocks(screen))
        for row, (lines, since_us) in list(standing.items()):
            if now.get(row) != lines:
                yield _block(row, lines, since_us, screen.t_us)
                del standing[row]
        for row, lines in now.items():
            standing.setdefault(row, (lines, screen.t_us))
    for row, (lines, since_us) in standing.items():
        yield _block(row, lines, since_us, max(end_us, since_us + 1))


_Lines = tuple[str, ...]
"""The characters of some rows, cell by cell."""


def _rows_of_blocks(screen: TextScreen) -> Iterator[tuple[int, _Lines]]:
    """The rows that run on into each other: a line that fills its row goes on in the next."""
    first, block = 0, list[str]()
    for row, line in enumerate(screen.lines):
        cells = "".join(character for character, _ in cells_of(line, screen.columns))
        if not block:
            first = row
        block.append(cells)
        if cells[-1:] in (" ", "") or row + 1 == len(screen.lines):
            if any(text.strip() for text in block):
                yield first, tuple(block)
            block = []


def _block(row: int, lines: _Lines, t_us: int, end_us: int) -> Block:
    characters: list[str] = []
    cells: list[tuple[int, int]] = []
    for number, line in enumerate(lines, row):
        for column, character in enumerate(line):
            if character != "\0":
                characters.append(character)
                cells.append((number, column))
    text = "".join(characters)
    kept = len(text.rstrip())
    return Block(text[:kept], tuple(cells[:kept]), t_us, end_us)
