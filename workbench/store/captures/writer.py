"""Writing a capture file: pointer rows in the clear, everything else sealed chunk by chunk."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from workbench.domain.event import Event
from workbench.domain.geometry import Geometry
from workbench.store.captures.rows import SCHEMAS, Row
from workbench.store.database import connect_new, writing
from workbench.store.keyring import KeyClass
from workbench.store.seals import RecordSeal, SubjectKey, new_key

FORMAT = 1
CHUNK_ROWS = 65_536
_BLOCK_BYTES = 16_384
_PAD_BYTES = 4_096
_POINTER_BATCH_ROWS = 100_000
_POINTER_COLUMNS = ("event_id", "t_us", "kind", "x", "y", "button", "dx", "dy")
_POINTER_SCHEMA = pa.schema(
    [
        ("event_id", pa.int64()),
        ("t_us", pa.int64()),
        ("kind", pa.string()),
        ("x", pa.float64()),
        ("y", pa.float64()),
        ("button", pa.string()),
        ("dx", pa.float64()),
        ("dy", pa.float64()),
    ]
)


class CaptureWriter:
    """Builds one capture file; nobody reads it before it is closed.

    Raises StorageFailed where the disk refuses.
    """

    @writing("the capture file")
    def __init__(
        self,
        path: Path,
        *,
        project_id: str,
        session_id: str,
        keys: dict[KeyClass, SubjectKey],
    ) -> None:
        self._connection = connect_new(path, block_bytes=_BLOCK_BYTES)
        schema = files("workbench.store") / "schema" / "capture.sql"
        self._connection.execute(schema.read_text(encoding="utf-8"))
        self._chunks = 0
        self._pointer: tuple[list[object], ...] = tuple([] for _ in _POINTER_COLUMNS)
        self._seals: dict[KeyClass, RecordSeal] = {}
        context = f"{project_id}/{session_id}"
        self._meta("format", str(FORMAT).encode())
        for key_class, key in keys.items():
            data_key = new_key()
            self._seals[key_class] = RecordSeal(data_key, f"{context}/{key_class}")
            self._meta(f"key/{key_class}", key.wrap(data_key, f"{context}/capture"))

    @writing("the capture file")
    def add_pointer(self, event: Event) -> None:
        """Write one pointer event; they come in time order."""
        for column, name in zip(self._pointer, _POINTER_COLUMNS, strict=True):
            column.append(getattr(event, name))
        if len(self._pointer[0]) >= _POINTER_BATCH_ROWS:
            self._flush_pointer()

    @writing("the capture file")
    def add_geometry(self, geometry: Sequence[Geometry]) -> None:
        """Write the spans of screen geometry."""
        if not geometry:
            return
        self._connection.executemany(
            "INSERT INTO geometry VALUES (?, ?, ?, ?, ?, ?)",
            [
                (g.start_us, g.width_px, g.height_px, g.scale, g.origin_x, g.origin_y)
                for g in geometry
            ],
        )

    @writing("the capture file")
    def add_sealed(self, stream: str, rows: Iterable[Row], key_class: KeyClass) -> None:
        """Seal rows of a stream under one of the subject's keys."""
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == CHUNK_ROWS:
                self._seal_chunk(stream, batch, key_class)
                batch = []
        if batch:
            self._seal_chunk(stream, batch, key_class)

    @writing("the capture file")
    def close(self) -> None:
        """Write everything out and let go of the file."""
        self._flush_pointer()
        self._connection.execute("CHECKPOINT")
        self._connection.close()

    def _meta(self, name: str, value: bytes) -> None:
        self._connection.execute("INSERT INTO meta VALUES (?, ?)", [name, value])

    def _flush_pointer(self) -> None:
        if not self._pointer[0]:
            return
        columns = dict(zip(_POINTER_COLUMNS, self._pointer, strict=True))
        self._connection.register("incoming", pa.table(columns, schema=_POINTER_SCHEMA))
        self._connection.execute("INSERT INTO pointer SELECT * FROM incoming")
        self._connection.unregister("incoming")
        for column in self._pointer:
            column.clear()

    def _seal_chunk(self, stream: str, rows: list[Row], key_class: KeyClass) -> None:
        table = pa.Table.from_pylist(rows, schema=SCHEMAS[stream])
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_file(sink, table.schema, options=options) as writer:
            writer.write_table(table)
        plain = sink.getvalue().to_pybytes()
        data = self._seals[key_class].seal(stream, self._chunks, plain, block_bytes=_PAD_BYTES)
        self._connection.execute(
            "INSERT INTO sealed VALUES (?, ?, ?, ?)", [self._chunks, stream, key_class.value, data]
        )
        self._chunks += 1
