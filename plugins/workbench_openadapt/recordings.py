"""The recordings that a database holds: which there are, and one of them by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import BadCapture
from workbench_openadapt.database import Between, Recording, RecordingDatabase
from workbench_openadapt.schema import Kind

_RECORDING = (
    "timestamp",
    "monitor_width",
    "monitor_height",
    "pixel_ratio",
    "double_click_interval_seconds",
    "double_click_distance_pixels",
    "platform",
    "task_description",
    "video_start_time",
    "config",
    "original_recording_id",
)
_CAPTURE = (
    "started_at",
    "ended_at",
    "screen_width",
    "screen_height",
    "pixel_ratio",
    "double_click_interval_seconds",
    "double_click_distance_pixels",
    "platform",
    "task_description",
    "video_start_time",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One recording: its name in the database, its row, and its own rows of the other tables."""

    name: str
    row: dict[str, Any]
    database: RecordingDatabase
    is_only: bool


def part_names(database: RecordingDatabase, kind: Kind) -> Sequence[str]:
    """The numbers of the recordings in a database; one without a name where there is one."""
    names = [str(row["rowid"]) for row in _rows(database, kind)]
    return [""] if len(names) == 1 else names


def choose(database: RecordingDatabase, kind: Kind, name: str) -> Part:
    """The recording of that name, the only one for none; raises BadCapture."""
    rows = _rows(database, kind)
    if not name and len(rows) != 1:
        raise BadCapture(
            f"the database holds {len(rows)} recordings instead of one",
            hint="Import its recordings one by one." if rows else "Record again.",
        )
    found = [place for place, row in enumerate(rows) if name in ("", str(row["rowid"]))]
    if not found:
        raise BadCapture("the database holds no such recording", hint="Ask for its parts again.")
    return _part(database, kind, rows, found[0])


def _part(database: RecordingDatabase, kind: Kind, rows: list[dict[str, Any]], place: int) -> Part:
    row, is_only = rows[place], len(rows) == 1
    if kind is Kind.STORE:
        scope: Recording | Between = Between(*_stretch(rows, place))
    else:
        scope = Recording(row["rowid"], row["timestamp"])
    # A database of one may have lost others, and their rows may have stayed behind.
    is_whole = is_only and kind is not Kind.LEGACY
    return Part(str(row["rowid"]), row, database if is_whole else database.only(scope), is_only)


def _stretch(rows: list[dict[str, Any]], place: int) -> tuple[float, float]:
    """From a capture's start to the next one's: the store does not link events to captures."""
    starts = sorted(row["started_at"] for row in rows if isinstance(row["started_at"], float | int))
    start = rows[place]["started_at"]
    if not isinstance(start, float | int):
        return 0.0, 0.0
    return float(start), float(next((s for s in starts if s > start), "inf"))


def _rows(database: RecordingDatabase, kind: Kind) -> list[dict[str, Any]]:
    table, columns = ("capture", _CAPTURE) if kind is Kind.STORE else ("recording", _RECORDING)
    names = ("rowid", *columns)
    return [dict(zip(names, row, strict=True)) for row in database.rows(table, columns)]
