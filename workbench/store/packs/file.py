"""A finished pack open for reading: every record it gives has been checked and unsealed."""

import os
import threading
from pathlib import Path

import numpy as np

from workbench.errors import Damaged, PackDamaged
from workbench.store.files import storage_errors
from workbench.store.packs.index import PAGE_FRAMES, Root
from workbench.store.packs.layout import BLOCK_BYTES, TRAILER_BYTES, Header, Trailer, sealed_of
from workbench.store.seals import RecordSeal, SubjectKey

_WHAT = "the frame pack"
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class PackFile:
    """Reads records by number, from any number of threads at once."""

    def __init__(
        self, path: Path, *, project_id: str, session_id: str, subject_key: SubjectKey
    ) -> None:
        self._lock = threading.Lock()
        with storage_errors(_WHAT):
            self._fd = os.open(path, _OPEN_FLAGS)
        try:
            with storage_errors(_WHAT):
                self.size_bytes = os.fstat(self._fd).st_size
            self._open(project_id, session_id, subject_key)
        except BaseException:
            self.close()
            raise

    def record(self, kind: str, number: int) -> bytes:
        """What was sealed in a record, zeros after it; raises PackDamaged."""
        start = int(self._ends[number - 1]) if number else BLOCK_BYTES
        return self._unsealed(kind, number, start, int(self._ends[number]) - start)

    def close(self) -> None:
        """Let go of the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _open(self, project_id: str, session_id: str, subject_key: SubjectKey) -> None:
        header = Header.parse(self._read(0, min(BLOCK_BYTES, self.size_bytes)))
        if (header.project_id, header.session_id) != (project_id, session_id):
            raise PackDamaged("the frame pack belongs to another session")
        if self.size_bytes < BLOCK_BYTES + TRAILER_BYTES:
            raise PackDamaged("the frame pack is cut off")
        data_key = subject_key.unwrap(header.wrapped_key, header.context)
        self._seal = RecordSeal(data_key, header.context)
        trailer = Trailer.parse(
            self._read(self.size_bytes - TRAILER_BYTES, TRAILER_BYTES), self.size_bytes
        )
        self.root = self._read_root(trailer)
        self._ends = BLOCK_BYTES + BLOCK_BYTES * np.cumsum(self.root.blocks, dtype=np.int64)
        self._check(trailer)

    def _read_root(self, trailer: Trailer) -> Root:
        plain = self._unsealed("root", trailer.root_number, trailer.root_offset, trailer.root_bytes)
        try:
            return Root.parse(plain)
        except ValueError as error:
            raise PackDamaged("the frame pack's root record makes no sense") from error

    def _check(self, trailer: Trailer) -> None:
        root = self.root
        end = int(self._ends[-1]) if self._ends.size else BLOCK_BYTES
        bounds = np.append(root.page_starts, root.times_us.size)
        page_frames = np.diff(bounds)
        fits = (
            end == trailer.root_offset
            and root.blocks.size == trailer.root_number
            and int((root.tiles == 0).sum()) == root.page_starts.size
            and int(bounds[0]) == 0
            and bool(((page_frames > 0) & (page_frames <= PAGE_FRAMES)).all())
            and bool((np.diff(root.times_us) >= 0).all())
        )
        if not fits:
            raise PackDamaged("the frame pack's root record does not fit the file")

    def _unsealed(self, kind: str, number: int, offset: int, size: int) -> bytes:
        sealed = sealed_of(self._read(offset, size))
        if sealed is None:
            raise PackDamaged(f"{kind} record {number} of the frame pack fails its check")
        try:
            return self._seal.open(kind, number, sealed)
        except Damaged as error:
            raise PackDamaged(error.message) from None

    def _read(self, offset: int, size: int) -> bytes:
        with storage_errors(_WHAT):
            data = self._pread(offset, size)
        if len(data) != size:
            raise PackDamaged("the frame pack is cut off")
        return data

    def _pread(self, offset: int, size: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._fd, size, offset)
        with self._lock:
            os.lseek(self._fd, offset, os.SEEK_SET)
            return os.read(self._fd, size)
