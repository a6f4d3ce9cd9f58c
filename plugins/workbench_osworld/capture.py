"""One task's result, opened: what the agent did, what it saw, and how it ended."""

from collections.abc import Iterator, Mapping

from workbench.domain.geometry import Geometry
from workbench.domain.tally import WarningTally
from workbench.media.stills import screens_of, sizes_of
from workbench.media.told_capture import ToldCapture
from workbench.plugin_api import CaptureInfo, SourceSegment
from workbench.source_files import JSONValue, number_in, text_in
from workbench_osworld.folder import USUAL_NAMES, TaskFolder
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


class OSWorldCapture(ToldCapture):
    """The result of one task of OSWorld, open for reading; nothing of it is changed."""

    labelled_by = "OSWorld"

    def __init__(self, folder: TaskFolder) -> None:
        tally = WarningTally()
        steps = Steps(folder, tally)
        super().__init__(steps.told, steps.stills, tally, remarks=steps.remarks)
        self._outcome = folder.outcome()
        if self._outcome is None and steps.claimed is not None:
            self._outcome = steps.claimed
            tally.add("outcome-claimed", "how it ended is what the agent said of itself")
        told = folder.told()
        self.info = CaptureInfo(
            format_version=folder.log.name if folder.log.name in USUAL_NAMES else "trajectory",
            recorder="OSWorld",
            description=text_in(told.get("instruction")) or steps.instruction,
            clock=_STAMPS if steps.has_times else _NO_TIMES,
            geometry=screens_of(sizes_of(steps.stills)) or self._told_screen(told),
        )

    def segments(self) -> Iterator[SourceSegment]:
        """The one task, with what was to be done and how it ended, where that is told."""
        return self._task(self._outcome)

    def _told_screen(self, told: Mapping[str, JSONValue]) -> tuple[Geometry, ...]:
        sides = (number_in(told.get(name)) for name in ("screen_width", "screen_height"))
        width, height = (0 if side is None else round(side) for side in sides)
        if min(width, height) <= 0:
            width, height = _USUAL_SCREEN
            self._tally.add("screen-assumed", "no size is told: OSWorld's usual 1920 x 1080")
        return (Geometry(0, width, height),)
