"""DuckDB connections that keep to themselves: nothing spills, nothing is fetched."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from workbench.errors import Damaged, NotFound, StorageFailed

_SEALED_OFF: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Turn what keeps DuckDB from writing a file into StorageFailed."""
    try:
        yield
    except duckdb.Error as error:
        is_full = "space" in str(error) or "too large" in str(error)
        raise StorageFailed(
            f"{'the disk is full: ' if is_full else ''}{what} could not be written",
            hint="Check the disk's free space and its permissions, then try again.",
        ) from None


def connect_memory() -> duckdb.DuckDBPyConnection:
    """A new in-memory database."""
    connection = duckdb.connect(":memory:", config=dict(_SEALED_OFF))
    connection.execute("SET enable_external_access = false")
    return connection


_WRITERS_MEMORY = "96MB"
"""Beyond it rows go to the file at once, so that an import's memory does not grow with it."""


def connect_new(path: Path, *, block_bytes: int) -> duckdb.DuckDBPyConnection:
    """A new database file with blocks of that size."""
    settings = {**_SEALED_OFF, "memory_limit": _WRITERS_MEMORY}
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute(f"ATTACH {_quoted(path)} AS file (BLOCK_SIZE {block_bytes:d})")
    connection.execute("USE file")
    return connection


def attach_reading(path: Path, name: str) -> duckdb.DuckDBPyConnection:
    """An in-memory database with an existing file attached, never written to.

    Raises NotFound or Damaged.
    """
    if not path.is_file():
        raise NotFound(f"{path.name} is missing", hint="Restore the session's directory.")
    connection = duckdb.connect(":memory:", config=dict(_SEALED_OFF))
    try:
        connection.execute(f"ATTACH {_quoted(path)} AS {name} (READ_ONLY)")
    except duckdb.Error:
        connection.close()
        raise Damaged(
            f"{path.name} cannot be opened as a database",
            hint="It is truncated or changed; restore it from a copy.",
        ) from None
    connection.execute("SET enable_external_access = false")
    return connection


def _quoted(path: Path) -> str:
    # A path cannot be a parameter of ATTACH; quotes in it are doubled.
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"
