"""Raw timestamped things, as a recorder saw them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from workbench.domain.geometry import Box


class EventKind(StrEnum):
    """What a raw event is."""

    MOVE = "move"
    DOWN = "down"
    UP = "up"
    SCROLL = "scroll"
    PRESS = "press"
    RELEASE = "release"
    TEXT = "text"
    CLIPBOARD = "clipboard"
    NAVIGATE = "navigate"
    MASKED = "masked"
    """A flagged keystroke as those see it who do not hold the restricted key."""


POINTER_KINDS = frozenset({EventKind.MOVE, EventKind.DOWN, EventKind.UP, EventKind.SCROLL})


class Event(NamedTuple):
    """One raw event; a tuple, because an import makes millions.

    `x`, `y` are pixels of the geometry in force and may lie outside it. `key` is the key's
    name without modifiers ("a", "enter", "ctrl"), `text` the characters it produced, the
    clipboard's content or the address navigated to. Scroll `dy` is in notches, down negative.
    `is_inferred` says that the key was known by its place on a keyboard only.
    """

    event_id: int
    t_us: int
    kind: EventKind
    x: float | None = None
    y: float | None = None
    button: str | None = None
    dx: float = 0
    dy: float = 0
    key: str | None = None
    text: str | None = None
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The window that has the focus from `start_us` until the next one."""

    window_id: int
    start_us: int
    title: str | None
    app: str | None = None
    box: Box | None = None
    """On the screen; None where the recorder did not say, or said it wrongly."""

    @property
    def name(self) -> str:
        """Its title, else the program it belongs to, as far as either is known."""
        return self.title or self.app or ""
