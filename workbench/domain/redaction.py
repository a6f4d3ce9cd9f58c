"""Redactions: what every view and every copy that leaves obeys; the source stays untouched."""

from dataclasses import dataclass

from workbench.domain.place import Place, read_place
from workbench.domain.records import Record, Records
from workbench.domain.sealed import Words

POLICY_VERSION = 1
"""Raised whenever what a redaction does to a copy changes; an approval holds for one policy."""

REDACTED_TEXT = "[redacted]"


@dataclass(frozen=True, slots=True)
class Redaction:
    """One hidden place; `flag_id` is the flag it answers, empty where there is none.

    A box may answer several flags, as one place on the screen shows what was typed many times.
    """

    redaction_id: str
    place: Place
    flag_id: str = ""
    author: str = ""
    flag_ids: frozenset[str] = frozenset()


def redactions_of(records: Records, words: Words) -> list[Redaction]:
    """A session's redactions, sorted by time."""
    found = [_redaction(record, words) for record in records.alive("redaction")]
    return sorted(found, key=lambda r: (r.place.t_us, r.place.end_us, r.redaction_id))


def _redaction(record: Record, words: Words) -> Redaction:
    made = record.last_version("alive")
    return Redaction(
        redaction_id=record.object_id,
        place=read_place(words.read(record, "place")),
        flag_id=record.text("flag"),
        author=made.by if made else "",
        flag_ids=frozenset(_flag_ids(record)),
    )


def _flag_ids(record: Record) -> list[str]:
    flags = record.get("flags")
    listed = [flag for flag in flags if isinstance(flag, str)] if isinstance(flags, list) else []
    return [flag for flag in (record.text("flag"), *listed) if flag]
