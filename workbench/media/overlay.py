"""Marks drawn over a picture: pointer, trail, clicks, selections and masks.

They are drawn on the grid, not on the screenshot, so they stay visible at every scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, floor, pi, sin
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from workbench.domain.geometry import Box
from workbench.media.cells import Bgr, CellGrid, Picture, Pixels, Placement, half_blocks

HATCH = 0x2592


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse pointer is, in source pixels."""

    x_px: float
    y_px: float


@dataclass(frozen=True, slots=True)
class TrailPoint:
    """Where the pointer was; `age` goes from 0 (now) to 1 (forgotten)."""

    x_px: float
    y_px: float
    age: float


@dataclass(frozen=True, slots=True)
class Trail:
    """The pointer's way, oldest point first."""

    points: tuple[TrailPoint, ...]


@dataclass(frozen=True, slots=True)
class Ripple:
    """A click as a ring that grows and fades while `age` goes from 0 to 1."""

    x_px: float
    y_px: float
    age: float


@dataclass(frozen=True, slots=True)
class Selection:
    """A frame around a box, the box itself stays visible."""

    box: Box


@dataclass(frozen=True, slots=True)
class Masked:
    """A hidden box: solid and hatched, so that it is never mistaken for content."""

    box: Box


Mark: TypeAlias = Pointer | Trail | Ripple | Selection | Masked


@dataclass(frozen=True, slots=True)
class MarkColours:
    """What the marks are drawn in, BGR; the light and dark of a pair serve contrast."""

    trail: Bgr = (0, 150, 255)
    light: Bgr = (90, 220, 255)
    dark: Bgr = (150, 40, 0)
    mask_paper: Bgr = (60, 52, 50)
    mask_ink: Bgr = (140, 130, 126)


DEFAULT_COLOURS = MarkColours()
_LIGHT_FROM = 128
_RIPPLE_SAMPLES = (1.5, 5.0)


