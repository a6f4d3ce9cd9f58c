"""Labels as JSON lines: out of a project and into another with the same captures, exactly.

A line is one segment. Its session is named by the digest of its source, because ids are each
project's own; the session's id stands beside it for people.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.domain.member import Permission
from workbench.domain.ontology import ontology_of
from workbench.domain.op import JSON
from workbench.domain.segment import Outcome, Segment, Tier, on_tier
from workbench.errors import UsageError
from workbench.plugin_api import SourceSegment
from workbench.services.session import Session, require
from workbench.store.files import parse_object
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Line:
    """One segment as it travels; `source_digest` says of which capture."""

    source_digest: str
    tier: Tier
    start_us: int
    end_us: int
    labels: tuple[str, ...]
    instruction: str
    outcome: Outcome | None
    author: str
    source: str

    def to_json(self, session_id: str) -> str:
        """The line, without its line feed."""
        fields = {
            "session_id": session_id,
            "source_digest": self.source_digest,
            "tier": self.tier.value,
            "start_us": self.start_us,
            "end_us": self.end_us,
            "labels": list(self.labels),
            "instruction": self.instruction,
            "outcome": self.outcome.value if self.outcome else None,
            "author": self.author,
            "source": self.source,
        }
        return json.dumps(fields, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class RefusedLabels:
    """A session whose labels were not taken in, none of them, and every reason."""

    source_digest: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelsImported:
    """What an import of labels did."""

    imported: int
    already_there: int
    refused: tuple[RefusedLabels, ...]


def export_labels(project: Project) -> list[str]:
    """Every segment of every session that can be opened, one line each, in a fixed order."""
    lines: list[tuple[str, Line]] = []
    for digest, session_id in sorted(_sessions(project).items()):
        session = Session(project, session_id)
        lines += [(session_id, _line(digest, segment)) for segment in session.segments()]
    return [line.to_json(session_id) for session_id, line in lines]


def parse_labels(text: str) -> list[Line]:
    """The lines of a file; raises UsageError that names the first line that is none."""
    lines: list[Line] = []
    for number, written in enumerate(text.split("\n"), 1):
        if written.strip():
            try:
                lines.append(_parsed(parse_object(written)))
            except (ValueError, KeyError, TypeError):
                raise UsageError(
                    f"line {number} is not a segment",
                    hint="Each line is one as `workbench labels export` writes it.",
                ) from None
    return lines


def import_labels(project: Project, lines: Iterable[Line]) -> LabelsImported:
    """Take segments in, each session's as one step, all of them or none.

    Segments that are there already exactly are left alone.
    """
    require(project, Permission.LABEL)
    by_digest: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_digest[line.source_digest].append(line)
    known = _sessions(project)
    imported = already = 0
    refused: list[RefusedLabels] = []
    for digest, wanted in sorted(by_digest.items()):
        if digest not in known:
            reasons: Sequence[str] = ["its capture is not in this project"]
        else:
            session = Session(project, known[digest])
            there = {_line(digest, segment) for segment in session.segments()}
            fresh = [line for line in dict.fromkeys(wanted) if line not in there]
            reasons = _objections(session, fresh)
            if not reasons:
                _take_in(session, fresh)
                imported += len(fresh)
                already += len(wanted) - len(fresh)
        if reasons:
            refused.append(RefusedLabels(digest, tuple(reasons)))
    return LabelsImported(imported, already, tuple(refused))


def _sessions(project: Project) -> dict[str, str]:
    """The sessions whose subject has not been erased, by the digest of their source."""
    from workbench.services.listing import sessions

    present = {listed.session_id for listed in sessions(project) if not listed.is_erased}
    return {
        session.source_digest: session.session_id
        for session in project.catalogue.sessions()
        if session.session_id in present
    }


def _line(digest: str, segment: Segment) -> Line:
    return Line(
        source_digest=digest,
        tier=segment.tier,
        start_us=segment.start_us,
        end_us=segment.end_us,
        labels=segment.labels,
        instruction=segment.instruction,
        outcome=segment.outcome,
        author=segment.author,
        source=segment.source,
    )


def _parsed(fields: dict[str, JSON]) -> Line:
    outcome, labels = fields["outcome"], fields["labels"]
    start_us, end_us = fields["start_us"], fields["end_us"]
    if not isinstance(labels, list) or type(start_us) is not int or type(end_us) is not int:
        raise TypeError
    return Line(
        source_digest=_text(fields["source_digest"]),
        tier=Tier(_text(fields["tier"])),
        start_us=start_us,
        end_us=end_us,
        labels=tuple(_text(label) for label in labels),
        instruction=_text(fields["instruction"]),
        outcome=Outcome(_text(outcome)) if outcome is not None else None,
        author=_text(fields["author"]),
        source=_text(fields["source"]),
    )


def _text(value: JSON) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _objections(session: Session, fresh: Sequence[Line]) -> list[str]:
    """Why a session's segments cannot be taken in, each reason once, sorted."""
    known = ontology_of(session.project.common)
    found = {
        f"the label {key!r} is not in the ontology"
        for line in fresh
        for key in line.labels
        if known.label(key) is None
    }
    if any(not 0 <= line.start_us < line.end_us <= session.duration_us for line in fresh):
        found.add("a segment lies outside its session")
    for tier in Tier:
        spans = [(s.start_us, s.end_us) for s in on_tier(session.segments(), tier)]
        spans += [(line.start_us, line.end_us) for line in fresh if line.tier is tier]
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans))):
            found.add(f"segments of the tier {tier.value!r} would overlap")
    return sorted(found)


def segment_fields(segment: SourceSegment, author: str) -> dict[str, JSON]:
    """What an op says of a segment that came with its capture."""
    return {
        "tier": segment.tier.value,
        "start_us": segment.start_us,
        "end_us": segment.end_us,
        "labels": [],
        "instruction": segment.instruction or None,
        "outcome": segment.outcome.value if segment.outcome else None,
        "source": "imported",
        "author": author,
    }


def _take_in(session: Session, lines: Sequence[Line]) -> None:
    edit = session.edit("labels.import")
    for line in lines:
        came = SourceSegment(line.tier, line.start_us, line.end_us, line.instruction, line.outcome)
        labels: list[JSON] = [*line.labels]
        edit.create(
            "segment", segment_fields(came, line.author) | {"labels": labels, "source": line.source}
        )
    edit.save()
