"""One Parquet file being written: under a temporary name until it is complete and on the disk."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.domain.release import Row
from workbench.errors import Damaged, StorageFailed
from workbench_parquet.columns import Column
from workbench_parquet.layout import ABOUT_KEY, About
from workbench_parquet.schema import FEATURES_KEY, arrow_schema, arrow_table, features, leaf_paths
from workbench_parquet.seal import BLANK, SEAL_KEY, seal

_TEXTS = frozenset({"string", "strings"})
_NUMBERS = frozenset({"int32", "int64", "float64"})
_IMAGES = frozenset({"image"})

# Values handed on at once: few, so that a page of images stays near its megabyte.
_BATCH_VALUES = 2


class Part:
    """A file in the making; nothing stands under `path` before `finish` returns.

    Every method raises StorageFailed where the disk refuses.
    """

    def __init__(self, path: Path, columns: Sequence[Column], about: About) -> None:
        self.path = path
        self._columns = columns
        self._about = about
        self._schema = arrow_schema(columns)
        self._unfinished = unfinished(path)
        with writing_to(path):
            self._file = self._unfinished.open("w+b")
        self._writer = _writer(self._file, self._schema, columns)

    @property
    def size_bytes(self) -> int:
        """How much was written so far."""
        return self._file.tell()

    def add(self, rows: Sequence[Row]) -> None:
        """Write the rows as one row group; raises Damaged for text that is not Unicode."""
        try:
            table = arrow_table(rows, self._schema)
        except UnicodeEncodeError:
            raise Damaged(
                f"a text among rows of {self._about.split!r} holds half a character",
                hint="Correct the text or leave its session out.",
            ) from None
        with writing_to(self.path):
            self._writer.write_table(table, row_group_size=len(rows))

    def finish(self) -> None:
        """Complete the file, bring it to the disk and give it its name."""
        with writing_to(self.path):
            self._writer.add_key_value_metadata(
                {
                    FEATURES_KEY: features(self._columns),
                    ABOUT_KEY: self._about.encode(),
                    SEAL_KEY: BLANK,
                }
            )
            self._writer.close()
            seal(self._file)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._unfinished.rename(self.path)
            sync_folder(self.path.parent)

    def abandon(self) -> None:
        """Close the unfinished file, which stays for the caller to remove."""
        # The writer completes its file when it is dropped; it is closed while it still can.
        for step in (self._writer.close, self._file.close):
            with contextlib.suppress(OSError, ValueError, pa.ArrowException):
                step()


def unfinished(path: Path) -> Path:
    """Where a file stands until it is complete."""
    return path.with_name(f".{path.name}.unfinished")


@contextlib.contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Turn a refusal of the disk into StorageFailed."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "the write failed"
        raise StorageFailed(
            f"could not write {path.parent.name}/{path.name}: {reason}",
            hint="Free some space or choose another place, then build again.",
        ) from error


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _writer(file: object, schema: pa.Schema, columns: Sequence[Column]) -> pq.ParquetWriter:
    texts = leaf_paths(columns, _TEXTS)
    numbers = leaf_paths(columns, _NUMBERS)
    packed = dict.fromkeys(texts + numbers, "ZSTD")
    return pq.ParquetWriter(
        file,
        schema,
        compression=packed | dict.fromkeys(leaf_paths(columns, _IMAGES), "NONE"),
        use_dictionary=texts,
        # Statistics would repeat texts outside their column.
        write_statistics=numbers,
        write_batch_size=_BATCH_VALUES,
        store_schema=False,
    )
