"""Half-open intervals of session time that people label."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.records import Record, Records
from workbench.domain.sealed import Words

NOT_A_TASK = "not-a-task"
"""The label of stretches that are nobody's task: they count as labelled and never leave."""


class Tier(StrEnum):
    """Independent layers of segments; segments of one tier never overlap."""

    TASK = "task"
    STEP = "step"
    SENSITIVE = "sensitive"
    QUALITY = "quality"
    NOTE = "note"


class Outcome(StrEnum):
    """How a task ended."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Segment:
    """An interval `[start_us, end_us)` on a tier, and what people said of it."""

    segment_id: str
    tier: Tier
    start_us: int
    end_us: int
    labels: tuple[str, ...] = ()
    instruction: str = ""
    outcome: Outcome | None = None
    author: str = ""
    source: str = "human"
    conflicts: tuple[str, ...] = ()

    @property
    def is_labelled(self) -> bool:
        """Whether somebody has said what it is."""
        return bool(self.labels)

    @property
    def is_task(self) -> bool:
        """Whether it is work that could leave in a release."""
        return self.tier is Tier.TASK and self.is_labelled and NOT_A_TASK not in self.labels

    def contains(self, t_us: int) -> bool:
        """Whether the moment lies inside."""
        return self.start_us <= t_us < self.end_us

    def overlaps(self, start_us: int, end_us: int) -> bool:
        """Whether the two share at least one microsecond."""
        return self.start_us < end_us and start_us < self.end_us


def segments_of(records: Records, words: Words) -> list[Segment]:
    """A session's segments, sorted by time and tier."""
    found = [_segment(record, words) for record in records.alive("segment")]
    return sorted(found, key=lambda s: (s.start_us, s.end_us, s.tier, s.segment_id))


def on_tier(segments: Iterable[Segment], tier: Tier) -> list[Segment]:
    """The segments of one tier, in their order."""
    return [segment for segment in segments if segment.tier is tier]


def segment_at(segments: Iterable[Segment], t_us: int) -> Segment | None:
    """The segment that contains a moment, None where none does."""
    return next((segment for segment in segments if segment.contains(t_us)), None)


def labels_of(record: Record) -> tuple[str, ...]:
    """The label keys in a segment's record."""
    value = record.get("labels")
    return tuple(str(key) for key in value) if isinstance(value, list) else ()


def _segment(record: Record, words: Words) -> Segment:
    outcome = record.text("outcome")
    return Segment(
        segment_id=record.object_id,
        tier=_tier(record.text("tier")),
        start_us=record.number("start_us"),
        end_us=record.number("end_us"),
        labels=labels_of(record),
        instruction=words.read(record, "instruction"),
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        author=_author(record),
        source=record.text("source") or "human",
        conflicts=record.conflicts,
    )


def _tier(text: str) -> Tier:
    """The tier of that name; one we do not know holds notes, which never leave."""
    if not text:
        return Tier.TASK
    return Tier(text) if text in set(Tier) else Tier.NOTE


def _author(record: Record) -> str:
    """Who labelled it last; whom an import of labels names, as long as nobody has since."""
    made = record.last_version("labels") or record.last_version("alive")
    named = record.last_version("author")
    if made is not None and named is not None and named.op_id == made.op_id:
        return str(named.value)
    return made.by if made else ""
