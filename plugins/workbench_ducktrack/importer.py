"""The importer itself: which folders it reads, and how a recording in them is opened."""

from workbench.media.pynput_capture import PynputImporter
from workbench_ducktrack.capture import DuckTrackCapture
from workbench_ducktrack.folder import RecordingFolder


class DuckTrackImporter(PynputImporter[RecordingFolder, DuckTrackCapture]):
    """Reads the folders DuckTrack writes: events.jsonl, metadata.json, README.md and a film."""

    name = "ducktrack"
    version = "1"

    def __init__(self) -> None:
        super().__init__("DuckTrack", RecordingFolder.of, DuckTrackCapture)
