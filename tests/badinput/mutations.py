"""Captures made bad on purpose: the same seed always makes the same damage to the same capture.

Each seed takes one way of doing harm, in turn, so that any slice of seeds tries most of them;
what it does exactly follows from the seed.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from tests.badinput import (
    harm_in_bytes,
    harm_in_databases,
    harm_in_files,
    harm_in_json,
    harm_in_pictures,
)
from tests.badinput.harm import Harmless

Harm: TypeAlias = Callable[[random.Random, Path], str]
"""Does some harm to a file, or to the folder of a capture, and says which."""

SIGNS = {
    "sqlite": (0, b"SQLite format 3\0"),
    "duckdb": (8, b"DUCK"),
    "png": (0, b"\x89PNG"),
    "film": (4, b"ftyp"),
}


def harm_done(seed: int, folder: Path) -> str:
    """Harm the capture that lies in a folder, in place; what was done, in words."""
    rng = random.Random(seed)
    ways = _ways(rng, folder)
    first = seed % len(ways)
    for harm, path in ways[first:] + ways[:first]:
        try:
            told = f"{harm.__name__}: {harm(rng, path)}"
        except Harmless:
            continue
        # Damage seldom comes alone.
        return f"{told}; {harm_done(seed + 1_000_001, folder)}" if seed % 7 == 6 else told
    return "nothing is left to harm"


def _ways(rng: random.Random, folder: Path) -> list[tuple[Harm, Path]]:
    """Every harm that fits, each with the file of the capture it is done to."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    by_kind: dict[str, list[Path]] = {}
    for path in files:
        by_kind.setdefault(kind_of(path), []).append(path)
    kinds = sorted(by_kind)
    ways: list[tuple[Harm, Path]] = [(harm, folder) for harm in harm_in_files.HARMS]
    for harm in harm_in_bytes.HARMS if files else ():
        # A kind first: a folder of pictures has one file that tells what was done.
        ways.append((harm, rng.choice(by_kind[rng.choice(kinds)])))
    for kind in kinds:
        ways += [(harm, rng.choice(by_kind[kind])) for harm in _HARMS.get(kind, ())]
    return ways


_HARMS: dict[str, Sequence[Harm]] = {
    "json": harm_in_json.HARMS,
    "sqlite": harm_in_databases.SQLITE,
    "duckdb": harm_in_databases.DUCKDB,
    "png": harm_in_pictures.PICTURES,
    "film": harm_in_pictures.FILMS,
}


def kind_of(path: Path) -> str:
    """What a file holds, told by its first bytes; `json` also for JSON lines, else `text`."""
    start = path.read_bytes()[:64]
    for kind, (place, sign) in SIGNS.items():
        if start[place:].startswith(sign):
            return kind
    return "json" if start.lstrip()[:1] in (b"{", b"[") else "text"
