"""One recording, opened: what it says of itself, its events, windows, frames and remarks."""

from collections.abc import Iterator, Sequence
from operator import itemgetter

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.pynput_events import PynputEvents, microseconds
from workbench.domain.pynput_recording import RecorderMetadata, film_clock
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.domain.thresholds import ReductionSettings
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench.source_files import beginning, text_in
from workbench_agentnettool.folder import PAGES, RecordingFolder, plain_lines
from workbench_agentnettool.keys import CodedKeys
from workbench_agentnettool.remarks import remarks_of

_SIGNS = (
    *((f"{held}+{key}",) for held in ("ctrl+alt", "alt+cmd") for key in "tr"),
    # With option held, a Mac's T and R type these.
    ("alt+cmd+\u2020",),
    ("alt+cmd+\u00ae",),
)


class AgentNetToolCapture:
    """A recording of AgentNetTool, open for reading; nothing of it is changed."""

    def __init__(self, folder: RecordingFolder) -> None:
        self._folder = folder
        self._tally = WarningTally()
        self._metadata = RecorderMetadata(folder.metadata(), self._tally)
        pages = sum(bool(beginning(folder.file(name), 64).strip()) for name in PAGES)
        self._tally.add("pages-unread", "files of web pages, which are not read", pages)
        self.info = CaptureInfo(
            format_version="unversioned",
            recorder="AgentNetTool",
            platform=self._metadata.platform,
            description=folder.description(self._tally),
            clock=self._metadata.clock,
            geometry=self._metadata.geometry,
            reduction=ReductionSettings.told(recorder_signs=_SIGNS),
        )

    def events(self) -> Iterator[Event]:
        """Raw events in the order they were written, by the tool's own numbers."""
        keys = CodedKeys(self._tally, self._metadata.platform)
        is_natural = self._metadata.is_natural
        events = PynputEvents(self._tally, keys, first_id=0, is_natural=is_natural)
        return events.read(plain_lines(self._folder.events, self._tally))

    def windows(self) -> Iterator[Window]:
        """Changes of the program in front; the tool does not tell its windows apart."""
        changes: list[tuple[int, str]] = []
        for record in self._folder.lines("top_window.jsonl", self._tally):
            t_us = microseconds(record.get("time_stamp"))
            app = text_in(record.get("top_window_name"))
            if t_us is None or not app:
                self._tally.add("windows-unusable", "windows without a usable time or program")
            else:
                changes.append((t_us, app))
        ids: dict[str, int] = {}
        for t_us, app in sorted(changes, key=itemgetter(0)):
            yield Window(ids.setdefault(app, len(ids) + 1), t_us, None, app)

    def remarks(self) -> Iterator[Remark]:
        """The elements under the pointer and in windows, and the tool's own actions."""
        yield from remarks_of(self._folder, self._tally)

    def frames(self) -> Iterator[SourceFrame]:
        """Every frame of the film on the clock of the events, decoded one at a time."""
        from workbench.media.recorded_films import film_frames, only_film

        film = only_film(self._folder.films, self._tally)
        if film is not None:
            clock = film_clock(
                self._metadata,
                lambda: plain_lines(self._folder.events, WarningTally()),
                self._tally,
            )
            yield from film_frames(film, clock.at, self._tally)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()
