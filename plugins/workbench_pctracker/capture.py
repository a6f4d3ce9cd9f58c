"""One recording, opened: its actions, pictures and what was to be done."""

from collections.abc import Iterator

from workbench.domain.tally import WarningTally
from workbench.media.stills import screens_of, sizes_of
from workbench.media.told_capture import ToldCapture
from workbench.plugin_api import CaptureInfo, SourceSegment
from workbench_pctracker.folder import Recording
from workbench_pctracker.steps import Steps

_CLOCK = (
    "Local wall time in whole seconds, its zone not recorded; steps of one second are kept in "
    "their order, microseconds apart, each picture one microsecond before its step."
)


class PCTrackerCapture(ToldCapture):
    """A recording of PC Tracker, open for reading; nothing of it is changed."""

    labelled_by = "PC Tracker"

    def __init__(self, recording: Recording) -> None:
        tally = WarningTally()
        steps = Steps(recording, tally)
        super().__init__(steps.told, steps.stills, tally, remarks=steps.remarks)
        self._outcome = steps.outcome
        self.info = CaptureInfo(
            format_version="jsonl",
            recorder="PC Tracker",
            description=recording.description(),
            clock=_CLOCK,
            geometry=screens_of(sizes_of(steps.stills)),
        )
        if not self.info.geometry:
            tally.add("screen-unknown", "no picture tells how large the screen was")

    def segments(self) -> Iterator[SourceSegment]:
        """The one task, with what was to be done and how it ended, where that is told."""
        return self._task(self._outcome)
