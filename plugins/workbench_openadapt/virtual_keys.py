"""Keys known by a code of Windows or macOS only, and what a US keyboard has printed on them.

Windows numbers what a key means (winuser.h, VK_*): its letters and digits are those of the
layout, its marks are told for a US keyboard. macOS numbers places on the keyboard
(HIToolbox/Events.h, kVK_*), as the kernel of Linux does.
"""

_UPPER = dict(zip("1234567890-=[]\\;',./`", '!@#$%^&*()_+{}|:"<>?~', strict=True))


def _pairs(keys: dict[int, str]) -> dict[int, tuple[str, str]]:
    """The plain and the shifted character of each key."""
    return {code: (plain, _UPPER.get(plain, plain.upper())) for code, plain in keys.items()}


def _keypad(keys: dict[int, str]) -> dict[int, tuple[str, str]]:
    return {code: (character, character) for code, character in keys.items()}


def _in_a_row(first: int, plain: str) -> dict[int, str]:
    return {first + place: character for place, character in enumerate(plain)}


WINDOWS_CHARACTERS = {
    **_pairs(_in_a_row(0x30, "0123456789")),
    **_pairs(_in_a_row(0x41, "abcdefghijklmnopqrstuvwxyz")),
    **_pairs(_in_a_row(0xBA, ";=,-./`")),
    **_pairs(_in_a_row(0xDB, "[\\]'")),
    **_keypad(_in_a_row(0x60, "0123456789*+")),
    **_keypad({0x6D: "-", 0x6E: ".", 0x6F: "/"}),
}
WINDOWS_NAMED = {
    0x08: "backspace",
    0x09: "tab",
    0x0C: "clear",
    0x0D: "enter",
    0x10: "shift",
    0x11: "ctrl",
    0x12: "alt",
    0x13: "pause",
    0x14: "caps_lock",
    0x1B: "esc",
    0x20: "space",
    0x21: "page_up",
    0x22: "page_down",
    0x23: "end",
    0x24: "home",
    0x25: "left",
    0x26: "up",
    0x27: "right",
    0x28: "down",
    0x2C: "print_screen",
    0x2D: "insert",
    0x2E: "delete",
    0x2F: "help",
    0x5B: "cmd",
    0x5C: "cmd",
    0x5D: "menu",
    **{0x70 + number: f"f{number + 1}" for number in range(24)},
    0x90: "num_lock",
    0x91: "scroll_lock",
    0xA0: "shift",
    0xA1: "shift",
    0xA2: "ctrl",
    0xA3: "ctrl",
    0xA4: "alt",
    0xA5: "alt",
}
MACOS_CHARACTERS = {
    **_pairs(_in_a_row(0, "asdfhgzxcv")),
    **_pairs(_in_a_row(11, "bqweryt123465=97-80]ou[ip")),
    **_pairs(_in_a_row(37, "lj'k;\\,/nm.")),
    50: ("`", "~"),
    **_keypad({65: ".", 67: "*", 69: "+", 75: "/", 78: "-", 81: "=", 91: "8", 92: "9"}),
    **_keypad(_in_a_row(82, "01234567")),
}
MACOS_NAMED = {
    36: "enter",
    48: "tab",
    49: "space",
    51: "backspace",
    53: "esc",
    54: "cmd",
    55: "cmd",
    56: "shift",
    57: "caps_lock",
    58: "alt",
    59: "ctrl",
    60: "shift",
    61: "alt",
    62: "ctrl",
    63: "fn",
    64: "f17",
    71: "clear",
    76: "enter",
    79: "f18",
    80: "f19",
    90: "f20",
    96: "f5",
    97: "f6",
    98: "f7",
    99: "f3",
    100: "f8",
    101: "f9",
    103: "f11",
    105: "f13",
    106: "f16",
    107: "f14",
    109: "f10",
    111: "f12",
    113: "f15",
    114: "insert",
    115: "home",
    116: "page_up",
    117: "delete",
    118: "f4",
    119: "end",
    120: "f2",
    121: "page_down",
    122: "f1",
    123: "left",
    124: "right",
    125: "down",
    126: "up",
}
