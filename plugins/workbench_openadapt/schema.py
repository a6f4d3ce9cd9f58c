"""Which kind of OpenAdapt database a file is, by the tables it defines."""

import re
import sqlite3
from contextlib import closing
from enum import Enum
from pathlib import Path

SQLITE_MAGIC = b"SQLite format 3\x00"
_SIDE_SUFFIXES = ("-wal", "-journal")
_LOG_BYTES = 64_000_000
_TABLE = re.compile(rb"CREATE TABLE [\"'`\[]?([A-Za-z_]+)[\"'`\]]?\s*\(([^\0]{0,4000})")
_LEGACY_TABLES = {"alembic_version", "input_event", "replay", "scrubbed_recording"}
_JOURNAL_MODE_AT = 18


class Kind(Enum):
    """The databases there are: one recording each, many recordings, and the package's store."""

    CAPTURE = "recording.db"
    LEGACY = "openadapt.db"
    STORE = "capture.db"

    @property
    def usual_name(self) -> str:
        """What its recorder calls the file."""
        return self.value


def side_files(database: Path) -> tuple[Path, ...]:
    """The logs of a database that are not empty; none that a link leads to."""
    beside = (Path(f"{database}{suffix}") for suffix in _SIDE_SUFFIXES)
    found = (path for path in beside if path.is_file() and not path.is_symlink())
    return tuple(path for path in found if path.stat().st_size)


def kind_of(database: Path) -> Kind | None:
    """Which kind of database a file is; None for anything else. Raises OSError, ValueError."""
    if not database.is_file():
        return None
    with database.open("rb") as file:
        if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            return None
    tables = _tables(database)
    if {"capture", "events"} <= tables.keys() and "screen_width" in tables["capture"]:
        return Kind.STORE if "parent_id" in tables["events"] else None
    if "recording" not in tables or not tables.keys() & {"action_event", "input_event"}:
        return None
    is_legacy = tables.keys() & _LEGACY_TABLES or "scrubbed_text" in tables.get("action_event", "")
    return Kind.LEGACY if is_legacy else Kind.CAPTURE


def is_left_open(database: Path) -> bool:
    """Whether the header says that writers share a log, as while a recorder is at work.

    Byte 18 of the SQLite file format: 2 for a write-ahead log, which a finished recording has
    been taken out of.
    """
    with database.open("rb") as file:
        header = file.read(_JOURNAL_MODE_AT + 1)
    return header[_JOURNAL_MODE_AT:] == b"\x02"


def _tables(database: Path) -> dict[str, str]:
    """Every table's name with the words that define it.

    What a killed recorder defined may stand in its log only, which SQLite would have to write
    to read: there the bytes are looked at.
    """
    tables: dict[str, str] = {}
    for log in side_files(database):
        with log.open("rb") as file:
            for name, columns in _TABLE.findall(file.read(_LOG_BYTES)):
                tables[name.decode()] = columns.decode("utf-8", "replace")
    return tables | _defined(database)


def _defined(database: Path) -> dict[str, str]:
    uri = f"{database.resolve().as_uri()}?mode=ro&immutable=1"
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return {str(name): str(sql) for name, sql in connection.execute(query)}
    except (sqlite3.Error, UnicodeDecodeError):
        return {}
