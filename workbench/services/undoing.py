"""Taking back and doing again: compensating ops, for each author, across restarts."""

from collections.abc import Iterable, Sequence

from workbench.domain.op import Op
from workbench.domain.records import ALIVE, Record, Records
from workbench.errors import Conflict
from workbench.services.session import Session

_NOT_UNDONE = frozenset({"session.import", "peek", "screens.check"})
"""What happened once and stays on record: an import, a look under a mask, a screening."""


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
    own = (op for op in session.project.ledger.ops(session.session_id) if op.by == me)
    for op in own:
        if op.kind == "undo":
            undone.append(op)
            done = [other for other in done if other.id != op.undoes]
        elif op.kind == "redo":
            undone = [other for other in undone if other.id != op.undoes]
            done.append(op)
        elif op.kind not in _NOT_UNDONE:
            done.append(op)
            undone.clear()
    return done, undone


def _compensate(session: Session, target: Op, kind: str) -> Op | None:
    """An op that puts back what every field of the target's objects was before it."""
    without = _folded_without(session.project.ledger.ops(session.session_id), target)
    edit = session.edit(kind)
    for change in target.changes:
        now = session.records.get(*_type_and_id(change.object))
        before = without.get(*_type_and_id(change.object))
        _refuse_moved_on(now, target, change.set)
        if not before.heads:
            _refuse_moved_on(now, target, now.versions, ignoring=target.by)
            edit.restore(now, {ALIVE: False})
        else:
            edit.restore(now, {name: before.get(name) for name in change.set})
    return edit.save(undoes=target.id)


def _folded_without(ops: Sequence[Op], target: Op) -> Records:
    """The records as they would be without an op and what builds on it."""
    records = Records()
    for op in ops:
        if op.id != target.id:
            records.apply(op)
    return records


def _refuse_moved_on(now: Record, target: Op, names: Iterable[str], *, ignoring: str = "") -> None:
    """Raise Conflict where a later op, by anybody but `ignoring`, has given a field its value."""
    for name in names:
        for version in now.versions.get(name, ()):
            if version.op_id != target.id and version.by != ignoring:
                raise Conflict(
                    f"{now.type} {name} has been changed since",
                    hint="Change it by hand, or have the later change taken back first.",
                )


def _type_and_id(key: str) -> tuple[str, str]:
    kind, _, object_id = key.partition("/")
    return kind, object_id
