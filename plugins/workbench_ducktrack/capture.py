"""One recording, opened: what it says of itself, its events and the frames of its film."""

from workbench.domain.tally import WarningTally
from workbench.media.pynput_capture import PynputCapture
from workbench_ducktrack.folder import RecordingFolder


class DuckTrackCapture(PynputCapture):
    """A recording of DuckTrack, open for reading; nothing of it is changed."""

    def __init__(self, folder: RecordingFolder) -> None:
        super().__init__(
            folder, WarningTally(), recorder="DuckTrack", description=folder.description()
        )
