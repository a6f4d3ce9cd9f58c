"""What an accessibility service said was pointed at or had the focus, as remarks."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import replace

from workbench.domain.remark import About, Remark
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue
from workbench.source_files import json_object as as_object
from workbench_openadapt.browser import read_page_elements
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.screen import Screen
from workbench_openadapt.values import box, json_column, microseconds, number, text

_COLUMNS = ("timestamp", "structural_observation")
_ORDER = ("source_ordinal", "timestamp")
_SIDES = ("left", "top", "right", "bottom")
_SAYS_SOMETHING = "\"{}\" NOT IN ('', 'null', '{{}}')"
_OBSERVED = _SAYS_SOMETHING.format("structural_observation")
_STATE = _SAYS_SOMETHING.format("element_state")


def read_remarks(
    database: RecordingDatabase, tally: WarningTally, screen: Screen
) -> Iterator[Remark]:
    """Elements of programs and of web pages, in time order; a row of the same is one remark."""
    told = (_observed(database, tally, screen), read_page_elements(database, tally))
    return joined(heapq.merge(*told, key=lambda remark: remark.t_us))


def _observed(database: RecordingDatabase, tally: WarningTally, screen: Screen) -> Iterator[Remark]:
    """One remark for every event whose element is known; unreadable times are counted elsewhere."""
    table, last_us = database.events_table, 0
    columns = database.columns(table)
    if "element_state" in columns:
        states = database.count(table, _STATE)
        tally.add("element-state-ignored", "elements in words of the system, not read", states)
    if "structural_observation" not in columns:
        return
    for _, seconds, observed in database.rows(table, _COLUMNS, order_by=_ORDER, only=_OBSERVED):
        try:
            last_us = max(last_us, microseconds(seconds))
        except ValueError:
            continue
        remark = remark_of(last_us, json_column(observed), tally, screen)
        if remark is not None:
            yield remark


def remark_of(
    t_us: int, observation: JSONValue, tally: WarningTally, screen: Screen
) -> Remark | None:
    """The element of a structural observation; None, and counted, where it says nothing."""
    observed = as_object(observation)
    element = as_object(observed.get("element"))
    role = text(element.get("role")) or text(element.get("control_type"))
    name = text(element.get("name"))
    if not role and not name:
        tally.add("elements-unknown", "elements with neither a role nor a name, left out")
        return None
    app = text(as_object(observed.get("process")).get("process_name"))
    sides = as_object(element.get("bounds"))
    left, top, right, bottom = (number(sides.get(side)) for side in _SIDES)
    place = None
    if left is not None and top is not None and right is not None and bottom is not None:
        told = box(left, top, right - left, bottom - top)
        place = screen.placed(told)
        if place is None and told is not None:
            tally.add("element-place", "places of elements that are not places on the screen")
    return Remark(t_us, t_us, About.ELEMENT, role, name, place, app or None)


def joined(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Remarks that repeat the one before as one that lasts until the last of them."""
    current: Remark | None = None
    for remark in remarks:
        if current is not None and _what(current) == _what(remark):
            current = replace(current, end_us=remark.t_us)
            continue
        if current is not None:
            yield current
        current = remark
    if current is not None:
        yield current


def _what(remark: Remark) -> tuple[object, ...]:
    return remark.name, remark.text, remark.box, remark.app
