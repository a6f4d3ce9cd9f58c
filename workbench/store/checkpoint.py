"""What a fold left behind, remembered between runs: one file per person and project.

It is an optimisation that may be deleted at any time. It is authenticated (HMAC-SHA256) with a
key that only the person's identity can make, and used only while every journal file still
begins with the bytes it was made from.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa

from workbench.errors import JournalDamaged
from workbench.store.files import storage_errors, write_atomic
from workbench.store.fold_state import FoldState, SetAside
from workbench.store.journal import SUFFIX, Position
from workbench.store.ledger import Ledger

_MAGIC = b"WBCKPT2\n"
_MAC_BYTES = 32
_LENGTH = struct.Struct("<Q")
_HASH_CHUNK_BYTES = 1 << 20


class _FileMark(msgspec.Struct, frozen=True):
    """A journal file as it was: how far it was read, and how to see that it is unchanged."""

    position: Position
    prefix_sha256: str
    mtime_ns: int
    size_bytes: int


class _Head(msgspec.Struct, frozen=True):
    marks: dict[str, _FileMark]
    membership: list[tuple[str, int]]
    set_aside: list[SetAside]
    last_hlc_us: int
    tables: dict[str, int]


@dataclass(frozen=True)
class CheckpointFile:
    """Where a checkpoint lies and the key it is authenticated with."""

    path: Path
    key: bytes

    def save(self, ledger: Ledger) -> None:
        """Remember the fold as it stands; raises StorageFailed."""
        ledger.sql()
        blocks = {name: _arrow_bytes(table) for name, table in ledger.tables.tables().items()}
        head = _Head(
            marks={
                writer: _mark(ledger.directory / f"{writer}{SUFFIX}", position)
                for writer, position in ledger.state.positions.items()
            },
            membership=ledger.state.spelt_membership(),
            set_aside=ledger.state.set_aside,
            last_hlc_us=ledger.state.last_hlc_us,
            tables={name: len(block) for name, block in blocks.items()},
        )
        encoded = msgspec.json.encode(head)
        body = b"".join([_MAGIC, _LENGTH.pack(len(encoded)), encoded, *blocks.values()])
        with storage_errors("the state directory"):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomic(self.path, body + self._mac(body), mode=0o600)

    def load(self, ledger: Ledger) -> bool:
        """Give a new ledger the fold remembered; False where there is none that still holds."""
        with self._body() as body:
            return body is not None and _restore(ledger, body)

    @contextmanager
    def _body(self) -> Iterator[pa.Buffer | None]:
        """What stands in the file, None where there is none or somebody else wrote it."""
        if not self.path.exists() or self.path.stat().st_size < len(_MAGIC) + _MAC_BYTES:
            yield None
            return
        with pa.memory_map(str(self.path)) as source:
            whole = source.read_buffer()
            body = whole.slice(0, whole.size - _MAC_BYTES)
            mac = whole.slice(body.size).to_pybytes()
            is_ours = hmac.compare_digest(mac, self._mac(body))
            is_known = body.slice(0, len(_MAGIC)).to_pybytes() == _MAGIC
            yield body if is_ours and is_known else None

    def _mac(self, body: bytes | pa.Buffer) -> bytes:
        return hmac.digest(self.key, body, "sha256")


def _restore(ledger: Ledger, body: pa.Buffer) -> bool:
    head, tables_start = _head(body)
    if not all(
        _still_begins_so(ledger.directory / f"{w}{SUFFIX}", m) for w, m in head.marks.items()
    ):
        return False
    state = FoldState(
        positions={writer: mark.position for writer, mark in head.marks.items()},
        set_aside=list(head.set_aside),
        last_hlc_us=head.last_hlc_us,
    )
    try:
        state.restore_membership(head.membership)
    except (JournalDamaged, ValueError):
        return False
    ledger.state = state
    ledger.tables.load(_tables(head, body, tables_start))
    return True


def _head(body: pa.Buffer) -> tuple[_Head, int]:
    """The head, and where the tables after it start."""
    start = len(_MAGIC) + _LENGTH.size
    (length,) = _LENGTH.unpack(body.slice(len(_MAGIC), _LENGTH.size).to_pybytes())
    head = msgspec.json.decode(body.slice(start, length).to_pybytes(), type=_Head)
    return head, start + length


def _tables(head: _Head, body: pa.Buffer, start: int) -> dict[str, pa.Table]:
    tables = {}
    for name, length in head.tables.items():
        tables[name] = pa.ipc.open_file(body.slice(start, length)).read_all()
        start += length
    return tables


def _arrow_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _mark(path: Path, position: Position) -> _FileMark:
    stat = path.stat()
    return _FileMark(
        position, _prefix_sha256(path, position.offset), stat.st_mtime_ns, stat.st_size
    )


def _still_begins_so(path: Path, mark: _FileMark) -> bool:
    try:
        stat = path.stat()
    except OSError:
        return False
    if (stat.st_mtime_ns, stat.st_size) == (mark.mtime_ns, mark.size_bytes):
        return True
    return _prefix_sha256(path, mark.position.offset) == mark.prefix_sha256


def _prefix_sha256(path: Path, length: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while length > 0:
            chunk = file.read(min(length, _HASH_CHUNK_BYTES))
            if not chunk:
                return ""
            digest.update(chunk)
            length -= len(chunk)
    return digest.hexdigest()
