"""This installation's own writer: which file of the journal is ours, and appending to it.

The state directory holds its name. A file that was damaged is never appended to and stays as
evidence: the next op begins a new one. A file that lost something while a program had it open
is another matter: going on would look as if nothing had happened, so nothing is saved.
"""

import re
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from workbench.domain.op import Op
from workbench.store import ops
from workbench.store.files import storage_errors, write_atomic
from workbench.store.identity import Identity
from workbench.store.journal import JournalFault, JournalWriter
from workbench.store.sightings import Sightings


class OwnWriter:
    """One member's writer on one machine; its file is made on the first op."""

    def __init__(
        self, path: Path, journal: Path, identity: Identity, project_id: str, sightings: Sightings
    ) -> None:
        self._path = path
        self._journal = journal
        self._identity = identity
        self._project_id = project_id
        self._sightings = sightings
        self._opened: JournalWriter | None = None

    def name(self) -> str:
        """The writer's name as it was kept, empty where there is none yet or none that can be."""
        pattern = re.escape(self._identity.name) + "-[0-9a-f]{8}"
        with suppress(OSError, UnicodeDecodeError):
            name = self._path.read_text(encoding="ascii").strip()
            return name if re.fullmatch(pattern, name) else ""
        return ""

    def leave(self) -> None:
        """Begin a new file with the next op."""
        self._opened = None
        self._path.unlink(missing_ok=True)

    def write(self, op: Op) -> bytes:
        """Number, sign and append an op; its line. Raises StorageFailed with nothing written."""
        try:
            return self._write_as(self._writer(), op)
        except JournalFault:
            self.leave()
            return self._write_as(self._writer(), op)

    def _write_as(self, writer: JournalWriter, op: Op) -> bytes:
        written = b""

        def build(seq: int, prev: str) -> bytes:
            nonlocal written
            own_id = ops.op_id(writer.writer, seq, op.hlc_us)
            numbered = replace(op, id=own_id, writer=writer.writer, seq=seq, prev=prev)
            written = ops.encode(numbered, self._identity.sign_key, self._project_id)
            return written

        writer.append(build)
        return written

    def _writer(self) -> JournalWriter:
        if self._opened is None:
            name = self.name() or self._begun()
            seen = self._sightings.end(name)
            self._opened = JournalWriter(self._journal, name, self._is_own, seen)
        return self._opened

    def _begun(self) -> str:
        name = f"{self._identity.name}-{secrets.token_hex(4)}"
        with storage_errors("the state directory"):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomic(self._path, name.encode(), mode=0o600)
        return name

    def _is_own(self, line: bytes) -> bool:
        return ops.is_signed_by(line, self._identity.public.verify_key, self._project_id)
