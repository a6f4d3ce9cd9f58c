"""One file of ops per writer: read forward line by line, appended to under a lock.

A writer is one installation of one member. Lines that do not end in a line feed yet are not
ops yet. A reader that meets a line which cannot follow the one before it stops there with a
JournalFault and keeps everything up to it.
"""

import heapq
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from workbench.domain.op import Op
from workbench.errors import JournalDamaged, StorageFailed
from workbench.store import ops
from workbench.store.files import flush, flush_directory, storage_errors

SUFFIX = ".jsonl"
_SESSION_OPEN = b',"session":"'
SHARES = 1000
"""How many parts a journal's sessions fall into, for processes to share."""
_TAIL_BYTES = 64 * 1024
_LINE_BYTES = 4 * 1024
"""Most lines are shorter."""
UNSIGNED = "an op is not signed by its author"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a file has been read: the last op's number and hash, and where its line ends."""

    seq: int = 0
    hash: str = ""
    offset: int = 0


class Entry(NamedTuple):
    """An op as it stands in a file; a tuple, because a fold makes millions."""

    op: Op
    hash: str
    offset: int
    line: bytes

    @property
    def end(self) -> Position:
        """The position after it."""
        return Position(self.op.seq, self.hash, self.offset + len(self.line) + 1)


class Share(NamedTuple):
    """Some of a journal's sessions: those that one of several folding processes takes.

    They are those whose names' checksums lie in a range, out of SHARES.
    """

    start: int
    end: int

    def holds(self, line: bytes) -> bool:
        """Whether the line is an op of one of these sessions.

        Read off without decoding: in an op, no later member and no text can look like this. Of
        several processes exactly one takes a line, whatever stands in it.
        """
        start = line.rfind(_SESSION_OPEN) + len(_SESSION_OPEN)
        return self.start <= zlib.crc32(line[start : line.find(b'"', start)]) % SHARES < self.end


class JournalFault(JournalDamaged):
    """A writer's file cannot be followed past a point; what came before it stands."""

    def __init__(self, writer: str, seq: int, reason: str) -> None:
        super().__init__(
            f"journal of writer {writer!r}: {reason} after op {seq}",
            hint="Run `workbench audit verify`; restore the file from a copy if there is one.",
        )
        self.writer = writer
        self.seq = seq
        self.reason = reason


def writer_of(path: Path) -> str:
    """The writer a file belongs to."""
    return path.name.removesuffix(SUFFIX)


def writer_files(directory: Path) -> list[Path]:
    """Every writer's file, sorted."""
    return sorted(directory.glob(f"*{SUFFIX}"))


def read_entries(
    path: Path,
    position: Position | None = None,
    *,
    before_seq: int | None = None,
    share: Share | None = None,
) -> Iterator[Entry]:
    """The complete ops after a position; raises JournalFault where the chain breaks.

    From `before_seq` on nothing is read: what stands there may be no op at all. With a share
    only its ops are given, each checked against the line before it.
    """
    writer = writer_of(path)
    at = position or Position()
    seq, previous, offset = at.seq, at.hash, at.offset
    skipped: bytes | None = None
    with storage_errors("the journal"), path.open("rb") as file:
        file.seek(offset)
        for raw in file:
            if not raw.endswith(b"\n") or seq + 1 == before_seq:
                return
            line = raw[:-1]
            if share is None or share.holds(line):
                previous = previous if skipped is None else ops.hash_line(skipped)
                skipped = None
                entry = _entry(writer, seq, previous, offset, line)
                yield entry
                previous = entry.hash
            else:
                skipped = line
            seq, offset = seq + 1, offset + len(raw)


def by_clock(streams: Iterable[Iterable[Entry]]) -> Iterator[Entry]:
    """The ops of several writers by the hybrid clock; each writer's own stay in their order."""
    return heapq.merge(*streams, key=lambda entry: entry.op.hlc_us)


def read_line(path: Path, offset: int, length: int) -> bytes:
    """One line by its place, without its line feed."""
    with storage_errors("the journal"), path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def last_line(path: Path) -> bytes | None:
    """The last complete line of a file, None where there is none."""
    with storage_errors("the journal"):
        return _last_line(path, path.stat().st_size, _TAIL_BYTES)


