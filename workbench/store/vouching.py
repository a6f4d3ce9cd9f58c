"""Who vouches for a writer's file: its last op's signature, through the chain of hashes.

Where a member's key was replaced, the old key vouches for nothing that came later, so every op
is looked at. Where a change of members listed the last op of a file, the file must hold it.
"""

from dataclasses import dataclass
from pathlib import Path

from workbench.domain.authority import Authority
from workbench.domain.op import Op
from workbench.errors import JournalDamaged, UsageError
from workbench.store import ops
from workbench.store.chain import last_signed_seq
from workbench.store.identity import PublicIdentity
from workbench.store.journal import (
    UNSIGNED,
    Entry,
    JournalFault,
    last_line,
    read_entries,
    writer_of,
)

_REWRITTEN = "the file does not hold what it held when its author's role changed"


def check_keys(op: Op) -> None:
    """Raise ValueError where an op about members gives somebody a public key that is none."""
    for change in op.changes:
        try:
            if "public_key" in change.set:
                PublicIdentity.parse(str(change.set["public_key"]))
        except UsageError:
            raise ValueError("it gives a member a public key that is none") from None


@dataclass(frozen=True, slots=True)
class Vouching:
    """Signatures and listed ops, judged by the members as one authority knows them."""

    authority: Authority
    project_id: str

    def check_file(self, path: Path) -> None:
        """Raise JournalFault where its author does not vouch for a file, or it was rewritten."""
        writer = writer_of(path)
        pins = {pin.seq: pin for pin in self.authority.pins(writer, ops.member_of(writer))}
        checks_each = self._has_several_keys(writer)
        for entry in read_entries(path) if pins or checks_each else ():
            pin = pins.pop(entry.op.seq, None)
            if pin is not None and pin.hash != entry.hash:
                raise JournalFault(writer, 0, _REWRITTEN)
            if checks_each and not self._is_signed(writer, entry.line):
                raise JournalFault(writer, entry.op.seq - 1, UNSIGNED)
        if pins:
            raise JournalFault(writer, 0, _REWRITTEN)
        line = last_line(path)
        if line is not None and not self._is_signed(writer, line):
            raise JournalFault(writer, -1, UNSIGNED)

    def covers(self, fresh: list[Entry]) -> bool:
        """Whether the last of each writer's new ops is signed, or each where keys changed."""
        last = {entry.op.writer: entry for entry in fresh}
        return all(
            self._is_signed(entry.op.writer, entry.line)
            for entry in fresh
            if entry is last[entry.op.writer] or self._has_several_keys(entry.op.writer)
        )

    def last_good_seq(self, path: Path, upto_seq: int) -> int:
        """The number of the last op of a faulty file that still counts, 0 for none.

        A negative `upto_seq` stands for the end of the file.
        """
        writer = writer_of(path)
        seq = last_signed_seq(path, upto_seq, lambda line: self._is_signed(writer, line))
        pins = self.authority.pins(writer, ops.member_of(writer))
        # What was admitted cannot be told from what was put in its place.
        return 0 if any(pin.seq > seq for pin in pins) else seq

    def _has_several_keys(self, writer: str) -> bool:
        return len(self.authority.keys_of(ops.member_of(writer))) > 1

    def _is_signed(self, writer: str, line: bytes) -> bool:
        try:
            op = ops.decode(line)
        except JournalDamaged:
            # Reading the file comes to the same line, and says where it lies.
            return True
        text = self.authority.key_at(op.head, ops.member_of(writer))
        if not text:
            # Nobody vouches for a stranger's ops; authority refuses each of them.
            return True
        key = PublicIdentity.parse(text).verify_key
        return ops.is_signed_by(line, key, self.project_id)
