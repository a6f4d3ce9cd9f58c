"""What a fold leaves behind beside its rows."""

from dataclasses import dataclass, field

from workbench.domain.authority import Authority
from workbench.store import ops
from workbench.store.journal import Entry, Position


@dataclass(frozen=True, slots=True, order=True)
class SetAside:
    """An op that does not count, and why; with `is_rest` all of its writer's later ones too."""

    writer: str
    seq: int
    reason: str
    is_rest: bool = False


@dataclass(slots=True)
class FoldState:
    """Members, how far each file was read, and what does not count; a checkpoint remembers it."""

    authority: Authority = field(default_factory=Authority)
    membership: list[Entry] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    last_hlc_us: int = 0

    def spelt_membership(self) -> list[tuple[str, int]]:
        """The ops that made the members what they are: each line, and where it lies."""
        return [(entry.line.decode(), entry.offset) for entry in self.membership]

    def restore_membership(self, spelt: list[tuple[str, int]]) -> None:
        """Take back what `spelt_membership` gave; raises JournalDamaged or ValueError."""
        for text, offset in spelt:
            line = text.encode()
            entry = Entry(ops.decode(line), ops.hash_line(line), offset, line)
            self.authority.extend(entry.op, entry.hash)
            self.membership.append(entry)
