"""One capture in the package's second store, opened: `capture.db`, a table of JSON documents."""

from collections.abc import Iterator, Sequence
from typing import Any

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.geometry import Geometry
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench_openadapt.capture import start_time, told_thresholds
from workbench_openadapt.film import FilmFile
from workbench_openadapt.folder import CaptureFolder
from workbench_openadapt.keys import KeyReader
from workbench_openadapt.layout import X11_KEYSYMS, codes_of
from workbench_openadapt.recordings import Part
from workbench_openadapt.schema import is_left_open
from workbench_openadapt.screen import Screen
from workbench_openadapt.store_events import StoreEvents, recorded_characters, stored_remarks
from workbench_openadapt.store_frames import StoreFrames
from workbench_openadapt.values import iso, microseconds, pair, positive, text

_CLOCK = "Unix time in seconds as the recorder read it, rounded to microseconds"


class StoreCapture:
    """A capture of the package's store, open for reading; nothing of it is changed."""

    def __init__(self, folder: CaptureFolder, part: Part) -> None:
        self._folder = folder
        self._part = part
        self._row = part.row
        self._tally = WarningTally()
        self._starts_us = start_time(part.row["started_at"])
        self._screen = Screen(_span(part.row, self._starts_us, self._tally), (0, 0), False, False)
        self._is_incomplete = self._noted_end()
        self.info = self._info()

    def events(self) -> Iterator[Event]:
        """Raw events, and those that stand for actions stored without theirs."""
        platform, database = self.info.platform, self._part.database
        codes = codes_of(platform, on_linux=X11_KEYSYMS)
        is_us = codes.may_be_us(recorded_characters(database))
        keys = KeyReader(self._tally, platform, codes, assume_us=is_us)
        return StoreEvents(database, self._tally, keys).read()

    def windows(self) -> Iterator[Window]:
        """None: the store does not say which window had the focus."""
        return iter(())

    def remarks(self) -> Iterator[Remark]:
        """The elements that were acted on, as far as programs told."""
        return stored_remarks(self._part.database, self._tally, self._screen)

    def frames(self) -> Iterator[SourceFrame]:
        """Screenshots with the times of their rows, from files and from the film."""
        film = None
        if self._folder.films:
            film = FilmFile(self._folder.films[0], self._film_starts_us(), self._tally)
        return StoreFrames(
            self._part.database,
            self._folder.root,
            film,
            self._tally,
            may_be_blind=self._is_incomplete,
        ).frames()

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    def _film_starts_us(self) -> int:
        try:
            return microseconds(self._row["video_start_time"])
        except ValueError:
            self._tally.add("video-start-assumed", "the film is taken to start the recording")
            return self._starts_us

    def _noted_end(self) -> bool:
        if self._screen.span is None:
            self._tally.add("screen-unknown", "the recorder did not say how large the screen was")
        is_cut_off = bool(self._folder.side_files) or is_left_open(self._folder.database)
        if is_cut_off or self._row["ended_at"] is None:
            self._tally.add("incomplete", "the recorder was stopped before it had finished")
            return True
        return False

    def _info(self) -> CaptureInfo:
        return CaptureInfo(
            format_version="capture.db",
            recorder="openadapt-capture",
            platform=text(self._row["platform"]),
            started_at=iso(self._starts_us),
            description=text(self._row["task_description"]),
            clock=_CLOCK,
            geometry=() if self._screen.span is None else (self._screen.span,),
            reduction=told_thresholds(self._row),
        )


def _span(row: dict[str, Any], starts_us: int, tally: WarningTally) -> Geometry | None:
    """The screen in what the pointer counts: points on macOS, elsewhere the pixels stored."""
    size = pair([row["screen_width"], row["screen_height"]])
    if size is None or min(size) <= 0:
        return None
    ratio = positive(row["pixel_ratio"]) or 1.0
    if row["platform"] != "darwin" or ratio == 1:
        return Geometry(starts_us, *size)
    width, height = (max(1, round(side / ratio)) for side in size)
    tally.add("points-assumed", "pointer positions taken as points of a screen of more pixels")
    return Geometry(starts_us, width, height, ratio)
