"""Pictures of screens of text, the same on every machine: with a font that comes along.

The font is DejaVu Sans Mono; its licence lies beside it.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from unicodedata import category

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from workbench.domain.text_screen import CELL_PX, INK, PAPER, Line, Style, TextScreen, cells_of
from workbench.media.box_glyphs import box_mask

_WIDTH, _HEIGHT = CELL_PX
_FONTS = Path(__file__).parent / "fonts"
_SIZE_PX = 13
_UNDERLINE = 14
_SLANT_ABOVE, _SLANT_BELOW = 5, 11
_NO_CHARACTER = chr(0x10FFFF)
_NOTHING = "\0"
_MOST_CELLS = 20_000


class TextPainter:
    """Draws one screen after the other; lines that stay the same are not drawn again."""

    def __init__(self) -> None:
        self._image = np.zeros((0, 0, 3), np.uint8)
        self._drawn: list[Line | None] = []
        self._cursor: tuple[int, int] | None = None
        self._cells: dict[tuple[str, Style, int], NDArray[np.uint8]] = {}

    def paint(self, screen: TextScreen) -> NDArray[np.uint8]:
        """The picture as height x width x 3, BGR, uint8; it is the caller's own.

        Characters the font has not are hollow boxes; the cursor's cell is inverted.
        """
        width, height = screen.size_px
        if self._image.shape[:2] != (height, width):
            self._image = np.zeros((height, width, 3), np.uint8)
            self._drawn = [None] * screen.rows
            self._cursor = None
        self._forget_cursor()
        for row in range(screen.rows):
            line = screen.lines[row] if row < len(screen.lines) else ()
            before = self._drawn[row]
            if line is not before and line != before:
                self._paint_line(row, line, screen.columns)
                self._drawn[row] = line
        self._invert(screen)
        return self._image.copy()

    def _forget_cursor(self) -> None:
        """The row where a cursor was painted has to be painted anew."""
        if self._cursor is not None:
            self._drawn[self._cursor[1]] = None
            self._cursor = None

    def _invert(self, screen: TextScreen) -> None:
        column, row = screen.cursor or (-1, -1)
        if 0 <= column < screen.columns and 0 <= row < screen.rows:
            x, y = column * _WIDTH, row * _HEIGHT
            cell = self._image[y : y + _HEIGHT, x : x + _WIDTH]
            np.subtract(255, cell, out=cell)
            self._cursor = (column, row)

    def _paint_line(self, row: int, line: Line, columns: int) -> None:
        cells = list(cells_of(line, columns))
        parts: list[NDArray[np.uint8]] = []
        place = 0
        while place < columns:
            character, style = cells[place]
            is_wide = place + 1 < columns and cells[place + 1][0] == _NOTHING != character
            parts.append(self._cell(character, style, 2 if is_wide else 1))
            place += 2 if is_wide else 1
        y = row * _HEIGHT
        np.concatenate(parts, axis=1, out=self._image[y : y + _HEIGHT])

    def _cell(self, character: str, style: Style, count: int) -> NDArray[np.uint8]:
        """The picture of one character in its style, over one or two cells."""
        key = (character, style, count)
        cell = self._cells.get(key)
        if cell is None:
            if len(self._cells) >= _MOST_CELLS:
                self._cells.clear()
            cell = self._cells[key] = _coloured(_styled(character, style, count), style)
        return cell


def pictures_of(screens: Iterable[TextScreen]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The time and the picture of each screen, made one at a time."""
    painter = TextPainter()
    for screen in screens:
        yield screen.t_us, painter.paint(screen)


def _styled(character: str, style: Style, count: int) -> NDArray[np.uint8]:
    """Where the ink is, from 0 to 255, height x width."""
    mask = _mask(character, count, is_bold=style.is_bold)
    if style.is_italic:
        mask = _slanted(mask)
    if style.is_underlined:
        mask = mask.copy()
        mask[_UNDERLINE] = 255
    return mask


def _coloured(mask: NDArray[np.uint8], style: Style) -> NDArray[np.uint8]:
    share = mask[:, :, None].astype(np.uint16)
    ink, paper = _bgr(style.ink or INK), _bgr(style.paper or PAPER)
    mixed: NDArray[np.uint16] = (ink * share + paper * (255 - share) + 127) // 255
    return mixed.astype(np.uint8)


def _bgr(colour: str) -> NDArray[np.uint16]:
    return np.array([int(colour[place : place + 2], 16) for place in (5, 3, 1)], np.uint16)


@cache
def _font(*, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSansMono-Bold.ttf" if is_bold else "DejaVuSansMono.ttf"
    return ImageFont.truetype(_FONTS / name, _SIZE_PX, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing(*, is_bold: bool) -> bytes:
    """What the font draws for characters it has not."""
    return bytes(_font(is_bold=is_bold).getmask(_NO_CHARACTER))


def _mask(character: str, count: int, *, is_bold: bool) -> NDArray[np.uint8]:
    blank = np.zeros((_HEIGHT, count * _WIDTH), np.uint8)
    if character.isspace() or category(character) == "Cc":
        return blank
    joined = box_mask(character) if count == 1 else None
    if joined is not None:
        return joined
    font = _font(is_bold=is_bold)
    drawn, (left, top) = font.getmask2(character, mode="L", anchor="la")
    if bytes(drawn) == _missing(is_bold=is_bold):
        return _hollow(blank)
    width, height = drawn.size
    glyph = np.frombuffer(bytes(drawn), np.uint8).reshape(height, width)
    return _placed(glyph, blank, left, top)


def _placed(
    glyph: NDArray[np.uint8], blank: NDArray[np.uint8], left: int, top: int
) -> NDArray[np.uint8]:
    """The glyph where the font puts it, in the middle of two cells; nothing beyond the cells."""
    left += (blank.shape[1] - _WIDTH) // 2
    skipped_x, skipped_y = max(0, -left), max(0, -top)
    part = glyph[skipped_y:, skipped_x:]
    x, y = max(0, left), max(0, top)
    room = blank[y : y + part.shape[0], x : x + part.shape[1]]
    room[:] = part[: room.shape[0], : room.shape[1]]
    return blank


def _hollow(blank: NDArray[np.uint8]) -> NDArray[np.uint8]:
    blank[2:-3, 1:-1] = 255
    blank[3:-4, 2:-2] = 0
    return blank


def _slanted(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Leaning to the right by a pixel above and below the middle."""
    slanted = mask.copy()
    slanted[:_SLANT_ABOVE, 1:] = mask[:_SLANT_ABOVE, :-1]
    slanted[:_SLANT_ABOVE, 0] = 0
    slanted[_SLANT_BELOW:, :-1] = mask[_SLANT_BELOW:, 1:]
    slanted[_SLANT_BELOW:, -1] = 0
    return slanted
