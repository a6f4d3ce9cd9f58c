"""Reads a capture back: its clock, and the frames of its film with the times they were taken."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Film:
    """A capture's film; `taken` holds (encoded frame, unix time) of every screenshot in it."""

    path: Path
    taken: list[tuple[int, float]]
    time_zero: float

    def frames(self) -> Iterator[tuple[float, Image]]:
        """Every screenshot as grey pixels, with the unix time it was taken."""
        times = dict(self.taken)
        with av.open(str(self.path)) as film:
            for index, frame in enumerate(film.decode(video=0)):
                if index in times:
                    yield times[index], frame.to_ndarray(format="gray").astype(np.uint8, copy=False)

    def at(self, moments: list[float]) -> dict[float, Image]:
        """For each moment, the last screenshot taken until then."""
        stamps = [taken for _, taken in self.taken]
        wanted = {m: max((t for t in stamps if t <= m), default=stamps[0]) for m in moments}
        needed = set(wanted.values())
        images = {taken: image for taken, image in self.frames() if taken in needed}
        return {moment: images[taken] for moment, taken in wanted.items()}


def open_film(capture: Path) -> Film:
    """The film of a capture folder, with time zero at its first event or screenshot."""
    path = next(capture.glob("oa_recording-*.mp4"))
    return Film(path, _taken(path), _time_zero(capture / "recording.db"))


def _time_zero(database: Path) -> float:
    with sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True) as rows:
        first = rows.execute(
            """
            SELECT MIN(timestamp)
            FROM (
                SELECT timestamp FROM action_event
                UNION ALL SELECT timestamp FROM window_event
                UNION ALL SELECT timestamp FROM screenshot
            )
            """
        ).fetchone()
    return float(first[0])


def _taken(path: Path) -> list[tuple[int, float]]:
    """The recorder's own list of captured frames, kept as JSON in a `uuid` box of the film."""
    data = path.read_bytes()
    offset = 0
    while offset < len(data):
        size, kind = struct.unpack_from(">I4s", data, offset)
        if kind == b"uuid":
            timing = json.loads(data[offset + 24 : offset + size])
            return [(index, taken) for index, taken in timing["captures"]]
        offset += size
    raise ValueError(f"no timing box in {path.name!r}")
