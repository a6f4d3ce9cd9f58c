"""Files of captures, read with care: they may be cut short, changed, or made to do harm.

For importers. Nothing here raises for what a file holds; what cannot be read is counted.
"""

import errno
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PureWindowsPath
from typing import BinaryIO, TypeAlias

import msgspec

from workbench.domain.geometry import Box
from workbench.domain.tally import WarningTally
from workbench.domain.told import writable
from workbench.errors import BadCapture

JSONValue: TypeAlias = "bool | int | float | str | list[JSONValue] | dict[str, JSONValue] | None"

_LINE_BYTES = 64_000_000
_DOCUMENT_BYTES = 2_000_000_000
_LATEST_US = 2**53
"""Later than any clock shows; beyond it seconds are no longer told apart as floats."""

_BOM = b"\xef\xbb\xbf"
_FILMS = (".mp4", ".mkv", ".mov")
_decoder = msgspec.json.Decoder()


def json_lines(path: Path, tally: WarningTally) -> Iterator[JSONValue]:
    """The value of each line of a file, whatever its line ends, a byte order mark aside.

    Lines that are no JSON are counted, a last one that was cut short by a code of its own.
    """
    try:
        with opened(path) as file:
            yield from _values(file, tally)
    except OSError:
        tally.add("files-unreadable", "files that could not be read to their end")


def objects_in(values: Iterable[JSONValue], tally: WarningTally) -> Iterator[dict[str, JSONValue]]:
    """Those of the values that are objects; the others are counted as lines that are none."""
    for value in values:
        if isinstance(value, dict):
            yield value
        else:
            tally.add("lines-unreadable", "lines that are no object, left out")


def json_document(path: Path) -> JSONValue:
    """The value of a whole file; raises BadCapture where it is too large or no JSON."""
    try:
        if path.stat().st_size > _DOCUMENT_BYTES:
            raise BadCapture(
                "a JSON file of the capture is too large", hint="Split it, or leave it out."
            )
        with opened(path) as file:
            data = file.read()
    except OSError:
        raise BadCapture("a file of the capture cannot be read", hint="Check it.") from None
    value = decoded(data.removeprefix(_BOM))
    if isinstance(value, _Unreadable):
        raise BadCapture(
            "a JSON file of the capture is cut short or damaged",
            hint="Copy it again from its source.",
        )
    return value


def beginning(path: Path | None, size: int) -> bytes:
    """The first bytes of a file, a byte order mark aside; none where it cannot be read."""
    if path is None:
        return b""
    try:
        with opened(path) as file:
            return file.read(size).removeprefix(_BOM)
    except OSError:
        return b""


def first_line(data: bytes) -> bytes:
    """The first line that holds anything, a byte order mark aside; empty where none does."""
    return next(iter(data.removeprefix(_BOM).strip().splitlines()), b"")


def first_values(path: Path, size: int = 65_536) -> Iterator[JSONValue]:
    """The values of those lines a file begins with that are JSON."""
    values = map(decoded, beginning(path, size).splitlines())
    return (value for value in values if not isinstance(value, _Unreadable))


def films_in(folder: Path) -> list[Path]:
    """The films in a folder by their names, those of hidden files and links to outside aside."""
    try:
        names = [path.name for path in folder.iterdir() if path.suffix.lower() in _FILMS]
    except OSError:
        return []
    shown = (name for name in names if not name.startswith("."))
    return sorted(path for name in shown if (path := file_inside(folder, name)) is not None)


class _Unreadable:
    """What JSON comes to that is none."""


UNREADABLE = _Unreadable()


def decoded(data: bytes) -> "JSONValue | _Unreadable":
    """The value of JSON text, UNREADABLE where it is none."""
    try:
        value: JSONValue = _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _read_leniently(data)
    return value


def json_object(value: object) -> dict[str, JSONValue]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def json_list(value: object) -> list[JSONValue]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text_in(value: object) -> str:
    """The value where it is text, else nothing; as `writable` has it, wherever it comes from."""
    return writable(value) if isinstance(value, str) else ""


def number_in(value: object) -> float | None:
    """The value where it is a finite number that a screen or a count can have, else None."""
    number = _float(value)
    return number if number is not None and -1e7 < number < 1e7 else None


def microseconds_in(value: object, per_second: float = 1.0) -> int | None:
    """A time of that many units a second as whole microseconds; None where it is none."""
    number = _float(value)
    if number is None or not 0 <= (t_us := number / per_second * 1e6) <= _LATEST_US:
        return None
    return round(t_us)


def box_in(sides: Sequence[object]) -> Box | None:
    """The box of an x, a y, a width and a height; None where they are none or it is empty."""
    numbers = [number_in(side) for side in sides]
    whole = [round(number) for number in numbers if number is not None]
    is_box = len(numbers) == len(whole) == 4 and min(whole[2:]) > 0
    return Box(*whole) if is_box else None


def box_between(value: object) -> Box | None:
    """The box of an object with its `left`, `top`, `right` and `bottom`; None where it is none."""
    told = json_object(value)
    numbers = [number_in(told.get(side)) for side in ("left", "top", "right", "bottom")]
    whole = [round(number) for number in numbers if number is not None]
    if len(whole) != 4:
        return None
    left, top, right, bottom = whole
    return box_in((left, top, right - left, bottom - top))


def file_inside(root: Path, name: object) -> Path | None:
    """The file a capture names relative to its folder, as any system writes paths.

    None where there is none, or where it lies outside the folder, by `..`, a drive or a link.
    """
    if not isinstance(name, str) or not name or "\0" in name:
        return None
    parts = PureWindowsPath(name)
    if parts.drive or parts.root or ".." in parts.parts:
        return None
    path = root.joinpath(*parts.parts)
    return path if lies_inside(root, path) else None


def lies_inside(root: Path, path: Path) -> bool:
    """Whether a path is a file that lies in the folder, wherever links may lead; never raises."""
    try:
        return path.is_file() and path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def opened(path: Path) -> BinaryIO:
    """A file to be read; raises OSError for anything else, as a pipe, which may never end."""
    if not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    return path.open("rb")


def _values(file: BinaryIO, tally: WarningTally) -> Iterator[JSONValue]:
    is_first, decode = True, _decoder.decode
    while line := file.readline(_LINE_BYTES):
        if is_first:
            line, is_first = line.removeprefix(_BOM), False
        try:
            yield decode(line)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            yield from _second_look(line, tally)


def _second_look(line: bytes, tally: WarningTally) -> Iterator[JSONValue]:
    if not line.strip():
        return
    value = _read_leniently(line)
    if not isinstance(value, _Unreadable):
        yield value
    elif line.endswith((b"\n", b"\r")):
        tally.add("lines-unreadable", "lines that are no JSON, left out")
    else:
        tally.add("cut-short", "the last line of a file is not whole, left out")


def _read_leniently(data: bytes) -> "JSONValue | _Unreadable":
    """As the standard library reads it: NaN passes, which Python's own writer writes.

    Halves of a character pass too: `text_in` replaces them, or an importer counts them.
    """
    try:
        value: JSONValue = json.loads(data)
    except (ValueError, RecursionError):
        return UNREADABLE
    return value


def _float(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
