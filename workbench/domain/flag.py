"""Flags: somebody look here; from a detector or a person, open until decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.place import Place, read_place
from workbench.domain.records import Record, Records
from workbench.domain.sealed import Words

FLAG_REASONS: dict[str, tuple[str, str]] = {
    "p": ("password", "a password or another secret"),
    "n": ("person", "a person's name or picture"),
    "c": ("contact", "an address, phone number or e-mail"),
    "m": ("money", "a card, an account, an amount"),
    "h": ("health", "health or another special category"),
    "b": ("business", "confidential business matter"),
    "o": ("other", "something else"),
}
"""By key: the kind of a person's flag, and what it means."""

KEEP_REASONS: dict[str, str] = {
    "n": "not sensitive",
    "p": "public information",
    "t": "test or invented data",
    "d": "needed for the task, the subject agreed",
    "o": "another reason, see the comment",
}


class FlagState(StrEnum):
    """Where a flag stands: open, or decided one way."""

    OPEN = "open"
    HIDDEN = "hidden"
    KEPT = "kept"


class Shows(StrEnum):
    """Where on the screen a flagged text shows; unknown masks its whole window."""

    UNKNOWN = "unknown"
    BOXES = "boxes"
    NOWHERE = "nowhere"
    READ = "read"
    """At flags of their own: screens of text were looked through for it when it was flagged."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flagged place; `value_id` is equal for equal values of one subject, and opaque."""

    flag_id: str
    kind: str
    detector: str
    place: Place
    state: FlagState
    shows: Shows
    reason: str
    confidence: int
    value_id: str
    author: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state is FlagState.OPEN

    @property
    def masked(self) -> str:
        """What may be shown instead of the value: its kind and length."""
        return f"{self.kind}·{self.place.length}" if self.place.length else self.kind


@dataclass(frozen=True, slots=True)
class FlagGroup:
    """All flags of one value, decided together."""

    value_id: str
    flags: tuple[Flag, ...]

    @property
    def first(self) -> Flag:
        """The flag that stands for the group."""
        return self.flags[0]

    @property
    def is_open(self) -> bool:
        """Whether any of its places is undecided."""
        return any(flag.is_open for flag in self.flags)


def flags_of(records: Records, words: Words) -> list[Flag]:
    """A session's flags, sorted by time."""
    found = [_flag(record, words) for record in records.alive("flag")]
    return sorted(found, key=lambda f: (f.place.t_us, f.place.end_us, f.flag_id))


def grouped(flags: Iterable[Flag]) -> list[FlagGroup]:
    """Flags by value, open groups first, then in the order of their first place."""
    groups: dict[str, list[Flag]] = {}
    for flag in flags:
        groups.setdefault(flag.value_id or flag.flag_id, []).append(flag)
    found = [FlagGroup(value_id, tuple(members)) for value_id, members in groups.items()]
    return sorted(found, key=lambda group: (not group.is_open, group.first.place.t_us))


def undecided(groups: Iterable[FlagGroup]) -> str:
    """How many values are undecided, and in how many places where those are more."""
    open_groups = [group for group in groups if group.is_open]
    places = sum(flag.is_open for group in open_groups for flag in group.flags)
    told = f"{len(open_groups)} undecided"
    return f"{told} in {places} places" if places > len(open_groups) else told


def _flag(record: Record, words: Words) -> Flag:
    made = record.last_version("alive")
    state, shows = record.text("state"), record.text("shows")
    return Flag(
        flag_id=record.object_id,
        kind=record.text("kind"),
        detector=record.text("detector"),
        place=read_place(words.read(record, "place")),
        state=FlagState(state) if state in set(FlagState) else FlagState.OPEN,
        shows=Shows(shows) if shows in set(Shows) else Shows.UNKNOWN,
        reason=words.read(record, "reason"),
        confidence=record.number("confidence"),
        value_id=record.text("value_id"),
        author=made.by if made else "",
    )
