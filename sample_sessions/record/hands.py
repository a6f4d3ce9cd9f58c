"""Scripted hands: every gesture goes through xdotool and is written down with its time."""

from __future__ import annotations

import random
import subprocess
import time
from dataclasses import dataclass, field

NAMES = {"Return": "enter", "Escape": "esc", "BackSpace": "backspace", "Prior": "page_up"}
NAMES |= {"Next": "page_down", "Insert": "insert"}
ERASE = "\b"
"""In `Hands.type`, one press of BackSpace."""


@dataclass
class Hands:
    """What the hands did: `actions` as a reducer should see them, `typed` texts, task starts."""

    seed: int
    actions: list[list[object]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    typed: list[dict[str, object]] = field(default_factory=list)
    idle: list[tuple[float, float]] = field(default_factory=list)
    tasks: list[dict[str, object]] = field(default_factory=list)
    at: tuple[int, int] = (200, 200)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def begin(self, label: str, instruction: str, *, outcome: str = "success") -> None:
        """Start a task; it lasts until `end` or the next `begin`."""
        self.end()
        self.tasks.append(
            {"start": time.time(), "label": label, "instruction": instruction, "outcome": outcome}
        )

    def end(self) -> None:
        """Close the task under way."""
        if self.tasks and "end" not in self.tasks[-1]:
            self.tasks[-1]["end"] = time.time()

    def think(self, low: float = 0.5, high: float = 0.9) -> None:
        """A short human pause between two gestures."""
        time.sleep(self._random.uniform(low, high))

    def rest(self, seconds: float) -> None:
        """A pause in which nothing is touched, kept in the truth as idle."""
        start = time.time()
        time.sleep(seconds)
        self.idle.append((start, time.time()))

    def move(self, x: int, y: int) -> None:
        """Glide to a point in small steps."""
        steps = 9
        (from_x, from_y), self.at = self.at, (x, y)
        path: list[str] = []
        for step in range(1, steps + 1):
            part = step / steps
            ease = part * part * (3 - 2 * part)
            path += ["mousemove", str(round(from_x + (x - from_x) * ease))]
            path += [str(round(from_y + (y - from_y) * ease)), "sleep", "0.022"]
        _xdotool(*path)

    def click(self, x: int, y: int) -> None:
        """One left click."""
        self._press_button("click", x, y, "1", times=1)

    def double_click(self, x: int, y: int) -> None:
        """Two quick left clicks."""
        self._press_button("double_click", x, y, "1", times=2)

    def right_click(self, x: int, y: int) -> None:
        """One right click."""
        self._press_button("right_click", x, y, "3", times=1)

    def drag(self, x: int, y: int, to_x: int, to_y: int) -> None:
        """Press at one point, glide, release at another."""
        self.move(x, y)
        self.think(0.1, 0.2)
        self._note("drag", x, y, to_x, to_y)
        _xdotool("mousedown", "1")
        time.sleep(0.12)
        self.move(to_x, to_y)
        time.sleep(0.12)
        _xdotool("mouseup", "1")
        self.think()

    def scroll(self, x: int, y: int, notches: int, *, pace: float = 0.16) -> None:
        """Turn the wheel over a point; positive is down."""
        self.move(x, y)
        self._note("scroll", x, y, 0, -notches)
        for _ in range(abs(notches)):
            _xdotool("click", "5" if notches > 0 else "4")
            time.sleep(pace)
        self.think()

    def type(self, text: str, *, speed: tuple[float, float] = (0.06, 0.12)) -> None:
        """Type a text, with `ERASE` for BackSpace; what stays is the expected text."""
        kept = after_erasing(text)
        erased = text.count(ERASE)
        note = [f"(with {erased} x backspace)"] if erased else []
        window = active_title()
        self._note("type", kept, *note)
        entry: dict[str, object] = {"t": time.time(), "text": kept, "window": window}
        if erased:
            entry["keys"] = text.replace(ERASE, "<backspace>")
        self.typed.append(entry)
        for char in text:
            started = time.monotonic()
            if char == ERASE:
                _xdotool("key", "BackSpace")
            else:
                _xdotool("type", "--delay", "0", "--", char)
            pause = self._random.uniform(*speed) - (time.monotonic() - started)
            time.sleep(max(0.0, pause))
        self.think(0.3, 0.6)

    def press(self, key: str, *, times: int = 1) -> None:
        """Press a named key."""
        for _ in range(times):
            self._note("press", NAMES.get(key, key.lower()))
            _xdotool("key", key)
            self.think(0.15, 0.3)

    def hotkey(self, *keys: str) -> None:
        """Press keys together, the last one being the letter."""
        self._note("hotkey", *[NAMES.get(key, key.lower()) for key in keys])
        for key in keys[:-1]:
            _xdotool("keydown", key)
            time.sleep(0.05)
        _xdotool("key", keys[-1])
        for key in reversed(keys[:-1]):
            time.sleep(0.05)
            _xdotool("keyup", key)
        self.think()

    def _press_button(self, name: str, x: int, y: int, button: str, *, times: int) -> None:
        self.move(x, y)
        self.think(0.12, 0.25)
        self._note(name, x, y)
        for _ in range(times):
            _xdotool("mousedown", button, "sleep", "0.05", "mouseup", button)
            time.sleep(0.07)
        self.think()

    def _note(self, *action: object) -> None:
        self.times.append(time.time())
        self.actions.append(list(action))


def after_erasing(text: str) -> str:
    """The text that stays when every `ERASE` takes back the character before it."""
    kept: list[str] = []
    for char in text:
        if char != ERASE:
            kept.append(char)
        elif kept:
            kept.pop()
    return "".join(kept)


def active_title() -> str:
    """The title of the window that has the focus."""
    answer = subprocess.run(
        ["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True
    )
    return answer.stdout.strip()


def _xdotool(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, capture_output=True)
