"""Key rows as key events: which key, and which characters it produced."""

from functools import lru_cache
from typing import Any

from workbench.domain.event import Event, EventKind
from workbench.domain.keys import NAMED_KEYS, normalise_key
from workbench.domain.tally import WarningTally
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.keysyms import character_of
from workbench_openadapt.layout import characters_at, may_be_us, named_at

_POSITION = "keycode_"


class KeyReader:
    """Reads key rows of one recording, pairing each release with its press by key code.

    A recorder names the key "2" on the way up that was "@" on the way down, when shift was
    let go of in between; the press's name stands for both.
    """

    def __init__(self, tally: WarningTally, platform: str, *, assume_us: bool) -> None:
        self._tally = tally
        self._platform = platform
        self._assume_us = assume_us
        self._down: dict[str, str | None] = {}
        self._has_caps_lock = False

    def read(self, event_id: int, t_us: int, columns: tuple[Any, ...], *, is_press: bool) -> Event:
        """The event of a row's key_name, key_char, key_vk and their canonical forms."""
        name, char, code, base_name, base_char = (
            "" if column is None else str(column) for column in columns
        )
        key, text = _key(name or base_name, char, base_char, self._platform)
        if key is None or key.startswith(_POSITION):
            key, text = self._at_position(code, is_press=is_press)
        if not is_press:
            key = self._down.pop(code, key) if code else key
            return Event(event_id, t_us, EventKind.RELEASE, key=key)
        if code:
            self._down[code] = key
        self._has_caps_lock ^= key == "caps_lock"
        if text is None and key not in NAMED_KEYS:
            self._tally.add("key-text-missing", "keys recorded without what they typed")
        return Event(event_id, t_us, EventKind.PRESS, key=key, text=text)

    def _at_position(self, code: str, *, is_press: bool) -> tuple[str | None, str | None]:
        unknown = f"{_POSITION}{code}" if code else None
        if self._platform != "linux":
            return unknown, None
        named = named_at(code)
        if named is not None:
            return named, " " if named == "space" else None
        characters = characters_at(code) if self._assume_us else None
        if characters is None:
            return unknown, None
        if is_press:
            self._tally.add(
                "keyboard-assumed", "keys recorded by position only, read as a US keyboard has them"
            )
        plain, shifted = characters
        is_upper = "shift" in self._down.values()
        if plain.isalpha():
            is_upper ^= self._has_caps_lock
        return plain, shifted if is_upper else plain


def may_assume_us(database: RecordingDatabase) -> bool:
    """Whether the characters that were recorded are where a US keyboard has them."""
    return may_be_us(
        (str(code), str(character))
        for code, character in database.distinct("action_event", ("key_vk", "key_char"))
        if code is not None and character is not None
    )


@lru_cache(maxsize=4096)
def _key(name: str, char: str, base_char: str, platform: str) -> tuple[str | None, str | None]:
    """The key's name and the characters it produces; None where the row says neither."""
    key = normalise_key(name)
    if key == "space":
        return key, " "
    if key in NAMED_KEYS:
        return key, None
    text = char or character_of(name, platform) or (name if len(name) == 1 else "")
    base = base_char or text.lower()
    if base:
        return normalise_key(base), text or None
    return key or None, None
