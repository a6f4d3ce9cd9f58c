"""The importer itself: recognising, listing and opening a recording."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_openadapt.capture import OpenAdaptCapture
from workbench_openadapt.database import open_database
from workbench_openadapt.folder import CaptureFolder


class OpenAdaptImporter:
    """Reads the folders openadapt-capture writes: recording.db and its film."""

    name = "openadapt"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the folder, or the database itself, holds such a recording; never raises."""
        try:
            return CaptureFolder.of(source).is_recording()
        except (OSError, ValueError):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The database, logs that belong to it, films and JSON documents, sorted."""
        return CaptureFolder.of(source).files()

    @contextmanager
    def open(self, source: Path) -> Iterator[OpenAdaptCapture]:
        """Open a recording without changing anything in or beside it.

        Raises BadCapture where it is not one, is damaged, or holds several recordings.
        """
        folder = CaptureFolder.of(source)
        if not folder.is_recording():
            raise BadCapture(
                "this is not a recording of openadapt-capture",
                hint="Give the folder that holds recording.db.",
            )
        with open_database(folder) as database:
            yield OpenAdaptCapture(folder, database)
