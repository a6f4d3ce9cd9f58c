"""A screen of text as terminal cells, one for one: the part of it there is room for."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from workbench.domain.geometry import Box
from workbench.domain.text_screen import CELL_PX, Line, Style, TextScreen, cells_of
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
from workbench.media.overlay import DEFAULT_COLOURS, HATCH

_LAST_GLYPH = 0x1FFFF
"""Beyond it lie characters that few terminals have; they show as a box."""
_BOX = 0x25A1
_INKED_SPACE = 0xA0
"""A blank that has ink, to be underlined."""
_BRIGHT_HATCH = 0x2591
"""Half of a cell's colours turned about look as before; a quarter does not."""


def text_grid(screen: TextScreen, part: CellSpan, *, ink: int, paper: int) -> CellGrid:
    """The cells of a part of a screen; `ink` and `paper` are its own colours as 0xRRGGBB.

    A character of two cells is followed by TAIL; one that the part cuts in half is a blank.
    """
    grid = blank_grid(part.right - part.left, part.bottom - part.top, paper)
    for row, line in enumerate(screen.lines[part.top : part.bottom]):
        _draw_line(grid, row, line, part.left, screen.columns, ink, paper)
    if screen.cursor is not None:
        column, row = screen.cursor[0] - part.left, screen.cursor[1] - part.top
        if 0 <= column < grid.columns and 0 <= row < grid.rows:
            _invert(grid, row, column, ink)
    return grid


def cover(grid: CellGrid, part: CellSpan, boxes: Iterable[Box | None]) -> None:
    """Hatch every cell of which a box hides any part; None hides all there is."""
    for box in boxes:
        span = _cells_of(box, part) if box is not None else CellSpan(0, 0, grid.columns, grid.rows)
        rows, columns = slice(span.top, span.bottom), slice(span.left, span.right)
        grid.glyphs[rows, columns] = HATCH
        grid.ink[rows, columns] = _packed(DEFAULT_COLOURS.mask_ink)
        grid.paper[rows, columns] = _packed(DEFAULT_COLOURS.mask_paper)
    _mend_halves(grid)


def frame(grid: CellGrid, part: CellSpan, box: Box) -> None:
    """Turn the colours of a box's cells about; what is covered there stays so, and looks bright.

    For a box that is being drawn, or that is spoken of.
    """
    span = _cells_of(box, part)
    rows, columns = slice(span.top, span.bottom), slice(span.left, span.right)
    under = grid.ink[rows, columns] & COLOUR
    grid.ink[rows, columns] = grid.paper[rows, columns]
    grid.paper[rows, columns] = np.where(under == 0, np.uint32(0x808080), under)
    glyphs = grid.glyphs[rows, columns]
    glyphs[glyphs == HATCH] = _BRIGHT_HATCH


def _draw_line(
    grid: CellGrid, row: int, line: Line, left: int, columns: int, ink: int, paper: int
) -> None:
    cells = list(cells_of(line, columns))[left : left + grid.columns]
    for column, (character, style) in enumerate(cells):
        own_ink, own_paper = _colours(style, ink, paper)
        glyph = _glyph(character)
        if glyph == SPACE and style.is_underlined:
            glyph = _INKED_SPACE
        grid.glyphs[row, column] = glyph
        grid.ink[row, column] = 0 if glyph == SPACE else own_ink
        grid.paper[row, column] = own_paper
    _mend_halves(grid, row)


def _mend_halves(grid: CellGrid, row: int | None = None) -> None:
    """Blank every second half whose first half is not before it, and first halves alone."""
    rows = slice(None) if row is None else slice(row, row + 1)
    glyphs = grid.glyphs[rows]
    tails = glyphs == TAIL
    if not tails.any():
        return
    wide = np.isin(glyphs, [g for g in np.unique(glyphs).tolist() if _is_wide(g)])
    after = np.zeros_like(tails)
    after[:, :-1] = tails[:, 1:]
    before = np.zeros_like(tails)
    before[:, 1:] = wide[:, :-1]
    lone = (tails & ~before) | (wide & ~after)
    glyphs[lone] = SPACE
    grid.ink[rows][lone] = 0


@lru_cache(4096)
def _is_wide(glyph: int) -> bool:
    return glyph > SPACE and unicodedata.east_asian_width(chr(glyph)) in "WF"


def _glyph(character: str) -> int:
    if character == "\0":
        return TAIL
    point = ord(character)
    if point > _LAST_GLYPH or not character.isprintable():
        return _BOX if point > SPACE else SPACE
    return point


@lru_cache(1024)
def _colours(style: Style, ink: int, paper: int) -> tuple[int, int]:
    """Ink, with how it is drawn, and paper."""
    drawn = style.is_bold * BOLD | style.is_italic * ITALIC | style.is_underlined * UNDERLINED
    return (
        (int(style.ink[1:], 16) if style.ink else ink) | drawn,
        int(style.paper[1:], 16) if style.paper else paper,
    )


def _invert(grid: CellGrid, row: int, column: int, ink: int) -> None:
    """Turn a cell's colours about; of a character of two cells both."""
    column -= bool(grid.glyphs[row, column] == TAIL)
    if column + 1 < grid.columns and grid.glyphs[row, column + 1] == TAIL:
        grid.paper[row, column + 1] = int(grid.ink[row, column]) & COLOUR or ink
    paper, drawn = int(grid.paper[row, column]), int(grid.ink[row, column]) & ~COLOUR
    grid.paper[row, column] = int(grid.ink[row, column]) & COLOUR or ink
    grid.ink[row, column] = 0 if grid.glyphs[row, column] == SPACE else paper | drawn


def _cells_of(box: Box, part: CellSpan) -> CellSpan:
    width, height = CELL_PX
    left, top = box.x // width - part.left, box.y // height - part.top
    right = -(-(box.x + box.width_px) // width) - part.left
    bottom = -(-(box.y + box.height_px) // height) - part.top
    across, down = part.right - part.left, part.bottom - part.top
    return CellSpan(
        min(max(0, left), across),
        min(max(0, top), down),
        min(max(0, right), across),
        min(max(0, bottom), down),
    )


def part_shown(screen: TextScreen, room: Sequence[int], at: tuple[int, int] | None) -> CellSpan:
    """The part of a screen that fits the room, in cells; where it does not, with `at` on it."""
    columns, rows = min(room[0], screen.columns), min(room[1], screen.rows)
    column, row = at or (0, 0)
    left = min(max(0, column - columns // 2), screen.columns - columns) if at else 0
    top = min(max(0, row - rows // 2), screen.rows - rows) if at else 0
    return CellSpan(left, top, left + columns, top + rows)


def _packed(bgr: Sequence[int]) -> int:
    blue, green, red = bgr
    return red << 16 | green << 8 | blue
