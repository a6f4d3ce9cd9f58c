"""Whether an MP4 file promises no more pictures than it has room for.

FFmpeg makes room for every sample that a film's index says it has before it reads any: two
kilobytes could ask for gigabytes. Boxes and their fields: ISO/IEC 14496-12.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_HOLDING = frozenset(
    {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf", b"edts", b"udta"}
)
_DEEPEST = 12
_MOST_BOXES = 1_000_000
_SIZED = struct.Struct(">4xII")
_RUN = struct.Struct(">4xI")


def is_plausible(path: Path) -> bool:
    """Whether every index of the film fits its file; raises OSError.

    True of what is no MP4 file too; False of an index that is compressed, as nobody writes it.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        return all(
            _fits(kind, fields, size) for kind, fields in _boxes(file, 0, size, [_MOST_BOXES], 0)
        )


def _fits(kind: bytes, fields: bytes, file_bytes: int) -> bool:
    """Whether a box with the fields it begins with promises no more than the file has."""
    if kind == b"stsz" and len(fields) >= _SIZED.size:
        each, count = _SIZED.unpack_from(fields)
        # Where samples have sizes of their own, each takes four bytes of the box.
        return bool(count * (each or 4) <= file_bytes)
    if kind == b"trun" and len(fields) >= _RUN.size:
        (count,) = _RUN.unpack_from(fields)
        return bool(count <= file_bytes)
    return kind != b"cmov"


def _boxes(
    file: BinaryIO, start: int, end: int, left: list[int], depth: int
) -> Iterator[tuple[bytes, bytes]]:
    """Every box between two places, those inside others too: its kind, its first fields.

    One that says it is longer than what holds it ends there, as FFmpeg has it.
    """
    while start + 8 <= end and left[0] > 0:
        left[0] -= 1
        file.seek(start)
        head = file.read(16 + _SIZED.size)
        size, kind = struct.unpack_from(">I4s", head)
        skipped = 8
        if size == 1 and len(head) >= 16:
            size, skipped = struct.unpack_from(">Q", head, 8)[0], 16
        stop = min(end, start + size) if size else end
        if stop < start + skipped:
            return
        yield kind, head[skipped:]
        if kind in _HOLDING and depth < _DEEPEST:
            yield from _boxes(file, start + skipped, stop, left, depth + 1)
        start = stop
