"""Messages of the browser extension: pages navigated to, and elements that were acted on."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.event import Event, EventKind
from workbench.domain.remark import About, Remark
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue
from workbench.source_files import json_object as as_object
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.values import box, json_column, microseconds, text

_COLUMNS = ("timestamp", "message")
_ORDER = ("source_ordinal", "timestamp")


@dataclass(frozen=True, slots=True)
class _Message:
    """One message: `address` where a page was navigated to, `role` where an element was meant."""

    t_us: int
    address: str
    role: str
    name: str
    has_place: bool


def read_navigations(
    database: RecordingDatabase, tally: WarningTally, above: int
) -> Iterator[Event]:
    """Pages that were navigated to, numbered from `above`; what says nothing is counted."""
    number, last_us = above, 0
    for message in _messages(database, tally):
        if message.address:
            number += 1
            last_us = max(last_us, message.t_us)
            yield Event(number, last_us, EventKind.NAVIGATE, text=message.address)
        elif not message.role:
            tally.add(
                "browser-events-ignored", "browser events that tell of no page and no element"
            )


def read_page_elements(database: RecordingDatabase, tally: WarningTally) -> Iterator[Remark]:
    """Elements of web pages that were acted on, without their places.

    Those count from the corner of the page's view, and nobody says where that is on the screen.
    """
    last_us = 0
    for message in _messages(database, WarningTally()):
        if not message.role:
            continue
        if message.has_place:
            tally.add("element-place", "places of elements that are not places on the screen")
        last_us = max(last_us, message.t_us)
        yield Remark(last_us, last_us, About.ELEMENT, message.role, message.name)


def _messages(database: RecordingDatabase, tally: WarningTally) -> Iterator[_Message]:
    for _, seconds, column in database.rows("browser_event", _COLUMNS, order_by=_ORDER):
        try:
            yield _message(microseconds(seconds), json_column(column))
        except ValueError:
            tally.add("rows-unreadable", "rows without a usable time or place")


def _message(t_us: int, outer: dict[str, JSONValue]) -> _Message:
    inner = as_object(outer.get("message")) or outer
    payload = as_object(inner.get("payload")) or inner
    kind = payload.get("eventType", inner.get("eventType"))
    address = text(payload.get("url", inner.get("url"))) if kind == "navigate" else ""
    element = as_object(payload.get("element"))
    role = text(element.get("role")) or text(element.get("tagName")).lower()
    sides = as_object(element.get("bbox"))
    place = box(*(sides.get(side) for side in ("x", "y", "width", "height")))
    return _Message(t_us, address, role, text(element.get("name")), place is not None)
