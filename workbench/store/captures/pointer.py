"""Pointer events on their way into a capture file, many at a time: a session has millions."""

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from workbench.domain.event import Event
from workbench.domain.geometry import Geometry
from workbench.store.database import writing

_BATCH_ROWS = 1_000
"""Few enough to be still in the processor's cache when they are made into columns."""
_BATCHES_AT_ONCE = 100
"""As many as one statement writes; each has its price, whatever it writes."""
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

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, origin_us: int, geometry: Sequence[Geometry]
    ) -> None:
        self._connection = connection
        self._origin_us = origin_us
        self._geometry = geometry
        self.outside = 0
        """How many lie off the screen as it was at their time; kept like the others."""
        self._events: list[Event] = []
        self._batches: list[pa.RecordBatch] = []
        self._gathered = 0

    @property
    def count(self) -> int:
        """How many it has taken."""
        return self._gathered + len(self._events)

    def add(self, event: Event) -> None:
        """Take one, its time on the capture's own clock."""
        self._events.append(event)
        if len(self._events) >= _BATCH_ROWS:
            self._gather()

    def close(self) -> None:
        """Write the last ones."""
        if self._events:
            self._gather()
        if self._batches:
            self._write()

    def _gather(self) -> None:
        event_id, t_us, *others = list(zip(*self._events, strict=True))[: len(_SCHEMA)]
        moved_us = np.array(t_us, np.int64) - self._origin_us
        columns = (event_id, moved_us, *others)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, _SCHEMA, strict=True)]
        self._count_outside(moved_us, arrays[3], arrays[4])
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA))
        self._gathered += len(self._events)
        self._events = []
        if len(self._batches) >= _BATCHES_AT_ONCE:
            self._write()

    @writing("the capture file")
    def _write(self) -> None:
        self._connection.register("incoming", pa.Table.from_batches(self._batches))
        self._connection.execute("INSERT INTO pointer SELECT * FROM incoming")
        self._connection.unregister("incoming")
        self._batches = []

    def _count_outside(self, t_us: NDArray[np.int64], x: pa.Array, y: pa.Array) -> None:
        if not self._geometry:
            return
        starts_us = [span.start_us for span in self._geometry]
        spans = np.maximum(np.searchsorted(starts_us, t_us, side="right") - 1, 0)
        sizes = np.array([(span.width_px, span.height_px) for span in self._geometry])[spans]
        places = np.stack([x.to_numpy(False), y.to_numpy(False)], axis=1).astype(np.float64)
        # A place that is not told is NaN, which is neither inside nor outside.
        self.outside += int(((places < 0) | (places >= sizes)).any(axis=1).sum())
