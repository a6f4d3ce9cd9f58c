"""What rrweb recorded, record by record in time order, with what is common to all of them."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from workbench.domain.event import Event
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, json_list, json_object, microseconds_in
from workbench_rrweb.reading import unwrapped, values_of

HOLD_US = 2_000_000
"""Records and the moves they bring may be this late; rrweb brings moves twice a second."""

_SORTED_AT_ONCE = 512


class Kind(IntEnum):
    """What a record is, as rrweb numbers it; the last one is made here, out of moves."""

    DOM_CONTENT_LOADED = 0
    LOAD = 1
    FULL_SNAPSHOT = 2
    INCREMENTAL = 3
    META = 4
    CUSTOM = 5
    PLUGIN = 6
    ASSET = 7
    HOVER = 100


class By(IntEnum):
    """What an incremental record is about: its `source`."""

    MUTATION = 0
    MOUSE_MOVE = 1
    MOUSE_INTERACTION = 2
    SCROLL = 3
    VIEWPORT_RESIZE = 4
    INPUT = 5
    TOUCH_MOVE = 6
    DRAG = 12


class Interaction(IntEnum):
    """What happened to the pointer or the focus: the `type` of an interaction."""

    MOUSE_UP = 0
    MOUSE_DOWN = 1
    CLICK = 2
    CONTEXT_MENU = 3
    DOUBLE_CLICK = 4
    FOCUS = 5
    BLUR = 6
    TOUCH_START = 7
    TOUCH_MOVE_DEPARTED = 8
    TOUCH_END = 9
    TOUCH_CANCEL = 10


MOVES = frozenset({By.MOUSE_MOVE, By.TOUCH_MOVE, By.DRAG})


class Record(NamedTuple):
    """One record; `source` is -1 where it is not incremental, `window` the tab it is of."""

    kind: int
    t_us: int
    source: int
    data: dict[str, JSONValue]
    window: str

    @property
    def interaction(self) -> int:
        """What an interaction was, -1 where it does not say."""
        what = self.data.get("type")
        return what if type(what) is int else -1


def read_records(path: Path, tally: WarningTally) -> Iterator[Record]:
    """Every usable record in the order of the file; the others are counted."""
    for value in values_of(path, tally):
        if isinstance(value, str):
            tally.add("records-packed", "records packed by the recorder's packer, left out")
            continue
        for window, record in unwrapped(value):
            data, kind = record.get("data"), record.get("type")
            t_us = microseconds_in(record.get("timestamp"), 1000)
            if t_us is None or type(kind) is not int or not 0 <= kind <= Kind.ASSET:
                tally.add("records-unreadable", "records without a usable kind or time, left out")
            elif isinstance(data, str):
                tally.add("records-packed", "records packed by the recorder's packer, left out")
            else:
                content = json_object(data)
                source = content.get("source") if kind == Kind.INCREMENTAL else -1
                yield Record(kind, t_us, source if type(source) is int else -1, content, window)


def counting_late(records: Iterable[Record], tally: WarningTally) -> Iterator[Record]:
    """The records, those counted that are earlier than one before them."""
    newest = 0
    for record in records:
        if record.t_us < newest - HOLD_US:
            tally.add("clock-backwards", "records set to the time before them")
        elif record.t_us < newest:
            tally.add("out-of-order", "records put in their place by their times")
        newest = max(newest, record.t_us)
        yield record


def with_hovers(records: Iterable[Record]) -> Iterator[Record]:
    """The records, and one more whenever the pointer came to another element, at its time."""
    element: JSONValue = None
    for record in records:
        if record.source not in MOVES:
            yield record
            continue
        for position in json_list(record.data.get("positions")):
            if isinstance(position, dict) and position.get("id") != element:
                element = position.get("id")
                t_us = record.t_us + offset_us(position.get("timeOffset"))
                yield Record(Kind.HOVER, t_us, -1, position, record.window)


def offset_us(value: object) -> int:
    """How long before its record a position was, in microseconds, 0 where that makes no sense."""
    if isinstance(value, int | float) and -1e7 < value <= 0:
        return int(value * 1000)
    return 0


Timed = TypeVar("Timed", Record, Event)


def in_order(items: Iterable[Timed]) -> Iterator[Timed]:
    """The items by their times, those of one time as they came.

    Each may come HOLD_US late; what is later still gets the time of the item before it.
    """
    last_us = 0
    held: list[Timed] = []
    wanted = _SORTED_AT_ONCE
    by_time = itemgetter(1)
    for item in items:
        held.append(item)
        if len(held) < wanted:
            continue
        held.sort(key=by_time)
        ripe_us = held[-1].t_us - HOLD_US
        ready = [one for one in held if one.t_us <= ripe_us]
        yield from _not_before(ready, last_us)
        if ready:
            last_us = max(last_us, ready[-1].t_us)
            del held[: len(ready)]
        wanted = len(held) + _SORTED_AT_ONCE
    held.sort(key=by_time)
    yield from _not_before(held, last_us)


def _not_before(items: list[Timed], t_us: int) -> Iterator[Timed]:
    for place, item in enumerate(items):
        if item.t_us >= t_us:
            yield from items[place:] if place else items
            return
        yield item._replace(t_us=t_us)
