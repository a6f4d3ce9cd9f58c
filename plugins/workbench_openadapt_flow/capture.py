"""One recording, opened: its actions, pages, windows and pictures."""

from collections.abc import Iterator, Sequence

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.media.stills import frames_of, screens_of
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench.source_files import json_list
from workbench_openadapt_flow.folder import RecordingFolder, utc_in, viewport_in
from workbench_openadapt_flow.steps import Steps

_CLOCK = (
    "Seconds since the recorder began, as it stamped each action once the screen had settled; "
    "pictures one microsecond before and after it. The date is when the recording was finished."
)


class OpenAdaptFlowCapture:
    """A recording of openadapt-flow, open for reading; nothing of it is changed."""

    def __init__(self, folder: RecordingFolder) -> None:
        self._tally = WarningTally()
        meta = folder.meta()
        secrets = {name for name in json_list(meta.get("secret_params")) if isinstance(name, str)}
        self._steps = Steps(folder, secrets, self._tally)
        viewport = viewport_in(meta.get("viewport"))
        told = [] if viewport is None else [(0, viewport)]
        self.info = CaptureInfo(
            format_version="events.jsonl",
            recorder="openadapt-flow",
            started_at=utc_in(meta.get("created_at")),
            clock=_CLOCK,
            geometry=screens_of(self._steps.viewports or told),
        )
        if not self.info.geometry:
            self._tally.add("screen-unknown", "the recorder did not say how large the page was")

    def events(self) -> Iterator[Event]:
        """The events that carry the actions' places and texts, and the pages that came."""
        yield from self._steps.told.events

    def actions(self) -> Iterator[Action]:
        """The actions as the recorder has them."""
        yield from self._steps.told.actions

    def windows(self) -> Iterator[Window]:
        """Changes of the page's title."""
        yield from self._steps.windows

    def frames(self) -> Iterator[SourceFrame]:
        """The pictures before and after each action."""
        return frames_of(self._steps.stills, self._tally)

    def remarks(self) -> Iterator[Remark]:
        """The elements acted on, and the parameters that texts stand for."""
        yield from self._steps.remarks

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()
