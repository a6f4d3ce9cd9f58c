"""Rows of a recording's tables as events and windows."""

import json
from collections.abc import Iterator
from typing import Any

from workbench.domain.event import Event, EventKind, Window
from workbench.domain.geometry import Box
from workbench.domain.tally import WarningTally
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.keys import KeyReader

_COLUMNS = (
    "id",
    "name",
    "timestamp",
    "mouse_x",
    "mouse_y",
    "mouse_dx",
    "mouse_dy",
    "mouse_button_name",
    "mouse_pressed",
    "disabled",
    "key_name",
    "key_char",
    "key_vk",
    "canonical_key_name",
    "canonical_key_char",
)
_LATEST_US = 2**53
_FARTHEST = 1e7
_ORDER = ("source_ordinal", "timestamp", "id")
_WINDOW_COLUMNS = ("timestamp", "window_id", "title", "left", "top", "width", "height", "state")


def microseconds(seconds: Any) -> int:
    """Unix seconds as integer microseconds; raises ValueError for what is no time."""
    try:
        t_us = round(float(seconds) * 1e6)
    except (TypeError, OverflowError) as error:
        raise ValueError("no time") from error
    if not 0 <= t_us <= _LATEST_US:
        raise ValueError("no time of this age")
    return t_us


class EventReader:
    """Turns `action_event` rows into events, and counts what had to be repaired."""

    def __init__(self, tally: WarningTally, keys: KeyReader) -> None:
        self._tally = tally
        self._keys = keys

    def read(self, database: RecordingDatabase) -> Iterator[Event]:
        """The events in the order they were recorded, their times never going back."""
        last_us = 0
        for row in database.rows("action_event", _COLUMNS, order_by=_ORDER):
            event = self._event(row)
            if event is None:
                continue
            if event.t_us < last_us:
                self._tally.add("clock-backwards", "events set to the time before them")
                event = event._replace(t_us=last_us)
            last_us = event.t_us
            yield event

    def _event(self, row: tuple[Any, ...]) -> Event | None:
        event_id, name, seconds, x, y = row[:5]
        try:
            # Almost every row is a move, so that a call less here is worth its line.
            t_us = round(seconds * 1e6)
            if name == "move" and not row[9] and 0 <= t_us <= _LATEST_US:
                if -_FARTHEST < x < _FARTHEST and -_FARTHEST < y < _FARTHEST:
                    return Event(event_id, t_us, EventKind.MOVE, float(x), float(y))
                raise ValueError("no place")
            t_us = microseconds(seconds)
        except (TypeError, ValueError, OverflowError):
            self._tally.add("rows-unreadable", "event rows without a usable time or place")
            return None
        if row[9]:
            self._tally.add("events-disabled", "events switched off in the recorder, left out")
            return None
        return self._other(event_id, t_us, name, row)

    def _other(self, event_id: int, t_us: int, name: Any, row: tuple[Any, ...]) -> Event | None:
        x, y, dx, dy = (_number(value) for value in row[3:7])
        if name == "click":
            kind = EventKind.DOWN if row[8] else EventKind.UP
            return Event(event_id, t_us, kind, x, y, button=str(row[7] or "left"))
        if name == "scroll":
            return Event(event_id, t_us, EventKind.SCROLL, x, y, dx=dx or 0, dy=dy or 0)
        if name in ("press", "release"):
            return self._keys.read(event_id, t_us, row[10:], is_press=name == "press")
        self._tally.add("events-unknown", "event rows of a kind not known here, left out")
        return None


def read_windows(
    database: RecordingDatabase, tally: WarningTally, *, origin_is_known: bool
) -> Iterator[Window]:
    """Changes of the active window; the same window keeps its id when its title changes."""
    numbers: dict[str, int] = {}
    last_us = -(2**63)
    for row in database.rows("window_event", _WINDOW_COLUMNS, order_by=_ORDER):
        seconds, window_id, title, *sides, state = row
        try:
            start_us = max(microseconds(seconds), last_us)
        except ValueError:
            tally.add("rows-unreadable", "window rows without a usable time")
            continue
        last_us = start_us
        name = str(window_id) if window_id is not None else f"title {title}"
        number = numbers.setdefault(name, len(numbers) + 1)
        box = _box(sides)
        if box is not None and not origin_is_known:
            tally.add("window-origin", "window places not relative to the screen, left out")
            box = None
        yield Window(number, start_us, title if isinstance(title, str) else None, _app(state), box)


def read_navigations(database: RecordingDatabase, tally: WarningTally) -> Iterator[Event]:
    """Pages that were navigated to, numbered after the last event; the rest is counted."""
    above = database.highest_id("action_event")
    for row_id, seconds, message in database.rows(
        "browser_event", ("id", "timestamp", "message"), order_by=_ORDER
    ):
        address = _address(message)
        if address is None:
            tally.add("browser-events-ignored", "browser events other than navigation, left out")
            continue
        try:
            yield Event(above + row_id, microseconds(seconds), EventKind.NAVIGATE, text=address)
        except ValueError:
            tally.add("rows-unreadable", "browser rows without a usable time")


def json_object(text: Any) -> dict[str, Any]:
    """A JSON column as an object; empty for NULL, 'null', '{}' and what is no JSON."""
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -_FARTHEST < number < _FARTHEST else None


def _box(sides: list[Any]) -> Box | None:
    numbers = [_number(side) for side in sides]
    if any(number is None for number in numbers):
        return None
    left, top, width, height = (round(number) for number in numbers if number is not None)
    return Box(left, top, width, height) if width > 0 and height > 0 else None


def _app(state: Any) -> str | None:
    details = json_object(state)
    for source in (details, json_object(json.dumps(details.get("meta")))):
        for name in ("app", "owner", "process_name", "kCGWindowOwnerName"):
            if isinstance(source.get(name), str) and source[name]:
                return str(source[name])
    return None


def _address(message: Any) -> str | None:
    outer = json_object(message)
    for name in ("message", "payload"):
        inner = outer.get(name)
        if isinstance(inner, dict):
            outer = inner
            break
    if outer.get("eventType") != "navigate" or not isinstance(outer.get("url"), str):
        return None
    return str(outer["url"])
