"""Rows of the table `window_event` as changes of the active window."""

from collections.abc import Iterator

from workbench.domain.event import Window
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue
from workbench.source_files import json_object as as_object
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.screen import Screen
from workbench_openadapt.values import box, json_column, microseconds, text

_COLUMNS = ("timestamp", "window_id", "title", "left", "top", "width", "height", "state")
_ORDER = ("source_ordinal", "timestamp")
_PROGRAMS = ("app", "owner", "process_name", "kCGWindowOwnerName")


def read_windows(
    database: RecordingDatabase, tally: WarningTally, screen: Screen
) -> Iterator[Window]:
    """Changes of the active window; the same window keeps its id when its title changes."""
    numbers: dict[str, int] = {}
    last_us = 0
    for row in database.rows("window_event", _COLUMNS, order_by=_ORDER):
        _, seconds, window_id, title, *sides, column = row
        try:
            last_us = max(microseconds(seconds), last_us)
        except ValueError:
            tally.add("rows-unreadable", "rows without a usable time or place")
            continue
        state = json_column(column)
        name = str(window_id) if window_id is not None else f"title {title}"
        number = numbers.setdefault(name, len(numbers) + 1)
        place = screen.window_box(sides, state)
        if place is None and box(*sides) is not None:
            tally.add("window-origin", "window places not relative to the screen, left out")
        yield Window(
            number, last_us, text(title) if title is not None else None, _app(state), place
        )


def _app(state: dict[str, JSONValue]) -> str | None:
    for source in (state, as_object(state.get("meta"))):
        for name in _PROGRAMS:
            if found := text(source.get(name)):
                return found
    return None
