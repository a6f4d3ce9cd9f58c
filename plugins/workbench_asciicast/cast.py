"""The file itself: its header, and what it tells line by line, whichever version it has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.source_files import (
    UNREADABLE,
    JSONValue,
    decoded,
    json_document,
    json_list,
    json_object,
    microseconds_in,
    number_in,
    text_in,
)

USUAL_SIZE = (80, 24)
"""Columns and rows of a terminal that nobody sized."""

_LATEST_US = 2**53
_MOST_COLUMNS, _MOST_ROWS, _MOST_CELLS = 2_000, 1_000, 200_000
_HEAD_BYTES = 262_144
_LINE_BYTES = 16_000_000
_DOCUMENT_BYTES = 128_000_000
_BOM = b"\xef\xbb\xbf"
_FIRST_VERSION = re.compile(rb'"version"\s*:\s*1\s*[,}]')
_STDOUT = re.compile(rb'"stdout"\s*:\s*\[')
_SIZE = re.compile(r"\s*(\d{1,5})\s*[xX]\s*(\d{1,5})\s*")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Told(NamedTuple):
    """One thing of a cast: `code` is o, i, m, r or x, `t_us` counts from its start."""

    t_us: int
    code: str
    data: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a cast says of itself."""

    version: int
    columns: int
    rows: int
    timestamp: JSONValue
    title: str
    command: str
    theme: dict[str, JSONValue]


def is_cast(path: Path) -> bool:
    """Whether the file begins as a cast does; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).removeprefix(_BOM).lstrip()
    if not head.startswith(b"{"):
        return False
    first = json_object(decoded(head.split(b"\n", 1)[0]))
    if first.get("version") in (2, 3):
        return "term" in first or ("width" in first and "height" in first)
    return bool(_FIRST_VERSION.search(head) and _STDOUT.search(head))


def size_in(text: str) -> tuple[int, int] | None:
    """The columns and rows that `COLSxROWS` says, None where no terminal has that size."""
    match = _SIZE.fullmatch(text)
    return _size(int(match[1]), int(match[2])) if match else None


class Cast:
    """A cast, to be read as often as needed; raises BadCapture where it is none."""

    def __init__(self, path: Path, tally: WarningTally) -> None:
        self._path = path
        self._document: list[JSONValue] | None = None
        self.header = _header(self._opened(), tally)

    def told(self, tally: WarningTally | None = None) -> Iterator[Told]:
        """Everything in the order of the file, times never going back; `tally` counts repairs."""
        tally = tally or WarningTally()
        version = self.header.version
        clock = _Clock(tally, is_absolute=version == 2)
        for row in self._rows(tally):
            parts = json_list(row)
            if version == 1:
                parts = [*parts[:1], "o", *parts[1:]]
            if len(parts) < 3 or not isinstance(parts[1], str) or not isinstance(parts[2], str):
                tally.add("lines-unreadable", "lines that tell nothing a cast can, left out")
                continue
            yield Told(clock.time_of(parts[0]), parts[1], _sound(parts[2], tally))

    def _opened(self) -> dict[str, JSONValue]:
        """The header: of the first version the whole document, which is kept."""
        with self._path.open("rb") as file:
            line = file.readline(_HEAD_BYTES)
        first = json_object(decoded(line.removeprefix(_BOM)))
        if first.get("version") in (2, 3):
            return first
        if self._path.stat().st_size > _DOCUMENT_BYTES:
            raise BadCapture(
                "a cast of version 1 is larger than can be read at once",
                hint="Convert it to version 2 or 3 first.",
            )
        document = json_object(json_document(self._path))
        stdout = document.get("stdout")
        if document.get("version") != 1 or not isinstance(stdout, list):
            raise BadCapture(
                "this is no asciicast of version 1, 2 or 3",
                hint="Its first line says the version; copy it again from its source.",
            )
        self._document = stdout
        return document

    def _rows(self, tally: WarningTally) -> Iterator[JSONValue]:
        if self._document is not None:
            yield from self._document
            return
        yield from _values(self._path, tally)


class _Clock:
    """Turns the times of a cast into microseconds since its start."""

    def __init__(self, tally: WarningTally, *, is_absolute: bool) -> None:
        self._tally = tally
        self._is_absolute = is_absolute
        self._t_us = 0

    def time_of(self, told: JSONValue) -> int:
        number = number_in(told)
        if number is not None and number < 0:
            self._tally.add("clock-backwards", "times that went back, set to the time before them")
            return self._t_us
        t_us = microseconds_in(told)
        if t_us is not None and not self._is_absolute:
            t_us += self._t_us
        if t_us is None or t_us > _LATEST_US:
            detail = "times that are none, taken for the time before them"
            self._tally.add("times-unreadable", detail)
        elif t_us < self._t_us:
            self._tally.add("clock-backwards", "times that went back, set to the time before them")
        else:
            self._t_us = t_us
        return self._t_us


def _values(path: Path, tally: WarningTally) -> Iterator[JSONValue]:
    """The value of each line after the first that is no comment and not empty."""
    try:
        with path.open("rb") as file:
            file.readline(_HEAD_BYTES)
            while line := file.readline(_LINE_BYTES):
                start = line[:64].lstrip()[:1]
                if start == b"#" or (not start and not line.strip()):
                    continue
                value = decoded(line) if start == b"[" else UNREADABLE
                if isinstance(value, list):
                    yield value
                elif line.endswith((b"\n", b"\r")):
                    tally.add("lines-unreadable", "lines that tell nothing a cast can, left out")
                else:
                    tally.add("cut-short", "the last line of a file is not whole, left out")
    except OSError:
        tally.add("files-unreadable", "files that could not be read to their end")


def _header(fields: dict[str, JSONValue], tally: WarningTally) -> Header:
    term = json_object(fields.get("term")) if fields["version"] == 3 else fields
    names = ("cols", "rows") if fields["version"] == 3 else ("width", "height")
    width, height = (number_in(term.get(name)) or 0 for name in names)
    size = _size(int(width), int(height))
    if size is None:
        tally.add("size-assumed", "terminals of no usable size, taken to have 80 columns, 24 rows")
    columns, rows = size or USUAL_SIZE
    return Header(
        version=next(version for version in (1, 2, 3) if fields["version"] == version),
        columns=columns,
        rows=rows,
        timestamp=fields.get("timestamp"),
        title=_sound(text_in(fields.get("title")), tally),
        command=_sound(text_in(fields.get("command")), tally),
        theme=json_object(term.get("theme")),
    )


def _size(columns: int, rows: int) -> tuple[int, int] | None:
    fits = 0 < columns <= _MOST_COLUMNS and 0 < rows <= _MOST_ROWS
    return (columns, rows) if fits and columns * rows <= _MOST_CELLS else None


def _sound(text: str, tally: WarningTally) -> str:
    """Without the halves of characters that JSON lets pass and no encoding does."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    tally.add("characters-broken", "texts with halves of characters, put right as far as they can")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
