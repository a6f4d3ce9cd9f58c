"""The recording's SQLite file, read so that nothing of the source changes.

A database that is complete is opened immutable, so no lock, log or shared memory appears
beside it. One with a log beside it (a recording that was killed) is copied with its log into a
private directory, in memory where the system has such a place, since SQLite must write to
take the log in. The copy holds the capture in clear: it is deleted when the database is
closed, whatever happened in between; only a kill of the process itself leaves it behind.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.errors import BadCapture
from workbench_openadapt.folder import CaptureFolder

_MEMORY_DISK = Path("/dev/shm")  # noqa: S108
_NEEDED = {"recording": {"id"}, "action_event": {"id", "name", "timestamp"}}


class RecordingDatabase:
    """Rows of a recording's tables; columns that an older recorder did not have are None."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._columns: dict[str, frozenset[str]] = {}

    def columns(self, table: str) -> frozenset[str]:
        """The names of a table's columns; empty where there is no such table."""
        if table not in self._columns:
            rows = self._fetch("SELECT name FROM pragma_table_info(?)", (table,))
            self._columns[table] = frozenset(name for (name,) in rows)
        return self._columns[table]

    def rows(
        self, table: str, names: Sequence[str], *, order_by: Sequence[str] = ("id",)
    ) -> Iterator[tuple[Any, ...]]:
        """The named columns of every row, in order; no rows where there is no such table."""
        present = self.columns(table)
        if not present:
            return iter(())
        wanted = ", ".join(f'"{name}"' if name in present else "NULL" for name in names)
        order = ", ".join(f'"{name}"' for name in order_by if name in present) or "rowid"
        return self._fetch(f'SELECT {wanted} FROM "{table}" ORDER BY {order}')  # noqa: S608

    def distinct(self, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Every combination of values in the named columns; none where a column is missing."""
        if not self.columns(table).issuperset(names):
            return iter(())
        wanted = ", ".join(f'"{name}"' for name in names)
        return self._fetch(f'SELECT DISTINCT {wanted} FROM "{table}"')  # noqa: S608

    def picture(self, row_id: int) -> bytes | None:
        """The picture stored in a screenshot row; None where the film has it instead."""
        if "png_data" not in self.columns("screenshot"):
            return None
        query = 'SELECT png_data FROM screenshot WHERE "id" = ?'
        ((picture,),) = self._fetch(query, (row_id,))
        return picture if isinstance(picture, bytes) and picture else None

    def highest_id(self, table: str) -> int:
        """The largest id in a table; 0 where it has no rows."""
        ((highest,),) = self._fetch(f'SELECT max("id") FROM "{table}"')  # noqa: S608
        return int(highest or 0)

    def check(self) -> None:
        """Raise BadCapture unless this is one recording with the columns that matter."""
        for table, needed in _NEEDED.items():
            if not needed <= self.columns(table):
                raise BadCapture(
                    f"the database has no usable table {table!r}",
                    hint="It was made by another program, or by a recorder too old to read.",
                )

    def _fetch(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            # `yield from` would close the cursor with the generator, perhaps after its database.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row
        except (sqlite3.DatabaseError, OverflowError, UnicodeDecodeError) as error:
            raise _unreadable() from error


@contextmanager
def open_database(folder: CaptureFolder) -> Iterator[RecordingDatabase]:
    """Open a recording's database; raises BadCapture where it is not one or is damaged."""
    if not folder.side_files:
        uri = f"{folder.database.resolve().as_uri()}?mode=ro&immutable=1"
        with _connected(uri) as database:
            yield database
        return
    private = Path(tempfile.mkdtemp(dir=_private_parent(folder)))
    try:
        copy = _copy(folder, private)
        with _connected(f"{copy.as_uri()}?mode=rw") as database:
            yield database
    finally:
        shutil.rmtree(private, ignore_errors=True)


@contextmanager
def _connected(uri: str) -> Iterator[RecordingDatabase]:
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unreadable() from error
    try:
        # Sorting must not spill recorded keys into a file of its own.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        database = RecordingDatabase(connection)
        database.check()
        yield database
    finally:
        connection.close()


def _copy(folder: CaptureFolder, private: Path) -> Path:
    try:
        for path in (folder.database, *folder.side_files):
            shutil.copyfile(path, private / path.name)
    except OSError as error:
        raise BadCapture(
            "an unfinished recording could not be copied for reading",
            hint="Free some space in the temporary directory.",
        ) from error
    return (private / folder.database.name).resolve()


def _private_parent(folder: CaptureFolder) -> Path | None:
    size_bytes = sum(p.stat().st_size for p in (folder.database, *folder.side_files))
    if not os.access(_MEMORY_DISK, os.W_OK):
        return None
    return _MEMORY_DISK if shutil.disk_usage(_MEMORY_DISK).free > 2 * size_bytes else None


def _unreadable() -> BadCapture:
    return BadCapture(
        "the recording's database cannot be read",
        hint="It is damaged, cut short, or not a database; copy it again from its source.",
    )
