"""What pyautogui calls do, told as actions: the pointer, the keys and what is held between them."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from workbench.domain.action import ActionKind
from workbench.domain.keys import normalise_key
from workbench.domain.pyautogui_calls import UNKNOWN, Call
from workbench.domain.told import Told, writable

_MOST_TIMES = 100
"""A key or button pressed more often by one call is no work of a hand."""

_FARTHEST = 1e7
"""No screen reaches this far, and no wheel turns this often."""

_CLICKS = {
    ("left", 1): ActionKind.CLICK,
    ("left", 2): ActionKind.DOUBLE_CLICK,
    ("left", 3): ActionKind.TRIPLE_CLICK,
    ("right", 1): ActionKind.RIGHT_CLICK,
    ("middle", 1): ActionKind.MIDDLE_CLICK,
}
_BUTTONS = {
    "left": "left",
    "primary": "left",
    "right": "right",
    "secondary": "right",
    "middle": "middle",
}
_SORTS = {
    "click": ("left", 1),
    "leftclick": ("left", 1),
    "rightclick": ("right", 1),
    "middleclick": ("middle", 1),
    "doubleclick": ("left", 2),
    "tripleclick": ("left", 3),
}

_SIDED = frozenset({"ctrl", "shift", "alt", "win", "option"})

_Place: TypeAlias = tuple[float, float] | None
_MOVES = ("moveto", "moverel")
_ALSO_ACROSS = "across"


class _Unclear(Exception):
    """A call that does not say what it does."""


class Hands:
    """Tells what calls do, and keeps between them where the pointer is and what is held.

    `place` turns the numbers of the code into pixels of the screen.
    """

    def __init__(self, told: Told, place: Callable[[float, float], tuple[float, float]]) -> None:
        self.unknown = 0
        """How many calls and statements told nothing."""
        self.hovers = 0
        """How many steps only moved the pointer."""
        self.waits = 0
        """How many calls only waited or looked."""
        self.status = ""
        """How the work ended, in the code's own word."""
        self._told = told
        self._place = place
        self._at: _Place = None
        self._held: list[str] = []
        self._is_held_used = False
        self._grip: tuple[str, _Place] | None = None

    @property
    def unfinished(self) -> int:
        """How many keys and buttons went down and never up again."""
        return (0 if self._is_held_used else len(self._held)) + (self._grip is not None)

    def tell(self, t_us: int, calls: Sequence[Call]) -> None:
        """What the calls of one step do at a moment."""
        moves = actions = 0
        for call in _wheels_joined(calls):
            before = len(self._told.actions)
            try:
                self._do(t_us, call)
            except _Unclear:
                self.unknown += 1
                continue
            actions += len(self._told.actions) - before
            moves += call.name in _MOVES
        self.hovers += moves > 0 and not actions

    def _do(self, t_us: int, call: Call) -> None:
        match call.name:
            case name if name in _MOVES:
                self._move(t_us, call)
            case "dragto" | "dragrel":
                start = self._pixel(self._at)
                self._go(call)
                button = _button(call, "left")
                self._told.drag(t_us, start, self._pixel(self._at), button=button)
            case "mousedown":
                self._go(call)
                self._grip = (_button(call, "left"), self._at)
            case "mouseup":
                self._let_go(t_us, call)
            case "scroll" | "hscroll":
                self._scroll(t_us, call)
            case "write":
                self._write(t_us, call.values.get("message"))
            case "copy":
                self._told.clipboard(t_us, _text(call.values.get("text")))
            case "press":
                self._press(t_us, call)
            case "hotkey":
                self._tell_keys(t_us, [*self._held, *_keys(call.values.get("keys"))])
            case "keydown" | "keyup":
                self._hold(t_us, call)
            case "wait":
                self.waits += 1
            case "terminate":
                self.status = _text(call.values.get("status", "success"))
            case _:
                self._click(t_us, call)

    def _click(self, t_us: int, call: Call) -> None:
        if call.name not in _SORTS:
            raise _Unclear
        usual, clicks = _SORTS[call.name]
        button = _button(call, usual)
        times = _times(call.values.get("clicks", clicks))
        self._go(call)
        one = _CLICKS[button, 1]
        kinds = [_CLICKS[button, times]] if (button, times) in _CLICKS else [one] * times
        for kind in kinds:
            self._told.click(t_us, kind, *self._pixel(self._at), keys=self._using_held())

    def _move(self, t_us: int, call: Call) -> None:
        self._go(call)
        x, y = self._pixel(self._at)
        if x is None or y is None:
            raise _Unclear
        self._told.move(t_us, x, y)

    def _let_go(self, t_us: int, call: Call) -> None:
        if self._grip is None:
            raise _Unclear
        self._go(call)
        (button, start), self._grip = self._grip, None
        if start == self._at:
            kind = _CLICKS[button, 1]
            self._told.click(t_us, kind, *self._pixel(start), keys=self._using_held())
        else:
            self._told.drag(t_us, self._pixel(start), self._pixel(self._at), button=button)

    def _scroll(self, t_us: int, call: Call) -> None:
        turned = {"scroll": "dy", "hscroll": "dx"}[call.name]
        notches = {"dx": 0.0, "dy": 0.0} | {turned: _number(call.values.get("clicks"))}
        if _ALSO_ACROSS in call.values:
            notches["dx"] = _number(call.values[_ALSO_ACROSS])
        self._go(call)
        x, y = self._pixel(self._at)
        self._told.scroll(t_us, x, y, dx=notches["dx"], dy=notches["dy"])

    def _write(self, t_us: int, message: object) -> None:
        if isinstance(message, str):
            self._told.type(t_us, writable(message))
            return
        for key in _keys(message):
            self._told.press(t_us, [key])

    def _press(self, t_us: int, call: Call) -> None:
        keys = _keys(call.values.get("keys"))
        times = _times(call.values.get("presses", 1))
        if len(keys) * times > _MOST_TIMES:
            raise _Unclear
        for key in keys * times:
            self._tell_keys(t_us, [*self._held, key])

    def _hold(self, t_us: int, call: Call) -> None:
        (key,) = _keys(call.values.get("key"))
        if call.name == "keydown":
            if len(self._held) >= _MOST_TIMES:
                raise _Unclear
            self._held.append(key)
            self._is_held_used = False
            return
        if key not in self._held:
            raise _Unclear
        if not self._is_held_used:
            self._tell_keys(t_us, self._held)
        self._held.remove(key)

    def _tell_keys(self, t_us: int, keys: Sequence[str]) -> None:
        self._told.press(t_us, keys)
        self._is_held_used = True

    def _using_held(self) -> tuple[str, ...]:
        self._is_held_used = True
        return tuple(self._held)

    def _go(self, call: Call) -> None:
        """Move the pointer where a call says, if it says where."""
        x, y = call.values.get("x"), call.values.get("y")
        if isinstance(x, tuple | list) and len(x) == 2 and y is None:
            x, y = x
        if x is None and y is None:
            return
        is_relative = call.name.endswith("rel")
        if is_relative or x is None or y is None:
            if self._at is None:
                raise _Unclear
            from_x, from_y = self._at
            new_x = from_x if x is None else _number(x) + from_x * is_relative
            new_y = from_y if y is None else _number(y) + from_y * is_relative
            self._at = (new_x, new_y)
        else:
            self._at = (_number(x), _number(y))

    def _pixel(self, place: "_Place") -> tuple[float, float] | tuple[None, None]:
        return (None, None) if place is None else self._place(*place)


