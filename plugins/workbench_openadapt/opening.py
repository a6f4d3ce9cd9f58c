"""Opening a capture's SQLite file so that nothing of the source changes.

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_openadapt.database import RecordingDatabase, unreadable
from workbench_openadapt.folder import CaptureFolder

_MEMORY_DISK = Path("/dev/shm")  # noqa: S108
_LONGEST_BYTES = 256_000_000
"""No picture is larger; what a damaged or hostile file declares may be."""


@contextmanager
def open_database(folder: CaptureFolder) -> Iterator[RecordingDatabase]:
    """Open a capture's database; raises BadCapture where it is not one or is damaged."""
    if not folder.side_files:
        uri = f"{folder.database.resolve().as_uri()}?mode=ro&immutable=1"
        with _connected(uri, folder) as database:
            yield database
        return
    private = Path(tempfile.mkdtemp(dir=_private_parent(folder)))
    try:
        copy = _copy(folder, private)
        with _connected(f"{copy.as_uri()}?mode=rw", folder) as database:
            yield database
    finally:
        shutil.rmtree(private, ignore_errors=True)


@contextmanager
def _connected(uri: str, folder: CaptureFolder) -> Iterator[RecordingDatabase]:
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise unreadable() from error
    try:
        # Sorting must not spill recorded keys into a file of its own.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_BYTES)
        database = RecordingDatabase(connection)
        database.check(folder.kind)
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
