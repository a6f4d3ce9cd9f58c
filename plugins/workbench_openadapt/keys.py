"""Key rows as key events: which key, and which characters it produced."""

from functools import lru_cache
from typing import Any, NamedTuple

from workbench.domain.event import Event, EventKind
from workbench.domain.keys import CHORD_MODIFIERS, NAMED_KEYS, normalise_key
from workbench.domain.tally import WarningTally
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.keysyms import character_of
from workbench_openadapt.layout import Codes

KEY_COLUMNS = ("key_name", "key_char", "key_vk", "canonical_key_name", "canonical_key_char")
_POSITION = "keycode_"
_LONGEST_NAME = 64
_LEVELS = frozenset({"alt_gr", *CHORD_MODIFIERS})
"""With one of these held a key types nothing, or something that only the layout knows."""


class _Key(NamedTuple):
    """Which key, what it typed, and whether that was known by its code only."""

    name: str | None
    text: str | None = None
    is_inferred: bool = False


class KeyReader:
    """Reads key rows of one recording, pairing each release with its press by key code.

    A recorder names the key "2" on the way up that was "@" on the way down, when shift was
    let go of in between; the press's name stands for both.
    """

    def __init__(
        self, tally: WarningTally, platform: str, codes: Codes, *, assume_us: bool
    ) -> None:
        self._tally = tally
        self._platform = platform
        self._codes = codes
        self._assume_us = assume_us
        self._down: dict[str, _Key] = {}
        self._has_caps_lock = False

    def read(
        self, event_id: int, t_us: int, columns: tuple[Any, ...], *, is_press: bool
    ) -> Event | None:
        """The event of a row's KEY_COLUMNS; None where they name no key at all."""
        name, char, code, base_name, base_char = (_short(column) for column in columns)
        key = _Key(*_key(name or base_name, char, base_char, self._platform))
        if not key.name or key.name.startswith(_POSITION):
            key = self._by_code(code, is_press=is_press)
        if not is_press:
            key = self._down.pop(code, key) if code else key
        if not key.name:
            self._tally.add("keys-unknown", "key rows that name no key, left out")
            return None
        if not is_press:
            released = EventKind.RELEASE
            return Event(event_id, t_us, released, key=key.name, is_inferred=key.is_inferred)
        if code:
            self._down[code] = key
        self._has_caps_lock ^= key.name == "caps_lock"
        if key.text is None and not self._types_nothing(key):
            self._tally.add("key-text-missing", "keys recorded without what they typed")
        return Event(
            event_id,
            t_us,
            EventKind.PRESS,
            key=key.name,
            text=key.text,
            is_inferred=key.is_inferred,
        )

    def _types_nothing(self, key: _Key) -> bool:
        return key.name in NAMED_KEYS or (key.is_inferred and bool(self._held() & CHORD_MODIFIERS))

    def _by_code(self, code: str, *, is_press: bool) -> _Key:
        """The key with that code: known by its place, or by the layout that is assumed."""
        named = self._codes.named_at(code)
        if named is not None:
            return _Key(named, " " if named == "space" else None, self._codes.are_places)
        is_exact = self._codes.are_exact
        characters = self._codes.characters_at(code) if is_exact or self._assume_us else None
        if characters is None:
            return _Key(normal_key(f"{_POSITION}{code}") if code else None)
        plain, shifted = characters
        if is_exact:
            return _Key(normalise_key(plain.lower()), plain)
        if is_press:
            self._tally.add(
                "keyboard-assumed", "keys recorded by code only, read as a US keyboard has them"
            )
        if self._held() & _LEVELS:
            return _Key(plain, None, True)
        is_upper = "shift" in self._held()
        if plain.isalpha():
            is_upper ^= self._has_caps_lock
        return _Key(plain, shifted if is_upper else plain, True)

    def _held(self) -> set[str | None]:
        return {key.name for key in self._down.values()}


def may_assume_us(database: RecordingDatabase, codes: Codes) -> bool:
    """Whether the characters that were recorded are where a US keyboard has them."""
    return codes.may_be_us(
        (str(code), str(character))
        for code, character in database.distinct(database.events_table, ("key_vk", "key_char"))
        if code is not None and character is not None
    )


@lru_cache(maxsize=4096)
def _key(name: str, char: str, base_char: str, platform: str) -> tuple[str | None, str | None]:
    """The key's name and the characters it produces; None where the row says neither."""
    key = normal_key(name)
    if key == "space":
        return key, " "
    if key in NAMED_KEYS:
        return key, None
    text = char or character_of(name, platform) or (name if len(name) == 1 else "")
    base = base_char or text.lower()
    if base:
        return normal_key(base), text or None
    return key or None, None


def _short(column: Any) -> str:
    """The column as text; nothing where it is too long to be about one key."""
    found = "" if column is None else str(column)
    return found if len(found) <= _LONGEST_NAME else ""


def normal_key(name: str) -> str:
    """The one name of a key, also where a recorder piled up prefixes; nothing for a long text."""
    name = _short(name)
    while (key := normalise_key(name)) != name:
        name = key
    return key
