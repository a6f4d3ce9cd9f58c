"""Dead keys: an accent typed first, and the letter that takes it."""

import unicodedata

_COMBINING = {
    "dead_acute": "\u0301",
    "dead_grave": "\u0300",
    "dead_circumflex": "\u0302",
    "dead_tilde": "\u0303",
    "dead_diaeresis": "\u0308",
    "dead_abovering": "\u030a",
    "dead_cedilla": "\u0327",
    "dead_caron": "\u030c",
    "dead_macron": "\u0304",
    "dead_breve": "\u0306",
    "dead_abovedot": "\u0307",
    "dead_ogonek": "\u0328",
    "dead_doubleacute": "\u030b",
    "dead_stroke": "\u0338",
}
_ALONE = {
    "\u0301": "\u00b4",
    "\u0300": "`",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": "\u00a8",
    "\u030a": "\u00b0",
    "\u0327": "\u00b8",
}


def is_dead(key: str) -> bool:
    """Whether the key types nothing until another one follows."""
    return key in _COMBINING


def composed(dead_key: str, text: str) -> str:
    """What a dead key and the text of the key after it type, as Unicode composes it (NFC).

    A letter that takes no such accent stays as it is, after the accent alone; so does a letter
    that the recorder has composed already, without it.
    """
    accent = _COMBINING[dead_key]
    if text == " ":
        return _ALONE.get(accent, " ")
    made = unicodedata.normalize("NFC", text + accent)
    if len(made) == 1 or accent in unicodedata.normalize("NFD", text):
        return made if len(made) == 1 else text
    return _ALONE.get(accent, "") + text
