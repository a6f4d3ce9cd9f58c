"""Characters behind the key names that recorders give instead of a character.

On X11 a recorder names a key it does not know by its keysym, so that an accented letter comes
as "eacute"; the names are those of the X Window System's keysymdef.h.
"""

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
