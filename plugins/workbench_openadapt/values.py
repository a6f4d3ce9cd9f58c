"""Values of database columns, which may hold anything: as what they should be, or nothing."""

from datetime import UTC, datetime
from typing import Any

from workbench.domain.geometry import Box
from workbench.source_files import JSONValue, decoded
from workbench.source_files import json_object as as_object

LATEST_US = 2**53
"""Later than any clock shows; beyond it seconds are no longer told apart as floats."""

FARTHEST = 1e7
"""Further than any screen reaches."""


def microseconds(seconds: Any) -> int:
    """Seconds as integer microseconds; raises ValueError for what is no time."""
    try:
        t_us = round(float(seconds) * 1e6)
    except (TypeError, OverflowError) as error:
        raise ValueError("no time") from error
    if not 0 <= t_us <= LATEST_US:
        raise ValueError("no time of this age")
    return t_us


def number(value: Any) -> float | None:
    """A finite number that a place can have."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if -FARTHEST < found < FARTHEST else None


def positive(value: Any) -> float | None:
    """A number above zero that a size or a threshold can have."""
    found = number(value)
    return found if found is not None and 0 < found < 1e6 else None


def place(x: Any, y: Any) -> tuple[float, float] | None:
    """A place; None unless both its numbers are there."""
    left, top = number(x), number(y)
    return None if left is None or top is None else (left, top)


def pair(value: object) -> tuple[int, int] | None:
    """Two whole numbers out of a JSON list of two."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    both = place(*value)
    return None if both is None else (round(both[0]), round(both[1]))


def box(left: Any, top: Any, width: Any, height: Any) -> Box | None:
    """A rectangle; None where a side is missing or it has no area."""
    sides = [number(side) for side in (left, top, width, height)]
    x, y, width_px, height_px = (0 if side is None else round(side) for side in sides)
    is_whole = None not in sides and width_px > 0 and height_px > 0
    return Box(x, y, width_px, height_px) if is_whole else None


def text(value: Any) -> str:
    """The value where it is text, half characters that no file can hold aside; else nothing."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def json_column(value: Any) -> dict[str, JSONValue]:
    """A JSON column as an object; empty for NULL, 'null', '{}' and what is no JSON."""
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    return as_object(decoded(value)) if isinstance(value, bytes) else {}


def iso(t_us: int) -> str:
    """Unix microseconds as UTC in ISO 8601; empty where no calendar reaches so far."""
    try:
        return datetime.fromtimestamp(t_us / 1e6, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return ""
