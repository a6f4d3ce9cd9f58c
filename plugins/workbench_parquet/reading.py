"""Reading an export back: every row, and every string for a leak audit."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.errors import Damaged, StorageFailed
from workbench_parquet.columns import columns
from workbench_parquet.layout import ABOUT_KEY, About, parts, splits
from workbench_parquet.schema import FEATURES_KEY, arrow_schema, features
from workbench_parquet.seal import check_seal

_HINT = "Take a fresh copy, or build the release again."


def read_rows(out: Path, split: str) -> Iterator[dict[str, Any]]:
    """The rows of a split, one row group in memory at a time.

    Raises Damaged where a file is missing, altered or not of this split, StorageFailed where
    the disk refuses; rows may have been yielded by then.
    """
    rows = 0
    first = None
    for number, path in enumerate(parts(out, split)):
        with _opened(path) as file:
            about = _about(file, path)
            first = first or about
            if about != replace(first, split=split, part=number, first_row=rows):
                raise Damaged(f"{_name(path)!r} belongs elsewhere", hint=_HINT)
            for row in _rows(file):
                yield row
                rows += 1
    expected = (first or _any_about(out)).row_counts.get(split)
    if rows != expected:
        raise Damaged(f"{split!r} has {rows} rows, not as many as were written", hint=_HINT)


def read_strings(out: Path) -> Iterator[tuple[str, bytes]]:
    """Every string of the export with where it stands.

    That is, of every file: its name, its key-value metadata, its writer's name, the names of
    its columns, what its statistics hold, and in every row each text and each image's name
    and bytes. Raises Damaged where a file is altered or not one of an export.
    """
    for split in splits(out):
        for path in parts(out, split):
            name = _name(path)
            yield f"{name} file name", name.encode()
            with _opened(path) as file:
                _about(file, path)
                yield from ((f"{name} {where}", text) for where, text in _metadata_strings(file))
                for number, row in enumerate(_records(file)):
                    for where, text in _strings(row, ""):
                        yield f"{name} row {number} {where}", text


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """A file whose seal holds; what its decoder raises becomes Damaged."""
    with _bytes_of(path) as raw:
        try:
            with pq.ParquetFile(raw) as file:
                yield file
        except (pa.ArrowException, OSError, ValueError) as error:
            raise Damaged(f"{_name(path)!r} cannot be decoded", hint=_HINT) from error


@contextlib.contextmanager
def _bytes_of(path: Path) -> Iterator[BinaryIO]:
    try:
        raw = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with raw:
        try:
            check_seal(raw, name=_name(path))
        except OSError as error:
            raise _unreadable(path, error) from error
        yield raw


def _unreadable(path: Path, error: OSError) -> StorageFailed:
    reason = error.strerror or "the read failed"
    return StorageFailed(f"could not read {_name(path)!r}: {reason}", hint="Check the disk.")


def _about(file: pq.ParquetFile, path: Path) -> About:
    """What the file says of itself, once its columns are those of its scopes."""
    metadata = file.metadata.metadata or {}
    try:
        about = About.parse(metadata[ABOUT_KEY])
        expected = columns(about.covered)
    except (KeyError, TypeError, ValueError):
        raise Damaged(f"{_name(path)!r} does not say what it holds", hint=_HINT) from None
    described = metadata.get(FEATURES_KEY) == features(expected)
    if not (described and file.schema_arrow.equals(arrow_schema(expected))):
        raise Damaged(f"{_name(path)!r} has other columns than its scopes allow", hint=_HINT)
    return about


def _any_about(out: Path) -> About:
    """What the first file of the export says; a split without rows has no file of its own."""
    for split in splits(out):
        for path in parts(out, split):
            with _opened(path) as file:
                return _about(file, path)
    raise Damaged("there is no export here", hint=_HINT)


def _records(file: pq.ParquetFile) -> Iterator[dict[str, Any]]:
    for group in range(file.num_row_groups):
        yield from file.read_row_group(group).to_pylist()


def _rows(file: pq.ParquetFile) -> Iterator[dict[str, Any]]:
    for row in _records(file):
        if row.get("image") is not None:
            row["image"] = row["image"]["bytes"]
        yield row


def _metadata_strings(file: pq.ParquetFile) -> Iterator[tuple[str, bytes]]:
    metadata = file.metadata
    yield "writer", metadata.created_by.encode()
    for key, value in (metadata.metadata or {}).items():
        yield "metadata key", key
        yield f"metadata {key.decode(errors='replace')}", value
    for leaf in range(metadata.num_columns):
        yield "column name", file.schema.column(leaf).path.encode()
    for group in range(metadata.num_row_groups):
        for leaf in range(metadata.num_columns):
            column = metadata.row_group(group).column(leaf)
            if column.statistics is not None and column.statistics.has_min_max:
                for bound in (column.statistics.min, column.statistics.max):
                    yield f"statistics {column.path_in_schema}", _as_bytes(bound)


def _strings(value: object, where: str) -> Iterator[tuple[str, bytes]]:
    """Every text and byte string inside a value, each under its column's name."""
    if isinstance(value, (str, bytes)):
        yield where, _as_bytes(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(inner, f"{where}[{number}]")


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
