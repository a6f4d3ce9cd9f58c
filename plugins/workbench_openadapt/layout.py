"""Keys known by their code only, and what a US keyboard has there.

A recorder on Linux that loses track of the keyboard's layout writes "keycode_38" for what was
typed. The number is an X11 keycode: eight more than the kernel's, so it says which key it was,
and what a US keyboard has printed on it. Windows and macOS have codes of their own. What the
recorder did name in the same recording tells whether the keyboard can have been one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.domain.us_keyboard import WINDOWS_CHARACTERS, keypad_in_rows, keys_in_rows
from workbench_openadapt.keysyms import NAMED_KEYSYMS, KeysymCharacters
from workbench_openadapt.virtual_keys import MACOS_CHARACTERS, MACOS_NAMED, WINDOWS_NAMED

_CHARACTERS = {
    **keys_in_rows(
        {10: "1234567890-=", 24: "qwertyuiop[]", 38: "asdfghjkl;'`", 51: "\\zxcvbnm,./"}
    ),
    **keypad_in_rows({63: "*", 79: "789-456+1230.", 106: "/"}),
}
_NAMED = {
    9: "esc",
    22: "backspace",
    23: "tab",
    36: "enter",
    37: "ctrl",
    50: "shift",
    62: "shift",
    64: "alt",
    65: "space",
    66: "caps_lock",
    **{67 + number: f"f{number + 1}" for number in range(10)},
    77: "num_lock",
    78: "scroll_lock",
    95: "f11",
    96: "f12",
    104: "enter",
    105: "ctrl",
    107: "print_screen",
    108: "alt",
    110: "home",
    111: "up",
    112: "page_up",
    113: "left",
    114: "right",
    115: "end",
    116: "down",
    117: "page_down",
    118: "insert",
    119: "delete",
    127: "pause",
    133: "cmd",
    134: "cmd",
    135: "menu",
}


@dataclass(frozen=True, slots=True)
class Codes:
    """What key codes mean: `named` whatever the layout, `characters` plain and shifted.

    `are_places` where a code says which key it was and not what stood on it; `are_exact` where
    the code is that of the character itself, whatever the layout.
    """

    named: Mapping[int, str]
    characters: Mapping[int, tuple[str, str]]
    are_places: bool = True
    are_exact: bool = False

    def named_at(self, code: str) -> str | None:
        """The name of the key with that code, where it has one on every layout."""
        return self.named.get(int(code)) if _is_code(code) else None

    def characters_at(self, code: str) -> tuple[str, str] | None:
        """The plain and the shifted character of the key with that code."""
        return self.characters.get(int(code)) if _is_code(code) else None

    def may_be_us(self, seen: Iterable[tuple[str, str]]) -> bool:
        """Whether no code was seen with a character that a US keyboard does not have there."""
        return all(
            character in (self.characters_at(code) or (character,))
            for code, character in seen
            if character.isprintable()
        )


X11_KEYCODES = Codes(_NAMED, _CHARACTERS)
X11_KEYSYMS = Codes(NAMED_KEYSYMS, KeysymCharacters(), are_places=False, are_exact=True)
"""What recorders built on pynput write on Linux: the number of the symbol, not of the key."""

_SYSTEMS = {
    "win32": Codes(WINDOWS_NAMED, WINDOWS_CHARACTERS, are_places=False),
    "darwin": Codes(MACOS_NAMED, MACOS_CHARACTERS),
}


def codes_of(platform: str, *, on_linux: Codes) -> Codes:
    """What the key codes of a recording mean; nothing is known of systems without a name."""
    return on_linux if platform == "linux" else _SYSTEMS.get(platform, Codes({}, {}))


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) < 10
