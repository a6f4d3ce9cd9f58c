"""What a person's machine has seen of every writer's file: how far it went, and its last hash.

Chains cannot show that the end of a file was cut off, or the whole file: what is left is a
chain too. So each machine remembers the end it saw last. The list is authenticated
(HMAC-SHA256) with a key that only the person's identity can make. It only ever grows: what was
seen and is not there any more stays known, until somebody brings it back or removes the list.
"""

import contextlib
import hmac
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from workbench.store import ops
from workbench.store.fold_state import SetAside
from workbench.store.journal import SUFFIX, Position, line_before

_LOCK_S = 5
_GONE = "the file is gone since it was last read here"
_SHORTER = "the file ends before what was last read of it here"
_DIFFERENT = "the file is not what it was when it was last read here"

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(dict[str, Position])


class Sightings:
    """The ends of the writers' files as one person saw them, shared by all of their processes."""

    def __init__(self, path: Path, key: bytes, journal: Path) -> None:
        self._path = path
        self._key = key
        self._journal = journal
        self._lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=_LOCK_S)
        self._ends = self._read()
        self.is_kept = True
        """False where the list could not be written the last time."""

    def end(self, writer: str) -> Position:
        """The end of a writer's file as it was last seen, the start where it never was."""
        return self._ends.get(writer, Position())

    def note(self, positions: Mapping[str, Position]) -> None:
        """Keep the ends that are further on, each of a file that still holds what was seen.

        A disk that refuses is no reason to stop anybody; `is_kept` tells.
        """
        further = {w: p for w, p in positions.items() if p.seq > self.end(w).seq}
        if not further:
            return
        self.is_kept = False
        with contextlib.suppress(OSError, Timeout):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._lock:
                # Another process of the same person may have seen more.
                self._ends |= {w: p for w, p in self._read().items() if p.seq > self.end(w).seq}
                for writer, position in further.items():
                    if position.seq > self.end(writer).seq and not self._loss(writer):
                        self._ends[writer] = position
                self._write()
            self.is_kept = True

    def losses(self) -> Iterator[SetAside]:
        """The files that do not hold any more what was seen of them, by writer."""
        for writer, end in sorted(self._ends.items()):
            reason = self._loss(writer)
            if reason:
                yield SetAside(writer, end.seq, reason)

    def _loss(self, writer: str) -> str:
        """What became of a file since it was seen, empty where it only grew."""
        end = self.end(writer)
        path = self._journal / f"{writer}{SUFFIX}"
        if not end.seq:
            return ""
        try:
            if path.stat().st_size < end.offset:
                return _SHORTER
            line = line_before(path, end.offset)
        except OSError:
            return _GONE
        return "" if line is not None and ops.hash_line(line) == end.hash else _DIFFERENT

    def _read(self) -> dict[str, Position]:
        """What was kept; nothing where there is no list or somebody else wrote it."""
        try:
            mac, _, body = self._path.read_bytes().partition(b"\n")
        except OSError:
            return {}
        if not hmac.compare_digest(mac, self._mac(body)):
            return {}
        return _DECODER.decode(body)

    def _write(self) -> None:
        """Replace the list, not waiting for the disk: a power cut makes it know a little less."""
        body = _ENCODER.encode(self._ends)
        scratch = self._path.with_name(f".{self._path.name}.new")
        fd = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(fd, self._mac(body) + b"\n" + body)
        finally:
            os.close(fd)
        os.replace(scratch, self._path)  # noqa: PTH105

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256").hex().encode()
