"""Screenshots as terminal cells: scaled into a grid, and back from a cell to a pixel.

A cell is drawn as two samples, one above the other, so a grid of `rows` cells has
`2 * rows` rows of samples; a sample is taken to be square.
"""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from workbench.domain.geometry import Box

Pixels: TypeAlias = NDArray[np.uint8]
"""Height x width x 3, BGR."""

Bgr: TypeAlias = tuple[int, int, int]

SPACE = 0x20
UPPER_HALF = 0x2580
TAIL = 1
"""Stands for the second cell of a character that takes two: nothing is written there."""

COLOUR = 0xFFFFFF
BOLD, ITALIC, UNDERLINED = 1 << 24, 1 << 25, 1 << 26
"""How a character is drawn, in the bits of its ink above the colour."""


@dataclass(frozen=True, slots=True)
class CellSpan:
    """Cells `[left, right)` of the rows `[top, bottom)`."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a part of a screenshot lies on a grid of cells.

    `source` is the part shown, in pixels; `left` and `width` are columns, `top` and `height`
    rows of samples (two to a cell). Pixels are averaged in squares of `grain` first.
    """

    columns: int
    rows: int
    source: Box
    left: int
    top: int
    width: int
    height: int
    grain: int = 1

    @classmethod
    def fitting(cls, source: Box, columns: int, rows: int) -> "Placement":
        """The largest centred placement that keeps the aspect."""
        scale = min(columns / source.width_px, 2 * rows / source.height_px)
        width = min(columns, max(1, round(source.width_px * scale)))
        height = min(2 * rows, max(1, round(source.height_px * scale)))
        left, top = (columns - width) // 2, (2 * rows - height) // 2
        grain = 2 if _may_be_halved(source, width, height) else 1
        return cls(columns, rows, source, left, top, width, height, grain)

    def sample_of(self, x_px: float, y_px: float) -> tuple[float, float]:
        """The column and row of samples a source pixel falls on, maybe outside the grid."""
        column = self.left + (x_px - self.source.x) * self.width / self.source.width_px
        row = self.top + (y_px - self.source.y) * self.height / self.source.height_px
        return column, row

    def cell_of(self, x_px: float, y_px: float) -> tuple[int, int] | None:
        """The column and row of the cell that shows a source pixel; None where none does."""
        if not self.source.contains(x_px, y_px):
            return None
        column, row = self.sample_of(x_px, y_px)
        return int(column), int(row) // 2

    def pixel_of(self, column: int, row: int) -> tuple[float, float] | None:
        """The source pixel at a cell's centre; None beside the picture."""
        across = (column + 0.5 - self.left) / self.width
        down = (2 * row + 1 - self.top) / self.height
        if not (0 <= across < 1 and 0 <= down < 1):
            return None
        box = self.source
        return box.x + across * box.width_px, box.y + down * box.height_px

    def cells_over(self, box: Box) -> CellSpan | None:
        """Every cell that shows any part of a box; None where none does.

        A sample takes part of every square of pixels it touches, so the span reaches as far as
        the squares the box touches do.
        """
        samples = self.samples_over(box)
        if samples is None:
            return None
        return CellSpan(samples.left, samples.top // 2, samples.right, (samples.bottom + 1) // 2)

    def samples_over(self, box: Box) -> CellSpan | None:
        """As `cells_over`, but in columns and rows of samples, never beyond the picture."""
        grain, x, y = self.grain, box.x - self.source.x, box.y - self.source.y
        left, top = self.sample_of(box.x - x % grain, box.y - y % grain)
        right, bottom = self.sample_of(
            box.x + box.width_px + -(x + box.width_px) % grain,
            box.y + box.height_px + -(y + box.height_px) % grain,
        )
        span = CellSpan(
            max(self.left, int(np.floor(left))),
            max(self.top, int(np.floor(top))),
            min(self.left + self.width, int(np.ceil(right))),
            min(self.top + self.height, int(np.ceil(bottom))),
        )
        return span if span.left < span.right and span.top < span.bottom else None


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A screenshot scaled to a grid: `samples` is 2 * rows x columns x 3, BGR."""

    samples: Pixels
    placement: Placement


@dataclass(frozen=True, slots=True, eq=False)
class CellGrid:
    """What every cell shows: rows x columns each, uint32.

    `glyphs` are code points; one that is two cells wide is followed by TAIL. `ink` and `paper`
    are colours as 0xRRGGBB, ink with how it is drawn above. A space has ink 0, so that cells that
    look the same are the same.
    """

    glyphs: NDArray[np.uint32]
    ink: NDArray[np.uint32]
    paper: NDArray[np.uint32]

    @property
    def rows(self) -> int:
        """How many rows of cells there are."""
        return int(self.glyphs.shape[0])

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self.glyphs.shape[1])

    def resized(self, columns: int, rows: int, paper: int) -> "CellGrid":
        """Cut or filled with blank cells on the right and below, to that size."""
        if (columns, rows) == (self.columns, self.rows):
            return self
        blank = blank_grid(columns, rows, paper)
        height, width = min(rows, self.rows), min(columns, self.columns)
        for name in ("glyphs", "ink", "paper"):
            getattr(blank, name)[:height, :width] = getattr(self, name)[:height, :width]
        return blank


def blank_grid(columns: int, rows: int, paper: int) -> CellGrid:
    """A grid of spaces on one colour."""
    shape = (rows, columns)
    return CellGrid(
        np.full(shape, SPACE, np.uint32),
        np.zeros(shape, np.uint32),
        np.full(shape, paper, np.uint32),
    )


def picture(
    image: Pixels,
    columns: int,
    rows: int,
    *,
    viewport: Box | None = None,
    around: Bgr = (0, 0, 0),
) -> Picture:
    """A screenshot, or the part of it in `viewport`, scaled to fit and centred.

    Shrinking averages over the area of each sample; enlarging repeats pixels. Safe to call in
    a thread. Raises ValueError where the viewport lies outside the screenshot.
    """
    height_px, width_px = image.shape[:2]
    source = (viewport or Box(0, 0, width_px, height_px)).clipped(width_px, height_px)
    if source is None:
        raise ValueError("the viewport lies outside the screenshot")
    placement = Placement.fitting(source, columns, rows)
    part = image[source.y : source.y + source.height_px, source.x : source.x + source.width_px]
    if placement.grain == 2:
        part = _scaled(part, source.width_px // 2, source.height_px // 2)
    down, right = placement.top + placement.height, placement.left + placement.width
    samples = np.empty((2 * rows, columns, 3), np.uint8)
    samples[:] = around
    samples[placement.top : down, placement.left : right] = _scaled(
        part, placement.width, placement.height
    )
    return Picture(samples, placement)


def half_blocks(samples: Pixels) -> CellGrid:
    """Two samples to a cell: the upper one as ink of a half block, the lower one as paper."""
    packed = packed_colours(samples)
    upper, lower = packed[0::2], packed[1::2]
    flat = upper == lower
    return CellGrid(
        np.where(flat, np.uint32(SPACE), np.uint32(UPPER_HALF)),
        np.where(flat, np.uint32(0), upper),
        lower.copy(),
    )


def packed_colours(pixels: Pixels) -> NDArray[np.uint32]:
    """Each pixel as 0xRRGGBB."""
    wide = np.zeros((*pixels.shape[:2], 4), np.uint8)
    wide[..., :3] = pixels
    return wide.view("<u4")[..., 0].astype(np.uint32, copy=False)


def _may_be_halved(source: Box, width: int, height: int) -> bool:
    """Whether to halve first: OpenCV does that so fast that it saves half of the time or more."""
    even = source.width_px % 2 == 0 and source.height_px % 2 == 0
    return even and source.width_px >= 4 * width and source.height_px >= 4 * height


def _scaled(image: Pixels, width: int, height: int) -> Pixels:
    shrinks = width <= image.shape[1] and height <= image.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)
