"""What raw events amount to."""

from dataclasses import dataclass
from enum import StrEnum


class ActionKind(StrEnum):
    """What a person did; waiting is a gap before an action, never one itself."""

    CLICK = "click"
    DOUBLE_CLICK = "double_click"
    TRIPLE_CLICK = "triple_click"
    RIGHT_CLICK = "right_click"
    MIDDLE_CLICK = "middle_click"
    DRAG = "drag"
    SCROLL = "scroll"
    TYPE = "type"
    PRESS = "press"
    HOTKEY = "hotkey"
    LONG_PRESS = "long_press"
    NAVIGATE = "navigate"
    """A page that came without anything the person did before it, as from a bookmark bar."""


class Effect(StrEnum):
    """What an action brought about besides itself, as far as the capture tells."""

    COPY = "copy"
    CUT = "cut"
    PASTE = "paste"
    WINDOW_SWITCH = "window_switch"
    NAVIGATE = "navigate"


@dataclass(frozen=True, slots=True)
class Mask:
    """What may be shown of a hidden text: its kind and how long it is."""

    kind: str
    length: int

    def __str__(self) -> str:
        return f"{self.kind}·{self.length}"


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the recorded person, with the raw events it was made from.

    `x2`, `y2` end a drag; `dx`, `dy` are scrolled notches; `text` is what a `type` left
    behind after its corrections, None where `mask` stands for it; `gap_us` is the pause since
    the action before. `is_inferred` says that keys were known by their place on a keyboard only.
    """

    action_id: int
    t_us: int
    end_us: int
    kind: ActionKind
    x: float | None = None
    y: float | None = None
    x2: float | None = None
    y2: float | None = None
    button: str | None = None
    clicks: int = 0
    dx: float = 0
    dy: float = 0
    text: str | None = None
    keys: tuple[str, ...] = ()
    gap_us: int = 0
    event_ids: tuple[int, ...] = ()
    mask: Mask | None = None
    effect: Effect | None = None
    is_inferred: bool = False

    @property
    def duration_us(self) -> int:
        """From the first of its events to the last."""
        return self.end_us - self.t_us


@dataclass(frozen=True, slots=True)
class Keystroke:
    """One character of typed text: which event made it, which erased it."""

    text: str
    t_us: int
    event_id: int
    erased_by: int | None = None


@dataclass(frozen=True, slots=True)
class TypedRun:
    """Everything typed for one `type` action, corrections included, in order."""

    action_id: int
    keystrokes: tuple[Keystroke, ...]

    @property
    def kept(self) -> tuple[Keystroke, ...]:
        """The keystrokes whose characters were left standing."""
        return tuple(k for k in self.keystrokes if k.erased_by is None)

    def standing(self, start: int, stop: int) -> tuple[Keystroke, ...]:
        """The keystrokes whose characters stand at `[start, stop)` of the text as it was left."""
        return self.kept[start:stop]
