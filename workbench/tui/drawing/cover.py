"""Which cells of a widget are not its own: under something else, or cut off."""

from collections.abc import Mapping
from typing import TypeAlias

from textual.geometry import Region
from textual.widget import Widget

from workbench.media.cells import CellSpan

Visible: TypeAlias = Mapping[Widget, tuple[Region, Region]]
"""Each visible widget's region and clip, front to back, as the compositor has them."""


class Cover:
    """What the compositor last said of where a widget is and what lies over it."""

    def __init__(self) -> None:
        self.spans: list[CellSpan] = []
        """The cells of the widget that are not its own now."""
        self._visible: Visible | None = None
        self._place: tuple[Region, Region] | None = None

    def look(self, widget: Widget, visible: Visible) -> bool:
        """Take note of a layout; whether the widget is elsewhere than in the one before."""
        if visible is self._visible:
            return False
        before, self._place = self._place, visible.get(widget)
        self._visible = visible
        self.spans = covered_spans(widget, visible) if self._place else []
        return self._place != before

    def hides_row(self, row: int, columns: int) -> bool:
        """Whether one thing covers all of a row."""
        return any(
            span.top <= row < span.bottom and span.left <= 0 and span.right >= columns
            for span in self.spans
        )


def covered_spans(widget: Widget, visible: Visible) -> list[CellSpan]:
    """The parts of a visible widget that do not reach the terminal, in its own columns and rows."""
    region, clip = visible[widget]
    over: list[Region] = []
    for other, (other_region, other_clip) in visible.items():
        if other is widget:
            break
        over.append(region.intersection(other_region.intersection(other_clip)))
    over.extend(_cut_off(region, region.intersection(clip)))
    return [
        CellSpan(
            part.x - region.x, part.y - region.y, part.right - region.x, part.bottom - region.y
        )
        for part in over
        if part
    ]


def _cut_off(region: Region, kept: Region) -> list[Region]:
    if kept == region:
        return []
    return [
        Region.from_corners(region.x, region.y, region.right, kept.y),
        Region.from_corners(region.x, kept.bottom, region.right, region.bottom),
        Region.from_corners(region.x, kept.y, kept.x, kept.bottom),
        Region.from_corners(kept.right, kept.y, region.right, kept.bottom),
    ]
