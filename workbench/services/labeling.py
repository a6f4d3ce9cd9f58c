"""Cutting a session into segments and saying what they are."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.domain.member import Permission
from workbench.domain.ontology import Ontology, ontology_of
from workbench.domain.op import JSON
from workbench.domain.records import Record
from workbench.domain.segment import NOT_A_TASK, Outcome, Segment, Tier, on_tier, segment_at
from workbench.domain.segmentation import cut_points, gap_around, snapped
from workbench.errors import NotFound, UsageError
from workbench.services.session import Session

SNAP_REACH_US = 2_000_000


def ontology(session: Session) -> Ontology:
    """The ontology in force."""
    return ontology_of(session.project.common)


def segment(session: Session, segment_id: str) -> Segment:
    """A segment by its id or the beginning of it; raises NotFound or UsageError."""
    matches = [s for s in session.segments() if s.segment_id.startswith(segment_id)]
    exact = [s for s in matches if s.segment_id == segment_id]
    if len(exact or matches) > 1:
        raise UsageError(f"several segments begin with {segment_id!r}", hint="Give more of it.")
    if not matches or not segment_id:
        raise NotFound(
            f"there is no segment {segment_id!r} in {session.session_id}",
            hint="`workbench segments SESSION` lists them.",
        )
    return (exact or matches)[0]


def add(
    session: Session,
    *,
    start_us: int,
    end_us: int,
    tier: Tier = Tier.TASK,
    labels: Sequence[str] = (),
    instruction: str = "",
    outcome: Outcome | None = None,
    source: str = "human",
) -> str:
    """Make a segment; its id. Raises UsageError where it has no room on its tier."""
    session.require(Permission.LABEL)
    _check_room(session, tier, start_us, end_us)
    edit = session.edit("segment.add")
    fields = {
        "tier": tier.value,
        "start_us": start_us,
        "end_us": end_us,
        "source": source,
        **_said(session, labels, instruction, outcome),
    }
    segment_id = edit.create("segment", fields)
    edit.save()
    return segment_id


def move_boundary(session: Session, tier: Tier, *, from_us: int, to_us: int) -> None:
    """Move the edge at a moment, for the segments on both sides of it together."""
    session.require(Permission.LABEL)
    segments = on_tier(session.segments(), tier)
    before = next((s for s in segments if s.end_us == from_us), None)
    after = next((s for s in segments if s.start_us == from_us), None)
    if before is None and after is None:
        raise NotFound("there is no edge at that moment", hint="Pick one up where a segment ends.")
    edit = session.edit("segment.boundary")
    moved = tuple(s.segment_id for s in (before, after) if s)
    if before is not None:
        _check_room(session, tier, before.start_us, to_us, but=moved)
        edit.update(_record(session, before), {"end_us": to_us})
    if after is not None:
        _check_room(session, tier, to_us, after.end_us, but=moved)
        edit.update(_record(session, after), {"start_us": to_us})
    edit.save()


def split_at(
    session: Session, t_us: int, *, tier: Tier = Tier.TASK, snap: bool = True
) -> tuple[str, str]:
    """Cut at a moment, snapped to the nearest action's edge; the ids of the two halves.

    Where no segment is, the free stretch around the moment is cut. The earlier half keeps what
    was said of the whole. Raises UsageError where nothing would be left on one side.
    """
    session.require(Permission.LABEL)
    segments = on_tier(session.segments(), tier)
    found = segment_at(segments, t_us)
    start_us, end_us = (
        (found.start_us, found.end_us) if found else gap_around(segments, t_us, session.duration_us)
    )
    if snap:
        points = [p for p in cut_points(session.capture.actions) if start_us < p < end_us]
        t_us = snapped(t_us, points, reach_us=SNAP_REACH_US)
    if not start_us < t_us < end_us:
        raise UsageError("a cut here would leave one half empty", hint="Move a little first.")
    edit = session.edit("segment.split")
    if found is not None:
        earlier = found.segment_id
        edit.update(_record(session, found), {"end_us": t_us})
    else:
        earlier = edit.create("segment", _bare(tier, start_us, t_us))
    later = edit.create("segment", _bare(tier, t_us, end_us))
    edit.save()
    return earlier, later


def label(session: Session, segment_id: str, keys: Sequence[str]) -> None:
    """Say what a segment is; a task then counts as a success until somebody says otherwise.

    Raises UsageError for a key that is not in the ontology.
    """
    found = segment(session, segment_id)
    fields: dict[str, JSON] = {"labels": _known_keys(session, keys)}
    if found.tier is Tier.TASK and found.outcome is None and NOT_A_TASK not in keys:
        fields["outcome"] = Outcome.SUCCESS.value
    _set(session, segment_id, "segment.label", fields)


def set_instruction(session: Session, segment_id: str, text: str) -> None:
    """Say what one would have asked an agent to do."""
    _set(session, segment_id, "segment.instruction", {"instruction": text.strip() or None})


def set_outcome(session: Session, segment_id: str, outcome: Outcome | None) -> None:
    """Say how the task ended."""
    _set(session, segment_id, "segment.outcome", {"outcome": outcome.value if outcome else None})


def edit_segment(
    session: Session,
    segment_id: str,
    *,
    start_us: int | None = None,
    end_us: int | None = None,
    labels: Sequence[str] | None = None,
    instruction: str | None = None,
    outcome: Outcome | None = None,
) -> None:
    """Change whatever is given, as one op."""
    session.require(Permission.LABEL)
    found = segment(session, segment_id)
    wanted = replace(
        found,
        start_us=found.start_us if start_us is None else start_us,
        end_us=found.end_us if end_us is None else end_us,
    )
    _check_room(session, found.tier, wanted.start_us, wanted.end_us, but=(found.segment_id,))
    fields: dict[str, JSON] = {"start_us": wanted.start_us, "end_us": wanted.end_us}
    if labels is not None:
        fields["labels"] = _known_keys(session, labels)
    if instruction is not None:
        fields["instruction"] = instruction.strip() or None
    if outcome is not None:
        fields["outcome"] = outcome.value
    edit = session.edit("segment.edit")
    edit.update(_record(session, found), fields)
    edit.save()


def merge(session: Session, segment_ids: Sequence[str]) -> str:
    """Join neighbours of one tier into the first of them, which keeps its words; its id."""
    session.require(Permission.LABEL)
    found = sorted((segment(session, i) for i in segment_ids), key=lambda s: s.start_us)
    if len(found) < 2 or len({s.tier for s in found}) != 1:
        raise UsageError("merging takes two or more segments of one tier", hint="Name them.")
    first = found[0]
    end_us = max(s.end_us for s in found)
    names = tuple(s.segment_id for s in found)
    _check_room(session, first.tier, first.start_us, end_us, but=names)
    said = next((s for s in found if s.is_labelled), first)
    edit = session.edit("segment.merge")
    record = _record(session, first)
    edit.update(record, {"end_us": end_us})
    if said is not first:
        edit.update(record, _said(session, said.labels, said.instruction, said.outcome))
    for segment_ in found[1:]:
        edit.delete(_record(session, segment_))
    edit.save()
    return first.segment_id


def delete(session: Session, segment_id: str) -> None:
    """Delete a segment; its time is free again."""
    session.require(Permission.LABEL)
    edit = session.edit("segment.delete")
    edit.delete(_record(session, segment(session, segment_id)))
    edit.save()


def duplicate(session: Session, segment_id: str, to_tier: Tier) -> str:
    """Copy a segment with all that was said of it to another tier; the copy's id."""
    found = segment(session, segment_id)
    if found.tier is to_tier:
        raise UsageError("a copy needs another tier", hint="Switch the tier first.")
    return add(
        session,
        start_us=found.start_us,
        end_us=found.end_us,
        tier=to_tier,
        labels=found.labels,
        instruction=found.instruction,
        outcome=found.outcome,
    )


