"""One curated task, opened: its actions, pictures and the labels it comes back with."""

from collections.abc import Iterator
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.media.told_capture import ToldCapture
from workbench.plugin_api import CaptureInfo, SourceSegment
from workbench_agentnet.pictures import PictureFolders
from workbench_agentnet.steps import Steps
from workbench_agentnet.task import Task

_CLOCK = (
    "The source tells no times: steps are put one second apart, each picture half a second "
    "before the action of its step."
)


class AgentNetCapture(ToldCapture):
    """A task of AgentNet or its benchmark, open for reading; nothing of it is changed."""

    def __init__(self, task: Task, document: Path, tally: WarningTally) -> None:
        self._steps = Steps(task, PictureFolders.beside(document).find, tally)
        super().__init__(self._steps.told, self._steps.stills, tally, remarks=self._steps.remarks())
        self.labelled_by = task.labelled_by
        self.info = CaptureInfo(
            format_version=task.labelled_by,
            recorder=task.labelled_by,
            platform=task.platform,
            description=task.description,
            clock=_CLOCK,
            geometry=self._steps.screens,
        )

    def segments(self) -> Iterator[SourceSegment]:
        """The task with its instruction and outcome, and its steps in words."""
        return self._steps.segments()
