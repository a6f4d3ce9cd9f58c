"""Masks cover every pixel they are asked to cover and no other."""

import numpy as np
import pytest

from workbench.domain.geometry import Box
from workbench.media.masks import FILL_BGR, fill, is_filled


def picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(3).integers(60, 256, (40, 50, 3)).astype(np.uint8)


def test_a_fill_changes_all_of_its_box_and_nothing_else() -> None:
    image, before = picture(), picture()

    fill(image, [Box(5, 6, 10, 7)])

    outside = np.ones((40, 50), bool)
    outside[6:13, 5:15] = False
    assert (image[~outside] == FILL_BGR).all()
    assert np.array_equal(image[outside], before[outside])


def test_a_box_over_the_edge_fills_what_lies_inside() -> None:
    image = picture()

    fill(image, [Box(-5, -5, 8, 8), Box(45, 35, 100, 100)])

    assert (image[:3, :3] == FILL_BGR).all()
    assert (image[35:, 45:] == FILL_BGR).all()
    assert int((image == np.array(FILL_BGR, np.uint8)).all(axis=2).sum()) == 9 + 25


def test_a_box_outside_changes_nothing_and_is_not_filled() -> None:
    image = picture()

    fill(image, [Box(100, 100, 5, 5)])

    assert np.array_equal(image, picture())
    assert not is_filled(image, Box(100, 100, 5, 5))


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_one_pixel_off_by_one_in_one_channel_is_not_filled(channel: int) -> None:
    image = picture()
    box = Box(2, 2, 20, 20)
    fill(image, [box])

    assert is_filled(image, box)
    image[11, 17, channel] += 1

    assert not is_filled(image, box)
    assert is_filled(image, box, tolerance=1)


def test_a_fill_of_another_colour_is_told_from_the_mask() -> None:
    image = picture()
    box = Box(0, 0, 50, 40)

    fill(image, [box], (255, 255, 255))

    assert not is_filled(image, box, tolerance=20)
    assert is_filled(image, box, colour=(255, 255, 255))
