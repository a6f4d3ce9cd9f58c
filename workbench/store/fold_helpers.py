"""Folding a long journal in several processes: each takes some of its sessions.

A helper is this interpreter, started anew. It gets the members as its parent has verified them,
and gives back the rows of its sessions. It is an optimisation: where a helper cannot be started
or dies, the parent folds everything itself.
"""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pyarrow as pa

from workbench.store.fold_state import FoldState, SetAside
from workbench.store.fold_tables import FoldTables
from workbench.store.journal import SHARES, JournalFault, Position, Share, writer_files
from workbench.store.keyring import Genesis

_WORTH_BYTES = 24 * 1024 * 1024
"""A journal of so many bytes a process: for less, starting one takes longer than it saves."""

_MOST_PROCESSES = 4
_OWN_WEIGHT = 1.15
"""This process's share over a helper's, which has to start and to hand its rows over."""

_PROGRAM = "from workbench.store.fold_helpers import serve; serve()"


class HelperLost(Exception):
    """A helper gave nothing back."""


class FoldTask(msgspec.Struct, frozen=True):
    """What a helper folds; `limits` are the numbers from which on a writer's ops do not count."""

    directory: str
    genesis: Genesis
    membership: list[tuple[str, int]]
    limits: dict[str, int]
    share: Share = Share(0, SHARES)


class FoldedShare(msgspec.Struct, frozen=True):
    """What a helper folded; `fault` is the first thing that kept it from going on."""

    positions: dict[str, Position]
    set_aside: list[SetAside]
    last_hlc_us: int
    tables: dict[str, bytes]
    fault: tuple[str, int, str] | None = None

    def join(self, state: FoldState, tables: FoldTables) -> None:
        """Add it to what this process folded of its own share."""
        known = {(aside.writer, aside.seq) for aside in state.set_aside}
        state.set_aside += [a for a in self.set_aside if (a.writer, a.seq) not in known]
        state.last_hlc_us = max(state.last_hlc_us, self.last_hlc_us)
        for writer, position in self.positions.items():
            mine = state.positions.get(writer, Position())
            state.positions[writer] = max(mine, position, key=lambda at: at.seq)
        tables.extend(
            {name: pa.ipc.open_stream(data).read_all() for name, data in self.tables.items()}
        )


class FoldHelpers:
    """The other processes of one fold; a context manager, because none may outlive it."""

    def __init__(self, task: FoldTask, count: int) -> None:
        self._task = task
        self._count = count
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def own_share(self) -> Share | None:
        """What is left to the process that started the helpers; None for everything."""
        return shares(self._count)[0] if self._count else None

    def __enter__(self) -> "FoldHelpers":
        try:
            for share in shares(self._count)[1:]:
                self._start(msgspec.structs.replace(self._task, share=share))
        except OSError:
            self._stop()
            raise HelperLost from None
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def results(self) -> Iterator[FoldedShare]:
        """What each helper folded; raises HelperLost."""
        for process in self._running:
            assert process.stdout is not None
            data = process.stdout.read()
            try:
                yield msgspec.msgpack.decode(data, type=FoldedShare)
            except msgspec.MsgspecError:
                raise HelperLost from None

    def _start(self, task: FoldTask) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._running.append(process)
        assert process.stdin is not None
        with process.stdin as there:
            there.write(msgspec.msgpack.encode(task))

    def _stop(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def helpers_worth(directory: Path) -> int:
    """How many processes besides this one a journal's fold is worth."""
    total_bytes = sum(path.stat().st_size for path in writer_files(directory))
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(0, min(cores, _MOST_PROCESSES, total_bytes // _WORTH_BYTES) - 1)


def shares(helpers: int) -> list[Share]:
    """What this process takes, then what each helper takes: together everything, once."""
    own = SHARES * _OWN_WEIGHT / (_OWN_WEIGHT + helpers)
    each = (SHARES - own) / helpers if helpers else 0
    bounds = [0, *(round(own + each * number) for number in range(helpers + 1))]
    return [Share(*pair) for pair in pairwise(bounds)]


def serve() -> None:
    """Fold the task that stands on standard input; the result goes to standard output."""
    gc.disable()
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=FoldTask)
    sys.stdout.buffer.write(msgspec.msgpack.encode(fold(task)))


def fold(task: FoldTask) -> FoldedShare:
    """Fold the share of a task."""
    from workbench.store.ledger import Ledger

    ledger = Ledger(Path(task.directory), task.genesis)
    ledger.state.restore_membership(task.membership)
    fault = None
    try:
        ledger.fold_share(task.share, task.limits)
    except JournalFault as found:
        fault = (found.writer, found.seq, found.reason)
    state = ledger.state
    tables = {} if fault else ledger.tables.tables()
    return FoldedShare(
        state.positions,
        state.set_aside,
        state.last_hlc_us,
        {name: _arrow_bytes(table) for name, table in tables.items()},
        fault,
    )


def _arrow_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
