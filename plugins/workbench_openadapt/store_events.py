"""Documents of the package's store as events: raw ones, and actions that stand for theirs."""

import itertools
from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec

from workbench.domain.event import Event, EventKind
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.elements import joined, remark_of
from workbench_openadapt.keys import KEY_COLUMNS, KeyReader, normal_key
from workbench_openadapt.screen import Screen
from workbench_openadapt.values import FARTHEST, json_column, microseconds, number, place, text

Document: TypeAlias = dict[str, Any]

_COLUMNS = ("timestamp", "type", "data", "parent_id")
_ORDER = ("timestamp",)
_INPUT = "\"type\" LIKE 'mouse.%' OR \"type\" LIKE 'key.%'"
_ABOUT = '"data" LIKE \'%"structural_observation"%\''
_OBSERVED = f'{_ABOUT} AND "data" NOT LIKE \'%"structural_observation": null%\''
_CLICKS = {"mouse.click": 1, "mouse.singleclick": 1, "mouse.doubleclick": 2}
_BUTTONS = {"mouse.down": EventKind.DOWN, "mouse.up": EventKind.UP}
_SEEN_AT_ONCE = 64
_HIGHEST_ID = 2**53


class _Place(msgspec.Struct):
    """What is needed of a move; the rest of its document is passed over."""

    x: float
    y: float


_decoder = msgspec.json.Decoder(_Place)


class StoreEvents:
    """Turns documents into events, and counts what had to be repaired.

    An action that the recorder merged is stored with the events it came from as its children:
    then those are taken. One without children is told apart into the events it stands for.
    """

    def __init__(self, database: RecordingDatabase, tally: WarningTally, keys: KeyReader) -> None:
        self._database = database
        self._tally = tally
        self._keys = keys
        parents = database.distinct("events", ("parent_id",))
        self._parents = {parent for (parent,) in parents if parent is not None}
        lowest, highest = database.numbers("events")
        self._keeps_ids = lowest >= 0 and highest <= _HIGHEST_ID
        self._free_ids = itertools.count(highest + 1 if self._keeps_ids else 1)

    def read(self) -> Iterator[Event]:
        """The events by their times, which never go back."""
        last_us, keeps_ids, move = 0, self._keeps_ids, EventKind.MOVE
        for row_id, seconds, kind, data, _ in self._once():
            try:
                t_us = microseconds(seconds)
                # Almost every row is a move, of which only the place is decoded.
                found = _place_in(data) if kind == "mouse.move" and keeps_ids else None
            except ValueError:
                self._unreadable()
                continue
            if t_us < last_us:
                self._tally.add("clock-backwards", "events set to the time before them")
                t_us = last_us
            last_us = t_us
            if found is not None:
                yield Event(row_id, t_us, move, found.x, found.y)
            else:
                yield from self._events(row_id, t_us, kind, json_column(data))

    def _once(self) -> Iterator[tuple[Any, ...]]:
        """The rows, but for those that are stored as themselves and as children too."""
        seen: list[tuple[object, ...]] = []
        last: object = None
        for row in self._database.rows("events", _COLUMNS, order_by=_ORDER, only=f"({_INPUT})"):
            if row[1] != last:
                last, seen = row[1], [row[1:4]]
            elif row[1:4] not in seen:
                seen = [*seen[: _SEEN_AT_ONCE - 1], row[1:4]]
            elif row[4] is not None or row[0] in self._parents:
                self._tally.add("events-repeated", "events that are stored twice, taken once")
                continue
            yield row

    def _events(self, row_id: int, t_us: int, kind: str, data: Document) -> Iterator[Event]:
        event_id = row_id if self._keeps_ids else next(self._free_ids)
        found = place(data.get("x"), data.get("y"))
        if kind == "mouse.move" and found is not None:
            yield Event(event_id, t_us, EventKind.MOVE, *found)
        elif kind in _BUTTONS:
            yield self._pointed(event_id, t_us, _BUTTONS[kind], data)
        elif kind == "mouse.scroll":
            yield self._pointed(event_id, t_us, EventKind.SCROLL, data)
        elif kind in ("key.down", "key.up"):
            columns = tuple(text(data.get(name)) or None for name in KEY_COLUMNS)
            event = self._keys.read(event_id, t_us, columns, is_press=kind == "key.down")
            if event is not None:
                yield event
        elif kind == "mouse.move":
            self._unreadable()
        elif row_id not in self._parents:
            yield from self._told_apart(t_us, kind, data)

    def _pointed(self, event_id: int, t_us: int, kind: EventKind, data: Document) -> Event:
        x, y = place(data.get("x"), data.get("y")) or (None, None)
        if x is None:
            self._tally.add("place-missing", "clicks and turns of the wheel without a place")
        if kind is EventKind.SCROLL:
            dx, dy = number(data.get("dx")) or 0, number(data.get("dy")) or 0
            return Event(event_id, t_us, kind, x, y, None, dx, dy)
        button = text(data.get("button"))
        if not button:
            self._tally.add("button-assumed", "clicks of a button not named, taken as the left one")
        return Event(event_id, t_us, kind, x, y, button or "left")

    def _told_apart(self, t_us: int, kind: str, data: Document) -> Iterator[Event]:
        """The events that an action stands for, all at its time: when they were is not told."""
        events = list(self._standing_for(t_us, kind, data))
        code = "actions-told-apart" if events else "events-unknown"
        detail = "merged actions stored without their events" if events else "kinds not known here"
        self._tally.add(code, detail)
        yield from events

    def _standing_for(self, t_us: int, kind: str, data: Document) -> Iterator[Event]:
        if kind in _CLICKS:
            for _ in range(_CLICKS[kind]):
                yield self._pointed(next(self._free_ids), t_us, EventKind.DOWN, data)
                yield self._pointed(next(self._free_ids), t_us, EventKind.UP, data)
        elif kind == "mouse.drag":
            x, y, dx, dy = (number(data.get(name)) or 0.0 for name in ("x", "y", "dx", "dy"))
            yield self._pointed(next(self._free_ids), t_us, EventKind.DOWN, data)
            end = data | {"x": x + dx, "y": y + dy}
            yield self._pointed(next(self._free_ids), t_us, EventKind.UP, end)
        elif kind == "key.type" and text(data.get("text")):
            yield Event(next(self._free_ids), t_us, EventKind.TEXT, text=text(data.get("text")))
        elif kind == "key.shortcut":
            yield from self._chord(t_us, data)

    def _chord(self, t_us: int, data: Document) -> Iterator[Event]:
        modifiers = data.get("modifiers")
        held = modifiers if isinstance(modifiers, list) else []
        names = (normal_key(text(name)) for name in (*held, data.get("key")))
        keys = [name for name in names if name]
        for kind, row in ((EventKind.PRESS, keys), (EventKind.RELEASE, keys[::-1])):
            for key in row:
                yield Event(next(self._free_ids), t_us, kind, key=key)

    def _unreadable(self) -> None:
        self._tally.add("rows-unreadable", "rows without a usable time or place")


