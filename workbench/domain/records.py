"""Folding ops into records: what every object is now, whatever order the ops came in.

A field's value is the version no later op has replaced. Where two people changed the same
field without having seen each other's change, both versions stand: the safer one holds where
there is a safer one (withdrawn over granted, redacted over not, open over decided), otherwise
the field is in conflict until an op that has seen both settles it. Clocks play no part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.domain.op import JSON, Change, Op

ALIVE = "alive"

_SAFEST_LAST: dict[tuple[str, str], tuple[JSON, ...]] = {
    ("consent", "state"): ("granted", "withdrawn"),
    ("flag", "state"): ("kept", "hidden", "open"),
    ("redaction", ALIVE): (False, True),
    ("review", "state"): ("accepted", "submitted", "returned"),
    ("erasure", "state"): ("erased",),
    ("screens", "px_per_cell"): (),
}


class Version(NamedTuple):
    """A value of a field and the op that gave it; a tuple, because a fold makes millions."""

    op_id: str
    by: str
    hlc_us: int
    value: JSON


@dataclass(slots=True)
class Record:
    """One object as the ops have left it."""

    type: str
    object_id: str
    heads: tuple[str, ...] = ()
    versions: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    authors: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """The name the object goes by in ops."""
        return f"{self.type}/{self.object_id}"

    @property
    def is_alive(self) -> bool:
        """Whether it was made and not deleted since."""
        return self.get(ALIVE) is True

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The fields with several values of which none is the safer one, sorted."""
        return tuple(sorted(name for name in self.versions if self._is_conflict(name)))

    def get(self, name: str) -> JSON:
        """The field's value; in a conflict that of the version with the smallest op id."""
        versions = self.versions.get(name)
        if versions is None:
            return None
        if len(versions) == 1:
            return versions[0].value
        # Of equally safe ones the first, whatever order they came in.
        by_id = sorted(versions, key=lambda version: version.op_id)
        order = _SAFEST_LAST.get((self.type, name), ())
        return max(by_id, key=lambda version: _rank(order, version.value)).value

    def text(self, name: str) -> str:
        """The field's value where it is a text, else an empty one."""
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """The field's value where it is a number, else zero."""
        value = self.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def last_version(self, name: str) -> Version | None:
        """The latest standing version of a field by the hybrid clock, for display."""
        versions = self.versions.get(name)
        return max(versions, key=lambda v: (v.hlc_us, v.op_id)) if versions else None

    def knows(self, op_ids: Iterable[str]) -> bool:
        """Whether every one of these ops has been folded into this record."""
        parents = self.parents
        return all(op_id in parents for op_id in op_ids)

    def apply(self, op: Op, change: Change) -> None:
        """Fold one change in; doing so again changes nothing."""
        if op.id in self.parents:
            return
        self.parents[op.id] = change.base
        self.authors.add(op.by)
        if change.base == self.heads:
            self.heads = (op.id,)
            for name, value in change.set.items():
                self.versions[name] = (Version(op.id, op.by, op.hlc_us, value),)
            return
        seen = self.built_on(change.base)
        self.heads = tuple(sorted({h for h in self.heads if h not in seen} | {op.id}))
        for name, value in change.set.items():
            standing = tuple(v for v in self.versions.get(name, ()) if v.op_id not in seen)
            self.versions[name] = (*standing, Version(op.id, op.by, op.hlc_us, value))

    def built_on(self, base: Iterable[str]) -> set[str]:
        """These ops of the object and every op of it that they had seen."""
        seen: set[str] = set()
        queue = list(base)
        while queue:
            op_id = queue.pop()
            if op_id not in seen:
                seen.add(op_id)
                queue.extend(self.parents.get(op_id, ()))
        return seen

    def _is_conflict(self, name: str) -> bool:
        versions = self.versions[name]
        if len(versions) == 1 or (self.type, name) in _SAFEST_LAST:
            return False
        first = versions[0].value
        return any(version.value != first for version in versions)


def _rank(order: tuple[JSON, ...], value: JSON) -> int:
    """A value's place from least to most safe; one we do not know is safest of all."""
    return order.index(value) if value in order else len(order)


class Records:
    """All records of one session, or of the project itself."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._waiting: list[Op] = []
        self.last_hlc_us = 0
        """When the latest op was made, by the hybrid clock."""

    def apply(self, op: Op) -> None:
        """Fold an op in; one that builds on ops not seen yet waits for them."""
        if not self._fold(op):
            self._waiting.append(op)
            return
        while any(self._fold_waiting()):
            pass

    @property
    def waiting(self) -> tuple[Op, ...]:
        """Ops that build on something that has not come."""
        return tuple(self._waiting)

    def get(self, kind: str, object_id: str) -> Record:
        """The object's record, a new and empty one where no op speaks of it."""
        return self._records.get(f"{kind}/{object_id}") or Record(kind, object_id)

    def of_type(self, kind: str) -> Iterator[Record]:
        """All records of a type, deleted ones included, in the order they were made."""
        return (record for record in self._records.values() if record.type == kind)

    def alive(self, kind: str) -> Iterator[Record]:
        """The records of a type that were made and not deleted."""
        return (record for record in self.of_type(kind) if record.is_alive)

    def conflicts(self) -> list[tuple[Record, str]]:
        """Every field in conflict, of objects that are alive."""
        return [
            (record, name)
            for record in self._records.values()
            if record.is_alive or ALIVE in record.conflicts
            for name in record.conflicts
        ]

    def _fold_waiting(self) -> Iterator[bool]:
        for op in tuple(self._waiting):
            if self._fold(op):
                self._waiting.remove(op)
                yield True

    def _fold(self, op: Op) -> bool:
        targets = [(self._record(change.object), change) for change in op.changes]
        for record, change in targets:
            if change.base != record.heads and not record.knows(change.base):
                return False
        for record, change in targets:
            record.apply(op, change)
            self._records[change.object] = record
        self.last_hlc_us = max(self.last_hlc_us, op.hlc_us)
        return True

    def _record(self, key: str) -> Record:
        record = self._records.get(key)
        if record is None:
            kind, _, object_id = key.partition("/")
            record = Record(kind, object_id)
        return record