class _Sheet:
    """A copy of a picture that is drawn upon, and which of its cells are hatched."""

    def __init__(self, picture: Picture, colours: MarkColours) -> None:
        self.samples: Pixels = picture.samples.copy()
        self.placement: Placement = picture.placement
        self.colours = colours
        self.hatched: NDArray[np.bool_] = np.zeros(
            (self.placement.rows, self.placement.columns), np.bool_
        )

    def blend(self, column: int, row: int, colour: Bgr, weight: float = 1.0) -> None:
        """Mix a colour into one sample, if the picture has it."""
        placement = self.placement
        across, down = column - placement.left, row - placement.top
        if 0 <= across < placement.width and 0 <= down < placement.height:
            under = self.samples[row, column].astype(np.float32)
            mixed = under + (np.asarray(colour, np.float32) - under) * weight
            self.samples[row, column] = np.rint(mixed)
            self.hatched[row // 2, column] = False

    def contrasting(self, column: int, row: int) -> Bgr:
        """The light or dark mark colour, whichever stands out there."""
        rows, columns = self.samples.shape[:2]
        if not (0 <= row < rows and 0 <= column < columns):
            return self.colours.light
        blue, green, red = (int(value) for value in self.samples[row, column])
        luminance = 0.114 * blue + 0.587 * green + 0.299 * red
        return self.colours.dark if luminance >= _LIGHT_FROM else self.colours.light


def draw(
    picture: Picture, marks: Sequence[Mark] = (), *, colours: MarkColours = DEFAULT_COLOURS
) -> CellGrid:
    """The cells of a picture with marks over it; the picture itself is not changed.

    Masks lie lowest, the pointer on top, whatever their order in `marks`.
    """
    if not marks:
        return half_blocks(picture.samples)
    sheet = _Sheet(picture, colours)
    for mark in sorted(marks, key=lambda mark: _DEPTH[type(mark)]):
        _draw_mark(sheet, mark)
    cells = half_blocks(sheet.samples)
    cells.glyphs[sheet.hatched] = HATCH
    cells.ink[sheet.hatched] = _packed(colours.mask_ink)
    return cells


_DEPTH: dict[type[Mark], int] = {Masked: 0, Selection: 1, Trail: 2, Ripple: 3, Pointer: 4}


def _draw_mark(sheet: _Sheet, mark: Mark) -> None:
    match mark:
        case Masked(box):
            _draw_mask(sheet, box)
        case Selection(box):
            _draw_frame(sheet, box)
        case Trail(points):
            _draw_trail(sheet, points)
        case Ripple():
            _draw_ripple(sheet, mark)
        case Pointer():
            _draw_pointer(sheet, mark)


def _draw_mask(sheet: _Sheet, box: Box) -> None:
    span = sheet.placement.cells_over(box)
    if span is None:
        return
    sheet.samples[2 * span.top : 2 * span.bottom, span.left : span.right] = sheet.colours.mask_paper
    sheet.hatched[span.top : span.bottom, span.left : span.right] = True


def _draw_frame(sheet: _Sheet, box: Box) -> None:
    span = sheet.placement.samples_over(box)
    if span is None:
        return
    right, bottom = span.right - 1, span.bottom - 1
    edge = {(column, row) for column in range(span.left, span.right) for row in (span.top, bottom)}
    edge |= {(column, row) for row in range(span.top, span.bottom) for column in (span.left, right)}
    for column, row in edge:
        sheet.blend(column, row, sheet.contrasting(column, row))


def _draw_trail(sheet: _Sheet, points: Sequence[TrailPoint]) -> None:
    strongest: dict[tuple[int, int], float] = {}
    for older, newer in pairwise(points):
        for column, row, age in _between(sheet.placement, older, newer):
            weight = max(0.0, min(1.0, 1 - age)) * 0.8
            strongest[column, row] = max(weight, strongest.get((column, row), 0.0))
    for (column, row), weight in strongest.items():
        sheet.blend(column, row, sheet.colours.trail, weight)


def _between(
    placement: Placement, start: TrailPoint, end: TrailPoint
) -> list[tuple[int, int, float]]:
    """The samples on the way between two points, with their age."""
    x0, y0 = placement.sample_of(start.x_px, start.y_px)
    x1, y1 = placement.sample_of(end.x_px, end.y_px)
    steps = max(1, ceil(max(abs(x1 - x0), abs(y1 - y0))))
    ways = [step / steps for step in range(steps + 1)]
    return [
        (
            floor(x0 + (x1 - x0) * way),
            floor(y0 + (y1 - y0) * way),
            start.age + (end.age - start.age) * way,
        )
        for way in ways
    ]


def _draw_ripple(sheet: _Sheet, ripple: Ripple) -> None:
    column, row = (
        floor(place) + 0.5 for place in sheet.placement.sample_of(ripple.x_px, ripple.y_px)
    )
    smallest, largest = _RIPPLE_SAMPLES
    radius = smallest + (largest - smallest) * ripple.age
    steps = ceil(4 * pi * radius)
    ring = {
        (
            floor(column + radius * cos(2 * pi * step / steps)),
            floor(row + radius * sin(2 * pi * step / steps)),
        )
        for step in range(steps)
    }
    for x, y in ring:
        sheet.blend(x, y, sheet.contrasting(x, y), 1 - 0.7 * ripple.age)


def _draw_pointer(sheet: _Sheet, pointer: Pointer) -> None:
    """A white sample in a black ring: one of the two stands out on any ground."""
    if not sheet.placement.source.contains(pointer.x_px, pointer.y_px):
        return
    column, row = (floor(place) for place in sheet.placement.sample_of(pointer.x_px, pointer.y_px))
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            centre = across == down == 0
            sheet.blend(column + across, row + down, (255, 255, 255) if centre else (0, 0, 0))


def _packed(colour: Bgr) -> int:
    blue, green, red = colour
    return red << 16 | green << 8 | blue
