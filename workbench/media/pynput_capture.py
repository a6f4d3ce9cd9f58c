"""A recording of pynput's events with the film that OBS made of it, found and opened."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.pynput_events import NamedKeys, PynputEvents
from workbench.domain.pynput_recording import RecorderMetadata, film_clock
from workbench.domain.tally import WarningTally
from workbench.domain.thresholds import USUAL_THRESHOLDS, ReductionSettings
from workbench.errors import BadCapture
from workbench.media.pynput_folder import PynputFolder
from workbench.plugin_api import CaptureInfo, SourceFrame


class PynputCapture:
    """A recording, open for reading; nothing of it is changed."""

    def __init__(
        self,
        folder: PynputFolder,
        tally: WarningTally,
        *,
        recorder: str,
        description: str,
        reduction: ReductionSettings = USUAL_THRESHOLDS,
    ) -> None:
        self._folder = folder
        self._tally = tally
        self._metadata = RecorderMetadata(folder.metadata(), tally)
        self.info = CaptureInfo(
            format_version="unversioned",
            recorder=recorder,
            platform=self._metadata.platform,
            description=description,
            clock=self._metadata.clock,
            geometry=self._metadata.geometry,
            reduction=reduction,
        )

    def events(self) -> Iterator[Event]:
        """Raw events in the order they were written."""
        return self._events_by(NamedKeys(self._tally))

    def windows(self) -> Iterator[Window]:
        """None, where the recorder does not tell of windows."""
        return iter(())

    def frames(self) -> Iterator[SourceFrame]:
        """Every frame of the film on the clock of the events, decoded one at a time."""
        from workbench.media.recorded_films import film_frames, only_film

        film = only_film(self._folder.films, self._tally)
        if film is not None:
            clock = film_clock(
                self._metadata, lambda: self._folder.event_lines(WarningTally()), self._tally
            )
            yield from film_frames(film, clock.at, self._tally)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    def _events_by(self, keys: NamedKeys, *, first_id: int = 1) -> Iterator[Event]:
        is_natural = self._metadata.is_natural
        events = PynputEvents(self._tally, keys, first_id=first_id, is_natural=is_natural)
        return events.read(self._folder.event_lines(self._tally))


Folder = TypeVar("Folder", bound=PynputFolder)
Opened = TypeVar("Opened", bound=PynputCapture)


class PynputImporter(Generic[Folder, Opened]):
    """Reads the folders of one recorder, which goes by the name of `recorder`."""

    def __init__(
        self,
        recorder: str,
        folder_of: Callable[[Path], Folder],
        capture_of: Callable[[Folder], Opened],
    ) -> None:
        self._recorder = recorder
        self._folder_of = folder_of
        self._capture_of = capture_of

    def recognises(self, source: Path) -> bool:
        """Whether the folder, or the file of events itself, is such a recording; never raises."""
        try:
            return self._folder_of(source).is_recording()
        except (OSError, ValueError, RuntimeError):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The events, what was noted beside them, and films, sorted."""
        return self._folder_of(source).files()

    @contextmanager
    def open(self, source: Path) -> Iterator[Opened]:
        """Open a recording; raises BadCapture where it is none."""
        if not self.recognises(source):
            raise BadCapture(
                f"this is not a recording of {self._recorder}",
                hint="Give the folder that holds events.jsonl and metadata.json.",
            )
        yield self._capture_of(self._folder_of(source))
