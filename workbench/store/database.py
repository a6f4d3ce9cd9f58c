"""DuckDB connections that keep to themselves: nothing spills, nothing is fetched."""

from pathlib import Path

import duckdb

from workbench.errors import Damaged, NotFound

_SEALED_OFF: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}


def connect_memory() -> duckdb.DuckDBPyConnection:
    """A new in-memory database."""
    connection = duckdb.connect(":memory:", config=dict(_SEALED_OFF))
    connection.execute("SET enable_external_access = false")
    return connection


def connect_new(path: Path, *, block_bytes: int) -> duckdb.DuckDBPyConnection:
    """A new database file with blocks of that size."""
    connection = duckdb.connect(":memory:", config=dict(_SEALED_OFF))
    # A path cannot be a parameter of ATTACH; quotes in it are doubled.
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS file (BLOCK_SIZE {block_bytes:d})")
    connection.execute("USE file")
    return connection


def connect_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """An existing database file, never written to; raises NotFound or Damaged."""
    if not path.is_file():
        raise NotFound(f"{path.name} is missing", hint="Restore the session's directory.")
    try:
        return duckdb.connect(str(path), read_only=True, config=dict(_SEALED_OFF))
    except duckdb.Error:
        raise Damaged(
            f"{path.name} cannot be opened as a database",
            hint="It is truncated or changed; restore it from a copy.",
        ) from None
