"""Importers that do what none may, each in one way, so that it is known to be noticed.

    python -m tests.badinput.planted FOLDER

writes what was noticed of each into FOLDER/noticed.json. They are registered by the folder
`FOLDER/planted-1.dist-info`, which `register` writes and which must be on the path.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.badinput import trial, trials
from tests.badinput.captures_small import Small
from tests.badinput.harm import OUTSIDE
from tests.badinput.making import TYPED
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, EventKind, Window
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, SourceFrame

PAGE_BYTES = 4096
LATE_S = 8
"""After how long a hang counts here, where it is known to come."""


class Planted:
    """Reads any file and is in order: the others spoil one thing."""

    name, version = "planted", "1"

    def recognises(self, source: Path) -> bool:
        return source.is_file() and source.suffix == ".planted"

    def files(self, source: Path) -> Sequence[Path]:
        return [source]

    def parts(self, source: Path) -> Sequence[str]:
        return [""]

    @contextmanager
    def open(self, source: Path) -> Iterator["Opened"]:
        with self.open_part(source, "") as opened:
            yield opened

    @contextmanager
    def open_part(self, source: Path, part: str) -> Iterator["Opened"]:
        opened = Opened()
        yield opened
        self.spoil(source, part)

    def spoil(self, source: Path, part: str) -> None:
        """Nothing is spoilt."""


class Opened:
    """A pointer that moves."""

    info = CaptureInfo("1", clock="ticks")

    def events(self) -> Iterator[Event]:
        return (Event(n, n * 1000, EventKind.MOVE, float(n), 2.0) for n in range(1, 50))

    def windows(self) -> Iterator[Window]:
        return iter(())

    def frames(self) -> Iterator[SourceFrame]:
        return iter(())

    def warnings(self) -> Sequence[CaptureWarning]:
        return ()


class Crash(Planted):
    name = "planted-crash"

    def spoil(self, source: Path, part: str) -> None:
        raise KeyError("unforeseen")


class Death(Planted):
    name = "planted-death"

    def spoil(self, source: Path, part: str) -> None:
        os.abort()


class Hang(Planted):
    name = "planted-hang"

    def spoil(self, source: Path, part: str) -> None:
        time.sleep(5 * LATE_S)


class Hog(Planted):
    name = "planted-hog"

    def spoil(self, source: Path, part: str) -> None:
        taken = bytearray((trials.MEMORY_MB + 100) << 20)
        taken[::PAGE_BYTES] = b"x" * len(range(0, len(taken), PAGE_BYTES))


class WriteOutside(Planted):
    name = "planted-write"

    def spoil(self, source: Path, part: str) -> None:
        (source.parents[2] / "left-behind").write_text("x")


class WriteBeside(Planted):
    name = "planted-lock"

    def spoil(self, source: Path, part: str) -> None:
        source.with_suffix(".lock").touch()


class ChangeSource(Planted):
    name = "planted-change"

    def spoil(self, source: Path, part: str) -> None:
        with source.open("ab") as file:
            file.write(b"\n")


class ReadOutside(Planted):
    name = "planted-read"

    def spoil(self, source: Path, part: str) -> None:
        (source.parents[1] / OUTSIDE / "secret.json").read_bytes()


class LeaveBehind(Planted):
    name = "planted-scratch"

    def spoil(self, source: Path, part: str) -> None:
        Path("scratch").touch()


class Escape(Planted):
    name = "planted-escape"

    def spoil(self, source: Path, part: str) -> None:
        print("\x1b]0;owned\x07")  # noqa: T201


class Quote(Planted):
    name = "planted-quote"

    def spoil(self, source: Path, part: str) -> None:
        raise BadCapture(f"cut off after {TYPED}", hint="Copy it again.")


class HalfSession(Planted):
    """The second of two captures cuts short what the first was stored in."""

    name = "planted-half"

    def parts(self, source: Path) -> Sequence[str]:
        return ["one", "two"]

    def spoil(self, source: Path, part: str) -> None:
        if part == "two":
            for stored in (source.parents[1] / "project" / "sessions").glob("*/capture.duckdb"):
                os.truncate(stored, stored.stat().st_size // 2)


class SpareSession(Planted):
    name = "planted-spare"

    def spoil(self, source: Path, part: str) -> None:
        (source.parents[1] / "project" / "sessions" / "s-0000").mkdir()


PLANTED = (
    Planted,
    *(Crash, Death, Hang, Hog, WriteOutside, WriteBeside, ChangeSource, ReadOutside),
    *(LeaveBehind, Escape, Quote, HalfSession, SpareSession),
)


def register(folder: Path) -> None:
    """Make an installed package of them in a folder."""
    about = folder / "planted-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: planted\nVersion: 1\n")
    points = (f"{kind.name} = tests.badinput.planted:{kind.__name__}" for kind in PLANTED)
    (about / "entry_points.txt").write_text("\n".join(["[workbench.importers]", *points]) + "\n")


def _build(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "a.planted"
    path.write_text("a capture")
    return path


def _main() -> None:
    folder = Path(sys.argv[1])
    (folder / "scratch").mkdir()
    trial.WALL_S = LATE_S
    noticed = {}
    for kind in PLANTED:
        small = Small(kind.name, kind.name, _build)
        # Seed 1 looks at what more commands print than the import.
        (one,) = trials.trials(small, [1], folder / "scratch", lambda *_: "none")
        noticed[kind.name] = one.problems
    (folder / "noticed.json").write_text(json.dumps(noticed))


if __name__ == "__main__":
    _main()
