"""Harm to databases: cells, columns, tables and headers that no recorder writes."""

import math
import random
import sqlite3
import struct
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from tests.badinput.harm import Harmless, hostile

_LISTED = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def _edited(path: Path, edit: Callable[[sqlite3.Connection, list[str]], str]) -> str:
    try:
        with closing(sqlite3.connect(path)) as database:
            tables = [name for (name,) in database.execute(_LISTED)]
            if not tables:
                raise Harmless
            told = edit(database, tables)
            database.commit()
    except (sqlite3.Error, OverflowError, UnicodeError):
        raise Harmless from None
    finally:
        for end in ("-shm", "-wal"):
            side = Path(f"{path}{end}")
            if end == "-shm" or (side.is_file() and not side.stat().st_size):
                side.unlink(missing_ok=True)
    return f"{path.name} {told}"


def _cell(rng: random.Random, *, in_sqlite: bool) -> Any:
    """A hostile value as a cell can hold it."""
    value = hostile(rng)
    if isinstance(value, list | dict):
        return str(value)
    if isinstance(value, str):
        return "x" if "\ud800" in value else value
    if isinstance(value, int) and abs(value) >= 2**63:
        return float("inf") if in_sqlite else -1
    if isinstance(value, float) and math.isnan(value) and in_sqlite:
        return rng.randbytes(20)
    return value


def cells(rng: random.Random, path: Path) -> str:
    """A column holds something else in one row, or in all of them."""

    def edit(database: sqlite3.Connection, tables: list[str]) -> str:
        table = rng.choice(tables)
        names = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        column, value = rng.choice(names), _cell(rng, in_sqlite=True)
        some = rng.choice(("", "WHERE rowid = (SELECT min(rowid) FROM {0})", "WHERE rowid % 2"))
        query = f'UPDATE "{table}" SET "{column}" = ? {some.format(table)}'
        database.execute(query, (value,))
        return f"{table}.{column} = {value!r:.60} {some}"

    return _edited(path, edit)


def text_of_no_encoding(rng: random.Random, path: Path) -> str:
    """A text is not UTF-8."""

    def edit(database: sqlite3.Connection, tables: list[str]) -> str:
        table = rng.choice(tables)
        names = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        column = rng.choice(names)
        database.execute(f'UPDATE "{table}" SET "{column}" = CAST(x\'ff41c0\' AS TEXT)')
        return f"{table}.{column}"

    return _edited(path, edit)


def rows_missing(rng: random.Random, path: Path) -> str:
    """Rows are gone, or there are twice as many."""

    def edit(database: sqlite3.Connection, tables: list[str]) -> str:
        table = rng.choice(tables)
        names = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        if rng.random() < 0.5:
            database.execute(f'DELETE FROM "{table}" WHERE rowid % 2 OR ?', (rng.random() < 0.5,))
            return f"{table}, rows gone"
        rest = ", ".join(f'"{name}"' for name in names if name != "id")
        one = f'SELECT (SELECT max(id) FROM "{table}") + 1, {rest} FROM "{table}" LIMIT 1'
        database.execute(f'INSERT INTO "{table}" (id, {rest}) {one}')
        return f"{table}, a row twice"

    return _edited(path, edit)


def columns_missing(rng: random.Random, path: Path) -> str:
    """A column or a table is not there, or goes by another name."""

    def edit(database: sqlite3.Connection, tables: list[str]) -> str:
        table = rng.choice(tables)
        names = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        column = rng.choice(names)
        change = rng.choice(
            (
                f'DROP TABLE "{table}"',
                f'ALTER TABLE "{table}" DROP COLUMN "{column}"',
                f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "x y"',
                f'ALTER TABLE "{table}" RENAME TO "other"',
                f'ALTER TABLE "{table}" ADD COLUMN "a""; DROP TABLE recording; --"',
            )
        )
        database.execute(change)
        return change

    return _edited(path, edit)


def view_for_a_table(rng: random.Random, path: Path) -> str:
    """A query that never ends, or that reads a file, calls itself a table."""

    def edit(database: sqlite3.Connection, tables: list[str]) -> str:
        table = rng.choice(tables)
        database.execute(f'ALTER TABLE "{table}" RENAME TO "was"')
        names = [row[1] for row in database.execute('PRAGMA table_info("was")')]
        ask = ", ".join(f'"was"."{name}"' for name in names)
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        bodies = (
            f'SELECT {ask} FROM "was"',
            f'{endless} SELECT {ask} FROM "was", n',
            f"SELECT {ask} FROM \"was\" WHERE load_extension('/tmp/owned') IS NULL",
        )
        database.execute(f'CREATE VIEW "{table}" AS {rng.choice(bodies)}')
        return table

    return _edited(path, edit)


