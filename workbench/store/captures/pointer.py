"""Pointer events on their way into a capture file, a batch at a time: a session has millions."""

import duckdb
import numpy as np
import pyarrow as pa

from workbench.domain.event import Event
from workbench.store.database import writing

_BATCH_ROWS = 10_000
_SCHEMA = pa.schema(
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


class PointerLog:
    """Takes pointer events in time order, and writes them on the session's clock.

    Raises StorageFailed where the disk refuses.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, origin_us: int) -> None:
        self._connection = connection
        self._origin_us = origin_us
        self._batch: list[Event] = []
        self._written = 0

    @property
    def count(self) -> int:
        """How many it has taken."""
        return self._written + len(self._batch)

    def add(self, event: Event) -> None:
        """Take one, its time on the capture's own clock."""
        self._batch.append(event)
        if len(self._batch) >= _BATCH_ROWS:
            self._write()

    def close(self) -> None:
        """Write the last ones."""
        if self._batch:
            self._write()

    @writing("the capture file")
    def _write(self) -> None:
        event_id, t_us, *others = list(zip(*self._batch, strict=True))[: len(_SCHEMA)]
        moved_us = np.array(t_us, np.int64) - self._origin_us
        columns = (event_id, moved_us, *others)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, _SCHEMA, strict=True)]
        self._connection.register("incoming", pa.Table.from_arrays(arrays, schema=_SCHEMA))
        self._connection.execute("INSERT INTO pointer SELECT * FROM incoming")
        self._connection.unregister("incoming")
        self._written += len(self._batch)
        self._batch = []
