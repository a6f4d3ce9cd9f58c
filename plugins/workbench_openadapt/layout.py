"""Keys known by their position only.

A recorder on Linux that loses track of the keyboard's layout writes "keycode_38" for what was
typed. The number is an X11 keycode: eight more than the kernel's, so it says which key it was,
and what a US keyboard has printed on it. What the recorder did name in the same recording
tells whether the keyboard can have been one.
"""

from collections.abc import Iterable

_ROWS = {
    10: ("1234567890-=", "!@#$%^&*()_+"),
    24: ("qwertyuiop[]", "QWERTYUIOP{}"),
    38: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    51: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
}
_KEYPAD = {63: "*", 79: "7", 80: "8", 81: "9", 82: "-", 83: "4", 84: "5", 85: "6", 86: "+"} | {
    87: "1",
    88: "2",
    89: "3",
    90: "0",
    91: ".",
    106: "/",
}
_CHARACTERS: dict[int, tuple[str, str]] = {
    **{
        first + place: pair
        for first, (plain, shifted) in _ROWS.items()
        for place, pair in enumerate(zip(plain, shifted, strict=True))
    },
    **{code: (character, character) for code, character in _KEYPAD.items()},
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


def named_at(code: str) -> str | None:
    """The name of the key at an X11 keycode, where that is the same on every layout."""
    return _NAMED.get(int(code)) if code.isdecimal() else None


def characters_at(code: str) -> tuple[str, str] | None:
    """The plain and the shifted character of a US keyboard at an X11 keycode."""
    return _CHARACTERS.get(int(code)) if code.isdecimal() else None


def may_be_us(seen: Iterable[tuple[str, str]]) -> bool:
    """Whether no key code was seen with a character that a US keyboard does not have there."""
    return all(character in (characters_at(code) or (character,)) for code, character in seen)
