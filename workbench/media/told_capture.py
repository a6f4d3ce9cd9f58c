"""A capture of told actions with the pictures that lie beside it, opened."""

from collections.abc import Iterable, Iterator, Sequence

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.segment import Outcome, Tier
from workbench.domain.tally import WarningTally
from workbench.domain.told import Told
from workbench.media.stills import Still, frames_of
from workbench.plugin_api import CaptureInfo, SourceFrame, SourceSegment


class ToldCapture:
    """What importers of such captures give back, once they have set `info`."""

    info: CaptureInfo

    def __init__(
        self,
        told: Told,
        stills: Sequence[Still],
        tally: WarningTally,
        *,
        windows: Iterable[Window] = (),
        remarks: Iterable[Remark] = (),
    ) -> None:
        self._told = told
        self._stills = stills
        self._tally = tally
        self._windows = tuple(windows)
        self._remarks = tuple(remarks)

    def events(self) -> Iterator[Event]:
        """The events that carry the actions' places and texts."""
        yield from self._told.events

    def actions(self) -> Iterator[Action]:
        """The actions as the source has them."""
        yield from self._told.actions

    def windows(self) -> Iterator[Window]:
        """Changes of the focused window; none where the source does not tell of windows."""
        yield from self._windows

    def frames(self) -> Iterator[SourceFrame]:
        """The pictures that are here and can be decoded; the others are counted."""
        return frames_of(self._stills, self._tally)

    def remarks(self) -> Iterator[Remark]:
        """What the source says of the actions, and of what they were done to."""
        yield from self._remarks

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    def _task(self, outcome: Outcome | None) -> Iterator[SourceSegment]:
        """All of it as one task, where it is told what was to be done or how it ended."""
        instruction = self.info.description
        times_us = [event.t_us for event in self._told.events]
        times_us += [action.end_us for action in self._told.actions]
        times_us += [still.t_us for still in self._stills if still.path is not None]
        if times_us and (instruction or outcome):
            yield SourceSegment(Tier.TASK, min(times_us), max(times_us) + 1, instruction, outcome)
