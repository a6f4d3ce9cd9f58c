"""One recording, opened: what it says of itself, its events, windows and screenshots."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.geometry import Geometry
from workbench.domain.tally import WarningTally
from workbench.domain.thresholds import ReductionSettings
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.events import (
    EventReader,
    json_object,
    microseconds,
    read_navigations,
    read_windows,
)
from workbench_openadapt.folder import CaptureFolder
from workbench_openadapt.frames import FrameReader
from workbench_openadapt.keys import KeyReader, may_assume_us
from workbench_openadapt.seal import check_seal

_CLOCK = "Unix time in seconds as the recorder read it, rounded to microseconds"
_COLUMNS = (
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
)


class OpenAdaptCapture:
    """A recording of openadapt-capture, open for reading; nothing of it is changed."""

    def __init__(self, folder: CaptureFolder, database: RecordingDatabase) -> None:
        self._folder = folder
        self._database = database
        self._tally = WarningTally()
        self._row = self._recording_row()
        self._starts_us = self._start_time()
        self._screen = _screen(self._row, self._starts_us)
        self._note_state()
        self.info = self._info()

    def events(self) -> Iterator[Event]:
        """Raw events and navigations, in the order they were recorded."""
        is_us = may_assume_us(self._database)
        keys = KeyReader(self._tally, self._platform, assume_us=is_us)
        events = EventReader(self._tally, keys).read(self._database)
        navigations = list(read_navigations(self._database, self._tally))
        if not navigations:
            return events
        return heapq.merge(events, navigations, key=lambda event: event.t_us)

    def windows(self) -> Iterator[Window]:
        """Changes of the active window; on Linux without its place, which is not recorded."""
        return read_windows(
            self._database, self._tally, origin_is_known=self._platform in ("darwin", "win32")
        )

    def frames(self) -> Iterator[SourceFrame]:
        """Screenshots with the times of their rows, decoded one at a time."""
        film = self._folder.film(self._row["timestamp"])
        try:
            film_starts_us = microseconds(self._row["video_start_time"])
        except ValueError:
            film_starts_us = self._starts_us
            if film is not None:
                self._tally.add("video-start-assumed", "the film is taken to start the recording")
        return FrameReader(self._database, film, film_starts_us, self._tally).frames()

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    @property
    def _platform(self) -> str:
        return str(self._row["platform"] or "")

    def _recording_row(self) -> dict[str, Any]:
        rows = [dict(zip(_COLUMNS, r, strict=True)) for r in self._recordings()]
        if len(rows) != 1:
            raise BadCapture(
                f"the database holds {len(rows)} recordings instead of one",
                hint="Record again, or keep one recording in a database.",
            )
        return rows[0]

    def _recordings(self) -> Iterator[tuple[Any, ...]]:
        return self._database.rows("recording", _COLUMNS)

    def _start_time(self) -> int:
        try:
            return microseconds(self._row["timestamp"])
        except ValueError:
            raise BadCapture(
                "the recording does not say when it started",
                hint="Its table 'recording' is damaged; copy it again from its source.",
            ) from None

    def _note_state(self) -> None:
        check_seal(self._folder, self._tally)
        state = self._folder.document("capture-state.json")
        if self._folder.side_files or state.get("complete") is False:
            self._tally.add("incomplete", "the recorder was stopped before it had finished")
        intervals = self._folder.document("authentication-handoffs.json").get("intervals")
        if isinstance(intervals, list) and intervals:
            detail = "spans of signing in, where nothing was recorded"
            self._tally.add("authentication-handoffs", detail, len(intervals))
        if self._screen is None:
            self._tally.add("screen-unknown", "the recorder did not say how large the screen was")

    def _info(self) -> CaptureInfo:
        row = self._row
        terminal = self._folder.document("capture-terminal.json")
        interval = _positive(row["double_click_interval_seconds"])
        return CaptureInfo(
            format_version=str(terminal.get("schema_version", "unsealed")),
            recorder="openadapt-capture",
            platform=self._platform,
            started_at=_iso(self._starts_us),
            description=str(row["task_description"] or ""),
            clock=_CLOCK,
            geometry=() if self._screen is None else (self._screen,),
            reduction=ReductionSettings.told(
                double_click_us=None if interval is None else round(interval * 1e6),
                double_click_px=_positive(row["double_click_distance_pixels"]),
                recorder_signs=(("ctrl", "ctrl", "ctrl"),),
                recorder_words=("oa.stop",),
            ),
        )


def _screen(row: dict[str, Any], starts_us: int) -> Geometry | None:
    """The screen that pointer positions are on; scaled only where they are not pixels yet."""
    config = json_object(row["config"])
    scope = config.get("capture_window") or config.get("capture_desktop")
    origin, viewport = (0, 0), None
    if isinstance(scope, dict):
        origin = _pair(scope.get("origin")) or origin
        viewport = _pair(scope.get("viewport"))
    size = viewport or _pair([row["monitor_width"], row["monitor_height"]])
    if size is None or min(size) <= 0:
        return None
    scale = 1.0 if viewport else (_positive(row["pixel_ratio"]) or 1.0)
    return Geometry(starts_us, *size, scale, *origin)


def _pair(value: object) -> tuple[int, int] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    if not all(isinstance(number, int | float) for number in value):
        return None
    return round(value[0]), round(value[1])


def _positive(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 < number < 1e6 else None


def _iso(t_us: int) -> str:
    try:
        return datetime.fromtimestamp(t_us / 1e6, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return ""
