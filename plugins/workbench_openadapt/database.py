"""Rows of a capture's tables, streamed in their order whatever the size of the table."""

import itertools
import operator
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from workbench.errors import BadCapture
from workbench_openadapt.schema import Kind

Row: TypeAlias = tuple[Any, ...]
Where: TypeAlias = tuple[str, tuple[object, ...]]

_RECORDING = {"recording": {"id"}, "{events}": {"name", "timestamp"}}
_NEEDED = {
    Kind.CAPTURE: _RECORDING,
    Kind.LEGACY: _RECORDING,
    Kind.STORE: {"capture": {"started_at"}, "events": {"timestamp", "type", "data"}},
}
_LINKS = {"recording_id", "recording_timestamp"}


@dataclass(frozen=True, slots=True)
class Recording:
    """Which of several recordings in a database: its row and when it was made."""

    row_id: int
    timestamp: object

    def rows_of(self, columns: frozenset[str]) -> Where:
        """The rows of a table that are this recording's; older ones are linked by time only."""
        by_time = ('"recording_timestamp" = ?', (self.timestamp,))
        by_id = ('"recording_id" = ?', (self.row_id,))
        if columns >= _LINKS:
            both = f'({by_id[0]} OR ("recording_id" IS NULL AND {by_time[0]}))'
            return both, (self.row_id, self.timestamp)
        if "recording_id" in columns:
            return by_id
        return by_time if "recording_timestamp" in columns else ("0", ())


@dataclass(frozen=True, slots=True)
class Between:
    """Which of several captures in the package's store: the rows of that stretch of time."""

    start: float
    end: float

    def rows_of(self, columns: frozenset[str]) -> Where:
        """The rows of a table that are this capture's."""
        if "timestamp" not in columns:
            return "0", ()
        return '"timestamp" >= ? AND "timestamp" < ?', (self.start, self.end)


class RecordingDatabase:
    """Rows of a capture's tables; columns that an older recorder did not have are None."""

    def __init__(
        self, connection: sqlite3.Connection, scope: Recording | Between | None = None
    ) -> None:
        self._connection = connection
        self._scope = scope
        self._columns: dict[str, frozenset[str]] = {}

    def only(self, scope: Recording | Between) -> "RecordingDatabase":
        """The same database as if that recording were the only one."""
        return RecordingDatabase(self._connection, scope)

    @cached_property
    def events_table(self) -> str:
        """Where raw events are; early databases have another name for it."""
        return "action_event" if self.columns("action_event") else "input_event"

    def columns(self, table: str) -> frozenset[str]:
        """The names of a table's columns; empty where there is no such table."""
        if table not in self._columns:
            query = """
                SELECT c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
                WHERE t.type = 'table' AND t.sql LIKE 'CREATE TABLE %' AND t.name = ?
                """
            self._columns[table] = frozenset(name for (name,) in self._fetch(query, (table,)))
        return self._columns[table]

    def rows(
        self, table: str, names: Sequence[str], *, order_by: Sequence[str] = (), only: str = "1"
    ) -> Iterator[Row]:
        """The number and the named columns of the rows, in order; none where no such table.

        `only` is a condition on them. Where they already lie in order, as recorders write
        them, none is held.
        """
        present = self.columns(table)
        if not present:
            return iter(())
        where, values = self._where(table, only)
        keys = [f'ifnull("{name}", -1)' for name in order_by if name in present]
        wanted = f'SELECT {self._wanted(table, names)} FROM "{table}"'  # noqa: S608
        if not keys or self._are_in_order(table, keys, only):
            return self._fetch(f"{wanted} WHERE {where} ORDER BY rowid", values)
        ids = f'SELECT rowid FROM "{table}" WHERE {where} ORDER BY {", ".join(keys)}, rowid'  # noqa: S608
        found = self._fetch(ids, values)
        return (row for i in found for row in self._fetch(f"{wanted} WHERE rowid = ?", i))

    def row(self, table: str, names: Sequence[str], row_id: int) -> Row:
        """The number and the named columns of one row.

        Raises BadCapture where it is not found, as in a table of which pages are lost.
        """
        wanted = self._wanted(table, names)
        found = self._fetch(f'SELECT {wanted} FROM "{table}" WHERE rowid = ?', (row_id,))  # noqa: S608
        row = next(found, None)
        if row is None:
            raise unreadable()
        return row

    def distinct(self, table: str, names: Sequence[str]) -> Iterator[Row]:
        """Every combination of values in the named columns; none where a column is missing."""
        if not self.columns(table).issuperset(names):
            return iter(())
        where, values = self._where(table)
        wanted = ", ".join(f'"{name}"' for name in names)
        return self._fetch(f'SELECT DISTINCT {wanted} FROM "{table}" WHERE {where}', values)  # noqa: S608

    def count(self, table: str, only: str = "1") -> int:
        """How many rows a table has; 0 where there is no such table."""
        if not self.columns(table):
            return 0
        where, values = self._where(table, only)
        query = f'SELECT count(*) FROM "{table}" WHERE {where}'  # noqa: S608
        ((count,),) = self._fetch(query, values)
        return int(count)

    def numbers(self, table: str) -> tuple[int, int]:
        """The lowest and the highest row number of a table; zeros where it has no rows."""
        query = f'SELECT min(rowid), max(rowid) FROM "{table}"'  # noqa: S608
        ((lowest, highest),) = self._fetch(query)
        return int(lowest or 0), int(highest or 0)

    def check(self, kind: Kind) -> None:
        """Raise BadCapture unless the tables of that kind have the columns that matter."""
        for name, needed in _NEEDED[kind].items():
            table = name.format(events=self.events_table)
            if not needed <= self.columns(table) or "rowid" in self.columns(table):
                raise BadCapture(
                    f"the database has no usable table {table!r}",
                    hint="It was made by another program, or by a recorder too old to read.",
                )

    def _where(self, table: str, only: str = "1") -> Where:
        if self._scope is None:
            return only, ()
        where, values = self._scope.rows_of(self.columns(table))
        return f"{where} AND {only}", values

    def _wanted(self, table: str, names: Sequence[str]) -> str:
        present = self.columns(table)
        quoted = (f'"{name}"' if name in present else "NULL" for name in names)
        return ", ".join(("rowid", *quoted))

    def _are_in_order(self, table: str, keys: Sequence[str], only: str) -> bool:
        where, values = self._where(table, only)
        query = f'SELECT {", ".join(keys)} FROM "{table}" WHERE {where} ORDER BY rowid'  # noqa: S608
        try:
            earlier, later = itertools.tee(self._connection.execute(query, values))
            next(later, None)
            return not any(map(operator.gt, earlier, later))
        except TypeError:
            return False
        except (sqlite3.DatabaseError, OverflowError, UnicodeDecodeError) as error:
            raise unreadable() from error

    def _fetch(self, query: str, values: Sequence[object] = ()) -> Iterator[Row]:
        try:
            # `yield from` would close the cursor with the generator, perhaps after its database.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row
        except (sqlite3.DatabaseError, OverflowError, UnicodeDecodeError) as error:
            raise unreadable() from error


def unreadable() -> BadCapture:
    """What is said of a database that breaks off or holds nonsense."""
    return BadCapture(
        "the recording's database cannot be read",
        hint="It is damaged, cut short, or not a database; copy it again from its source.",
    )
