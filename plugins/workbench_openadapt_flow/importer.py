"""The importer itself: recognising, listing and opening recordings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_openadapt_flow.capture import OpenAdaptFlowCapture
from workbench_openadapt_flow.folder import EVENTS_NAME, META_NAME, RecordingFolder


class OpenAdaptFlowImporter:
    """Reads the folders openadapt-flow writes: meta.json, events.jsonl and frames."""

    name = "openadapt-flow"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the folder, or one of its documents, is such a recording; never raises."""
        try:
            is_meant = source.is_dir() or source.name in (META_NAME, EVENTS_NAME)
            return is_meant and RecordingFolder.of(source).is_recording()
        except (OSError, ValueError):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The two documents and the pictures, sorted."""
        return RecordingFolder.of(source).files()

    @contextmanager
    def open(self, source: Path) -> Iterator[OpenAdaptFlowCapture]:
        """Open a recording; raises BadCapture where it is none or cannot be read."""
        if not self.recognises(source):
            raise BadCapture(
                "this is not a recording of openadapt-flow",
                hint="Give the folder that holds meta.json and events.jsonl.",
            )
        yield OpenAdaptFlowCapture(RecordingFolder.of(source))
