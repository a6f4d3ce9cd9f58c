"""Changes to a session's objects, gathered and saved as one op."""

from workbench.domain.op import JSON, Change, Op
from workbench.domain.records import ALIVE, Record
from workbench.domain.sealed import SEALED_FIELDS, Words
from workbench.store.ops import new_id
from workbench.store.project import Project


class Edit:
    """What one action of a person changes; saved, shown and undone as a whole."""

    def __init__(self, project: Project, session_id: str, words: Words, kind: str) -> None:
        self._project = project
        self._session_id = session_id
        self._words = words
        self._kind = kind
        self._changes: dict[str, Change] = {}

    def create(self, kind: str, fields: dict[str, JSON], *, object_id: str = "") -> str:
        """Make an object; its id."""
        object_id = object_id or new_id()
        self.update(Record(kind, object_id), {ALIVE: True, **fields})
        return object_id

    def update(self, record: Record, fields: dict[str, JSON]) -> None:
        """Set fields of an object, words among them sealed; equal values are left alone."""
        sealed = {name: self._sealed(record, name, value) for name, value in fields.items()}
        self.restore(record, sealed)

    def restore(self, record: Record, fields: dict[str, JSON], *, always: bool = False) -> None:
        """Set fields to values as they stand in ops; `always` even to the values they have."""
        before = self._changes.get(record.key)
        pending = before.set if before else {}
        changed = {
            name: value
            for name, value in fields.items()
            if always or name in pending or name in record.conflicts or record.get(name) != value
        }
        if changed:
            self._changes[record.key] = Change(record.heads, record.key, {**pending, **changed})

    def delete(self, record: Record) -> None:
        """Delete an object."""
        self.update(record, {ALIVE: False})

    def save(self, *, undoes: str = "") -> Op | None:
        """Write the op and return it, None where nothing would change."""
        if not self._changes:
            return None
        changes = list(self._changes.values())
        return self._project.append(self._kind, changes, session=self._session_id, undoes=undoes)

    def _sealed(self, record: Record, name: str, value: JSON) -> JSON:
        if not isinstance(value, str) or (record.type, name) not in SEALED_FIELDS:
            return value
        return self._words.seal(record.key, name, value) if value else None