def line_before(path: Path, end: int) -> bytes | None:
    """The line whose line feed is the byte before `end`, None where none ends there."""
    with path.open("rb") as file:
        file.seek(max(0, end - 1))
        if file.read(1) != b"\n":
            return None
    return _last_line(path, end, _LINE_BYTES)


class JournalWriter:
    """Appends one writer's ops; any number of processes may do so at once.

    `is_own` says of a line whether the writer's member signed it: nothing is appended to a line
    that somebody else put there, for that would vouch for it. `seen` is how far the file went
    when it was looked at last.
    """

    def __init__(
        self,
        directory: Path,
        writer: str,
        is_own: Callable[[bytes], bool],
        seen: Position | None = None,
    ) -> None:
        self.writer = writer
        self._is_own = is_own
        self.path = directory / f"{writer}{SUFFIX}"
        self._lock = FileLock(directory / f".{writer}.lock", timeout=30)
        self._seen = seen or Position()
        self._position = Position()

    def append(self, build: Callable[[int, str], bytes]) -> Position:
        """Write the line that `build` makes from its number and the hash before it.

        Returns after the line is on the disk. Raises StorageFailed where the disk refuses it or
        the file has lost what it held, with the file as it was, and JournalFault where the file
        cannot be followed to its end.
        """
        with storage_errors("the journal"), self._lock:
            is_new = not self.path.exists()
            self._catch_up()
            line = build(self._position.seq + 1, self._position.hash)
            self._write(line + b"\n")
            if is_new:
                flush_directory(self.path.parent)
            self._position = Position(
                self._position.seq + 1,
                ops.hash_line(line),
                self._position.offset + len(line) + 1,
            )
            return self._position

    def _catch_up(self) -> None:
        """Read what other processes of this writer have appended since."""
        size_bytes = self.path.stat().st_size if self.path.exists() else 0
        if not self._holds_what_was_seen(size_bytes):
            raise StorageFailed(
                f"the journal's file of {self.writer!r} has lost what it held: nothing was saved",
                hint="Bring the file back from a copy; `workbench audit verify` tells more.",
            )
        if size_bytes == self._position.offset:
            return
        # Only the last one is checked: the chain of hashes ties the others to it.
        for last in deque(read_entries(self.path, self._position), maxlen=1):
            if not self._is_own(last.line):
                raise JournalFault(self.writer, last.op.seq - 1, UNSIGNED)
            self._position = last.end

    def _holds_what_was_seen(self, size_bytes: int) -> bool:
        """Whether the op that was last when anybody here looked is where it was."""
        end = max(self._seen, self._position, key=lambda position: position.seq)
        if not end.seq or size_bytes < end.offset:
            return not end.seq
        line = line_before(self.path, end.offset)
        return line is not None and ops.hash_line(line) == end.hash

    def _write(self, data: bytes) -> None:
        fd = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            # A torn last line was never acknowledged and is not an op: it makes way.
            os.ftruncate(fd, self._position.offset)
            os.lseek(fd, self._position.offset, os.SEEK_SET)
            _write_all(fd, data)
            flush(fd)
        except (OSError, StorageFailed):
            os.ftruncate(fd, self._position.offset)
            raise
        finally:
            os.close(fd)


def _last_line(path: Path, end: int, tail_bytes: int) -> bytes | None:
    with path.open("rb") as file:
        while True:
            start = max(0, end - tail_bytes)
            file.seek(start)
            lines = file.read(end - start).rpartition(b"\n")[0].split(b"\n")
            if len(lines) > 1 or not start:
                return lines[-1] or None
            tail_bytes *= 8


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _entry(writer: str, seq: int, previous: str, offset: int, line: bytes) -> Entry:
    try:
        op = ops.decode(line)
    except JournalDamaged as error:
        raise JournalFault(writer, seq, error.message) from None
    if op.writer != writer or ops.member_of(writer) != op.by:
        raise JournalFault(writer, seq, "an op of another writer stands in the file")
    if op.seq <= seq:
        raise JournalFault(writer, op.seq - 1, "the writer has forked: two ops at one number")
    if op.seq != seq + 1:
        raise JournalFault(writer, seq, "an op is missing")
    if op.prev != previous:
        raise JournalFault(writer, seq, "an op does not follow the one before it")
    return Entry(op, ops.hash_line(line), offset, line)
