"""Masks: solid fills that leave nothing of what they cover."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from workbench.domain.geometry import Box

FILL_BGR = (24, 20, 20)
"""The one colour of every mask, so that a mask is never mistaken for what was on the screen."""


def fill(
    image: NDArray[np.uint8], boxes: Iterable[Box], colour: tuple[int, int, int] = FILL_BGR
) -> None:
    """Every pixel of the boxes that lies in the picture has the colour; nothing else changes."""
    height, width = image.shape[:2]
    for box in boxes:
        inside = box.clipped(width, height)
        if inside is not None:
            _view(image, inside)[:] = colour


def is_filled(
    image: NDArray[np.uint8],
    box: Box,
    *,
    colour: tuple[int, int, int] = FILL_BGR,
    tolerance: int = 0,
) -> bool:
    """Whether every pixel of the box inside the picture is within `tolerance` of the colour.

    A box wholly outside the picture is not filled: there is nothing that could show it.
    """
    height, width = image.shape[:2]
    inside = box.clipped(width, height)
    if inside is None:
        return False
    off = np.abs(_view(image, inside).astype(np.int16) - np.array(colour, np.int16))
    return bool((off <= tolerance).all())


def _view(image: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    return image[box.y : box.y + box.height_px, box.x : box.x + box.width_px]
