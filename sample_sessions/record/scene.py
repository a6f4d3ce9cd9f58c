"""What a scene is: who sits at the desk, what is planted, what is set up and what is done."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .desk import Desk, wait_until
from .hands import Hands

PROGRAMS = Path(__file__).parent / "programs"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Has Tk and UNO, which the recorder's own environment need not have."""

Read = Callable[[dict[str, Any]], list[float] | None]


@dataclass(frozen=True, slots=True)
class Secret:
    """An invented private value and the channels it passes through."""

    id: str
    kind: str
    value: str
    where: tuple[str, ...]


@dataclass(slots=True)
class Stage:
    """What a scene works with while it runs."""

    desk: Desk
    hands: Hands
    scratch: Path

    @property
    def sightings(self) -> Path:
        """The file to which programs write where secrets and widgets stand."""
        return self.scratch / "sightings.jsonl"

    def spot(self, source: str, name: str) -> tuple[int, int]:
        """The latest centre of a named widget, once its program has told it."""
        x, y = self._latest(source, lambda line: line.get("places", {}).get(name), name)
        return round(x), round(y)

    def box(self, source: str, secret: str) -> tuple[int, int, int, int]:
        """The first box in which a program shows a secret at the moment."""

        def read(line: dict[str, Any]) -> list[float] | None:
            return next((seen["box"] for seen in line["shown"] if seen["id"] == secret), None)

        x, y, width, height = self._latest(source, read, secret)
        return round(x), round(y), round(width), round(height)

    def tell(self, source: str, secret: str | None, box: tuple[int, int, int, int]) -> None:
        """Write a sighting down for a program that cannot; without a secret, its end."""
        shown = [{"id": secret, "box": box, "ink": True}] if secret else []
        line = {"t": time.time(), "source": source, "shown": shown}
        with self.sightings.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def _latest(self, source: str, read: Read, name: str) -> list[float]:
        found: list[list[float]] = []

        def look() -> bool:
            lines = self.sightings.read_text().splitlines() if self.sightings.exists() else []
            told = (line for line in map(json.loads, reversed(lines)) if line["source"] == source)
            value = next(map(read, told), None)
            found[:] = [value] if value else []
            return bool(found)

        wait_until(look, what=f"the place of {name!r} in {source}", seconds=15)
        return found[0]

    def run_program(self, script: str, *arguments: str) -> None:
        """Start one of our own programs under the system's Python."""
        self.desk.start([SYSTEM_PYTHON, str(PROGRAMS / script), *arguments])


@dataclass(frozen=True, slots=True)
class Scene:
    """One session to record."""

    name: str
    subject: str
    size: tuple[int, int]
    description: str
    statement: str
    secrets: tuple[Secret, ...]
    prepare: Callable[[Stage], None]
    perform: Callable[[Stage], None]
    seed: int
    images: bool = False
    fps: float = 10.0
    mirror_titles: bool = True
