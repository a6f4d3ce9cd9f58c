"""Marks over a picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.geometry import Box
from workbench.media.cells import CellGrid, Picture, half_blocks, picture
from workbench.media.overlay import (
    HATCH,
    Mark,
    Masked,
    Pointer,
    Ripple,
    Selection,
    Trail,
    TrailPoint,
    draw,
)

levels = st.integers(0, 255)


def plain(level: int | tuple[int, int, int] = 40) -> Picture:
    return picture(np.full((360, 640, 3), level, np.uint8), 80, 24)


def changed(picture: Picture, *marks: Mark) -> int:
    """How many cells the marks change."""
    before, after = half_blocks(picture.samples), draw(picture, marks)
    same = (
        (before.glyphs == after.glyphs) & (before.ink == after.ink) & (before.paper == after.paper)
    )
    return int((~same).sum())


def luminance(colour: int) -> float:
    return 0.299 * (colour >> 16) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255)


def colours(grid: CellGrid, column: int, row: int) -> set[int]:
    papers = {int(grid.paper[row, column])}
    blank = grid.glyphs[row, column] == 0x20
    return papers if blank else papers | {int(grid.ink[row, column])}


def test_without_marks_the_picture_is_drawn_as_it_is() -> None:
    assert changed(plain()) == 0


@given(levels, levels, levels)
def test_the_pointer_stands_out_on_any_ground(blue: int, green: int, red: int) -> None:
    made = plain((blue, green, red))
    grid = draw(made, [Pointer(320, 180)])
    cell = made.placement.cell_of(320, 180)
    assert cell is not None
    ground = luminance(red << 16 | green << 8 | blue)
    assert max(abs(luminance(colour) - ground) for colour in colours(grid, *cell)) > 120


def test_the_pointer_is_drawn_at_every_scale() -> None:
    image = np.full((1080, 1920, 3), 128, np.uint8)
    for box in (Box(0, 0, 1920, 1080), Box(900, 500, 320, 180), Box(955, 535, 16, 9)):
        made = picture(image, 80, 24, viewport=box)
        assert changed(made, Pointer(960, 540)) >= 3


def test_marks_beside_the_part_shown_change_nothing() -> None:
    image = np.full((360, 640, 3), 40, np.uint8)
    made = picture(image, 80, 24, viewport=Box(0, 0, 100, 100))
    assert changed(made, Pointer(320, 180), Masked(Box(300, 300, 20, 20))) == 0
    assert changed(made, Selection(Box(300, 300, 20, 20)), Ripple(600, 300, 0.0)) == 0


def test_drawing_leaves_the_picture_itself_alone() -> None:
    made = plain()
    before = made.samples.copy()
    draw(made, [Pointer(320, 180), Masked(Box(0, 0, 100, 100)), Ripple(50, 50, 0.5)])
    assert (made.samples == before).all()


@settings(deadline=None)
@given(
    st.integers(0, 600),
    st.integers(0, 340),
    st.integers(1, 300),
    st.integers(1, 200),
    st.integers(0, 2**32 - 1),
)
def test_nothing_under_a_mask_can_be_told_from_the_cells(
    x: int, y: int, width: int, height: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    image = chance.integers(0, 256, (360, 640, 3), np.uint8)
    other = image.copy()
    inside = other[y : y + height, x : x + width]
    inside[:] = chance.integers(0, 256, inside.shape, np.uint8)
    box = Box(x, y, width, height)
    one, two = (draw(picture(each, 77, 21), [Masked(box)]) for each in (image, other))
    for name in ("glyphs", "ink", "paper"):
        assert (getattr(one, name) == getattr(two, name)).all()


def test_a_mask_is_hatched_in_every_cell() -> None:
    made = plain()
    box = Box(101, 53, 200, 100)
    span = made.placement.cells_over(box)
    assert span is not None
    grid = draw(made, [Masked(box)])
    assert (grid.glyphs[span.top : span.bottom, span.left : span.right] == HATCH).all()


def test_the_pointer_is_seen_over_a_mask() -> None:
    made = plain()
    box = Box(0, 0, 640, 360)
    without, with_it = draw(made, [Masked(box)]), draw(made, [Pointer(320, 180), Masked(box)])
    assert (without.glyphs != with_it.glyphs).any()


def test_a_selection_leaves_its_inside_visible() -> None:
    made = plain()
    span = made.placement.samples_over(Box(160, 80, 320, 200))
    assert span is not None
    grid = draw(made, [Selection(Box(160, 80, 320, 200))])
    inside = grid.paper[span.top // 2 + 1 : span.bottom // 2 - 1, span.left + 1 : span.right - 1]
    assert (inside == 0x282828).all()
    assert (grid.paper[span.top // 2 + 2, [span.left, span.right - 1]] != 0x282828).all()


@pytest.mark.parametrize("level", [0, 255])
def test_a_selection_stands_out_on_light_and_dark(level: int) -> None:
    grid = draw(plain(level), [Selection(Box(160, 80, 320, 200))])
    assert max(abs(luminance(int(paper)) - level) for paper in grid.paper.flat) > 120


def test_a_ripple_grows_and_fades() -> None:
    made = plain(0)
    young, old = draw(made, [Ripple(320, 180, 0)]), draw(made, [Ripple(320, 180, 1)])
    assert np.ptp(np.nonzero(old.paper)[1]) > np.ptp(np.nonzero(young.paper)[1])
    assert old.paper.max() < young.paper.max()


def test_a_trail_is_stronger_where_it_is_younger() -> None:
    trail = Trail((TrailPoint(40, 180, 1.0), TrailPoint(600, 180, 0.0)))
    grid = draw(plain(0), [trail])
    row = half_block_row(grid)
    brightness = [luminance(colour) for colour in row if colour]
    assert len(brightness) > 60
    assert brightness == sorted(brightness)


def half_block_row(grid: CellGrid) -> list[int]:
    """The colours along the middle of the picture."""
    row = int(np.argmax(((grid.ink > 0) | (grid.paper > 0)).sum(axis=1)))
    return [int(value) for value in np.maximum(grid.ink[row], grid.paper[row])]