def _set(session: Session, segment_id: str, kind: str, fields: dict[str, JSON]) -> None:
    session.require(Permission.LABEL)
    edit = session.edit(kind)
    edit.update(_record(session, segment(session, segment_id)), fields)
    edit.save()


def _bare(tier: Tier, start_us: int, end_us: int) -> dict[str, JSON]:
    return {
        "tier": tier.value,
        "start_us": start_us,
        "end_us": end_us,
        "source": "human",
        "labels": [],
    }


def _said(
    session: Session, labels: Sequence[str], instruction: str, outcome: Outcome | None
) -> dict[str, JSON]:
    return {
        "labels": _known_keys(session, labels),
        "instruction": instruction.strip() or None,
        "outcome": outcome.value if outcome else None,
    }


def _known_keys(session: Session, keys: Iterable[str]) -> list[JSON]:
    known = ontology(session)
    found: list[JSON] = []
    for key in keys:
        if known.label(key) is None:
            raise UsageError(
                f"{key!r} is not in the ontology", hint=f"Labels: {', '.join(known.given_keys())}."
            )
        found.append(key)
    return found


def _check_room(
    session: Session, tier: Tier, start_us: int, end_us: int, *, but: Sequence[str] = ()
) -> None:
    if not 0 <= start_us < end_us <= session.duration_us:
        raise UsageError(
            "a segment lies inside its session and ends after it begins",
            hint=f"The session lasts {session.duration_us / 1e6:.3f} s.",
        )
    others = (s for s in on_tier(session.segments(), tier) if s.segment_id not in but)
    if any(other.overlaps(start_us, end_us) for other in others):
        raise UsageError(
            f"another {tier} segment is there already", hint="Move, merge or delete it first."
        )


def _record(session: Session, found: Segment) -> Record:
    return session.records.get("segment", found.segment_id)
