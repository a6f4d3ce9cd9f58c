"""Characters behind the key names that recorders give instead of a character.

On X11 a recorder names a key it does not know by its keysym, so that an accented letter comes
as "eacute"; the names and numbers are those of the X Window System's keysymdef.h.
"""

from collections.abc import Iterator, Mapping

_LATIN_1 = """
nobreakspace exclamdown cent sterling currency yen brokenbar section diaeresis copyright
ordfeminine guillemotleft notsign hyphen registered macron degree plusminus twosuperior
threesuperior acute mu paragraph periodcentered cedilla onesuperior masculine guillemotright
onequarter onehalf threequarters questiondown Agrave Aacute Acircumflex Atilde Adiaeresis Aring
AE Ccedilla Egrave Eacute Ecircumflex Ediaeresis Igrave Iacute Icircumflex Idiaeresis ETH Ntilde
Ograve Oacute Ocircumflex Otilde Odiaeresis multiply Oslash Ugrave Uacute Ucircumflex Udiaeresis
Yacute THORN ssharp agrave aacute acircumflex atilde adiaeresis aring ae ccedilla egrave eacute
ecircumflex ediaeresis igrave iacute icircumflex idiaeresis eth ntilde ograve oacute ocircumflex
otilde odiaeresis division oslash ugrave uacute ucircumflex udiaeresis yacute thorn ydiaeresis
"""
_ASCII = """
space exclam quotedbl numbersign dollar percent ampersand apostrophe parenleft parenright
asterisk plus comma minus period slash
"""
_KEYSYMS = {
    **{name: chr(0xA0 + place) for place, name in enumerate(_LATIN_1.split())},
    **{name: chr(0x20 + place) for place, name in enumerate(_ASCII.split())},
    **{f"KP_{digit}": str(digit) for digit in range(10)},
    "EuroSign": "€",
    "KP_Add": "+",
    "KP_Decimal": ".",
    "KP_Divide": "/",
    "KP_Equal": "=",
    "KP_Multiply": "*",
    "KP_Separator": ",",
    "KP_Space": " ",
    "KP_Subtract": "-",
    "OE": "Œ",
    "Scaron": "Š",
    "Zcaron": "Ž",
    "doublelowquotemark": "„",
    "ellipsis": "…",
    "emdash": "—",
    "endash": "–",
    "leftdoublequotemark": "“",
    "leftsinglequotemark": "‘",
    "oe": "œ",
    "rightdoublequotemark": "”",
    "rightsinglequotemark": "’",
    "scaron": "š",
    "zcaron": "ž",
}
_KEYPAD = {
    **{f"num{digit}": str(digit) for digit in range(10)},
    **{f"numpad_{digit}": str(digit) for digit in range(10)},
    "add": "+",
    "decimal": ".",
    "divide": "/",
    "equals": "=",
    "multiply": "*",
    "subtract": "-",
}
_UNICODE = 0x01000000
_HIGHEST = 0x10FFFF
NAMED_KEYSYMS = {
    0xFF08: "backspace",
    0xFF09: "tab",
    0xFF0B: "clear",
    0xFF0D: "enter",
    0xFF13: "pause",
    0xFF14: "scroll_lock",
    0xFF1B: "esc",
    **dict(enumerate(("home", "left", "up", "right", "down", "page_up", "page_down"), 0xFF50)),
    0xFF57: "end",
    0xFF61: "print_screen",
    0xFF63: "insert",
    0xFF67: "menu",
    0xFF6A: "help",
    0xFF7F: "num_lock",
    0xFF8D: "enter",
    **{0xFFBE + number: f"f{number + 1}" for number in range(24)},
    **dict(enumerate(("shift", "shift", "ctrl", "ctrl", "caps_lock"), 0xFFE1)),
    **dict(enumerate(("cmd", "cmd", "alt", "alt", "cmd", "cmd"), 0xFFE7)),
    0xFE03: "alt_gr",
    0xFE20: "tab",
    0xFFFF: "delete",
}
"""The names of keys by the numbers of their keysyms."""


class KeysymCharacters(Mapping[int, tuple[str, str]]):
    """Characters by the numbers of their keysyms, which tell upper from lower case already."""

    def __getitem__(self, code: int) -> tuple[str, str]:
        character = _character_numbered(code)
        if character is None:
            raise KeyError(code)
        return character, character

    def __iter__(self) -> Iterator[int]:
        return iter(range(0x20, 0x100))

    def __len__(self) -> int:
        return 0x100 - 0x20


def _character_numbered(code: int) -> str | None:
    if 0xFFB0 <= code <= 0xFFB9:
        return str(code - 0xFFB0)
    if 0x20 <= code <= 0xFF:
        character = chr(code)
    elif _UNICODE < code <= _UNICODE + _HIGHEST:
        character = chr(code - _UNICODE)
    else:
        return None
    return character if character.isprintable() else None


def character_of(key_name: str, platform: str) -> str | None:
    """The character behind a key's name; None where the name stands for a key, not for one."""
    if platform != "linux":
        return _KEYPAD.get(key_name)
    if key_name in _KEYSYMS:
        return _KEYSYMS[key_name]
    digits = key_name.removeprefix("U")
    if len(digits) == len(key_name) or not 4 <= len(digits) <= 6:
        return None
    try:
        character = chr(int(digits, 16))
    except (ValueError, OverflowError):
        return None
    return character if character.isprintable() else None
