"""Taking back and doing again: compensating ops, for each author, across restarts."""

from collections.abc import Iterable, Sequence

from workbench.domain.member import Permission
from workbench.domain.op import JSON, Op
from workbench.domain.records import ALIVE, Record, Records
from workbench.errors import Conflict
from workbench.services.session import Session

_NOT_UNDONE = frozenset({"session.import", "peek", "screens.check"})
"""What happened once and stays on record: an import, a look under a mask, a screening."""

_REVIEWERS_ONLY = frozenset({"flag.add", "review.submit"})
"""What is in a reviewer's hands once it is said: nobody else takes it back."""


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
