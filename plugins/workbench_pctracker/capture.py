"""One recording, opened: its actions, pictures and what was to be done."""

from collections.abc import Iterator, Sequence

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.segment import Tier
from workbench.domain.tally import WarningTally
from workbench.media.stills import frames_of, screens_of, size_of
from workbench.plugin_api import CaptureInfo, SourceFrame, SourceSegment
from workbench_pctracker.folder import Recording
from workbench_pctracker.steps import Steps

_CLOCK = (
    "Local wall time in whole seconds, its zone not recorded; steps of one second are kept in "
    "their order, microseconds apart, each picture one microsecond before its step."
)


class PCTrackerCapture:
    """A recording of PC Tracker, open for reading; nothing of it is changed."""

    labelled_by = "PC Tracker"

    def __init__(self, recording: Recording) -> None:
        self._tally = WarningTally()
        self._steps = Steps(recording, self._tally)
        pictures = ((still.t_us, still.path) for still in self._steps.stills)
        sizes = ((t_us, size_of(path)) for t_us, path in pictures if path is not None)
        self.info = CaptureInfo(
            format_version="jsonl",
            recorder="PC Tracker",
            description=recording.description(),
            clock=_CLOCK,
            geometry=screens_of((t_us, size) for t_us, size in sizes if size is not None),
        )
        if not self.info.geometry:
            self._tally.add("screen-unknown", "no picture tells how large the screen was")

    def events(self) -> Iterator[Event]:
        """The events that carry the actions' places and texts."""
        yield from self._steps.told.events

    def actions(self) -> Iterator[Action]:
        """The actions as the recorder has them."""
        yield from self._steps.told.actions

    def windows(self) -> Iterator[Window]:
        """None: the recorder does not tell of windows."""
        yield from ()

    def frames(self) -> Iterator[SourceFrame]:
        """The picture before each step."""
        return frames_of(self._steps.stills, self._tally)

    def remarks(self) -> Iterator[Remark]:
        """The element at each click, and thoughts where somebody wrote them."""
        yield from self._steps.remarks

    def segments(self) -> Iterator[SourceSegment]:
        """The one task, with what was to be done and how it ended, where that is told."""
        instruction, outcome = self.info.description, self._steps.outcome
        times_us = [event.t_us for event in self._steps.told.events]
        times_us += [still.t_us for still in self._steps.stills if still.path is not None]
        if times_us and (instruction or outcome):
            yield SourceSegment(Tier.TASK, min(times_us), max(times_us) + 1, instruction, outcome)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()
