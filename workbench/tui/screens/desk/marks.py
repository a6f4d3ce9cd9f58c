"""What is drawn over a frame: masks, the pointer with its trail, clicks, a box being drawn."""

from typing import TYPE_CHECKING

import numpy as np

from workbench.domain.action import ActionKind
from workbench.media.overlay import Mark, Pointer, Ripple, Selection, Trail, TrailPoint
from workbench.tui.screens.picture import masks_over

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

_TRAIL_US = 1_200_000
_TRAIL_POINTS = 24
_RIPPLE_US = 600_000
_CLICKS = frozenset(
    {
        ActionKind.CLICK,
        ActionKind.DOUBLE_CLICK,
        ActionKind.TRIPLE_CLICK,
        ActionKind.RIGHT_CLICK,
        ActionKind.MIDDLE_CLICK,
        ActionKind.LONG_PRESS,
    }
)


def marks_at(desk: "DeskScreen", frame_no: int, t_us: int) -> list[Mark]:
    """Everything that lies over a frame at a moment, masks first."""
    marks = masks_over(desk.session, desk.model.exposure, frame_no)
    marks += _pointer(desk, t_us)
    marks += _ripples(desk, t_us)
    if desk.selection_box is not None:
        marks.append(Selection(desk.selection_box))
    return marks


def pointer_at(desk: "DeskScreen", t_us: int) -> tuple[float, float] | None:
    """Where the pointer is on the picture; None before it was seen."""
    times, places = desk.model.pointer
    last = int(np.searchsorted(times, t_us, side="right"))
    if not last:
        return None
    x, y = places[last - 1]
    return desk.session.pictures.point(float(x), float(y), t_us)


def _pointer(desk: "DeskScreen", t_us: int) -> list[Mark]:
    at = pointer_at(desk, t_us)
    if at is None:
        return []
    times, places = desk.model.pointer
    last = int(np.searchsorted(times, t_us, side="right"))
    across, down = desk.session.pictures.scale_at(t_us)
    first = max(int(np.searchsorted(times, t_us - _TRAIL_US)), last - _TRAIL_POINTS)
    points = tuple(
        TrailPoint(float(x) * across, float(y) * down, (t_us - int(t)) / _TRAIL_US)
        for t, (x, y) in zip(times[first:last], places[first:last], strict=True)
    )
    return [Trail(points), Pointer(*at)]


def _ripples(desk: "DeskScreen", t_us: int) -> list[Mark]:
    point = desk.session.pictures.point
    return [
        Ripple(*point(action.x, action.y, t_us), (t_us - action.t_us) / _RIPPLE_US)
        for action in desk.model.actions
        if action.kind in _CLICKS
        and action.x is not None
        and action.y is not None
        and 0 <= t_us - action.t_us < _RIPPLE_US
    ]
