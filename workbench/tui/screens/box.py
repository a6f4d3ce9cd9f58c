"""A box that is drawn over a picture by keys: where it begins, how it grows, how long it hides."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Size

from workbench.domain.geometry import Box
from workbench.tui.dialogs.choose import Choice, Choose

_STEP_CELLS = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """One answer to how long a box hides; `key` gives it."""

    key: str
    text: str
    start_us: int
    end_us: int


def how_long(stretches: Sequence[Stretch]) -> Choose:
    """Asks how long a box hides; answers with the key of a stretch."""
    choices = [Choice(stretch.key, stretch.text, stretch.key) for stretch in stretches]
    return Choose("Hide this box, how long?", choices)


def first_box(size_px: tuple[int, int], at_px: tuple[float, float] | None = None) -> Box:
    """A box to begin with, around a place of a picture or in its middle."""
    columns, rows = size_px
    width, height = max(1, columns // 4), max(1, rows // 12)
    x, y = at_px or (columns / 2, rows / 2)
    return _inside(round(x) - width // 2, round(y) - height // 2, width, height, size_px)


def moved_box(
    box: Box,
    by: Sequence[int],
    size_px: tuple[int, int],
    view: Size,
    shown_px: tuple[int, int] | None = None,
) -> Box:
    """The box some steps further (x, y) and larger (width, height), inside its picture.

    A step is two samples of the view, so that every press shows, and finer while a part of the
    picture, as large as `shown_px`, fills the view.
    """
    x, y, width, height = by
    across, down = shown_px or size_px
    step_x = _STEP_CELLS * max(1, across // max(1, view.width))
    step_y = _STEP_CELLS * max(1, down // max(1, 2 * view.height))
    return _inside(
        box.x + x * step_x,
        box.y + y * step_y,
        max(step_x // _STEP_CELLS, box.width_px + width * step_x),
        max(step_y // _STEP_CELLS, box.height_px + height * step_y),
        size_px,
    )


def _inside(x: int, y: int, width: int, height: int, size_px: tuple[int, int]) -> Box:
    columns, rows = size_px
    width, height = min(width, columns), min(height, rows)
    return Box(min(max(0, x), columns - width), min(max(0, y), rows - height), width, height)
