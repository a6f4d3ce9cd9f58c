"""The importers themselves: recognising, listing and opening recordings of each kind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench.plugin_api import OpenCapture
from workbench_openadapt.capture import OpenAdaptCapture
from workbench_openadapt.folder import CaptureFolder
from workbench_openadapt.opening import open_database
from workbench_openadapt.recordings import Part, choose, part_names
from workbench_openadapt.schema import Kind
from workbench_openadapt.store import StoreCapture
from workbench_openadapt.store_frames import picture_files


class OpenAdaptImporter:
    """Reads the folders openadapt-capture writes: recording.db and its film."""

    name = "openadapt"
    version = "2"
    kind = Kind.CAPTURE
    usual_names: tuple[str, ...] = (kind.usual_name,)

    def recognises(self, source: Path) -> bool:
        """Whether the folder, or the database itself, holds such a recording; never raises."""
        try:
            return self._folder(source).is_capture()
        except (OSError, ValueError):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The database, logs that belong to it, films, pictures and documents, sorted."""
        return self._folder(source).files()

    def parts(self, source: Path) -> Sequence[str]:
        """The numbers of the recordings inside, one without a name where there is one."""
        folder = self._known(source)
        with open_database(folder) as database:
            return part_names(database, self.kind)

    @contextmanager
    def open(self, source: Path) -> Iterator[OpenCapture]:
        """Open a recording without changing anything in or beside it.

        Raises BadCapture where it is not one, is damaged, or holds several recordings.
        """
        with self.open_part(source, "") as opened:
            yield opened

    @contextmanager
    def open_part(self, source: Path, part: str) -> Iterator[OpenCapture]:
        """Open one of the recordings inside; raises BadCapture where there is no such one."""
        folder = self._known(source)
        with open_database(folder) as database:
            yield self._opened(folder, choose(database, self.kind, part))

    def _opened(self, folder: CaptureFolder, part: Part) -> OpenCapture:
        return OpenAdaptCapture(folder, part)

    def _folder(self, source: Path) -> CaptureFolder:
        return CaptureFolder.of(source, self.kind)

    def _known(self, source: Path) -> CaptureFolder:
        folder = self._folder(source)
        if folder.is_capture():
            return folder
        usual = self.kind.usual_name
        if folder.database.is_file():
            raise BadCapture(
                f"this {usual} is damaged, cut short, or none that {self.name!r} reads",
                hint="Copy the whole recording again.",
            )
        raise BadCapture(f"there is no {usual} here", hint=f"Give the folder that holds {usual}.")


class OpenAdaptLegacyImporter(OpenAdaptImporter):
    """Reads the database of the OpenAdapt desktop program of 2023 and 2024: many recordings."""

    name = "openadapt-legacy"
    version = "1"
    kind = Kind.LEGACY
    usual_names = (kind.usual_name,)


class OpenAdaptStoreImporter(OpenAdaptImporter):
    """Reads the second store of openadapt-capture: capture.db and the pictures beside it."""

    name = "openadapt-store"
    version = "1"
    kind = Kind.STORE
    usual_names = (kind.usual_name,)

    def files(self, source: Path) -> Sequence[Path]:
        """The database, logs that belong to it, films, and the pictures it names, sorted."""
        folder = self._folder(source)
        if not folder.is_capture():
            return folder.files()
        with open_database(folder) as database:
            return sorted({*folder.files(), *picture_files(database, folder.root)})

    def _opened(self, folder: CaptureFolder, part: Part) -> OpenCapture:
        return StoreCapture(folder, part)
