"""Contact sheets: many frames as small pictures on one, each under its caption."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

THUMB_WIDTH_PX = 480
_COLUMNS = 4
_CAPTION_PX = 24
_GAP_PX = 8
_PAPER_BGR = (40, 36, 36)
_INK_BGR = (230, 230, 230)


def sheet_of(images: Iterable[NDArray[np.uint8]], captions: Sequence[str]) -> NDArray[np.uint8]:
    """The pictures in rows of four, in order, each at most 480 px wide; captions are ASCII.

    There is one caption a picture, and at least one picture.
    """
    cells = [_cell(image, caption) for image, caption in zip(images, captions, strict=True)]
    rows = [cells[start : start + _COLUMNS] for start in range(0, len(cells), _COLUMNS)]
    width_px = max(sum(c.shape[1] + _GAP_PX for c in row) for row in rows) + _GAP_PX
    height_px = sum(max(c.shape[0] for c in row) + _GAP_PX for row in rows) + _GAP_PX
    sheet = np.full((height_px, width_px, 3), _PAPER_BGR, np.uint8)
    y = _GAP_PX
    for row in rows:
        x = _GAP_PX
        for cell in row:
            height, width = cell.shape[:2]
            sheet[y : y + height, x : x + width] = cell
            x += width + _GAP_PX
        y += max(cell.shape[0] for cell in row) + _GAP_PX
    return sheet


def _cell(image: NDArray[np.uint8], caption: str) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    share = min(1.0, THUMB_WIDTH_PX / width)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    thumb = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    cell = np.full((size[1] + _CAPTION_PX, size[0], 3), _PAPER_BGR, np.uint8)
    cell[_CAPTION_PX:] = thumb
    cv2.putText(
        cell, caption, (4, _CAPTION_PX - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK_BGR, 1, cv2.LINE_AA
    )
    return cell
