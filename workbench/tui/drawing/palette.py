"""The 256 colours of terminals that know no others."""

import numpy as np
from numpy.typing import NDArray

from workbench.media.cells import COLOUR, SPACE, CellGrid

FIRST = 16
"""Colours 0 to 15 are the user's own and never used."""

_LEVELS = np.array((0, 95, 135, 175, 215, 255))
"""The six levels of the colour cube, as xterm has them; the 24 greys follow the cube."""
_NEAREST_LEVEL = np.abs(np.arange(256)[:, None] - _LEVELS).argmin(axis=1)
_FIRST_GREY = 232


def numbered(cells: CellGrid) -> CellGrid:
    """The same cells with each colour replaced by the number of the nearest of the 256.

    Where ink and paper come out the same the cell becomes a blank one.
    """
    ink, paper = nearest(cells.ink), nearest(cells.paper)
    blank = (cells.glyphs == SPACE) | (ink == paper)
    drawn = cells.ink & ~np.uint32(COLOUR)
    return CellGrid(
        np.where(blank, np.uint32(SPACE), cells.glyphs),
        np.where(blank, np.uint32(0), ink | drawn),
        paper,
    )


def nearest(colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """For colours as 0xRRGGBB the numbers of the nearest of the 256, by plain distance."""
    parts = np.stack([colours >> shift & 255 for shift in (16, 8, 0)]).astype(np.int64)
    red, green, blue = _NEAREST_LEVEL[parts]
    cube_off = ((parts - _LEVELS[[red, green, blue]]) ** 2).sum(axis=0)
    step = np.clip(np.rint((parts.mean(axis=0) - 8) / 10), 0, 23).astype(np.int64)
    grey_off = ((parts - (8 + 10 * step)) ** 2).sum(axis=0)
    number = np.where(grey_off < cube_off, _FIRST_GREY + step, FIRST + 36 * red + 6 * green + blue)
    numbers: NDArray[np.uint32] = number.astype(np.uint32)
    return numbers


def colour_of(number: int) -> int:
    """The colour a number stands for, as xterm has it, 0xRRGGBB; numbers from 16 on."""
    if number >= _FIRST_GREY:
        return (8 + 10 * (number - _FIRST_GREY)) * 0x010101
    rest, blue = divmod(number - FIRST, 6)
    red, green = divmod(rest, 6)
    return int(_LEVELS[red]) << 16 | int(_LEVELS[green]) << 8 | int(_LEVELS[blue])
