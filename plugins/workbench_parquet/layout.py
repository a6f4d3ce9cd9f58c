"""Where an export's files stand, and what each says of its place among the others."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.domain.release import Release, Scope
from workbench.errors import Damaged

ABOUT_KEY = b"workbench"

_HINT = "Take a fresh copy, or build the release again."


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: its release, and which rows of which split it holds.

    `first_row` is how many rows of the split come before it; `row_counts` are those of every
    split, so that a split without rows is told from a lost one.
    """

    release: str
    version: str
    scopes: tuple[str, ...]
    split: str
    part: int
    first_row: int
    row_counts: dict[str, int]

    @classmethod
    def of(cls, release: Release, split: str, *, part: int, first_row: int) -> "About":
        """What the next file of a split says."""
        scopes = tuple(sorted(scope.value for scope in release.scopes))
        counts = release.row_counts
        return cls(release.name, release.version, scopes, split, part, first_row, counts)

    @classmethod
    def parse(cls, written: bytes) -> "About":
        """Read it back; raises ValueError, KeyError or TypeError where it is anything else."""
        try:
            fields = json.loads(written)
        except RecursionError:
            raise ValueError("nested too deep") from None
        decoded = {"scopes": tuple(fields["scopes"]), "row_counts": dict(fields["row_counts"])}
        return cls(**{**fields, **decoded})

    @property
    def covered(self) -> frozenset[Scope]:
        """The scopes of the release."""
        return frozenset(Scope(scope) for scope in self.scopes)

    def encode(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True).encode()


def part_name(part: int) -> str:
    """The name of a split's file, counted from 0."""
    return f"part-{part:05}.parquet"


def parts(out: Path, split: str) -> list[Path]:
    """The files of a split in order; raises Damaged where one is missing or one too many."""
    found = sorted(path.name for path in (out / split).glob("*"))
    if found != [part_name(part) for part in range(len(found))]:
        message = f"{split!r} holds other files than an export writes, or lacks some of them"
        raise Damaged(message, hint=_HINT)
    return [out / split / name for name in found]


def splits(out: Path) -> list[str]:
    """The splits that have a folder, sorted."""
    return sorted(path.name for path in out.glob("*") if path.is_dir())
