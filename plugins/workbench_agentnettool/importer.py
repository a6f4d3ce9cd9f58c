"""The importer itself: which folders it reads, and how a recording in them is opened."""

from workbench.media.pynput_capture import PynputImporter
from workbench_agentnettool.capture import AgentNetToolCapture
from workbench_agentnettool.folder import RecordingFolder


class AgentNetToolImporter(PynputImporter[RecordingFolder, AgentNetToolCapture]):
    """Reads the folders AgentNetTool writes before anything of them is curated."""

    name = "agentnettool"
    version = "1"

    def __init__(self) -> None:
        super().__init__("AgentNetTool", RecordingFolder.of, AgentNetToolCapture)
