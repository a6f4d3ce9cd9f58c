"""Cells as the text a terminal understands, a whole frame at once.

Every cell becomes a record of 64 bytes in which a zero byte stands for "nothing here", and
leaving out the zeros of all records gives the text. So the work is a few dozen numpy
operations for a frame, whatever its size. Where characters are bold, italic or underlined, as
they never are in pictures, records are two words longer.
"""

from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.media.cells import BOLD, ITALIC, SPACE, TAIL, UNDERLINED, CellGrid

Words = NDArray[np.uint64]
Colours = NDArray[np.uint32]
Places = NDArray[np.intp]


class Depth(Enum):
    """How colours are named to the terminal: as 24 bits, or by number out of its 256."""

    FULL = "2"
    NUMBERED = "5"


RESET = "\x1b[m"
_CODE_POINTS = 0x20000
"""The table of characters ends here, beyond the last block mosaics of Unicode 16."""


def forward(columns: int) -> str:
    """Moves the cursor right; nothing for no columns."""
    return f"\x1b[{columns}C" if columns else ""


def encode_rows(cells: CellGrid, changed: NDArray[np.bool_], depth: Depth) -> dict[int, str]:
    """For each row with a changed cell the text that draws its changed cells.

    Written with the cursor on the row's first cell and default attributes, it leaves the
    cursor past the row's last cell and default attributes.
    """
    ys, xs = np.nonzero(changed)
    if not len(ys):
        return {}
    starts = np.empty(len(ys), np.bool_)
    starts[0] = True
    np.not_equal(ys[1:], ys[:-1], out=starts[1:])
    glyphs, ink, paper = cells.glyphs[changed], cells.ink[changed], cells.paper[changed]
    restyled = _restyled(ink, starts)
    records = np.zeros((len(ys), 8), np.uint64)
    _set_moves(records, xs, starts, cells.columns)
    _set_colours(records, glyphs, ink, paper, starts, restyled, depth)
    if restyled.any():
        styles = _styles()[(ink >> 24) & 7] * restyled[:, np.newaxis]
        records = np.hstack([records[:, :1], styles, records[:, 1:]])
    text = records.tobytes().translate(None, b"\0").decode("utf-8")
    return dict(zip(ys[starts].tolist(), text.split("\n"), strict=False))


def _set_moves(records: Words, xs: Places, starts: NDArray[np.bool_], columns: int) -> None:
    """Word 0 skips what did not change before a cell, word 7 what is left of its row."""
    ends = np.append(starts[1:], True)
    before = np.empty_like(xs)
    before[0] = -1
    before[1:] = np.where(starts[1:], -1, xs[:-1])
    skips, tails = _moves(columns)
    records[:, 0] = skips[xs - before - 1]
    records[ends, 7] = tails[columns - 1 - xs[ends]]


def _set_colours(
    records: Words,
    glyphs: Colours,
    ink: Colours,
    paper: Colours,
    starts: NDArray[np.bool_],
    restyled: NDArray[np.bool_],
    depth: Depth,
) -> None:
    """Words 1 to 6 set what differs from the cell drawn before, then the character.

    Paper is part of every cell; ink only of those that are not blank, so it is compared with
    the last such cell of the row. Where the style is set anew, colours are too.
    """
    new_paper = starts | restyled
    new_paper[1:] |= paper[1:] != paper[:-1]
    new_ink = _new_ink(glyphs, ink, starts) | (restyled & (glyphs != SPACE))
    both, either = new_paper & new_ink, new_paper | new_ink
    sheet = _phrases(depth)
    halves = records.view(np.uint32)
    records[:, 1] = np.where(new_ink, sheet.ink, np.where(new_paper, sheet.paper, 0))
    halves[both, 7] = sheet.also_paper
    first, other = (16, (8, 0)) if depth is Depth.FULL else (0, ())
    halves[:, 4] = sheet.number[(ink >> first) & 255] * new_ink
    records[:, 4] = sheet.first_number[(paper >> first) & 255] * new_paper
    for place, shift in enumerate(other):
        halves[:, 5 + place] = sheet.number[(ink >> shift) & 255] * new_ink
        halves[:, 10 + place] = sheet.number[(paper >> shift) & 255] * new_paper
    records[:, 6] = _characters()[glyphs] | (either * np.uint64(ord("m")))
    records[np.append(starts[1:], True), 6] |= np.uint64(_word(RESET) << 40)


def _restyled(ink: Colours, starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells before which bold, italic or underlined begins or ends."""
    style = ink >> 24
    before = np.zeros_like(style)
    before[1:] = np.where(starts[1:], 0, style[:-1])
    changed: NDArray[np.bool_] = style != before
    return changed


def _new_ink(glyphs: Colours, ink: Colours, starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    places = np.arange(len(glyphs))
    inked = glyphs != SPACE
    row_start = np.maximum.accumulate(np.where(starts, places, 0))
    last_inked = np.empty_like(places)
    last_inked[0] = -1
    last_inked[1:] = np.maximum.accumulate(np.where(inked, places, -1))[:-1]
    new_ink: NDArray[np.bool_] = (last_inked < row_start) | (ink != ink[last_inked])
    new_ink &= inked
    return new_ink


class _Phrases:
    """The fixed parts of colour sequences, as little-endian words."""

    def __init__(self, depth: Depth) -> None:
        kind = depth.value
        self.ink = np.uint64(_word(f"\x1b[38;{kind}"))
        self.paper = np.uint64(_word("\x1b[48;"))
        self.also_paper = np.uint32(_word(";48;"))
        self.number = np.array([_word(f";{value}") for value in range(256)], np.uint32)
        self.first_number = np.array([_word(f"{kind};{value}") for value in range(256)], np.uint64)


_phrases = lru_cache(_Phrases)


@lru_cache(8)
def _moves(columns: int) -> tuple[Words, Words]:
    skips = [forward(count) for count in range(columns + 1)]
    return (
        np.array([_word(skip) for skip in skips], np.uint64),
        np.array([_word(skip + "\n") for skip in skips], np.uint64),
    )


@lru_cache(1)
def _styles() -> Words:
    """Two words for each way to draw a character, which also take away every other and colours."""
    names = {BOLD >> 24: ";1", ITALIC >> 24: ";3", UNDERLINED >> 24: ";4"}
    texts = ["".join(name for bit, name in names.items() if style & bit) for style in range(8)]
    return np.array([(_word("\x1b["), _word(f"{text}m")) for text in texts], np.uint64)


@lru_cache(1)
def _characters() -> Words:
    """UTF-8 of every code point, moved up a byte to leave room for the end of a sequence."""
    points = np.arange(_CODE_POINTS, dtype=np.uint64)

    def tail(shift: int) -> Words:
        return np.uint64(0x80) | ((points >> np.uint64(shift)) & np.uint64(0x3F))

    def head(mark: int, shift: int) -> Words:
        return np.uint64(mark) | (points >> np.uint64(shift))

    two = head(0xC0, 6) | tail(0) << np.uint64(8)
    three = head(0xE0, 12) | tail(6) << np.uint64(8) | tail(0) << np.uint64(16)
    four = (
        head(0xF0, 18)
        | tail(12) << np.uint64(8)
        | tail(6) << np.uint64(16)
        | tail(0) << np.uint64(24)
    )
    encoded = np.select(
        [points < 0x80, points < 0x800, points < 0x10000], [points, two, three], four
    )
    shifted: Words = encoded << np.uint64(8)
    shifted[TAIL] = 0
    return shifted


def _word(text: str) -> int:
    return int.from_bytes(text.encode("ascii"), "little")
