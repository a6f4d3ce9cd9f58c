"""Screenshots as cells: scaling, placing, finding the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.geometry import Box
from workbench.media.cells import Placement, blank_grid, half_blocks, picture

boxes = st.builds(
    Box, st.integers(0, 300), st.integers(0, 300), st.integers(1, 2000), st.integers(1, 2000)
)
sizes = st.tuples(st.integers(1, 250), st.integers(1, 80))


@given(boxes, sizes)
def test_a_placement_lies_on_the_grid_and_touches_two_opposite_edges(
    source: Box, size: tuple[int, int]
) -> None:
    columns, rows = size
    placed = Placement.fitting(source, columns, rows)
    assert placed.left >= 0
    assert placed.left + placed.width <= columns
    assert placed.top >= 0
    assert placed.top + placed.height <= 2 * rows
    assert placed.width == columns or placed.height == 2 * rows


@given(boxes, sizes)
def test_a_placement_keeps_the_aspect_to_half_a_sample(source: Box, size: tuple[int, int]) -> None:
    placed = Placement.fitting(source, *size)
    scale = min(size[0] / source.width_px, 2 * size[1] / source.height_px)
    assert abs(placed.width - max(1, source.width_px * scale)) <= 0.5
    assert abs(placed.height - max(1, source.height_px * scale)) <= 0.5


@given(boxes, sizes, st.data())
def test_the_pixel_at_a_cells_centre_is_shown_by_that_cell(
    source: Box, size: tuple[int, int], data: st.DataObject
) -> None:
    placed = Placement.fitting(source, *size)
    cell = (data.draw(st.integers(0, size[0] - 1)), data.draw(st.integers(0, size[1] - 1)))
    pixel = placed.pixel_of(*cell)
    if pixel is not None:
        column, row = placed.sample_of(*pixel)
        assert (column, row / 2) == pytest.approx((cell[0] + 0.5, cell[1] + 0.5))


@given(boxes, sizes, st.data())
def test_every_pixel_of_a_box_is_shown_by_a_cell_over_it(
    source: Box, size: tuple[int, int], data: st.DataObject
) -> None:
    placed = Placement.fitting(source, *size)
    x = data.draw(st.integers(source.x, source.x + source.width_px - 1))
    y = data.draw(st.integers(source.y, source.y + source.height_px - 1))
    span = placed.cells_over(Box(x, y, 1, 1))
    cell = placed.cell_of(x + 0.5, y + 0.5)
    assert span is not None
    assert cell is not None
    assert span.left <= cell[0] < span.right
    assert span.top <= cell[1] < span.bottom


def test_a_pixel_beside_the_part_shown_has_no_cell() -> None:
    placed = Placement.fitting(Box(100, 100, 200, 100), 40, 10)
    assert placed.cell_of(99, 120) is None
    assert placed.cells_over(Box(0, 0, 50, 50)) is None


def test_a_cell_beside_the_picture_has_no_pixel() -> None:
    placed = Placement.fitting(Box(0, 0, 100, 100), 100, 10)
    assert placed.pixel_of(0, 0) is None
    assert placed.pixel_of(50, 5) is not None


def test_shrinking_by_a_whole_factor_takes_the_mean_of_each_square() -> None:
    image = np.random.default_rng(5).integers(0, 256, (80, 160, 3), np.uint8)
    samples = picture(image, 40, 10).samples
    means = image.reshape(20, 4, 40, 4, 3).mean(axis=(1, 3))
    assert np.abs(samples - means).max() <= 1


def test_what_is_beside_the_picture_has_the_colour_asked_for() -> None:
    image = np.full((10, 10, 3), 200, np.uint8)
    made = picture(image, 40, 10, around=(1, 2, 3))
    assert made.placement.left == 10
    assert (made.samples[:, :10] == (1, 2, 3)).all()
    assert (made.samples[:, 10:30] == 200).all()
    assert (made.samples[:, 30:] == (1, 2, 3)).all()


def test_a_viewport_shows_that_part_alone_and_says_so() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[50:70, 100:140] = 255
    made = picture(image, 40, 10, viewport=Box(100, 50, 40, 20))
    assert (made.samples == 255).all()
    assert made.placement.pixel_of(0, 0) == pytest.approx((100.5, 51))


def test_a_viewport_over_the_edge_is_cut_off_there() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    made = picture(image, 40, 10, viewport=Box(180, 90, 40, 20))
    assert made.placement.source == Box(180, 90, 20, 10)


def test_a_viewport_outside_the_screenshot_is_refused() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    with pytest.raises(ValueError, match="outside"):
        picture(image, 40, 10, viewport=Box(200, 0, 10, 10))


def test_enlarging_repeats_pixels_and_mixes_none() -> None:
    image = np.array([[[0, 0, 255], [0, 255, 0]]], np.uint8)
    samples = picture(image, 40, 10).samples
    assert (samples[:, :20] == (0, 0, 255)).all()
    assert (samples[:, 20:] == (0, 255, 0)).all()


def test_a_half_block_has_the_upper_sample_as_ink_and_the_lower_as_paper() -> None:
    samples = np.array([[[3, 2, 1]], [[6, 5, 4]]], np.uint8)
    cells = half_blocks(samples)
    assert (cells.glyphs[0, 0], cells.ink[0, 0], cells.paper[0, 0]) == (0x2580, 0x010203, 0x040506)


def test_a_cell_of_one_colour_is_a_space_without_ink() -> None:
    cells = half_blocks(np.full((2, 1, 3), 9, np.uint8))
    assert (cells.glyphs[0, 0], cells.ink[0, 0], cells.paper[0, 0]) == (0x20, 0, 0x090909)


def test_a_grid_is_cut_or_filled_to_another_size() -> None:
    grid = half_blocks(np.random.default_rng(1).integers(0, 256, (8, 6, 3), np.uint8))
    other = grid.resized(9, 2, 0x112233)
    assert (other.rows, other.columns) == (2, 9)
    assert (other.glyphs[:, :6] == grid.glyphs[:2]).all()
    assert (other.paper[:, 6:] == 0x112233).all()
    assert (other.glyphs[:, 6:] == blank_grid(3, 2, 0).glyphs).all()
