"""Brings in key logs: lines of a time in milliseconds, a tab and a character."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.keys import normalise_key
from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, OpenCapture, SourceFrame
from workbench.source_files import microseconds_in

_MAGIC = b"keylog 1"
_LARGEST_BYTES = 100_000_000


class KeylogImporter:
    """Reads key logs."""

    name = "keylog"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the first line says so; never raises."""
        try:
            if not source.is_file():
                return False
            with source.open("rb") as file:
                return file.readline(64).strip() == _MAGIC
        except OSError:
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The one file."""
        return [source]

    @contextmanager
    def open(self, source: Path) -> Iterator[OpenCapture]:
        """Read it whole, since it is small; raises BadCapture where it is no key log."""
        if not self.recognises(source) or source.stat().st_size > _LARGEST_BYTES:
            raise BadCapture("this is no key log", hint="Give the file that the logger wrote.")
        tally = WarningTally()
        keys = _keys(source, tally)
        if not keys:
            raise BadCapture("the key log holds no key", hint="Record it again.")
        yield KeylogCapture(keys, tally)


class KeylogCapture:
    """An open key log."""

    def __init__(self, keys: list[tuple[int, str]], tally: WarningTally) -> None:
        self.info = CaptureInfo(
            format_version="1",
            recorder="keylog",
            clock="milliseconds since the logger started",
        )
        self._keys = keys
        self._tally = tally

    def events(self) -> Iterator[Event]:
        """A press and a release for each character."""
        for number, (t_us, text) in enumerate(self._keys):
            key = normalise_key(text)
            yield Event(2 * number + 1, t_us, EventKind.PRESS, key=key, text=text)
            yield Event(2 * number + 2, t_us, EventKind.RELEASE, key=key)

    def windows(self) -> Iterator[Window]:
        """None: the log does not say."""
        return iter(())

    def frames(self) -> Iterator[SourceFrame]:
        """None: there are no pictures."""
        return iter(())

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or left out, counted."""
        return self._tally.warnings()


def _keys(source: Path, tally: WarningTally) -> list[tuple[int, str]]:
    """The time and the character of every line that has both, in time order."""
    lines = source.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    read = [_key(line) for line in lines]
    keys = [key for key in read if key is not None]
    # The line is not quoted: it is what somebody typed.
    tally.add("lines-unreadable", "lines without a time and a character", len(read) - len(keys))
    in_order = sorted(keys, key=lambda key: key[0])
    tally.add("unsorted", "lines put in the order of their times", int(in_order != keys))
    return in_order


def _key(line: str) -> tuple[int, str] | None:
    time, _, character = line.partition("\t")
    if not time.isdecimal() or len(time) > 15 or len(character) != 1:
        return None
    t_us = microseconds_in(int(time), per_second=1000)
    return None if t_us is None else (t_us, character)
