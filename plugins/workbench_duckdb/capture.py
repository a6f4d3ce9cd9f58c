"""One capture, opened: what it says of itself, its events, windows and frames."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.geometry import Box, Geometry
from workbench.domain.keys import normalise_key
from workbench.domain.tally import WarningTally
from workbench.domain.thresholds import ReductionSettings
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench_duckdb.database import CaptureDatabase
from workbench_duckdb.pictures import picture_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KINDS = {kind.value: kind for kind in EventKind}


class DuckDBCapture:
    """A capture in the documented schema, open for reading; every table was checked."""

    def __init__(self, path: Path, database: CaptureDatabase) -> None:
        database.check()
        self._path = path
        self._database = database
        self._tally = WarningTally()
        self._screens = [_geometry(row) for row in database.rows("geometry")]
        if not self._screens:
            raise BadCapture(
                "the table 'geometry' has no rows",
                hint="Say at least once how large the screen is.",
            )
        self.info = self._info()

    def events(self) -> Iterator[Event]:
        """Raw events in time order."""
        for event_id, t_us, kind, x, y, button, dx, dy, key, text in self._database.rows("event"):
            name = key and normalise_key(key)
            yield Event(event_id, t_us, _KINDS[kind], x, y, button, dx or 0, dy or 0, name, text)

    def windows(self) -> Iterator[Window]:
        """Changes of the focused window."""
        for start_us, window_id, title, app, *sides in self._database.rows("window_focus"):
            box = None if sides[0] is None else Box(*sides)
            yield Window(window_id, start_us, title, app, box)

    def frames(self) -> Iterator[SourceFrame]:
        """Screenshots, decoded a few ahead."""
        from workbench.media.ahead import made_ahead

        return made_ahead(self._frame, self._database.pictures())

    def _frame(self, row: tuple[Any, ...]) -> SourceFrame:
        t_us, image, path = row
        return SourceFrame(t_us, self._decoded(image, path))

    def warnings(self) -> Sequence[CaptureWarning]:
        """What was noticed; complete once everything was iterated."""
        return self._tally.warnings()

    def _decoded(self, image: bytes | None, path: str | None) -> "NDArray[np.uint8]":
        from workbench.media.images import decode_image

        column = "path" if image is None else "image"
        data = picture_bytes(self._path.parent, str(path)) if image is None else image
        try:
            return decode_image(data)
        except BadCapture as error:
            raise BadCapture(f"frame.{column}: {error.message}", hint=error.hint) from error

    def _info(self) -> CaptureInfo:
        (row,) = self._database.rows("session")
        version, recorder, platform, started_at, description, clock, click_us, click_px = row
        return CaptureInfo(
            format_version=str(version),
            recorder=recorder or "",
            platform=platform or "",
            started_at=_utc(started_at) if started_at else "",
            description=description or "",
            clock=clock or "microseconds, as the capture has them",
            geometry=tuple(self._screens),
            reduction=ReductionSettings.told(double_click_us=click_us, double_click_px=click_px),
        )


def _geometry(row: tuple[Any, ...]) -> Geometry:
    start_us, width_px, height_px, scale, origin_x, origin_y = row
    return Geometry(
        start_us,
        width_px,
        height_px,
        1.0 if scale is None else scale,
        origin_x or 0,
        origin_y or 0,
    )


def _utc(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadCapture(
            "the column session.started_at is no time with its zone",
            hint="Write it in ISO 8601, as 2026-03-01T09:30:00+00:00.",
        )
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
