"""One recording, opened: its actions, pages, windows and pictures."""

from workbench.domain.tally import WarningTally
from workbench.media.stills import screens_of
from workbench.media.told_capture import ToldCapture
from workbench.plugin_api import CaptureInfo
from workbench.source_files import json_list
from workbench_openadapt_flow.folder import RecordingFolder, utc_in, viewport_in
from workbench_openadapt_flow.steps import Steps

_CLOCK = (
    "Seconds since the recorder began, as it stamped each action once the screen had settled; "
    "pictures one microsecond before and after it. The date is when the recording was finished."
)


class OpenAdaptFlowCapture(ToldCapture):
    """A recording of openadapt-flow, open for reading; nothing of it is changed."""

    def __init__(self, folder: RecordingFolder) -> None:
        tally = WarningTally()
        meta = folder.meta()
        secrets = {name for name in json_list(meta.get("secret_params")) if isinstance(name, str)}
        steps = Steps(folder, secrets, tally)
        super().__init__(
            steps.told, steps.stills, tally, windows=steps.windows, remarks=steps.remarks
        )
        viewport = viewport_in(meta.get("viewport"))
        told = [] if viewport is None else [(0, viewport)]
        self.info = CaptureInfo(
            format_version="events.jsonl",
            recorder="openadapt-flow",
            started_at=utc_in(meta.get("created_at")),
            clock=_CLOCK,
            geometry=screens_of(steps.viewports or told),
        )
        if not self.info.geometry:
            tally.add("screen-unknown", "the recorder did not say how large the page was")
