"""The words in which PC Tracker writes an action down."""

import re
from dataclasses import dataclass

from workbench.domain.keys import normalise_key

_NUMBER = r"(-?\d{1,7}(?:\.\d{1,9})?)"
_PAIR = rf"\({_NUMBER}, *{_NUMBER}\)"
_PLACED = re.compile(
    rf"(click|right click|double click|triple click|middle click|press|drag to|scroll) {_PAIR}"
)
_DRAGGED = re.compile(rf"(drag) from {_PAIR} to {_PAIR}")
_KEYED = re.compile(r"press key (.+)", re.DOTALL)
_CHORD = re.compile(r"hotkey \((.+)\)", re.DOTALL)
_TYPED = "type text:"
_ALONE = frozenset({"wait", "finish", "fail"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """An action as it is written: its verb, its numbers in order, its keys and its text."""

    verb: str
    numbers: tuple[float, ...] = ()
    keys: tuple[str, ...] = ()
    text: str = ""


def read_action(words: str) -> Spoken | None:
    """What the words say was done; None where they are none of PC Tracker's."""
    if words.startswith(_TYPED):
        return Spoken("type", text=words.removeprefix(_TYPED).removeprefix(" "))
    if words.strip() in _ALONE:
        return Spoken(words.strip())
    if found := _PLACED.fullmatch(words.strip()) or _DRAGGED.fullmatch(words.strip()):
        verb, *numbers = found.groups()
        return Spoken(verb, tuple(float(number) for number in numbers))
    if found := _KEYED.fullmatch(words):
        return _keyed("press key", [found[1]])
    if found := _CHORD.fullmatch(words):
        return _keyed("hotkey", found[1].split(", "))
    return None


def _keyed(verb: str, names: list[str]) -> Spoken | None:
    # The recorder writes letters of a hotkey large whether shift is held or not.
    plain = [name.lower() if verb == "hotkey" else name for name in names]
    keys = tuple(normalise_key(name) for name in plain)
    return Spoken(verb, keys=keys) if all(keys) and len(keys) <= 10 else None
