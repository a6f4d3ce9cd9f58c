"""A capture's DuckDB file, opened read-only and on its own: no network, no other file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from workbench.errors import BadCapture, NewerVersion
from workbench_duckdb.checks import RULES, Rule
from workbench_duckdb.tables import OPTIONAL_TABLES, SCHEMA_VERSION, TABLES, Column

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "temp_directory": "",
    "threads": 1,
    "preserve_insertion_order": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_HINT = "See docs/capture-schema.md for the tables and columns."
_BATCH_ROWS = 10_000
_BATCH_PICTURES = 8

T = TypeVar("T")


class CaptureDatabase:
    """Rows of a capture; columns that are not there read as NULL."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._present: dict[str, dict[str, str]] = {}
        query = """
            SELECT c.table_name, c.column_name, c.data_type
            FROM duckdb_columns() AS c
            JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
            WHERE c.database_name = current_database() AND c.schema_name = 'main'
        """
        for table, column, data_type in self._all(query):
            self._present.setdefault(table, {})[column] = data_type

    def looks_right(self) -> bool:
        """Whether this is meant to be a capture: it has the tables that every capture has."""
        return "schema_version" in self._present.get("session", {}) and "event" in self._present

    def check(self) -> None:
        """Raise BadCapture, or NewerVersion, unless every table is as the schema has it."""
        if not self.looks_right():
            raise BadCapture("the DuckDB file holds no capture", hint=_HINT)
        self._check_version()
        for table, columns in TABLES.items():
            if table in self._present:
                self._check_columns(table, columns)
            elif table not in OPTIONAL_TABLES:
                raise BadCapture(f"the table {table!r} is missing", hint=_HINT)
        for table in TABLES:
            if table in self._present:
                self._check_rules([rule for rule in RULES if rule.table == table])

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table in the order it was written, with the schema's columns."""
        if table not in self._present:
            return
        yield from self._streamed(table, _BATCH_ROWS)

    def picture_paths(self) -> list[str]:
        """The paths of pictures that stand in files of their own, sorted."""
        if "path" not in self._present.get("frame", {}):
            return []
        query = "SELECT DISTINCT CAST(path AS VARCHAR) FROM frame WHERE path IS NOT NULL ORDER BY 1"
        return [path for (path,) in self._all(query)]

    def pictures(self) -> Iterator[tuple[Any, ...]]:
        """The rows of frames in the order they were written."""
        if "frame" in self._present:
            yield from self._streamed("frame", _BATCH_PICTURES)

    def _streamed(self, table: str, rows: int) -> Iterator[tuple[Any, ...]]:
        """A table's rows, asked for without an order, which DuckDB would sort all of them for.

        One thread hands them over as they were written.
        """
        result = self._run(f"SELECT {self._columns(table)} FROM {table}")  # noqa: S608
        while batch := _guarded(lambda: result.fetchmany(rows)):
            yield from batch

    def _columns(self, table: str) -> str:
        present = self._present[table]
        return ", ".join(
            f'CAST("{column.name}" AS {column.type.cast}) AS "{column.name}"'
            if column.name in present
            else f'CAST(NULL AS {column.type.cast}) AS "{column.name}"'
            for column in TABLES[table]
        )

    def _check_version(self) -> None:
        versions = self._all("SELECT schema_version FROM session")
        if len(versions) != 1 or not isinstance(versions[0][0], int) or versions[0][0] < 1:
            raise BadCapture(
                "the table 'session' must have one row that says the schema's version", hint=_HINT
            )
        if versions[0][0] > SCHEMA_VERSION:
            raise NewerVersion(
                f"the capture follows version {versions[0][0]} of the capture schema",
                hint=f"This Workbench reads up to version {SCHEMA_VERSION}; upgrade it.",
            )

    def _check_columns(self, table: str, columns: tuple[Column, ...]) -> None:
        present = self._present[table]
        for column in columns:
            if column.name not in present:
                if column.is_needed:
                    raise BadCapture(f"the column {table}.{column.name} is missing", hint=_HINT)
            elif not column.type.holds(present[column.name]):
                raise BadCapture(
                    f"the column {table}.{column.name} has the type {present[column.name]}",
                    hint=f"It must be {column.type.cast}. {_HINT}",
                )

    def _check_rules(self, rules: list[Rule]) -> None:
        """Count the rows that break each rule of one table in a single pass over it."""
        table = rules[0].table
        broken = ", ".join(f"{rule.broken} AS b{place}" for place, rule in enumerate(rules))
        counts = ", ".join(f"count_if(b{place})" for place in range(len(rules)))
        query = f"""
            SELECT {counts} FROM (
              SELECT {broken}
              FROM (SELECT {self._columns(table)}, rowid AS row_number FROM {table})
            )
        """  # noqa: S608
        (found,) = self._all(query)
        for rule, count in zip(rules, found, strict=True):
            if count:
                raise BadCapture(
                    f"the column {table}.{rule.column} {rule.reason} ({count} rows)", hint=_HINT
                )

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        result = self._run(query)
        return _guarded(result.fetchall)

    def _run(self, query: str) -> duckdb.DuckDBPyConnection:
        return _guarded(lambda: self._connection.cursor().execute(query))


@contextmanager
def open_database(path: Path) -> Iterator[CaptureDatabase]:
    """Open a capture read-only, unable to reach anything else; raises BadCapture if it is none."""
    connection = _guarded(lambda: duckdb.connect(str(path), read_only=True, config=_CONFIG))
    try:
        _guarded(lambda: connection.execute("SET enable_external_access = false"))
        _guarded(lambda: connection.execute("SET lock_configuration = true"))
        yield CaptureDatabase(connection)
    finally:
        connection.close()


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except duckdb.OutOfMemoryException as error:
        raise BadCapture(
            "the DuckDB file does not fit into the memory there is for it",
            hint="Store large pictures in files beside it, and their paths in frame.path.",
        ) from error
    except (duckdb.Error, UnicodeDecodeError, OverflowError) as error:
        raise BadCapture(
            "the DuckDB file cannot be read",
            hint="It is damaged, still open in another program, or made by a later DuckDB.",
        ) from error
