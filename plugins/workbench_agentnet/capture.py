"""One curated task, opened: its actions, pictures and the labels it comes back with."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.media.stills import frames_of
from workbench.plugin_api import CaptureInfo, SourceFrame, SourceSegment
from workbench_agentnet.pictures import PictureFolders
from workbench_agentnet.steps import Steps
from workbench_agentnet.task import Task

_CLOCK = (
    "The source tells no times: steps are put one second apart, each picture half a second "
    "before the action of its step."
)


class AgentNetCapture:
    """A task of AgentNet or its benchmark, open for reading; nothing of it is changed."""

    def __init__(self, task: Task, document: Path, tally: WarningTally) -> None:
        self._tally = tally
        self.labelled_by = task.labelled_by
        self._steps = Steps(task, PictureFolders.beside(document).find, tally)
        self.info = CaptureInfo(
            format_version=task.labelled_by,
            recorder=task.labelled_by,
            platform=task.platform,
            description=task.description,
            clock=_CLOCK,
            geometry=self._steps.screens,
        )

    def events(self) -> Iterator[Event]:
        """The events that carry the actions' places and texts."""
        yield from self._steps.told.events

    def actions(self) -> Iterator[Action]:
        """The actions as the code of the steps has them."""
        yield from self._steps.told.actions

    def windows(self) -> Iterator[Window]:
        """None: a curated task does not tell of windows."""
        yield from ()

    def frames(self) -> Iterator[SourceFrame]:
        """The picture before each step's action."""
        return frames_of(self._steps.stills, self._tally)

    def remarks(self) -> Iterator[Remark]:
        """What was written about the task and its steps."""
        return self._steps.remarks()

    def segments(self) -> Iterator[SourceSegment]:
        """The task with its instruction and outcome, and its steps in words."""
        return self._steps.segments()

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()
