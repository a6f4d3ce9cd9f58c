"""The columns as Arrow types, as Hugging Face features, and rows as Arrow tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TypeAlias

import pyarrow as pa

from workbench.domain.release import Row
from workbench_parquet.columns import Column

FEATURES_KEY = b"huggingface"

_Feature: TypeAlias = "Mapping[str, str | _Feature]"

_SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp"}


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of these columns."""
    return pa.schema([pa.field(column.name, _arrow_type(column)) for column in columns])


def features(columns: Sequence[Column]) -> bytes:
    """What `datasets` reads under `FEATURES_KEY`: which column is an image, which a list."""
    described = {column.name: _feature(column) for column in columns}
    return json.dumps({"info": {"features": described}}, separators=(",", ":")).encode()


def leaf_paths(columns: Sequence[Column], kinds: frozenset[str]) -> list[str]:
    """Where the values of columns of these kinds stand in a Parquet file."""
    paths: list[str] = []
    for column in columns:
        inner = leaf_paths(column.parts, kinds)
        paths += [f"{column.name}.{path}" for path in inner]
        if column.kind in kinds:
            paths += [column.name + end for end in _LEAVES.get(column.kind, ("",))]
    return paths


def arrow_table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """The rows as a table of exactly this schema; raises UnicodeEncodeError for half characters."""
    return pa.Table.from_pylist([_record(row) for row in rows], schema=schema)


_LEAVES = {"strings": (".list.element",), "image": (".bytes", ".path")}

_IMAGE = pa.struct([pa.field("bytes", pa.binary()), pa.field("path", pa.string())])
_TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "strings": pa.list_(pa.field("element", pa.string())),
    "image": _IMAGE,
}


def _arrow_type(column: Column) -> pa.DataType:
    if column.kind == "struct":
        return pa.struct([pa.field(part.name, _arrow_type(part)) for part in column.parts])
    return _TYPES[column.kind]


def _feature(column: Column) -> _Feature:
    if column.kind == "struct":
        return {part.name: _feature(part) for part in column.parts}
    if column.kind == "image":
        return {"_type": "Image"}
    if column.kind == "strings":
        # Older and newer versions of `datasets` both know the name Sequence.
        return {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"}
    return {"dtype": column.kind, "_type": "Value"}


def _record(row: Row) -> dict[str, object]:
    """The row by column name; the table takes from it what its schema names."""
    record: dict[str, object] = asdict(row)
    if row.image is not None:
        record["image"] = {"bytes": row.image, "path": _image_name(row, row.image)}
    return record


def _image_name(row: Row, image: bytes) -> str:
    suffix = next((end for start, end in _SUFFIXES.items() if image.startswith(start)), "")
    return f"{row.task_id}-{row.step_index:05}{suffix}"
