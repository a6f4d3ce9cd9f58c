"""What was sent to the terminal, as keys: a terminal is sent characters and sequences.

After xterm's documentation of keys and of the mouse, and the one of kitty's keyboard protocol.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.event import Event, EventKind
from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import CELL_PX

_TOKEN = re.compile(
    r"\x1b\[200~(?P<paste>.*?)(?:\x1b\[201~|\Z)"
    r"|\x1b\[(?P<mouse><\d+;\d+;\d+[Mm])"
    r"|\x1b\[(?P<pasted>201~)"
    r"|\x1b\[(?P<old>M[^\x1b]{3})"
    r"|\x1b\[(?P<reply>[?>=][0-?]*[ -/]*[@-~]|\d+;\d+R|[IO]|[0-9;]*[tnc])"
    r"|(?P<string>\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\|\Z))"
    r"|\x1b\[(?P<key>[0-9;:]*[A-HPQRSZ~u])"
    r"|\x1b\[(?P<unknown>[0-?]+[ -/]*[@-~])"
    r"|\x1bO(?P<pad>[A-DFHM-Sj-y])"
    r"|\x1b(?P<alt>[ -~\x7f\r\t])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<control>[\x00-\x1f\x7f])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
_LETTERS = _ARROWS | {"F": "end", "H": "home", "E": "clear", "M": "enter", "Z": "tab"}
_LETTERS |= {"P": "f1", "Q": "f2", "R": "f3", "S": "f4"}
_TILDES = dict(
    zip(
        (1, 2, 3, 4, 5, 6, 7, 8),
        ["home", "insert", "delete", "end", "page_up", "page_down", "home", "end"],
        strict=True,
    )
) | {
    number: f"f{place}"
    for place, number in enumerate(
        (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34), 1
    )
}
_CONTROLS = {"\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x1b": "esc"}
_NAMES = {" ": "space"}
_BACKSPACE = "\b"
_PAD = dict(zip("jklmnopqrstuvwxy", "*+,-./0123456789", strict=True))
_MODIFIERS = ((4, "ctrl"), (2, "alt"), (8, "cmd"), (1, "shift"))
_RELEASED = re.compile(r";\d*:3[;u~A-Z]")
"""Some terminals tell keys that come up, too; a key counts when it goes down."""
_BUTTONS = {0: "left", 1: "middle", 2: "right"}


@dataclass(slots=True)
class KeyReader:
    """Turns what was sent into events, numbered from 1 in their order."""

    tally: WarningTally
    count: int = 0

    def read(self, t_us: int, data: str) -> Iterator[Event]:
        """The events of what was sent at one moment: text, keys down and up, the mouse."""
        for match in _TOKEN.finditer(data):
            kind = match.lastgroup or "other"
            token = match[kind]
            match kind:
                case "text":
                    yield self._event(t_us, EventKind.TEXT, text=token)
                case "paste":
                    yield from self._pasted(t_us, token)
                case "mouse":
                    yield from self._mouse(t_us, token)
                case "control":
                    yield from self._pressed(t_us, *_control(token))
                case "alt":
                    key = _CONTROLS.get(token, token)
                    yield from self._pressed(t_us, _NAMES.get(key, key), ("alt",))
                case "key" | "pad":
                    yield from self._sequence(t_us, token)
                case "unknown" | "old" | "other":
                    self._unknown()
                case "reply" | "string":
                    self.tally.add("answers-ignored", "what the terminal itself answered, no key")

    def _event(
        self,
        t_us: int,
        kind: EventKind,
        *,
        key: str | None = None,
        text: str | None = None,
    ) -> Event:
        self.count += 1
        return Event(self.count, t_us, kind, key=key, text=text)

    def _pressed(self, t_us: int, key: str, held: tuple[str, ...] = ()) -> Iterator[Event]:
        """A key with its modifiers: a terminal is sent it once, when it goes down."""
        for name in (*held, key):
            yield self._event(t_us, EventKind.PRESS, key=name)
        for name in (key, *reversed(held)):
            yield self._event(t_us, EventKind.RELEASE, key=name)

    def _pasted(self, t_us: int, text: str) -> Iterator[Event]:
        """Lines pasted into the terminal, as if they were typed."""
        for place, line in enumerate(re.split(r"\r\n|[\r\n]", text)):
            if place:
                yield from self._pressed(t_us, "enter")
            plain = "".join(c for c in line if c.isprintable() or c == "\t")
            if plain:
                yield self._event(t_us, EventKind.TEXT, text=plain.replace("\t", " "))

    def _sequence(self, t_us: int, token: str) -> Iterator[Event]:
        if token in _PAD:
            yield self._event(t_us, EventKind.TEXT, text=_PAD[token])
            return
        key, held = _named(token)
        if _RELEASED.search(token):
            return
        if not key:
            self._unknown()
        elif len(key) == 1 and set(held) <= {"shift"}:
            yield self._event(t_us, EventKind.TEXT, text=key.upper() if held else key)
        else:
            yield from self._pressed(t_us, _NAMES.get(key, key), held)

    def _unknown(self) -> None:
        self.tally.add("keys-unknown", "what was sent to the terminal and is no key known here")

    def _mouse(self, t_us: int, token: str) -> Iterator[Event]:
        """A report of the mouse as programs ask for it (SGR 1006): a button or the wheel."""
        code, column, row = (int(number[:9]) for number in token[1:-1].split(";"))
        width, height = CELL_PX
        x, y = (column - 0.5) * width, (row - 0.5) * height
        self.count += 1
        event = Event(self.count, t_us, EventKind.MOVE, x=x, y=y)
        if code & 64:
            notch = 1.0 if code & 1 == 0 else -1.0
            yield event._replace(kind=EventKind.SCROLL, dy=notch)
        elif code & 32 or code & 3 == 3:
            yield event
        else:
            kind = EventKind.DOWN if token[-1] == "M" else EventKind.UP
            yield event._replace(kind=kind, button=_BUTTONS[code & 3])


def _control(character: str) -> tuple[str, tuple[str, ...]]:
    """A control character as the key that makes it."""
    if character in _CONTROLS:
        return _CONTROLS[character], ()
    if character == _BACKSPACE:
        return "backspace", ()
    if character == "\0":
        return "space", ("ctrl",)
    return chr(ord(character) | 64).lower(), ("ctrl",)


def _named(token: str) -> tuple[str, tuple[str, ...]]:
    """The key and the modifiers that a sequence stands for, no key where it is not known."""
    numbers = [_number(field) for field in token[:-1].split(";")]
    final = token[-1]
    held = _held(numbers[1]) if len(numbers) > 1 else ()
    if final == "~" and numbers[0] == 27 and len(numbers) > 2:
        return _of_code(numbers[2]), held
    if final == "~":
        return _TILDES.get(numbers[0], ""), held
    if final == "u":
        return _of_code(numbers[0]), held
    if final == "Z":
        return "tab", ("shift",)
    return _LETTERS.get(final, ""), held


def _of_code(code: int) -> str:
    """The key of a code point; private ones, which stand for other keys, are not known."""
    if code in (8, 127):
        return "backspace"
    if code < 32:
        return _CONTROLS.get(chr(code), "")
    character = chr(code) if code < 0xE000 else ""
    return character if character.isprintable() else ""


def _held(number: int) -> tuple[str, ...]:
    bits = max(0, number - 1)
    return tuple(name for bit, name in _MODIFIERS if bits & bit)


def _number(field: str) -> int:
    digits = field.split(":")[0]
    return int(digits) if digits and len(digits) < 7 else 0
