"""The fold's rows in an in-memory DuckDB: where each op lies, and what the lists show."""

from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files

import pyarrow as pa

from workbench.domain.records import Records
from workbench.store.database import connect_memory
from workbench.store.journal import Entry
from workbench.store.projections import PROJECTED, rows_of

_OP_COLUMNS = (
    "session_id",
    "writer",
    "author",
    "kind",
    "seq",
    "byte_start",
    "byte_count",
    "hlc_us",
)

_FEW_ROWS = 200
"""Up to here Arrow is slower, the more so as its first array imports pandas where that is."""


class FoldTables:
    """Tables of the fold; ops are buffered and sessions marked until somebody asks."""

    def __init__(self) -> None:
        self.connection = connect_memory()
        schema = files("workbench.store") / "schema" / "fold.sql"
        self.connection.execute(schema.read_text(encoding="utf-8"))
        self._new_ops: list[tuple[object, ...]] = []
        self._stale: set[str] = set()

    def clear(self) -> None:
        """Forget everything."""
        for table in ("op", *PROJECTED):
            self.connection.execute(f"DELETE FROM {table}")  # noqa: S608
        self._reset()

    def add_op(self, entry: Entry) -> None:
        """Remember where an admitted op lies; its session's rows are stale from now on."""
        op = entry.op
        self._new_ops.append(
            (
                op.session,
                op.writer,
                op.by,
                op.kind,
                op.seq,
                entry.offset,
                len(entry.line),
                op.hlc_us,
            )
        )
        self._stale.add(op.session)

    def places(self, session_id: str) -> list[tuple[str, int, int]]:
        """Where a session's ops lie: writer, first byte, number of bytes."""
        self._flush_ops()
        return self.connection.execute(
            "SELECT writer, byte_start, byte_count FROM op WHERE session_id = ? ORDER BY rowid",
            [session_id],
        ).fetchall()

    def session_ids(self) -> list[str]:
        """Every session that has an op, sorted."""
        self._flush_ops()
        rows = self.connection.execute(
            "SELECT DISTINCT session_id FROM op WHERE session_id <> '' ORDER BY session_id"
        ).fetchall()
        return [row[0] for row in rows]

    def op_count(self) -> int:
        """How many ops are admitted."""
        self._flush_ops()
        ((count,),) = self.connection.execute("SELECT count(*) FROM op").fetchall()
        return int(count)

    def settle(self, records_of: Callable[[str], Records]) -> None:
        """Bring the rows of every stale session up to date."""
        self._flush_ops()
        stale, self._stale = sorted(self._stale - {""}), set()
        if not stale:
            return
        for table in PROJECTED:
            self._delete(table, stale)
        self._insert_rows((session_id, records_of(session_id)) for session_id in stale)

    def tables(self) -> dict[str, pa.Table]:
        """Everything as Arrow tables, for a checkpoint."""
        self._flush_ops()
        return {
            name: self.connection.sql(f"SELECT * FROM {name}").to_arrow_table()  # noqa: S608
            for name in ("op", *PROJECTED)
        }

    def load(self, tables: dict[str, pa.Table]) -> None:
        """Take back what `tables` gave, in place of what is here."""
        self.clear()
        self.extend(tables)

    def extend(self, tables: dict[str, pa.Table]) -> None:
        """Take rows of sessions that are not here, as `tables` gives them."""
        for name, table in tables.items():
            self._insert_arrow(name, table)

    def _delete(self, table: str, session_ids: list[str]) -> None:
        self.connection.execute(
            f"DELETE FROM {table} WHERE session_id IN (SELECT unnest(?))",  # noqa: S608
            [session_ids],
        )

    def _insert_rows(self, sessions: Iterable[tuple[str, Records]]) -> None:
        columns: dict[str, tuple[list[object], ...]] = {
            table: tuple([] for _ in names) for table, names in PROJECTED.items()
        }
        for session_id, records in sessions:
            for table, rows in rows_of(session_id, records).items():
                for row in rows:
                    for column, value in zip(columns[table], row, strict=True):
                        column.append(value)
        for table, names in PROJECTED.items():
            self._insert(table, names, columns[table])

    def _flush_ops(self) -> None:
        if self._new_ops:
            self._insert("op", _OP_COLUMNS, tuple(zip(*self._new_ops, strict=True)))
            self._new_ops = []

    def _insert(
        self, table: str, names: tuple[str, ...], columns: Sequence[Sequence[object]]
    ) -> None:
        if len(columns[0]) > _FEW_ROWS:
            self._insert_arrow(table, pa.table(dict(zip(names, columns, strict=True))))
        elif columns[0]:
            values = ", ".join("unnest(?)" for _ in names)
            self.connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values}",
                [list(column) for column in columns],
            )

    def _insert_arrow(self, name: str, rows: pa.Table) -> None:
        columns = ", ".join(rows.column_names)
        self.connection.register("incoming", rows)
        self.connection.execute(
            f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming"  # noqa: S608
        )
        self.connection.unregister("incoming")

    def _reset(self) -> None:
        self._new_ops = []
        self._stale.clear()
