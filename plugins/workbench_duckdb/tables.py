"""The tables and columns of the capture schema, as docs/capture-schema.md has them."""

from dataclasses import dataclass
from enum import Enum

SCHEMA_VERSION = 1


class ColumnType(Enum):
    """What a column holds, and the DuckDB types that hold it."""

    INTEGER = frozenset(
        {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT"}
        | {"UINTEGER", "UBIGINT", "UHUGEINT"}
    )
    NUMBER = INTEGER | {"DOUBLE", "FLOAT", "DECIMAL"}
    TEXT = frozenset({"VARCHAR", "ENUM"})
    BYTES = frozenset({"BLOB"})

    def holds(self, data_type: str) -> bool:
        """Whether a column of this DuckDB type holds it."""
        return data_type.split("(")[0] in self.value

    @property
    def cast(self) -> str:
        """The type its values are read as."""
        return {"INTEGER": "BIGINT", "NUMBER": "DOUBLE", "TEXT": "VARCHAR", "BYTES": "BLOB"}[
            self.name
        ]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the schema; one that is not needed may be absent, and NULL in any row."""

    name: str
    type: ColumnType
    is_needed: bool = False


_I, _N, _T, _B = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.TEXT, ColumnType.BYTES

TABLES: dict[str, tuple[Column, ...]] = {
    "session": (
        Column("schema_version", _I, is_needed=True),
        Column("recorder", _T),
        Column("platform", _T),
        Column("started_at", _T),
        Column("description", _T),
        Column("clock", _T),
        Column("double_click_us", _I),
        Column("double_click_px", _N),
    ),
    "geometry": (
        Column("start_us", _I, is_needed=True),
        Column("width_px", _I, is_needed=True),
        Column("height_px", _I, is_needed=True),
        Column("scale", _N),
        Column("origin_x", _I),
        Column("origin_y", _I),
    ),
    "event": (
        Column("event_id", _I, is_needed=True),
        Column("t_us", _I, is_needed=True),
        Column("kind", _T, is_needed=True),
        Column("x", _N),
        Column("y", _N),
        Column("button", _T),
        Column("dx", _N),
        Column("dy", _N),
        Column("key", _T),
        Column("text", _T),
    ),
    "window_focus": (
        Column("start_us", _I, is_needed=True),
        Column("window_id", _I, is_needed=True),
        Column("title", _T),
        Column("app", _T),
        Column("x", _I),
        Column("y", _I),
        Column("width_px", _I),
        Column("height_px", _I),
    ),
    "frame": (
        Column("t_us", _I, is_needed=True),
        Column("image", _B),
        Column("path", _T),
    ),
}

OPTIONAL_TABLES = frozenset({"window_focus"})
