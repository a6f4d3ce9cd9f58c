"""One task's result, opened: what the agent did, what it saw, and how it ended."""

from collections.abc import Iterator, Sequence

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.geometry import Geometry
from workbench.domain.remark import Remark
from workbench.domain.segment import Tier
from workbench.domain.tally import WarningTally
from workbench.media.stills import frames_of, screens_of, size_of
from workbench.plugin_api import CaptureInfo, SourceFrame, SourceSegment
from workbench.source_files import number_in, text_in
from workbench_osworld.folder import TaskFolder
from workbench_osworld.steps import Steps

_STAMPS = (
    "Local wall time of each action's beginning, its zone not recorded; the picture after an "
    "action is put one microsecond after it and stays until the next."
)
_NO_TIMES = (
    "The source tells no times: actions are put one second apart, the picture after each one "
    "microsecond after it."
)
_USUAL_SCREEN = (1920, 1080)


class OSWorldCapture:
    """The result of one task of OSWorld, open for reading; nothing of it is changed."""

    labelled_by = "OSWorld"

    def __init__(self, folder: TaskFolder) -> None:
        self._tally = WarningTally()
        self._steps = Steps(folder, self._tally)
        self._outcome = folder.outcome()
        if self._outcome is None and self._steps.claimed is not None:
            self._outcome = self._steps.claimed
            self._tally.add("outcome-claimed", "how it ended is what the agent said of itself")
        told = folder.told()
        instruction = text_in(told.get("instruction")) or self._steps.instruction
        given = (number_in(told.get("screen_width")), number_in(told.get("screen_height")))
        self.info = CaptureInfo(
            format_version=folder.log.name if folder.log.name in _NAMES else "trajectory",
            recorder="OSWorld",
            description=instruction,
            clock=_STAMPS if self._steps.has_times else _NO_TIMES,
            geometry=self._screens(given),
        )

    def events(self) -> Iterator[Event]:
        """The events that carry the actions' places and texts."""
        yield from self._steps.told.events

    def actions(self) -> Iterator[Action]:
        """The actions as the agent's code has them."""
        yield from self._steps.told.actions

    def windows(self) -> Iterator[Window]:
        """None: a result does not tell of windows."""
        yield from ()

    def frames(self) -> Iterator[SourceFrame]:
        """The picture after each action, which is the one before the next."""
        return frames_of(self._steps.stills, self._tally)

    def remarks(self) -> Iterator[Remark]:
        """What the agent said of each step."""
        yield from self._steps.remarks

    def segments(self) -> Iterator[SourceSegment]:
        """The one task, with what was to be done and how it ended, where that is told."""
        times_us = [action.end_us for action in self._steps.told.actions]
        times_us += [event.t_us for event in self._steps.told.events]
        times_us += [still.t_us for still in self._steps.stills if still.path is not None]
        instruction = self.info.description
        if times_us and (instruction or self._outcome):
            whole = (min(times_us), max(times_us) + 1)
            yield SourceSegment(Tier.TASK, *whole, instruction, self._outcome)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    def _screens(self, given: tuple[float | None, float | None]) -> tuple[Geometry, ...]:
        stills = [(still.t_us, still.path) for still in self._steps.stills]
        sizes = [(t_us, size_of(path)) for t_us, path in stills if path is not None]
        if screens := screens_of((t_us, size) for t_us, size in sizes if size is not None):
            return screens
        width, height = (0 if side is None else round(side) for side in given)
        if min(width, height) <= 0:
            width, height = _USUAL_SCREEN
            self._tally.add("screen-assumed", "no size is told: OSWorld's usual 1920 x 1080")
        return (Geometry(0, width, height),)


_NAMES = ("traj.jsonl", "trajectory.jsonl")
