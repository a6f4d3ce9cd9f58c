"""Keys as AgentNetTool writes them: its own name, and what pynput calls the key.

pynput's word is the better one: `Key.ctrl_l` for a named key, `'t'` for one that typed a
character, `['^']` for an accent waiting for its letter, and `<84>` where the system gave no
character. That last number is a virtual key code on Windows and a keysym on Linux; the name
beside it is looked up in a table of Windows codes whatever the system.
"""

import ast
from functools import lru_cache

from workbench.domain.pynput_events import Line, NamedKeys, Pressed
from workbench.domain.tally import WarningTally
from workbench.domain.us_keyboard import WINDOWS_CHARACTERS

_CHORDS = frozenset({"ctrl", "alt", "cmd"})
_ACCENTS = {
    "acute": "\u00b4",
    "grave": "`",
    "circumflex": "^",
    "tilde": "~",
    "diaeresis": "\u00a8",
    "cedilla": "\u00b8",
    "caron": "\u02c7",
    "macron": "\u00af",
    "breve": "\u02d8",
    "abovedot": "\u02d9",
    "ogonek": "\u02db",
    "doubleacute": "\u02dd",
}
_DEAD: dict[str | None, str] = {accent: f"dead_{name}" for name, accent in _ACCENTS.items()}


class CodedKeys(NamedKeys):
    """Reads keys by pynput's word for them, and by their name where there is none."""

    def __init__(self, tally: WarningTally, platform: str) -> None:
        super().__init__(tally)
        self._platform = platform
        self._has_caps_lock = False

    def read(self, line: Line, *, is_press: bool) -> Pressed:
        """The key of a line; one known by its code only is read as a US keyboard has it."""
        told = line.get("pynput_key")
        pressed = self._told(told) if isinstance(told, str) and len(told) <= 40 else None
        pressed = self.noted(pressed or self.named(line.get("name")), is_press=is_press)
        if is_press:
            self._has_caps_lock ^= pressed.key == "caps_lock"
            if pressed.is_inferred:
                detail = "keys recorded by their code only, read as a US keyboard has them"
                self._tally.add("keyboard-assumed", detail)
        return pressed

    def _told(self, told: str) -> Pressed | None:
        if told.startswith("Key."):
            return self.named(told)
        if told[:1] == "<" and told[1:-1].isdecimal():
            return self._coded(int(told[1:-1]))
        if told[:1] == "[":
            accent = _quoted(told[1:-1])
            return Pressed(_DEAD[accent]) if accent in _DEAD else None
        character = _quoted(told)
        return self.named(character) if character else None

    def _coded(self, code: int) -> Pressed:
        if self._platform == "linux" and 0xFFAA <= code <= 0xFFB9:
            # Keysyms of the keypad are those of ASCII, moved (X11's keysymdef.h).
            return self.named(chr(code - 0xFF80))
        pair = WINDOWS_CHARACTERS.get(code) if self._platform == "win32" else None
        if pair is None:
            return Pressed(f"code_{code}")
        is_chord = bool(_CHORDS & self.held) and "alt_gr" not in self.held
        is_upper = ("shift" in self.held) ^ (self._has_caps_lock and pair[0].isalpha())
        return Pressed(pair[0], None if is_chord else pair[is_upper], is_inferred=True)


@lru_cache(maxsize=1024)
def _quoted(told: str) -> str | None:
    """The character that Python's `repr` wrote so."""
    try:
        value = ast.literal_eval(told)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str) and len(value) == 1 else None