def _wheels_joined(calls: Sequence[Call]) -> Iterable[Call]:
    """The calls, with a turn of the wheel and one to the side right after it as one."""
    joined: list[Call] = []
    for call in calls:
        last = joined[-1] if joined else UNKNOWN
        is_one = (last.name, call.name) == ("scroll", "hscroll") and "x" not in call.values
        if is_one and _ALSO_ACROSS not in last.values:
            joined[-1] = Call("scroll", {**last.values, _ALSO_ACROSS: call.values.get("clicks")})
        else:
            joined.append(call)
    return joined


def _button(call: Call, usual: str) -> str:
    name = call.values.get("button", usual)
    if not isinstance(name, str) or name.lower() not in _BUTTONS:
        raise _Unclear
    return _BUTTONS[name.lower()]


def _times(value: object) -> int:
    number = _number(value)
    if not 1 <= number <= _MOST_TIMES:
        raise _Unclear
    return int(number)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FARTHEST:
        raise _Unclear
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Unclear
    return writable(value)


def _keys(value: object) -> list[str]:
    """Names of keys, one or several; none of them empty."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not 0 < len(names) <= _MOST_TIMES:
        raise _Unclear
    keys = [_key(_text(name)) for name in names]
    if not all(keys):
        raise _Unclear
    return keys


def _key(name: str) -> str:
    """The key's one name; pyautogui writes the sides of modifiers without a blank."""
    plain = name.lower()
    for side in ("left", "right"):
        if plain.removesuffix(side) in _SIDED:
            return normalise_key(plain.removesuffix(side))
    return normalise_key({"prntscrn": "print", "prtscr": "print"}.get(plain, name))