def header_is_a_lie(rng: random.Random, path: Path) -> str:
    """The header promises millions of pages, pages of another size, or another encoding."""
    data = bytearray(path.read_bytes())
    if len(data) < 100:
        raise Harmless
    place, form, value = rng.choice(
        (
            (28, ">I", 2_500_000),
            (28, ">I", 0xFFFFFFFF),
            (16, ">H", 512),
            (16, ">H", 1),
            (16, ">H", 3),
            (56, ">I", 2),
            (32, ">I", 0xFFFFFF),
            (18, ">H", 0x0202),
            (44, ">I", 99),
        )
    )
    struct.pack_into(form, data, place, value)
    path.write_bytes(data)
    return f"{path.name} at {place} = {value}"


def log_of_noise(rng: random.Random, path: Path) -> str:
    """A log lies beside the database that is not its own."""
    end = rng.choice(("-wal", "-journal"))
    head = (
        struct.pack(">IIII", 0x377F0682, 3007000, 4096, 0) if end == "-wal" else b"\xd9\xd5\x05\xf9"
    )
    Path(f"{path}{end}").write_bytes(head + rng.randbytes(5000))
    return f"{path.name}{end}"


SQLITE = [
    cells,
    cells,
    cells,
    cells,
    text_of_no_encoding,
    rows_missing,
    columns_missing,
    view_for_a_table,
    header_is_a_lie,
    log_of_noise,
]


def _rewritten(path: Path, edit: Callable[[duckdb.DuckDBPyConnection, list[str]], str]) -> str:
    try:
        with duckdb.connect(str(path)) as database:
            names = database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
            if not names:
                raise Harmless
            told = edit(database, [name for (name,) in names])
    except (duckdb.Error, OverflowError, UnicodeError):
        raise Harmless from None
    return f"{path.name} {told}"


def _columns(database: duckdb.DuckDBPyConnection, table: str) -> Sequence[tuple[str, str]]:
    query = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY 1"
    return database.execute(query, [table]).fetchall()


def values(rng: random.Random, path: Path) -> str:
    """A column holds something else in one row, or in all of them."""

    def edit(database: duckdb.DuckDBPyConnection, tables: list[str]) -> str:
        table = rng.choice(tables)
        column, _ = rng.choice(_columns(database, table))
        value = _cell(rng, in_sqlite=False)
        some = rng.choice(("", "WHERE rowid = 0", "WHERE rowid % 2 = 1"))
        database.execute(f'UPDATE "{table}" SET "{column}" = ? {some}', [value])
        return f"{table}.{column} = {value!r:.60} {some}"

    return _rewritten(path, edit)


def types(rng: random.Random, path: Path) -> str:
    """A column is of another type."""

    def edit(database: duckdb.DuckDBPyConnection, tables: list[str]) -> str:
        table = rng.choice(tables)
        column, _ = rng.choice(_columns(database, table))
        kind = rng.choice(("VARCHAR", "DOUBLE", "BIGINT[]", "BLOB", "HUGEINT", "STRUCT(a INTEGER)"))
        made = f'CASE WHEN false THEN NULL::{kind} END AS "{column}"'
        made = rng.choice((made, f'TRY_CAST("{column}" AS {kind}) AS "{column}"'))
        database.execute(f'CREATE TABLE changed AS SELECT * REPLACE ({made}) FROM "{table}"')
        database.execute(f'DROP TABLE "{table}"')
        database.execute(f'ALTER TABLE changed RENAME TO "{table}"')
        return f"{table}.{column} as {kind}"

    return _rewritten(path, edit)


def shape(rng: random.Random, path: Path) -> str:
    """A table or a column is not there, is a view, or has rows too many or none."""

    def edit(database: duckdb.DuckDBPyConnection, tables: list[str]) -> str:
        table = rng.choice(tables)
        column, _ = rng.choice(_columns(database, table))
        change = rng.choice(
            (
                f'DROP TABLE "{table}"',
                f'ALTER TABLE "{table}" DROP COLUMN "{column}"',
                f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "x y"',
                f'DELETE FROM "{table}"',
                f'INSERT INTO "{table}" SELECT * FROM "{table}"',
                f'ALTER TABLE "{table}" RENAME TO was; CREATE VIEW "{table}" AS SELECT * FROM was',
                f'ALTER TABLE "{table}" RENAME TO was; CREATE VIEW "{table}" AS '
                "SELECT * FROM read_text('/etc/passwd')",
                f'ALTER TABLE "{table}" RENAME TO was; CREATE VIEW "{table}" AS '
                "SELECT was.* FROM was, range(100000000000)",
            )
        )
        database.execute(change)
        return change

    return _rewritten(path, edit)


def picture_paths(rng: random.Random, path: Path) -> str:
    """A picture is said to be outside the folder."""

    def edit(database: duckdb.DuckDBPyConnection, tables: list[str]) -> str:
        value = str(_cell(rng, in_sqlite=False))
        value = rng.choice((value, "../outside/secret.png", "/dev/zero", "..", "second.png\0"))
        database.execute("UPDATE frame SET path = ? WHERE path IS NOT NULL", [value])
        return f"{value!r:.60}"

    return _rewritten(path, edit)


DUCKDB = [values, values, values, values, types, types, shape, shape, picture_paths]
