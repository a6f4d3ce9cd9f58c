"""Reading a capture file: unsealed into memory as far as the reader's keys go."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from workbench.domain.action import Action, TypedRun
from workbench.domain.custody import Custody
from workbench.domain.event import Event, Window
from workbench.domain.geometry import Geometry
from workbench.domain.remark import Remark
from workbench.domain.text_screen import TextScreen
from workbench.errors import Damaged, NewerVersion
from workbench.store.captures import rows, texts
from workbench.store.captures.rows import IDENTITY, SCHEMAS, FrameRow, Row
from workbench.store.captures.writer import FORMAT
from workbench.store.database import attach_reading
from workbench.store.keyring import KeyClass
from workbench.store.seals import RecordSeal, SubjectKey


class CaptureFile:
    """One session's capture, opened with the keys the reader holds.

    Without the restricted key, rows that were flagged at import come masked. Raises NotFound,
    Damaged, NewerVersion, and KeyUnavailable for keys that are not this file's.
    """

    def __init__(
        self, path: Path, *, project_id: str, session_id: str, keys: dict[KeyClass, SubjectKey]
    ) -> None:
        self._path = path
        self._connection = attach_reading(path, "capture")
        with self._reading():
            meta = self._read_meta()
            self._seals = {
                key_class: self._seal(key_class, key, f"{project_id}/{session_id}", meta)
                for key_class, key in keys.items()
            }
            self._load()

    def close(self) -> None:
        """Let go of the file and of what was unsealed."""
        self._connection.close()

    @cached_property
    def geometry(self) -> tuple[Geometry, ...]:
        """The spans of screen geometry, in time order."""
        with self._reading():
            found = self._connection.execute("SELECT * FROM capture.geometry ORDER BY start_us")
            return tuple(Geometry(*row) for row in found.fetchall())

    @cached_property
    def actions(self) -> list[Action]:
        """The actions in time order."""
        return [rows.action_of(row) for row in self._rows("action", "t_us, action_id")]

    @cached_property
    def windows(self) -> list[Window]:
        """The focused windows in time order."""
        return [rows.window_of(row) for row in self._rows("window", "start_us, window_id")]

    @cached_property
    def typed_runs(self) -> list[TypedRun]:
        """Everything typed, erased characters included, as far as the keys go."""
        return rows.typed_runs_of(self._rows("keystroke", "action_id, t_us, place"))

    @cached_property
    def frames(self) -> list[FrameRow]:
        """The index of the frame pack."""
        return [FrameRow(**row) for row in self._rows("frame", "frame_no")]

    @cached_property
    def remarks(self) -> list[Remark]:
        """What the recorder noted besides, in time order."""
        return [texts.remark_of(row) for row in self._rows("remark", "t_us, remark_no")]

    @cached_property
    def screens(self) -> list[TextScreen]:
        """The screens of text in time order; lines that stay are shared between them."""
        return list(texts.screens_of(self._rows("screen", "screen_no, line_no")))

    @cached_property
    def custody(self) -> Custody:
        """The chain of custody; needs the content key. What was flagged in it comes masked."""
        return rows.custody_of(self._rows("custody", "fields")[0])

    def events(
        self, *, kind: str | None = None, from_us: int = 0, to_us: int | None = None
    ) -> Iterator[Event]:
        """Raw events `[from_us, to_us)` in time order, pointer and sealed ones together."""
        # A cursor of its own: the reader may stop half-way, or ask for something else between.
        with self._reading():
            found = self._connection.cursor().execute(
                """
                SELECT event_id, t_us, kind, x, y, button, dx, dy, key, text, is_inferred
                FROM event
                WHERE t_us >= $from_us AND t_us < $to_us AND ($kind IS NULL OR kind = $kind)
                ORDER BY t_us, event_id
                """,
                {"kind": kind, "from_us": from_us, "to_us": 2**62 if to_us is None else to_us},
            )
            names = [column[0] for column in found.description]
            while batch := found.fetchmany(10_000):
                for values in batch:
                    yield rows.event_of(dict(zip(names, values, strict=True)))

    def event_times_us(self) -> NDArray[np.int64]:
        """The time of every event that is not a pointer move, sorted."""
        query = "SELECT t_us FROM event WHERE kind <> 'move' ORDER BY t_us"
        with self._reading():
            return np.asarray(self._connection.sql(query).fetchnumpy()["t_us"], np.int64)

    def pointer_path(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The pointer's times (n) and places (n x 2, pixels), in time order."""
        with self._reading():
            found = self._connection.sql(
                "SELECT t_us, x, y FROM capture.pointer WHERE x IS NOT NULL ORDER BY t_us, event_id"
            ).fetchnumpy()
        places = np.stack([found["x"], found["y"]], axis=1).astype(np.float64)
        return np.asarray(found["t_us"], np.int64), places

    def density(self, bins: int, duration_us: int) -> dict[str, NDArray[np.int64]]:
        """How many events of each kind fall into each of `bins` equal parts of the session."""
        width_us = max(1, -(-duration_us // bins))
        with self._reading():
            binned = self._connection.execute(
                """
                SELECT kind, least(t_us // $width_us, $bins - 1) AS bin, count(*)
                FROM event GROUP BY ALL
                """,
                {"width_us": width_us, "bins": bins},
            ).fetchall()
        counts: dict[str, NDArray[np.int64]] = {}
        for kind, bin_no, count in binned:
            counts.setdefault(kind, np.zeros(bins, np.int64))[int(bin_no)] = count
        return counts

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn what DuckDB or Arrow say of a changed file into Damaged."""
        try:
            yield
        except (duckdb.Error, pa.ArrowException, KeyError):
            raise _damaged(self._path) from None

    def _read_meta(self) -> dict[str, bytes]:
        meta: dict[str, bytes] = dict(
            self._connection.execute("SELECT name, value FROM capture.meta").fetchall()
        )
        if meta.get("format") != str(FORMAT).encode():
            raise NewerVersion(
                "the capture file was made by a later version of Workbench",
                hint="Install the latest session-workbench.",
            )
        return meta

    def _seal(
        self, key_class: KeyClass, key: SubjectKey, context: str, meta: dict[str, bytes]
    ) -> RecordSeal:
        data_key = key.unwrap(meta[f"key/{key_class}"], f"{context}/capture")
        return RecordSeal(data_key, f"{context}/{key_class}")

    def _load(self) -> None:
        for stream in SCHEMAS:
            self._load_stream(stream)
        self._connection.execute(
            """
            CREATE VIEW event AS
            SELECT event_id, t_us, kind, x, y, button, dx, dy, NULL AS key, NULL AS text,
                false AS is_inferred
            FROM capture.pointer
            UNION ALL
            SELECT event_id, t_us, kind, NULL, NULL, NULL, 0, 0, key, text, is_inferred
            FROM event_rows
            """
        )

    def _load_stream(self, stream: str) -> None:
        """Its rows; a restricted row stands in for the masked one of the same identity.

        A stream without an identity is one row.
        """
        for key_class in KeyClass:
            self._connection.register(key_class.value, self._stream_table(stream, key_class))
        same = " AND ".join(f"content.{name} = restricted.{name}" for name in IDENTITY[stream])
        self._connection.execute(
            f"""
            CREATE TABLE {stream}_rows AS
            FROM content ANTI JOIN restricted ON {same or "true"} UNION ALL FROM restricted
            """
        )
        for key_class in KeyClass:
            self._connection.unregister(key_class.value)

    def _stream_table(self, stream: str, key_class: KeyClass) -> pa.Table:
        seal = self._seals.get(key_class)
        if seal is None:
            return _no_rows(stream)
        chunks = self._connection.execute(
            """
            SELECT chunk_no, data FROM capture.sealed
            WHERE stream = ? AND key_class = ? ORDER BY chunk_no
            """,
            [stream, key_class.value],
        ).fetchall()
        tables = [
            _completed(pa.ipc.open_file(seal.open(stream, chunk_no, data)).read_all(), stream)
            for chunk_no, data in chunks
        ]
        return pa.concat_tables(tables) if tables else _no_rows(stream)

    def _rows(self, stream: str, order: str) -> list[Row]:
        found = self._connection.sql(f"FROM {stream}_rows ORDER BY {order}")
        return list(found.to_arrow_table().to_pylist())


def _damaged(path: Path) -> Damaged:
    return Damaged(
        f"{path.name} of session {path.parent.name} does not check out",
        hint="Restore the session's directory from a copy, or import the capture again.",
    )


def _completed(table: pa.Table, stream: str) -> pa.Table:
    """The columns this version knows: one that a capture of an earlier version lacks is null."""
    for field in SCHEMAS[stream]:
        if field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(len(table), field.type))
    return table.select(SCHEMAS[stream].names)


def _no_rows(stream: str) -> pa.Table:
    # Schema.empty_table() makes arrays, and the first array made imports pandas where that is.
    return pa.Table.from_batches([], schema=SCHEMAS[stream])
