"""The screen that pointer positions are on, and how it lies among all the screens."""

from dataclasses import dataclass
from typing import Any

from workbench.domain.geometry import Box, Geometry
from workbench.source_files import JSONValue
from workbench.source_files import json_object as as_object
from workbench_openadapt.values import box, json_column, pair, positive

_ITSELF = ("darwin", "win32")
"""Systems that say where a window is on the screen; Linux says where in its frame (1, 20)."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What was recorded: all screens together, one of them, or one window.

    Pointer positions count from the corner of what was recorded, in the pixels or points of
    `span`; windows and elements are told from the corner of the main screen, `origin`.
    """

    span: Geometry | None
    origin: tuple[int, int]
    is_window: bool
    tells_window_places: bool

    @classmethod
    def of(cls, row: dict[str, Any], starts_us: int) -> "Screen":
        """As a row of the table `recording` tells it."""
        config = json_column(row["config"])
        window = as_object(config.get("capture_window"))
        scope = window or as_object(config.get("capture_desktop"))
        origin = pair(scope.get("origin")) or (0, 0)
        span = _span(row, config, pair(scope.get("viewport")), starts_us, origin)
        return cls(span, origin, bool(window), row["platform"] in _ITSELF)

    def window_box(self, sides: list[Any], state: dict[str, JSONValue]) -> Box | None:
        """Where a window is in what was recorded; None where the recorder cannot know."""
        if self.is_window:
            inner = state.get("content_rect")
            return box(*inner) if isinstance(inner, list) and len(inner) == 4 else None
        return self.placed(box(*sides)) if self.tells_window_places else None

    def placed(self, found: Box | None) -> Box | None:
        """A box told from the main screen's corner; None where what was recorded may move."""
        if found is None or self.is_window:
            return None
        x, y = found.x - self.origin[0], found.y - self.origin[1]
        return Box(x, y, found.width_px, found.height_px)


def _span(
    row: dict[str, Any],
    config: dict[str, JSONValue],
    viewport: tuple[int, int] | None,
    starts_us: int,
    origin: tuple[int, int],
) -> Geometry | None:
    """Scaled only where positions are not pixels yet."""
    size = viewport or pair([row["monitor_width"], row["monitor_height"]])
    if size is None or min(size) <= 0:
        return None
    ratio = positive(row["pixel_ratio"]) or positive(config.get("pixel_ratio")) or 1.0
    return Geometry(starts_us, *size, 1.0 if viewport else ratio, *origin)
