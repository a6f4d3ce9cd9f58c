"""What programs said about planted secrets: who saw which one, where, and from when to when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

Box = tuple[int, int, int, int]
Key = tuple[str, str, Box, str, bool]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A secret in one place; `typing_from` is set when it grew there key by key.

    A `title` or `ink` says that the box is a whole bar, to be cut to the inked words.
    """

    secret: str
    source: str
    box: Box
    start: float
    end: float
    title: str = ""
    ink: bool = False
    typing_from: float | None = None


def told(path: Path, *, until: float) -> list[Sighting]:
    """What the programs said, in order of time."""
    done: list[Sighting] = []
    current: dict[Key, float] = {}
    for line in map(json.loads, path.read_text().splitlines()):
        source = line["source"]
        now = {
            (source, seen["id"], _rounded(seen["box"]), seen.get("title", ""), "ink" in seen)
            for seen in line["shown"]
        }
        for key in [key for key in current if key[0] == source and key not in now]:
            done.append(_sighting(key, current.pop(key), line["t"]))
        for key in now:
            current.setdefault(key, line["t"])
    done += [_sighting(key, start, until) for key, start in current.items()]
    return sorted(done, key=lambda seen: (seen.start, seen.secret, seen.box))


def _rounded(box: list[float]) -> Box:
    x, y, width, height = box
    return round(x), round(y), round(width), round(height)


def _sighting(key: Key, start: float, end: float) -> Sighting:
    source, secret, box, title, ink = key
    return Sighting(secret, source, box, start, end, title, ink)
