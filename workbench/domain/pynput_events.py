"""The lines of recorders that write what pynput hears, on the clock of `time.perf_counter()`.

DuckTrack and what grew out of it write one object a line, a `metadata.json`, and a film that
leaves the paused stretches out. `time.perf_counter()` counts seconds from a moment nobody knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeGuard

from workbench.domain.event import Event, EventKind
from workbench.domain.keys import MODIFIERS, TEXT_KEY, normalise_key
from workbench.domain.tally import WarningTally

Line: TypeAlias = Mapping[str, Any]
"""One decoded line."""
_ACTIONS = frozenset({"move", "click", "scroll", "press", "release", "pause", "resume"})
_LATEST_US = 2**53
_FARTHEST = 1e7
_LEAP_US = 86_400_000_000
"""Nobody records for a day without touching anything: such a step is a damaged time."""

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_CONTROLS = "2abcdefghijklmnopqrstuvwxyz[\\]6-"
"""The key that ctrl turns into each control character, on a US keyboard."""


class Pressed(NamedTuple):
    """A key by its one name, and the character it typed as far as that is known."""

    key: str
    text: str | None = None
    is_inferred: bool = False


UNKNOWN = Pressed("unknown")
"""A key that the recorder had no name for."""
_NAMELESS = ("unknown", "char_", "code_")


class NamedKeys:
    """Reads keys by their `name`: a character, or what pynput calls the key."""

    def __init__(self, tally: WarningTally) -> None:
        self._tally = tally
        self.held: set[str] = set()
        """The modifiers that are down."""

    def read(self, line: Line, *, is_press: bool) -> Pressed:
        """The key of a line, asked for every such line in order; what comes up types nothing."""
        return self.noted(self.named(line.get("name")), is_press=is_press)

    def named(self, name: object) -> Pressed:
        """The key that goes by a name; `unknown` for what is none."""
        if not isinstance(name, str) or not 0 < len(name) <= 40:
            return UNKNOWN
        if len(name) == 1 and name < " " and "ctrl" not in self.held:
            # The keypad's Enter on a Mac is the one key of its own that comes as a character.
            return _without_text("enter" if name == "\x03" else normalise_key(name))
        return _key_named(name)

    def noted(self, pressed: Pressed, *, is_press: bool) -> Pressed:
        """The same key, its effect on the modifiers kept, and counted where it says too little."""
        if pressed.key in MODIFIERS:
            (self.held.add if is_press else self.held.discard)(pressed.key)
        elif is_press and pressed.text is None and pressed.key.startswith(_NAMELESS):
            self._tally.add("key-text-missing", "keys recorded without what they typed")
        return pressed if is_press else Pressed(pressed.key)


class PynputEvents:
    """Turns lines into events and counts what had to be repaired.

    Events keep the recorder's `event_idx` where it grows, else they are counted on from
    `first_id`. Wheel notches stay as pynput gave them: systems turn natural scrolling around
    before anybody hears of it, so that `dy` below zero is down on the screen.
    """

    def __init__(
        self, tally: WarningTally, keys: NamedKeys, *, first_id: int = 1, is_natural: bool = False
    ) -> None:
        self._tally = tally
        self._keys = keys
        self._first_id = first_id
        self._is_natural = is_natural
        self._is_paused = False
        self._leap: tuple[int, int] | None = None

    def read(self, lines: Iterable[object]) -> Iterator[Event]:
        """The events in the order of their lines, their times never going back."""
        last_id, last_us, until_us = self._first_id - 1, 0, _LATEST_US
        move, numbers, farthest = EventKind.MOVE, {int, float}, _FARTHEST
        line: Any
        for line in lines:
            try:
                # Almost every line is a move, so that a call less here is worth its line.
                x, y, seconds = line["x"], line["y"], line["time_stamp"]
                if line["action"] == "move" and {type(x), type(y), type(seconds)} <= numbers:
                    event_id, t_us = line.get("event_idx", last_id + 1), round(seconds * 1e6)
                    is_next = type(event_id) is int and last_id < event_id <= _LATEST_US
                    is_near = -farthest < x < farthest and -farthest < y < farthest
                    if is_next and is_near and last_us <= t_us <= until_us:
                        last_id, last_us, until_us = event_id, t_us, t_us + _LEAP_US
                        yield Event(event_id, t_us, move, float(x), float(y))
                        continue
            except (TypeError, KeyError, ValueError, OverflowError, AttributeError):
                pass
            event = self._event(line, last_id, last_us, until_us)
            if event is not None:
                last_id, last_us, until_us = event[0], event[1], event[1] + _LEAP_US
                yield event

    def _event(self, line: object, last_id: int, last_us: int, until_us: int) -> Event | None:
        action = line.get("action") if isinstance(line, dict) else None
        if not isinstance(line, dict) or not isinstance(action, str) or action not in _ACTIONS:
            self._tally.add("events-unknown", "lines of a kind not known here, left out")
        elif action in ("pause", "resume"):
            self._note_pause(is_pause=action == "pause")
        elif (t_us := microseconds(line.get("time_stamp"))) is None or not (
            made := self._made(action, line)
        ):
            self._tally.add("events-unusable", "lines without a usable time or place, left out")
        else:
            event_id = self._number(line, last_id)
            t_us = self._time(t_us, last_id, last_us, until_us)
            return made._replace(event_id=event_id, t_us=t_us)
        return None

    def _made(self, action: str, line: Line) -> Event | None:
        if action in ("press", "release"):
            kind = EventKind.PRESS if action == "press" else EventKind.RELEASE
            key, text, inferred = self._keys.read(line, is_press=kind is EventKind.PRESS)
            return Event(0, 0, kind, key=key, text=text, is_inferred=inferred)
        x, y = number(line.get("x")), number(line.get("y"))
        if x is None or y is None:
            return None
        if action == "move":
            return Event(0, 0, EventKind.MOVE, x, y)
        if action == "scroll":
            return self._scroll(line, x, y)
        if not isinstance(is_down := line.get("pressed"), bool):
            return None
        kind, button = EventKind.DOWN if is_down else EventKind.UP, line.get("button")
        is_name = isinstance(button, str) and _NAME.fullmatch(button)
        return Event(0, 0, kind, x, y, button=button if is_name else "unknown")

    def _scroll(self, line: Line, x: float, y: float) -> Event | None:
        dx, dy = number(line.get("dx")), number(line.get("dy"))
        if dx is None or dy is None:
            return None
        if self._is_natural:
            detail = "wheel turns under natural scrolling, taken as the screen moved"
            self._tally.add("scroll-natural", detail)
        return Event(0, 0, EventKind.SCROLL, x, y, dx=dx, dy=dy)

    def _number(self, line: Line, last_id: int) -> int:
        told = line.get("event_idx", last_id + 1)
        if type(told) is int and last_id < told <= _LATEST_US:
            return told
        self._tally.add("events-renumbered", "events whose number was no next one, given a new one")
        return last_id + 1

    def _time(self, t_us: int, last_id: int, last_us: int, until_us: int) -> int:
        """The time where it can be one; a leap counts once the next event has leapt as far."""
        if t_us < last_us:
            self._tally.add("clock-backwards", "events set to the time before them")
            return last_us
        leap, self._leap = self._leap, None
        if t_us <= until_us or leap == (last_id, t_us // _LEAP_US):
            return t_us
        self._leap = (last_id + 1, t_us // _LEAP_US)
        self._tally.add("clock-jumps", "events a day after all others, set to the time before them")
        return last_us

    def _note_pause(self, *, is_pause: bool) -> None:
        if is_pause or not self._is_paused:
            self._tally.add("recording-paused", "stretches in which nothing was recorded")
        self._is_paused = is_pause
        # What is let go of meanwhile is not heard.
        self._keys.held.clear()


def is_heard(line: object) -> TypeGuard[Line]:
    """Whether a line is an event with its time, and not what a recorder made of several."""
    if not isinstance(line, dict) or "start_time" in line:
        return False
    action, t_us = line.get("action"), microseconds(line.get("time_stamp"))
    return isinstance(action, str) and action in _ACTIONS and t_us is not None


def number(value: object) -> float | None:
    """The value where it is a finite number that a screen can have, else None."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if -_FARTHEST < value < _FARTHEST else None


def microseconds(value: object) -> int | None:
    """Seconds as whole microseconds; None for what is no time."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return round(value * 1e6) if 0 <= value <= _LATEST_US / 1e6 else None


@lru_cache(maxsize=4096)
def _key_named(name: str) -> Pressed:
    if len(name) == 1:
        return _key_typing(name)
    key = normalise_key(name)
    is_name = _NAME.fullmatch(key) is not None
    return Pressed(key, " " if key == TEXT_KEY else None) if is_name else UNKNOWN


def _key_typing(character: str) -> Pressed:
    if character < " ":
        return Pressed(_CONTROLS[ord(character)])
    if character == " ":
        return Pressed(TEXT_KEY, " ")
    if not character.isprintable():
        return _without_text(normalise_key(character))
    lower = character.lower()
    return Pressed(lower if len(lower) == 1 else character, character)


def _without_text(key: str) -> Pressed:
    """A key by its name, else by the number of a character that nobody can read."""
    return Pressed(key) if len(key) > 1 else Pressed(f"char_{ord(key):04x}")
