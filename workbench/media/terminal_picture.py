"""A terminal's screen as a picture: every cell with its character and colours.

Blocks, shades and lines are drawn as shapes, so that they meet from cell to cell whatever the
font; other characters come from a monospaced font of the system, else from Pillow's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

CELL_WIDTH_PX = 9
CELL_HEIGHT_PX = 18
_FONT_SIZE = 15
_FONTS = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Menlo.ttc", "consola.ttf")

Rgb: TypeAlias = tuple[int, int, int]
_Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Parts of a cell as left, top, right, bottom in eighths.
_BLOCKS: dict[str, tuple[int, int, int, int]] = {
    "█": (0, 0, 8, 8),
    "▀": (0, 0, 8, 4),
    "▐": (4, 0, 8, 8),
    "▌": (0, 0, 4, 8),
    "▏": (0, 0, 1, 8),
    "─": (0, 4, 8, 5),
    "━": (0, 3, 8, 5),
    "│": (4, 0, 5, 8),
    **{sign: (0, 8 - level, 8, 8) for level, sign in enumerate("▁▂▃▄▅▆▇", 1)},
}
_SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}


@dataclass(frozen=True, slots=True)
class TerminalCell:
    """One cell: a character and its colours; the second half of a wide one is empty."""

    character: str
    ink: Rgb
    paper: Rgb


def draw_terminal(rows: Sequence[Sequence[TerminalCell]]) -> NDArray[np.uint8]:
    """The screen as height x width x 3, BGR."""
    columns = max((len(row) for row in rows), default=0)
    size = (max(1, columns * CELL_WIDTH_PX), max(1, len(rows) * CELL_HEIGHT_PX))
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            _draw_cell(draw, cell, x * CELL_WIDTH_PX, y * CELL_HEIGHT_PX)
    return np.asarray(picture)[:, :, ::-1].copy()


def _draw_cell(draw: ImageDraw.ImageDraw, cell: TerminalCell, left: int, top: int) -> None:
    right, bottom = left + CELL_WIDTH_PX - 1, top + CELL_HEIGHT_PX - 1
    draw.rectangle((left, top, right, bottom), fill=cell.paper)
    block = _BLOCKS.get(cell.character)
    if block is not None:
        draw.rectangle(_part(block, left, top), fill=cell.ink)
    elif cell.character in _SHADES:
        share = _SHADES[cell.character]
        draw.rectangle((left, top, right, bottom), fill=_mixed(cell.ink, cell.paper, share))
    elif cell.character.strip():
        font = _font()
        width = font.getlength(cell.character)
        x = left + max(0.0, (CELL_WIDTH_PX - width) / 2)
        draw.text((x, top), cell.character, fill=cell.ink, font=font)


def _part(eighths: tuple[int, int, int, int], left: int, top: int) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = eighths
    return (
        left + x0 * CELL_WIDTH_PX // 8,
        top + y0 * CELL_HEIGHT_PX // 8,
        left + max(x1 * CELL_WIDTH_PX // 8, x0 * CELL_WIDTH_PX // 8 + 1) - 1,
        top + max(y1 * CELL_HEIGHT_PX // 8, y0 * CELL_HEIGHT_PX // 8 + 1) - 1,
    )


def _mixed(ink: Rgb, paper: Rgb, share: float) -> Rgb:
    red, green, blue = (round(i * share + p * (1 - share)) for i, p in zip(ink, paper, strict=True))
    return red, green, blue


@cache
def _font() -> _Font:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, _FONT_SIZE)
        except OSError:
            continue
    return ImageFont.load_default(_FONT_SIZE - 4)