def _place_in(data: Any) -> _Place | None:
    """The place in a document; None where it takes a closer look."""
    try:
        found = _decoder.decode(data)
    except (TypeError, ValueError, RecursionError):
        return None
    is_near = -FARTHEST < found.x < FARTHEST and -FARTHEST < found.y < FARTHEST
    return found if is_near else None


def recorded_characters(database: RecordingDatabase) -> Iterator[tuple[str, str]]:
    """Every key code with a character it was recorded with."""
    for _, data in database.rows("events", ("data",), only="\"type\" = 'key.down'"):
        document = json_column(data)
        code, character = text(document.get("key_vk")), text(document.get("key_char"))
        if code and character:
            yield code, character


def stored_remarks(
    database: RecordingDatabase, tally: WarningTally, screen: Screen
) -> Iterator[Remark]:
    """The elements that events were about, in time order; a row of the same is one remark."""
    return joined(_observed(database, tally, screen))


def _observed(database: RecordingDatabase, tally: WarningTally, screen: Screen) -> Iterator[Remark]:
    last_us = 0
    for row in database.rows("events", ("timestamp", "data"), order_by=_ORDER, only=_OBSERVED):
        try:
            last_us = max(last_us, microseconds(row[1]))
        except ValueError:
            continue
        observed = json_column(row[2]).get("structural_observation")
        if not isinstance(observed, dict):
            continue
        remark = remark_of(last_us, observed, tally, screen)
        if remark is not None:
            yield remark
