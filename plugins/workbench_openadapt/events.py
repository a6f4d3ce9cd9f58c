"""Rows of the event table as raw events."""

import itertools
from collections.abc import Iterator
from typing import Any

from workbench.domain.event import Event, EventKind
from workbench.domain.tally import WarningTally
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.keys import KEY_COLUMNS, KeyReader
from workbench_openadapt.values import FARTHEST, LATEST_US, microseconds, number, place

_COLUMNS = ("name", "timestamp", "mouse_x", "mouse_y", "disabled")
_BUTTON_COLUMNS = ("mouse_dx", "mouse_dy", "mouse_button_name", "mouse_pressed")
_ORDER = ("source_ordinal", "timestamp")
_HIGHEST_ID = 2**53


class EventReader:
    """Turns rows of the event table into events, and counts what had to be repaired.

    `last_id` is, once the first event was asked for, above every id that events get here.
    """

    def __init__(self, database: RecordingDatabase, tally: WarningTally, keys: KeyReader) -> None:
        self._database = database
        self._table = database.events_table
        self._tally = tally
        self._keys = keys
        lowest, highest = database.numbers(self._table)
        self._keeps_ids = lowest >= 0 and highest <= _HIGHEST_ID
        self.last_id = highest if self._keeps_ids else database.count(self._table)

    def read(self) -> Iterator[Event]:
        """The events in the order they were recorded, their times never going back."""
        if not self._keeps_ids:
            self._tally.add("ids-renumbered", "the numbers of the events were no row of numbers")
            counted = itertools.count(1)
            return (event._replace(event_id=next(counted)) for event in self._events())
        return self._events()

    def _events(self) -> Iterator[Event]:
        last_us, move = 0, EventKind.MOVE
        for row in self._database.rows(self._table, _COLUMNS, order_by=_ORDER):
            row_id, name, seconds, x, y, is_disabled = row
            event = None
            if name == "move" and not is_disabled:
                # Almost every row is a move, so that a call less here is worth its lines.
                try:
                    t_us = round(seconds * 1e6)
                    if (
                        last_us <= t_us <= LATEST_US
                        and -FARTHEST < x < FARTHEST
                        and -FARTHEST < y < FARTHEST
                    ):
                        last_us = t_us
                        yield Event(row_id, t_us, move, float(x), float(y))
                        continue
                except (TypeError, ValueError, OverflowError):
                    pass
            event = self._event(row)
            if event is None:
                continue
            if event.t_us < last_us:
                self._tally.add("clock-backwards", "events set to the time before them")
                event = event._replace(t_us=last_us)
            last_us = event.t_us
            yield event

    def _event(self, row: tuple[Any, ...]) -> Event | None:
        row_id, name, seconds, x, y, is_disabled = row
        if is_disabled:
            self._tally.add("events-disabled", "events switched off in the recorder, left out")
            return None
        try:
            t_us = microseconds(seconds)
        except ValueError:
            self._unreadable()
            return None
        found = place(x, y)
        if name == "move":
            if found is None:
                self._unreadable()
                return None
            return Event(row_id, t_us, EventKind.MOVE, *found)
        if name in ("press", "release"):
            more = self._database.row(self._table, KEY_COLUMNS, row_id)
            return self._keys.read(row_id, t_us, more[1:], is_press=name == "press")
        if name in ("click", "scroll"):
            return self._of_button(row_id, t_us, name, found)
        self._tally.add("events-unknown", "event rows of a kind not known here, left out")
        return None

    def _of_button(
        self, row_id: int, t_us: int, name: str, found: tuple[float, float] | None
    ) -> Event | None:
        x, y = found or (None, None)
        if found is None:
            self._tally.add("place-missing", "clicks and turns of the wheel without a place")
        row = self._database.row(self._table, _BUTTON_COLUMNS, row_id)
        _, dx, dy, button, is_pressed = row
        if name == "scroll":
            return Event(
                row_id, t_us, EventKind.SCROLL, x, y, None, number(dx) or 0, number(dy) or 0
            )
        if is_pressed is None:
            self._unreadable()
            return None
        kind = EventKind.DOWN if is_pressed else EventKind.UP
        if not button:
            self._tally.add("button-assumed", "clicks of a button not named, taken as the left one")
        return Event(row_id, t_us, kind, x, y, str(button or "left"))

    def _unreadable(self) -> None:
        self._tally.add("rows-unreadable", "rows without a usable time or place")
