"""The importer itself: recognising, listing and opening a recording."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_agentnettool.capture import AgentNetToolCapture
from workbench_agentnettool.folder import RecordingFolder


class AgentNetToolImporter:
    """Reads the folders AgentNetTool writes before anything of them is curated."""

    name = "agentnettool"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the folder, or the file of events itself, is such a recording; never raises."""
        try:
            return RecordingFolder.of(source).is_recording()
        except (OSError, ValueError, RuntimeError):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The events, what was noted beside them, and films, sorted."""
        return RecordingFolder.of(source).files()

    @contextmanager
    def open(self, source: Path) -> Iterator[AgentNetToolCapture]:
        """Open a recording; raises BadCapture where it is none."""
        if not self.recognises(source):
            raise BadCapture(
                "this is not a recording of AgentNetTool",
                hint="Give the folder that holds events.jsonl and metadata.json.",
            )
        yield AgentNetToolCapture(RecordingFolder.of(source))
