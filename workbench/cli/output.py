"""What is printed: aligned tables for people, one JSON document for programs, nothing unsafe."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO, TypeVar

T = TypeVar("T")

_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
_VISIBLE = str.maketrans({"\n": "⏎", "\r": "⏎", "\t": "⇥"})
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_GAP = "  "


def clean(text: str) -> str:
    """The text without anything a terminal would act on; line ends and tabs become signs."""
    visible = _TERMINAL_SEQUENCE.sub("", text).translate(_VISIBLE)
    return "".join(c for c in visible if not _is_unsafe(c))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of aligned columns under their headers; numbers stand to the right."""
    values = [list(row) for row in rows]
    if not values:
        return ["(none)"]
    numeric = [all(isinstance(v, int | float) for v in column) for column in _columns(values)]
    cells = [[clean("" if value is None else str(value)) for value in row] for row in values]
    lines = [[header.upper() for header in headers], *cells]
    widths = [max(_width(text) for text in column) for column in _columns(lines)]
    return [_line(line, widths, numeric) for line in lines]


def fields(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Lines of names and values, the values aligned."""
    shown = [(name, clean("" if value is None else str(value))) for name, value in pairs]
    width = max((len(name) for name, _ in shown), default=0)
    return [f"{name.ljust(width)}{_GAP}{value}".rstrip() for name, value in shown]


def print_json(document: object) -> None:
    """One JSON document on stdout, in ASCII, so that it is exact and harmless anywhere."""
    json.dump(document, sys.stdout, indent=2)
    sys.stdout.write("\n")


def print_lines(lines: Iterable[str], *, to: TextIO | None = None) -> None:
    """Lines of text, to stdout where nothing else is given."""
    stream = to or sys.stdout
    for line in lines:
        stream.write(f"{line}\n")


def _columns(rows: Sequence[Sequence[T]]) -> list[tuple[T, ...]]:
    return list(zip(*rows, strict=True))


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = []
    for text, width, is_number in zip(cells, widths, numeric, strict=True):
        space = " " * (width - _width(text))
        padded.append(space + text if is_number else text + space)
    return _GAP.join(padded).rstrip()


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in _UNSAFE_CATEGORIES or character in _DIRECTION_MARKS
