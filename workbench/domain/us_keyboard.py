"""What a US keyboard has printed on its keys, by the codes that systems have for them."""

from collections.abc import Mapping

_SHIFTED = dict(zip("1234567890-=[]\\;',./`", '!@#$%^&*()_+{}|:"<>?~', strict=True))


def keys_in_rows(rows: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """The plain and the shifted character of keys, each row by the code of its first one."""
    return {
        first + place: (plain, _SHIFTED.get(plain, plain.upper()))
        for first, row in rows.items()
        for place, plain in enumerate(row)
    }


def keypad_in_rows(rows: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """The same for the keypad, whose keys type one character with shift and without."""
    return {code: (plain, plain) for code, (plain, _) in keys_in_rows(rows).items()}


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
WINDOWS_CHARACTERS = {
    **keys_in_rows({0x30: "0123456789", 0x41: _LETTERS, 0xBA: ";=,-./`", 0xDB: "[\\]'"}),
    **keypad_in_rows({0x60: "0123456789*+", 0x6D: "-./"}),
}
"""By the virtual key codes of Windows (winuser.h, VK_*), whose letters are those of any layout."""
