"""Writing a capture file: pointer rows in the clear, everything else sealed chunk by chunk."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Self

import pyarrow as pa

from workbench.domain.geometry import Geometry
from workbench.store.captures.pointer import PointerLog
from workbench.store.captures.rows import SCHEMAS, Row
from workbench.store.database import connect_new, writing
from workbench.store.keyring import KeyClass
from workbench.store.seals import RecordSeal, SubjectKey, new_key

FORMAT = 1
CHUNK_ROWS = 65_536
_BLOCK_BYTES = 16_384
_PAD_BYTES = 4_096


class CaptureWriter:
    """Builds one capture file; nobody reads it before it is closed.

    As a context manager it closes, or lets go of the unfinished file where an error passes.
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
        self._seals: dict[KeyClass, RecordSeal] = {}
        context = f"{project_id}/{session_id}"
        self._meta("format", str(FORMAT).encode())
        for key_class, key in keys.items():
            data_key = new_key()
            self._seals[key_class] = RecordSeal(data_key, f"{context}/{key_class}")
            self._meta(f"key/{key_class}", key.wrap(data_key, f"{context}/capture"))

    def pointer_log(self, origin_us: int, geometry: Sequence[Geometry]) -> PointerLog:
        """Takes the pointer events, whose session starts at a time of theirs."""
        return PointerLog(self._connection, origin_us, geometry)

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
        self._connection.execute("CHECKPOINT")
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self._connection.close()

    def _meta(self, name: str, value: bytes) -> None:
        self._connection.execute("INSERT INTO meta VALUES (?, ?)", [name, value])

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
