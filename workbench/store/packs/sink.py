"""The file a pack is written into: sealed records one after another, nothing left on failure."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from workbench.store.files import flush, storage_errors
from workbench.store.packs.layout import BLOCK_BYTES, Header, Trailer, padded, record
from workbench.store.seals import RecordSeal, SubjectKey

_WHAT = "the frame pack"


class RecordSink:
    """Appends records to a new file; raises StorageFailed, the file gone, where it cannot."""

    def __init__(
        self,
        path: Path,
        *,
        project_id: str,
        session_id: str,
        subject_key: SubjectKey,
        data_key: bytes,
    ) -> None:
        context = Header(project_id, session_id, b"").context
        header = Header(project_id, session_id, subject_key.wrap(data_key, context)).packed()
        self.blocks: list[int] = []
        """Size of each record so far, in blocks."""
        self.tile_counts: list[int] = []
        """How many tiles each record holds."""
        self.size_bytes = 0
        self._path = path
        self._seal = RecordSeal(data_key, context)
        with storage_errors(_WHAT):
            self._file: BinaryIO = path.open("xb")
        self._append(header)

    @property
    def closed(self) -> bool:
        """Whether nothing more can be written."""
        return self._file.closed

    def append(self, kind: str, plain: bytes, *, tiles: int = 0) -> None:
        """Seal and write the next record."""
        raw = record(self._seal.seal(kind, len(self.blocks), padded(plain)))
        self._append(raw)
        self.blocks.append(len(raw) // BLOCK_BYTES)
        self.tile_counts.append(tiles)

    def finish(self, root: bytes) -> None:
        """Write the root record and the trailer; returns once all is on the disk itself."""
        offset, number = self.size_bytes, len(self.blocks)
        self.append("root", root)
        self._append(Trailer(offset, number, self.size_bytes - offset).packed())
        try:
            with storage_errors(_WHAT):
                self._file.flush()
                flush(self._file.fileno())
                self._file.close()
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Leave no file behind."""
        # A full disk refuses the last buffered bytes; the file goes all the same.
        with suppress(OSError):
            self._file.close()
        with storage_errors(_WHAT):
            self._path.unlink(missing_ok=True)

    def _append(self, data: bytes) -> None:
        try:
            with storage_errors(_WHAT):
                self._file.write(data)
        except BaseException:
            self.discard()
            raise
        self.size_bytes += len(data)
