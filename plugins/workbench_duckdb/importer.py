"""The importer itself: recognising, listing and opening a capture."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import BadCapture
from workbench_duckdb.pictures import picture_path

if TYPE_CHECKING:
    from workbench_duckdb.capture import DuckDBCapture

_MAGIC = b"DUCK"
_MAGIC_START = 8


class DuckDBImporter:
    """Reads captures in the schema of docs/capture-schema.md."""

    name = "duckdb"
    version = "1"
    usual_names = ("*.duckdb",)

    def recognises(self, source: Path) -> bool:
        """Whether this is a DuckDB file with a capture's tables; never raises."""
        try:
            if not _is_duckdb(source):
                return False
            from workbench_duckdb.database import open_database

            with open_database(source) as database:
                return database.looks_right()
        except (OSError, ValueError, BadCapture):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The file, its log where it has one, and the pictures its frames name, sorted."""
        from workbench_duckdb.database import open_database

        log = Path(f"{source}.wal")
        files = {source, log} if log.is_file() else {source}
        with open_database(source) as database:
            for path in database.picture_paths():
                files.add(picture_path(source.parent, path))
        return sorted(files)

    @contextmanager
    def open(self, source: Path) -> Iterator["DuckDBCapture"]:
        """Open a capture read-only after checking every table.

        Raises BadCapture, naming the table and column, where it is not as the schema has it,
        and NewerVersion where it follows a later version of the schema.
        """
        from workbench_duckdb.capture import DuckDBCapture
        from workbench_duckdb.database import open_database

        if not _is_duckdb(source):
            raise BadCapture(
                "this is not a DuckDB file", hint="See docs/capture-schema.md for what is read."
            )
        with open_database(source) as database:
            yield DuckDBCapture(source, database)


def _is_duckdb(source: Path) -> bool:
    try:
        if not source.is_file():
            return False
        with source.open("rb") as file:
            file.seek(_MAGIC_START)
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False
