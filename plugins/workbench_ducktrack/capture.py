"""One recording, opened: what it says of itself, its events and the frames of its film."""

from collections.abc import Iterator, Sequence

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.pynput_events import NamedKeys, PynputEvents
from workbench.domain.pynput_recording import RecorderMetadata, film_clock
from workbench.domain.tally import WarningTally
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench.source_files import json_lines
from workbench_ducktrack.folder import RecordingFolder


class DuckTrackCapture:
    """A recording of DuckTrack, open for reading; nothing of it is changed."""

    def __init__(self, folder: RecordingFolder) -> None:
        self._folder = folder
        self._tally = WarningTally()
        self._metadata = RecorderMetadata(folder.metadata(), self._tally)
        self.info = CaptureInfo(
            format_version="unversioned",
            recorder="DuckTrack",
            platform=self._metadata.platform,
            description=folder.description(),
            clock=self._metadata.clock,
            geometry=self._metadata.geometry,
        )

    def events(self) -> Iterator[Event]:
        """Raw events in the order they were written."""
        keys = NamedKeys(self._tally)
        events = PynputEvents(self._tally, keys, is_natural=self._metadata.is_natural)
        return events.read(json_lines(self._folder.events, self._tally))

    def windows(self) -> Iterator[Window]:
        """None: DuckTrack does not tell of windows."""
        return iter(())

    def frames(self) -> Iterator[SourceFrame]:
        """Every frame of the film on the clock of the events, decoded one at a time."""
        from workbench.media.recorded_films import film_frames, only_film

        film = only_film(self._folder.films, self._tally)
        if film is not None:
            clock = film_clock(
                self._metadata,
                lambda: json_lines(self._folder.events, WarningTally()),
                self._tally,
            )
            yield from film_frames(film, clock.at, self._tally)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()
