"""Walking one writer's file when something about it is wrong."""

import mmap
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from workbench.errors import JournalDamaged
from workbench.store import ops
from workbench.store.files import storage_errors
from workbench.store.journal import Entry, JournalFault, Position, read_entries


def entries_of_kinds(path: Path, kinds: Iterable[str]) -> Iterator[Entry]:
    """The ops of some kinds, found without following the chain; the caller checks signatures."""
    wanted = b"|".join(re.escape(kind.encode()) for kind in sorted(kinds))
    pattern = re.compile(b'"kind":"(?:' + wanted + b')"')
    with storage_errors("the journal"), path.open("rb") as file:
        if not file.seek(0, 2):
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            yield from _entries_around(whole, pattern)


def _entries_around(whole: mmap.mmap, pattern: re.Pattern[bytes]) -> Iterator[Entry]:
    position = 0
    while match := pattern.search(whole, position):
        start, end = whole.rfind(b"\n", 0, match.start()) + 1, whole.find(b"\n", match.end())
        if end < 0:
            return
        line, position = whole[start:end], end + 1
        # A line that is no op changes no members; the fold reports it.
        with suppress(JournalDamaged):
            yield Entry(ops.decode(line), ops.hash_line(line), start, line)


def last_signed_seq(path: Path, upto_seq: int, is_signed: Callable[[bytes], bool]) -> int:
    """The number of the last op, not after `upto_seq`, that its author signed; 0 for none.

    A negative `upto_seq` stands for the end of the file.
    """
    lines: list[bytes] = []
    position = Position()
    try:
        for entry in read_entries(path):
            if 0 <= upto_seq < entry.op.seq:
                break
            lines.append(entry.line)
            position = entry.end
    except JournalFault:
        # The caller asks because of this fault; what stands before it is in `lines`.
        pass
    for back, line in enumerate(reversed(lines)):
        if is_signed(line):
            return position.seq - back
    return 0
