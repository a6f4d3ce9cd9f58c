"""Buttons, fingers and the wheel, out of what pages heard of them."""

from collections.abc import Callable, Iterable, Iterator
from math import hypot

from workbench.domain.event import Event, EventKind
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, json_list, number_in
from workbench_rrweb.records import HOLD_US, By, Interaction, Record, offset_us
from workbench_rrweb.tabs import Tab, offset_in

NOTCH_PX = 100
"""How far one notch of a wheel scrolls in most browsers."""

MENU_US = 2_000_000
"""A context menu this soon after a press is its doing, and the press was of the right button."""

_ECHO_US = 1_000_000
_ECHO_PX = 25
_FARTHEST = 1e7
_LATE = "positions told later than two seconds, at the time of the event before them"
_ENDS = {Interaction.MOUSE_UP, Interaction.TOUCH_END, Interaction.TOUCH_CANCEL}


class PointerReader:
    """Turns records of the pointer into events; `right` numbers presses of the right button.

    Scrolls have no place of their own: `at_pointer` gives them one once all is in order.
    """

    def __init__(
        self,
        tally: WarningTally,
        number: Callable[[], int],
        *,
        right: frozenset[int],
        has_presses: bool,
    ) -> None:
        self._tally = tally
        self._number = number
        self._right = right
        self._has_presses = has_presses
        self._place: tuple[float | None, float | None] = (None, None)
        self._presses = 0
        self._button: str | None = None
        self._pressed_us = -MENU_US
        self._is_clicked = True
        self._touched: tuple[int, float | None, float | None] | None = None
        self._is_echo = False

    def moves(self, record: Record) -> Iterator[Event]:
        """The positions of one record, each at its own time."""
        number, move, base_us = self._number, EventKind.MOVE, record.t_us
        positions = json_list(record.data.get("positions"))
        for one in positions:
            position = one if isinstance(one, dict) else {}
            x, y, offset = position.get("x"), position.get("y"), position.get("timeOffset")
            t_us = base_us + offset_us(offset) if offset else base_us
            # Almost every event is a move, so that calls less here are worth their lines.
            if (
                isinstance(x, int | float)
                and isinstance(y, int | float)
                and -_FARTHEST < x < _FARTHEST
                and -_FARTHEST < y < _FARTHEST
                and t_us >= 0
            ):
                if t_us < base_us - HOLD_US:
                    self._tally.add("positions-late", _LATE)
                self._place = x, y
                yield Event(number(), t_us, move, float(x), float(y))
            else:
                self._tally.add("positions-unreadable", "positions that are none, left out")
        if record.source == By.TOUCH_MOVE:
            self._note_touch(len(positions))

    def interaction(self, record: Record) -> Iterator[Event]:
        """A press, a release, a click or a menu."""
        what, x, y = record.interaction, *_place_in(record.data)
        if x is not None:
            self._place = x, y
        if what == Interaction.MOUSE_DOWN:
            yield from self._down(record.t_us, x, y)
        elif what == Interaction.TOUCH_START:
            yield from self._touch(record.t_us, x, y)
        elif what in _ENDS:
            yield from self._up(record.t_us, what, x, y)
        elif what == Interaction.CLICK:
            yield from self._click(record.t_us, x, y)
        elif what == Interaction.CONTEXT_MENU:
            yield from self._menu(record.t_us, x, y)

    def scroll(self, record: Record, tab: Tab) -> Iterator[Event]:
        """Notches of a wheel, out of how far something is scrolled; asked before the tab."""
        node = tab.document.get(record.data.get("id"))
        before, now = tab.scrolled(node), offset_in(record.data)
        dx, dy = (now[0] - before[0]) / NOTCH_PX, (before[1] - now[1]) / NOTCH_PX
        if node is None or not (dx or dy):
            self._tally.add("scrolls-unplaced", "scrolls of nothing known or by nothing, left out")
            return
        detail = f"scrolls told in pixels, {NOTCH_PX} of them taken for a notch"
        self._tally.add("scroll-in-pixels", detail)
        yield Event(self._number(), record.t_us, EventKind.SCROLL, dx=dx, dy=dy)

    def _down(self, t_us: int, x: float | None, y: float | None) -> Iterator[Event]:
        self._presses += 1
        self._is_echo = self._echoes_touch(t_us, x, y)
        if self._is_echo:
            detail = "presses of the mouse that browsers make of a touch, left out"
            self._tally.add("mouse-after-touch", detail)
            return
        self._button = "right" if self._presses in self._right else "left"
        self._pressed_us, self._is_clicked = t_us, False
        yield Event(self._number(), t_us, EventKind.DOWN, x, y, self._button)

    def _touch(self, t_us: int, x: float | None, y: float | None) -> Iterator[Event]:
        self._note_touch(1)
        self._button, self._pressed_us, self._is_clicked = "left", t_us, False
        yield Event(self._number(), t_us, EventKind.DOWN, x, y, "left")

    def _up(self, t_us: int, what: int, x: float | None, y: float | None) -> Iterator[Event]:
        if what == Interaction.MOUSE_UP and self._is_echo:
            self._is_echo = False
            return
        if what != Interaction.MOUSE_UP:
            self._note_touch(1)
            if x is None:
                x, y = self._place
            self._touched = t_us, x, y
        button, self._button = self._button or "left", None
        yield Event(self._number(), t_us, EventKind.UP, x, y, button)

    def _click(self, t_us: int, x: float | None, y: float | None) -> Iterator[Event]:
        if not self._has_presses:
            yield from self._told(t_us, x, y, "left")
        elif self._is_clicked:
            detail = "clicks without a press, as keys, labels and pages make them; no event"
            self._tally.add("clicks-without-press", detail)
        self._is_clicked = True

    def _menu(self, t_us: int, x: float | None, y: float | None) -> Iterator[Event]:
        if not self._has_presses:
            yield from self._told(t_us, x, y, "right")
        elif t_us - self._pressed_us > MENU_US:
            self._tally.add("menus-without-press", "context menus that no press opened; no event")

    def _told(self, t_us: int, x: float | None, y: float | None, button: str) -> Iterator[Event]:
        """A click of a recording that has no presses: it stands for one, at that moment."""
        detail = "clicks recorded without presses, taken for a press and a release"
        self._tally.add("clicks-as-presses", detail)
        for kind in (EventKind.DOWN, EventKind.UP):
            yield Event(self._number(), t_us, kind, x, y, button, is_inferred=True)

    def _echoes_touch(self, t_us: int, x: float | None, y: float | None) -> bool:
        if self._touched is None:
            return False
        touched_us, touched_x, touched_y = self._touched
        if t_us - touched_us > _ECHO_US:
            return False
        if None in (x, y, touched_x, touched_y):
            return True
        assert x is not None and y is not None  # noqa: PT018
        assert touched_x is not None and touched_y is not None  # noqa: PT018
        return hypot(x - touched_x, y - touched_y) <= _ECHO_PX

    def _note_touch(self, count: int) -> None:
        self._tally.add("touch-as-pointer", "touches told as a pointer's left button", count)


def at_pointer(events: Iterable[Event]) -> Iterator[Event]:
    """The events in time order, scrolls where the pointer was at their time."""
    scroll, last = EventKind.SCROLL, None
    for event in events:
        if event.x is not None:
            last = event
        elif last is not None and event.kind is scroll:
            event = event._replace(x=last.x, y=last.y)
        yield event


def _place_in(data: dict[str, JSONValue]) -> tuple[float | None, float | None]:
    x, y = number_in(data.get("x")), number_in(data.get("y"))
    return (None, None) if x is None or y is None else (x, y)
