"""Captures that tell finished actions: each with the events that carry its place and text.

A recorder that writes "click (20, 30)" has seen a button go down and up and does not say when.
Its actions are taken as they are told, never made anew out of events; the events stand for
what was recorded, so that the pointer shows and typed text is looked through and hidden.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

from workbench.domain.action import Action, ActionKind, Keystroke, TypedRun
from workbench.domain.event import Event, EventKind
from workbench.domain.keys import normalise_key
from workbench.domain.tally import WarningTally

_CLICKS = {
    ActionKind.CLICK: ("left", 1),
    ActionKind.DOUBLE_CLICK: ("left", 2),
    ActionKind.TRIPLE_CLICK: ("left", 3),
    ActionKind.RIGHT_CLICK: ("right", 1),
    ActionKind.MIDDLE_CLICK: ("middle", 1),
    ActionKind.LONG_PRESS: ("left", 1),
}

_LATEST_US = 2**52
"""In the year 2112; a clock that shows more has jumped."""


class Told:
    """Takes what was told in time order; `actions` and `events` are what it comes to.

    `end_us` is where the source says how long something took. Places are pixels of the screen,
    None where none was told.
    """

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.events: list[Event] = []

    def move(self, t_us: int, x: float, y: float) -> None:
        """The pointer is at a place: an event, and no action."""
        self._event(t_us, EventKind.MOVE, x=x, y=y)

    def navigate(self, t_us: int, address: str) -> None:
        """Another page has come, by an action before it or by itself."""
        self._event(t_us, EventKind.NAVIGATE, text=address)

    def clipboard(self, t_us: int, text: str) -> None:
        """The clipboard has a new content: an event, and no action."""
        self._event(t_us, EventKind.CLIPBOARD, text=text)

    def click(
        self,
        t_us: int,
        kind: ActionKind,
        x: float | None,
        y: float | None,
        *,
        keys: Sequence[str] = (),
        end_us: int | None = None,
    ) -> None:
        """A click of some kind, with the modifiers held."""
        button, clicks = _CLICKS[kind]
        down = self._event(t_us, EventKind.DOWN, x=x, y=y, button=button)
        fields = _Fields(x=x, y=y, button=button, clicks=clicks, keys=tuple(keys))
        self._act(t_us, end_us, kind, [down], fields)

    def drag(
        self,
        t_us: int,
        start: tuple[float | None, float | None],
        end: tuple[float | None, float | None],
        *,
        button: str = "left",
        end_us: int | None = None,
    ) -> None:
        """A button held from one place to another."""
        (x, y), (x2, y2) = start, end
        down = self._event(t_us, EventKind.DOWN, x=x, y=y, button=button)
        up = self._event(
            t_us if end_us is None else end_us, EventKind.UP, x=x2, y=y2, button=button
        )
        fields = _Fields(x=x, y=y, x2=x2, y2=y2, button=button)
        self._act(t_us, end_us, ActionKind.DRAG, [down, up], fields)

    def scroll(
        self,
        t_us: int,
        x: float | None,
        y: float | None,
        *,
        dx: float = 0,
        dy: float = 0,
        end_us: int | None = None,
    ) -> None:
        """Notches of the wheel, `dy` down negative."""
        event = self._event(t_us, EventKind.SCROLL, x=x, y=y, dx=dx, dy=dy)
        fields = _Fields(x=x, y=y, dx=dx, dy=dy)
        self._act(t_us, end_us, ActionKind.SCROLL, [event], fields)

    def type(self, t_us: int, text: str, *, end_us: int | None = None) -> None:
        """A text typed; one event, of which every character is one keystroke."""
        event = self._event(t_us, EventKind.TEXT, text=text)
        self._act(t_us, end_us, ActionKind.TYPE, [event], _Fields(text=text))

    def press(self, t_us: int, keys: Sequence[str], *, end_us: int | None = None) -> None:
        """One named key, or several held together as a hotkey, in the order they were held."""
        names = tuple(normalise_key(key) for key in keys)
        pressed = [self._event(t_us, EventKind.PRESS, key=name) for name in names]
        kind = ActionKind.PRESS if len(names) == 1 else ActionKind.HOTKEY
        self._act(t_us, end_us, kind, pressed, _Fields(keys=names))

    def _event(self, t_us: int, kind: EventKind, **fields: Unpack["_EventFields"]) -> Event:
        event = Event(len(self.events) + 1, t_us, kind, **fields)
        self.events.append(event)
        return event

    def _act(
        self,
        t_us: int,
        end_us: int | None,
        kind: ActionKind,
        events: Iterable[Event],
        fields: "_Fields",
    ) -> None:
        self.actions.append(
            Action(
                action_id=len(self.actions) + 1,
                t_us=t_us,
                end_us=t_us if end_us is None else end_us,
                kind=kind,
                event_ids=tuple(event.event_id for event in events),
                **fields,
            )
        )


class _EventFields(TypedDict, total=False):
    x: float | None
    y: float | None
    button: str
    dx: float
    dy: float
    key: str
    text: str


class _Fields(TypedDict, total=False):
    x: float | None
    y: float | None
    x2: float | None
    y2: float | None
    button: str
    clicks: int
    dx: float
    dy: float
    text: str
    keys: tuple[str, ...]


class OrderedTimes:
    """Times of told steps, each at least `STEP_US` after the one before it.

    Clocks that tell whole seconds give two steps one time, and then neither would have a
    picture of its own before it. Where a clock jumps back, what follows is moved on by as much.
    """

    STEP_US = 3
    """Room for the picture after one step and the picture before the next."""

    def __init__(self) -> None:
        self._shared = 0
        self._backwards = 0
        self._last_us = 0
        self._told_us = 0
        self._moved_us = 0

    def at(self, told_us: int) -> int:
        """The time of the next step, for which the source tells that time."""
        if told_us < self._told_us:
            self._backwards += 1
            self._moved_us += self._told_us - told_us
        elif told_us == self._told_us:
            self._shared += 1
        self._told_us = told_us
        return self._follow(told_us + self._moved_us)

    def next(self) -> int:
        """The time of the next step where the source tells none: right after the last."""
        return self._follow(self._last_us)

    def note(self, tally: WarningTally, *, shared: str = "actions of one time") -> None:
        """Count what had to be done to the times; `shared` names what had one and the same."""
        tally.add("order-kept", f"{shared}, told apart by their order", self._shared)
        jumps = "times the clock went back; what follows is moved on by as much"
        tally.add("clock-backwards", jumps, self._backwards)

    def _follow(self, t_us: int) -> int:
        earliest_us = self._last_us + self.STEP_US
        self._last_us = t_us if earliest_us < t_us < _LATEST_US else earliest_us
        return self._last_us


def writable(text: str) -> str:
    """The text as UTF-8 can hold it: halves of a character joined, one alone replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def finished(actions: Iterable[Action], origin_us: int) -> list[Action]:
    """Told actions on the session's clock, in time order, numbered from 1, with their gaps."""
    done: list[Action] = []
    ended_us: int | None = None
    for action in sorted(actions, key=lambda action: action.t_us):
        t_us, end_us = action.t_us - origin_us, action.end_us - origin_us
        gap_us = 0 if ended_us is None else max(0, t_us - ended_us)
        number = len(done) + 1
        done.append(replace(action, action_id=number, t_us=t_us, end_us=end_us, gap_us=gap_us))
        ended_us = end_us if ended_us is None else max(ended_us, end_us)
    return done


def typed_in(actions: Iterable[Action]) -> list[TypedRun]:
    """What told actions typed, each text's characters by the one event that brought it."""
    return [
        TypedRun(
            action.action_id,
            tuple(Keystroke(c, action.t_us, action.event_ids[0]) for c in action.text),
        )
        for action in actions
        if action.kind is ActionKind.TYPE and action.text and action.event_ids
    ]
