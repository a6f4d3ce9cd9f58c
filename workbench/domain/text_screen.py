"""What a terminal or a page of text shows at a moment: lines of characters, each in its style."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from workbench.domain.geometry import Box

CELL_PX = (8, 16)
"""Width and height of one character's cell wherever text is drawn or pointed at as a picture."""

INK, PAPER = "#d0d0d0", "#121212"
"""A screen's own colours as a picture has them."""


class Style(NamedTuple):
    """How characters look; colours are `#rrggbb`, None for the screen's own."""

    ink: str | None = None
    paper: str | None = None
    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False


PLAIN = Style()


class Run(NamedTuple):
    """Characters of one style; one that is two cells wide is followed by an empty cell's NUL."""

    text: str
    style: Style = PLAIN


Line: TypeAlias = tuple[Run, ...]
"""One line from its first cell on; what is not said is blank."""


@dataclass(frozen=True, slots=True)
class TextScreen:
    """A screen of text from `t_us` on until the next one.

    `lines` are at most `rows`; `cursor` is the cell (column, row) the cursor stands on, or what
    the pointer is at begins in, None where none shows.
    """

    t_us: int
    columns: int
    rows: int
    lines: tuple[Line, ...]
    cursor: tuple[int, int] | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """Its width and height as a picture."""
        return self.columns * CELL_PX[0], self.rows * CELL_PX[1]


def text_of(line: Line) -> str:
    """The line's characters without the blanks at its end."""
    return "".join(run.text for run in line).replace("\0", "").rstrip()


def cells_of(line: Line, columns: int) -> Iterator[tuple[str, Style]]:
    """The character and the style of every cell of a line, blanks to its end included."""
    count = 0
    for run in line:
        for character in run.text[: columns - count]:
            yield character, run.style
        count = min(columns, count + len(run.text))
    for _ in range(columns - count):
        yield " ", PLAIN


def masked_line(line: Line, stretches: Sequence[tuple[int, int]], cover: str = "█") -> Line:
    """The line with the characters of some stretches `[start, stop)` covered, as many as before."""
    text = [[*run.text] for run in line]
    place = 0
    for run in text:
        for index in range(len(run)):
            if any(start <= place < stop for start, stop in stretches):
                run[index] = cover
            place += 1
    return tuple(Run("".join(t), run.style) for t, run in zip(text, line, strict=True))


def rows_of(box: Box) -> range:
    """The rows of which a box in pixels covers any part."""
    height = CELL_PX[1]
    return range(box.y // height, -(-(box.y + box.height_px) // height))


def columns_of(box: Box, row: int) -> list[tuple[int, int]]:
    """The columns `[start, stop)` of a row of which a box in pixels covers any part."""
    width, height = CELL_PX
    if not (box.y < (row + 1) * height and row * height < box.y + box.height_px):
        return []
    return [(box.x // width, -(-(box.x + box.width_px) // width))]


def changed_cells(before: TextScreen, after: TextScreen) -> Box | None:
    """The smallest box in pixels around the cells of `after` that differ; None where none does."""
    columns = max(before.columns, after.columns)
    cells: list[tuple[int, int]] = []
    for row, (old, new) in enumerate(zip_longest(before.lines, after.lines, fillvalue=())):
        if old != new:
            pairs = zip(cells_of(old, columns), cells_of(new, columns), strict=True)
            cells += [(row, column) for column, (a, b) in enumerate(pairs) if a != b]
    if not cells:
        return None
    left, right = min(c for _, c in cells), max(c for _, c in cells)
    top, bottom = cells[0][0], cells[-1][0]
    width, height = CELL_PX
    size = (right + 1 - left) * width, (bottom + 1 - top) * height
    return Box(left * width, top * height, *size)
