"""Compares written text in frames by its edges, whatever its colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .film import Image
from .sightings import Box

Edges = NDArray[np.bool_]
ALIKE = 0.72
CONTRAST = 36
WORD_GAP = 3


def edges(image: Image, box: Box) -> Edges:
    """Where brightness jumps from one pixel to the next inside a box."""
    x, y, width, height = box
    crop = image[max(0, y) : y + height, max(0, x) : x + width].astype(np.int16)
    return np.abs(np.diff(crop, axis=1)) > CONTRAST


def same_text(first: Edges, second: Edges) -> bool:
    """Whether the same text stands in both, selected or not, down to its last letter."""
    return _alike(first, second) and _alike(_tail(first), _tail(second))


def same_beginning(first: Edges, second: Edges) -> bool:
    """Whether both begin with the same letter or two."""
    return _alike(_head(first), _head(second))


def rows_with(text: Edges, strip: Edges) -> list[int]:
    """The heights at which a text stands in a strip of its own width."""
    height, total = text.shape[0], int(text.sum())
    profile = np.lib.stride_tricks.sliding_window_view(strip.sum(axis=1), height)
    distance = np.abs(profile - text.sum(axis=1)).sum(axis=1)
    likely = np.flatnonzero(distance <= total // 2)
    return [int(y) for y in likely if same_text(text, strip[y : y + height])]


def words(bar: Image) -> list[Box]:
    """The inked words of a one-line bar, from left to right, as boxes inside it."""
    level = bar.astype(np.int16)
    ink: Edges = np.abs(level - np.median(level)) > CONTRAST
    columns = np.flatnonzero(np.any(ink, axis=0))
    if columns.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(columns) > WORD_GAP)
    lefts = [columns[0], *columns[breaks + 1]]
    rights = [*columns[breaks], columns[-1]]
    return [_word(ink, int(left), int(right)) for left, right in zip(lefts, rights, strict=True)]


def _word(ink: Edges, left: int, right: int) -> Box:
    rows = np.flatnonzero(np.any(ink[:, left : right + 1], axis=1))
    return left, int(rows[0]), right - left + 1, int(rows[-1]) - int(rows[0]) + 1


def _head(text: Edges) -> Edges:
    return text[:, : max(16, text.shape[1] // 8)]


def _tail(text: Edges) -> Edges:
    return text[:, -max(12, text.shape[1] // 12) :]


def _alike(first: Edges, second: Edges) -> bool:
    either = int((first | second).sum())
    return either > 0 and int((first & second).sum()) / either >= ALIKE
