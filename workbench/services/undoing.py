"""Taking back and doing again: compensating ops, for each author, across restarts."""

from collections.abc import Iterable, Sequence

from workbench.domain.member import Permission
from workbench.domain.op import JSON, Op
from workbench.domain.records import ALIVE, Record, Records
from workbench.domain.segment import Segment, Tier, on_tier
from workbench.errors import Conflict
from workbench.services.session import Session

_NOT_UNDONE = frozenset({"session.import", "peek", "screens.check"})
"""What happened once and stays on record: an import, a look under a mask, a screening."""

_REVIEWERS_ONLY = frozenset({"flag.add", "review.submit"})
"""What is in a reviewer's hands once it is said: nobody else takes it back."""

_WORDS = {
    "bookmark.add": "bookmark",
    "bookmark.remove": "taking a bookmark away",
    "comment.add": "comment",
    "comment.resolve": "closing a comment",
    "flag.add": "flag",
    "flag.hide": "hiding a finding",
    "flag.keep": "keeping a finding",
    "flag.shows": "where a finding shows",
    "labels.import": "imported labels",
    "redaction.box": "hidden box",
    "redaction.places": "hidden places",
    "redaction.remove": "removing a redaction",
    "redaction.span": "hidden stretch",
    "redaction.text": "hidden text",
    "review.accept": "acceptance",
    "review.return": "return",
    "review.submit": "submission",
    "segment.add": "segment",
    "segment.boundary": "moved edge",
    "segment.delete": "deletion",
    "segment.edit": "edit of a segment",
    "segment.instruction": "instruction",
    "segment.label": "label",
    "segment.merge": "merge",
    "segment.outcome": "outcome",
    "segment.split": "cut",
}

_OF_A_SEGMENT = "segment."


def undo(session: Session) -> Op | None:
    """Take back the acting member's last op here; None where there is nothing to take back.

    Raises Conflict where what it changed has been changed by a later op.
    """
    done, _ = _stacks(session)
    return _compensate(session, done[-1], "undo") if done else None


def redo(session: Session) -> Op | None:
    """Do again what the acting member's last undo took back; None where there is nothing."""
    _, undone = _stacks(session)
    return _compensate(session, undone[-1], "redo") if undone else None


def next_undone(session: Session) -> Op | None:
    """The op that `undo` would take back now; None where there is nothing to take back."""
    done, _ = _stacks(session)
    return _acted(session, done[-1]) if done else None


def next_redone(session: Session) -> Op | None:
    """The op that `redo` would do again now; None where there is nothing to do again."""
    _, undone = _stacks(session)
    return _acted(session, undone[-1]) if undone else None


def in_words(session: Session, op: Op) -> str:
    """What an op did and to which segment; for an undo or a redo, what it took back or did again.

    A segment has its number on its tier, one that is gone only the name of that tier.
    """
    kind = _acted(session, op).kind
    word = _WORDS.get(kind, kind.replace(".", " "))
    if not kind.startswith(_OF_A_SEGMENT):
        return word
    segment = segment_of(session, op)
    return f"{word} of {_numbered(session, segment)}" if segment else f"{word}{_gone(session, op)}"


def segment_of(session: Session, op: Op) -> Segment | None:
    """The first of the segments that an op is about; None where none of them is there."""
    touched = {_type_and_id(change.object) for change in op.changes}
    return next((s for s in session.segments() if ("segment", s.segment_id) in touched), None)


def _numbered(session: Session, segment: Segment) -> str:
    """As people count: 4/5 for a task, with the tier's name on the others."""
    tier = on_tier(session.segments(), segment.tier)
    name = "" if segment.tier is Tier.TASK else f"{segment.tier} "
    return f"{name}{tier.index(segment) + 1}/{len(tier)}"


def _gone(session: Session, op: Op) -> str:
    """The tier on which a segment was that is there no more."""
    ids = (_type_and_id(change.object) for change in op.changes)
    tiers = (session.records.get(*names).text("tier") for names in ids if names[0] == "segment")
    tier = next(filter(None, tiers), "")
    return f" on the tier {tier}" if tier else ""


def _acted(session: Session, op: Op) -> Op:
    """What a person did first, behind an op that takes back or does again."""
    by_id = {other.id: other for other in session.project.ledger.ops(session.session_id)}
    while op.undoes and op.undoes in by_id:
        op = by_id[op.undoes]
    return op


def _stacks(session: Session) -> tuple[list[Op], list[Op]]:
    """What the member can undo, and the undos that can be redone, the latest last."""
    me = session.project.me.name
    done: list[Op] = []
    undone: list[Op] = []
    fixed = _NOT_UNDONE
    if not session.project.me.role.may(Permission.REVIEW):
        fixed |= _REVIEWERS_ONLY
    own = (op for op in session.project.ledger.ops(session.session_id) if op.by == me)
    for op in own:
        if op.kind == "undo":
            undone.append(op)
            done = [other for other in done if other.id != op.undoes]
        elif op.kind == "redo":
            undone = [other for other in undone if other.id != op.undoes]
            done.append(op)
        elif op.kind not in fixed:
            done.append(op)
            undone.clear()
    return done, undone


def _compensate(session: Session, target: Op, kind: str) -> Op | None:
    """An op that puts back what every field of the target's objects was before it."""
    ops = session.project.ledger.ops(session.session_id)
    without = _folded_without(ops, target)
    standing = _standing(ops, target)
    edit = session.edit(kind)
    for change in target.changes:
        now = session.records.get(*_type_and_id(change.object))
        before = without.get(*_type_and_id(change.object))
        was_made = not before.heads
        _refuse_moved_on(now, target, standing, now.versions if was_made else change.set)
        fields: dict[str, JSON] = {name: before.get(name) for name in change.set}
        if was_made:
            fields = {ALIVE: False}
        edit.restore(now, fields, always=True)
    return edit.save(undoes=target.id)


def _folded_without(ops: Sequence[Op], target: Op) -> Records:
    """The records as they would be without an op and what builds on it."""
    records = Records()
    for op in ops:
        if op.id != target.id:
            records.apply(op)
    return records


def _standing(ops: Sequence[Op], target: Op) -> list[Op]:
    """The edits, the target left out, that no undo has taken back."""
    undone: set[str] = set()
    for op in reversed(ops):
        if op.undoes and op.id not in undone:
            undone.add(op.undoes)
    return [op for op in ops if op.id not in undone | {target.id} and not op.undoes]


def _refuse_moved_on(now: Record, target: Op, standing: Iterable[Op], names: Iterable[str]) -> None:
    """Raise Conflict where an edit that stands, and that the target had not seen, set a field."""
    seen = now.built_on([target.id])
    for op in standing:
        for change in op.changes:
            if (
                change.object == now.key
                and op.id not in seen
                and not change.set.keys().isdisjoint(names)
            ):
                raise Conflict(
                    f"the {now.type} has been changed since",
                    hint="Change it by hand, or have the later change taken back first.",
                )


def _type_and_id(key: str) -> tuple[str, str]:
    kind, _, object_id = key.partition("/")
    return kind, object_id
