"""One recording, opened: what it says of itself, its events, windows and screenshots."""

import heapq
from collections.abc import Iterator, Sequence
from typing import Any

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.domain.thresholds import ReductionSettings
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench_openadapt.browser import read_navigations
from workbench_openadapt.elements import read_remarks
from workbench_openadapt.events import EventReader
from workbench_openadapt.film import FilmFile
from workbench_openadapt.folder import CaptureFolder
from workbench_openadapt.frames import FrameReader
from workbench_openadapt.keys import KeyReader, may_assume_us
from workbench_openadapt.layout import X11_KEYCODES, X11_KEYSYMS, codes_of
from workbench_openadapt.recordings import Part
from workbench_openadapt.schema import Kind, is_left_open
from workbench_openadapt.screen import Screen
from workbench_openadapt.seal import check_seal
from workbench_openadapt.values import iso, microseconds, positive, text
from workbench_openadapt.windows import read_windows

_CLOCK = "Unix time in seconds as the recorder read it, rounded to microseconds"
_STOP_SIGNS = (("ctrl", "ctrl", "ctrl"),)
_STOP_WORDS = ("oa.stop",)


class OpenAdaptCapture:
    """A recording of the OpenAdapt family, open for reading; nothing of it is changed."""

    def __init__(self, folder: CaptureFolder, part: Part) -> None:
        self._folder = folder
        self._part = part
        self._database = part.database
        self._row = part.row
        self._tally = WarningTally()
        self._starts_us = start_time(part.row["timestamp"])
        self._screen = Screen.of(part.row, self._starts_us)
        self._is_incomplete = self._noted_state()
        self.info = self._info()

    def events(self) -> Iterator[Event]:
        """Raw events and navigations, in the order they were recorded."""
        platform = self.info.platform
        codes = codes_of(platform, on_linux=X11_KEYSYMS if self._is_legacy else X11_KEYCODES)
        is_us = may_assume_us(self._database, codes)
        keys = KeyReader(self._tally, platform, codes, assume_us=is_us)
        reader = EventReader(self._database, self._tally, keys)
        pages = list(read_navigations(self._database, self._tally, reader.last_id))
        if not pages:
            return reader.read()
        return heapq.merge(reader.read(), pages, key=lambda event: event.t_us)

    def windows(self) -> Iterator[Window]:
        """Changes of the active window; on Linux without its place, which is not recorded."""
        return read_windows(self._database, self._tally, self._screen)

    def remarks(self) -> Iterator[Remark]:
        """The elements that were acted on, as far as programs and web pages told."""
        return read_remarks(self._database, self._tally, self._screen)

    def frames(self) -> Iterator[SourceFrame]:
        """Screenshots with the times of their rows, decoded one at a time."""
        return FrameReader(
            self._database, self._film(), self._tally, may_be_blind=self._is_incomplete
        ).frames()

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    @property
    def _is_legacy(self) -> bool:
        return self._folder.kind is Kind.LEGACY

    def _film(self) -> FilmFile | None:
        path = self._folder.film(self._row["timestamp"])
        if path is None and self._part.is_only and self._folder.films:
            path = self._folder.films[0]
            if len(self._folder.films) > 1:
                self._tally.add("film-assumed", "no film is named after the recording: the first")
        if path is None:
            return None
        try:
            starts_us = microseconds(self._row["video_start_time"])
        except ValueError:
            starts_us = self._starts_us
            self._tally.add("video-start-assumed", "the film is taken to start the recording")
        return FilmFile(path, starts_us, self._tally)

    def _noted_state(self) -> bool:
        """Count what the files say of how the recording ended; whether it was cut off."""
        if self._screen.span is None:
            self._tally.add("screen-unknown", "the recorder did not say how large the screen was")
        sounds = self._database.count("audio_info")
        self._tally.add("audio-ignored", "recorded sounds and what was said, not read", sounds)
        if self._is_legacy:
            return self._noted_copies()
        check_seal(self._folder, self._tally)
        state = self._folder.document("capture-state.json")
        intervals = self._folder.document("authentication-handoffs.json").get("intervals")
        if isinstance(intervals, list) and intervals:
            detail = "spans of signing in, where nothing was recorded"
            self._tally.add("authentication-handoffs", detail, len(intervals))
        return self._noted_end(state.get("complete") is False)

    def _noted_copies(self) -> bool:
        """Whether it is a copy that a scrubber made of another recording."""
        if self._row["original_recording_id"] is not None:
            self._tally.add("scrubbed-copy", "a copy of another recording, scrubbed before")
        return self._noted_end(False)

    def _noted_end(self, is_unfinished: bool) -> bool:
        is_cut_off = bool(self._folder.side_files) or is_left_open(self._folder.database)
        if is_cut_off or is_unfinished:
            self._tally.add("incomplete", "the recorder was stopped before it had finished")
        return is_cut_off or is_unfinished

    def _info(self) -> CaptureInfo:
        row = self._row
        terminal = self._folder.document("capture-terminal.json")
        version = "legacy" if self._is_legacy else text(terminal.get("schema_version"))
        return CaptureInfo(
            format_version=version or "unsealed",
            recorder="OpenAdapt" if self._is_legacy else "openadapt-capture",
            platform=text(row["platform"]),
            started_at=iso(self._starts_us),
            description=text(row["task_description"]),
            clock=_CLOCK,
            geometry=() if self._screen.span is None else (self._screen.span,),
            reduction=told_thresholds(row),
        )


def start_time(seconds: Any) -> int:
    """When a recording started, in microseconds; raises BadCapture where it does not say."""
    try:
        return microseconds(seconds)
    except ValueError:
        raise BadCapture(
            "the recording does not say when it started",
            hint="Its first table is damaged; copy it again from its source.",
        ) from None


def told_thresholds(row: dict[str, Any]) -> ReductionSettings:
    """How the system tells a double click, and what stops the recorder."""
    interval = positive(row["double_click_interval_seconds"])
    return ReductionSettings.told(
        double_click_us=None if interval is None else round(interval * 1e6),
        double_click_px=positive(row["double_click_distance_pixels"]),
        recorder_signs=_STOP_SIGNS,
        recorder_words=_STOP_WORDS,
    )
