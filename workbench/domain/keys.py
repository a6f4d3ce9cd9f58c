"""One name for every key, whatever the recorder calls it."""

TEXT_KEY = "space"
"""The one named key that produces a character."""

MODIFIERS = ("ctrl", "alt", "alt_gr", "shift", "cmd")
"""Modifier keys, in the order a hotkey names them."""

CHORD_MODIFIERS = frozenset({"ctrl", "alt", "cmd"})
"""Modifiers that turn a character key into a hotkey, and whose lone tap means something."""

NAMED_KEYS = frozenset(
    {
        *MODIFIERS,
        *(f"f{number}" for number in range(1, 25)),
        *("enter", "tab", "backspace", "delete", "esc", "up", "down", "left", "right"),
        *("home", "end", "page_up", "page_down", "insert", "menu", "clear", "pause", "help"),
        *("print_screen", "caps_lock", "num_lock", "scroll_lock", "fn"),
    }
)
"""Every key that has a name here and produces no character."""

_SIDED = {"ctrl", "alt", "shift", "cmd", "super", "meta", "option", "control", "win", "command"}
_ALIASES = {
    " ": "space",
    "\b": "backspace",
    "\t": "tab",
    "\n": "enter",
    "\r": "enter",
    "\x1b": "esc",
    "\x7f": "delete",
    "altgr": "alt_gr",
    "apps": "menu",
    "back": "backspace",
    "back_tab": "tab",
    "backtab": "tab",
    "break": "pause",
    "caps": "caps_lock",
    "capslock": "caps_lock",
    "command": "cmd",
    "context_menu": "menu",
    "control": "ctrl",
    "del": "delete",
    "escape": "esc",
    "ins": "insert",
    "iso_left_tab": "tab",
    "iso_level3_shift": "alt_gr",
    "kp_begin": "clear",
    "kp_delete": "delete",
    "kp_down": "down",
    "kp_end": "end",
    "kp_enter": "enter",
    "kp_home": "home",
    "kp_insert": "insert",
    "kp_left": "left",
    "kp_next": "page_down",
    "kp_page_down": "page_down",
    "kp_page_up": "page_up",
    "kp_prior": "page_up",
    "kp_right": "right",
    "kp_tab": "tab",
    "kp_up": "up",
    "meta": "cmd",
    "mode_switch": "alt_gr",
    "next": "page_down",
    "numlock": "num_lock",
    "option": "alt",
    "page_dn": "page_down",
    "pagedown": "page_down",
    "pageup": "page_up",
    "pgdn": "page_down",
    "pgup": "page_up",
    "print": "print_screen",
    "printscreen": "print_screen",
    "prior": "page_up",
    "prtsc": "print_screen",
    "return": "enter",
    "scrolllock": "scroll_lock",
    "spacebar": "space",
    "super": "cmd",
    "sys_req": "print_screen",
    "win": "cmd",
    "windows": "cmd",
}


def normalise_key(name: str) -> str:
    """The key's one name: lower case, no side, no alias; a character stays that character.

    Names nobody knows come back in lower case with `_` for blanks and hyphens. A name that came
    back stays what it is.
    """
    if name in _ALIASES:
        return _ALIASES[name]
    if len(name) <= 1:
        return name
    plain = _bare(name).replace("-", "_").replace(" ", "_")
    for suffix in ("_l", "_r", "_left", "_right"):
        stem = plain.removesuffix(suffix)
        if stem in _SIDED:
            plain = stem
    return _ALIASES.get(plain, plain) or name


def _bare(name: str) -> str:
    """A name in lower case without blanks around it and without what pynput puts in front."""
    while (bare := name.strip().lower().removeprefix("key.")) != name:
        name = bare
    return name


def is_named(key: str) -> bool:
    """Whether the key goes by a name and types nothing, as enter, f5 or one nobody knows."""
    return len(key) > 1 and key != TEXT_KEY
