"""PNG as recorders write it, 8 bits a channel and in full order, decoded twice as fast.

Most of a picture's time goes into inflating it, which zlib-ng does in a sixth of zlib's; what is
left, turning filtered rows into pixels, FFmpeg does fastest. So the rows are inflated here and
handed on uncompressed. Chunks and filters: W3C, Portable Network Graphics (Third Edition).
"""

import struct
import zlib
from typing import TYPE_CHECKING, cast

import av
import cv2
import numpy as np
from av.error import FFmpegError
from zlib_ng import zlib_ng

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_MAGIC = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
"""Of the colour types truecolour, and truecolour with transparency."""
_TO_BGR = {2: cv2.COLOR_RGB2BGR, 6: cv2.COLOR_RGBA2BGR}
_LAST_FILTER = 4
_BLOCK = 0xFFFF
_MOST_PIXELS = 36_000_000
"""An 8K screen: its rows are held three times over while they are decoded."""
# Its stub has the error as a value, not as a class.
_InflateError = cast("type[Exception]", zlib_ng.error)
_IGNORED = frozenset(
    {b"tEXt", b"zTXt", b"iTXt", b"pHYs", b"tIME", b"sRGB", b"gAMA", b"cHRM", b"eXIf"}
)


def read_png(data: bytes, max_pixels: int) -> "NDArray[np.uint8] | None":
    """The picture as height x width x 3, BGR, uint8; None for whatever is not in full order.

    None says nothing against a picture: another depth, a palette, an interlaced or a damaged
    one is for a reader that knows more.
    """
    try:
        chunks = list(_chunks(data))
        width, height, colour = _head(chunks)
        if width * height > min(max_pixels, _MOST_PIXELS):
            return None
        packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
        rows = _rows(packed, height, 1 + width * _CHANNELS[colour])
        frame = _unfiltered(chunks[0][1], rows)
    except (_NotPlainError, struct.error, _InflateError, FFmpegError):
        return None
    return np.asarray(cv2.cvtColor(frame, _TO_BGR[colour]), dtype=np.uint8)


class _NotPlainError(Exception):
    """It is no PNG, or one that is not read here."""


def _chunks(data: bytes) -> "Iterator[tuple[bytes, bytes]]":
    """Kind and body of each chunk to the end of the picture, their checksums compared."""
    if not data.startswith(_MAGIC):
        raise _NotPlainError
    at, kind = len(_MAGIC), b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + size)
        if zlib.crc32(body, zlib.crc32(kind)) != checksum:
            raise _NotPlainError
        yield kind, body
        at += 12 + size


def _head(chunks: list[tuple[bytes, bytes]]) -> tuple[int, int, int]:
    """Width, height and colour type."""
    kind, body = chunks[0]
    width, height, depth, colour, packing, filters, interlace = struct.unpack(">IIBBBBB", body)
    known = {kind for kind, _ in chunks[1:-1]} <= _IGNORED | {b"IDAT"}
    if kind != b"IHDR" or not known or colour not in _CHANNELS or not width * height:
        raise _NotPlainError
    if (depth, packing, filters, interlace) != (8, 0, 0, 0):
        raise _NotPlainError
    return width, height, colour


def _rows(packed: bytes, height: int, row_bytes: int) -> bytes:
    """The filtered rows, all of them and nothing else, each with a filter that there is."""
    unpacker = zlib_ng.decompressobj()
    rows = unpacker.decompress(packed, height * row_bytes + 1)
    if len(rows) != height * row_bytes or not unpacker.eof:
        raise _NotPlainError
    if np.frombuffer(rows, np.uint8)[::row_bytes].max() > _LAST_FILTER:
        raise _NotPlainError
    return rows


def _unfiltered(head: bytes, rows: bytes) -> "NDArray[np.uint8]":
    """Height x width x channels as stored, of the picture with its rows not compressed."""
    decoder = av.CodecContext.create("png", "r")
    decoder.thread_count = 1
    (frame,) = decoder.decode(av.Packet(_not_compressed(head, rows)))
    return np.asarray(frame.to_ndarray(), dtype=np.uint8)


def _not_compressed(head: bytes, rows: bytes) -> bytes:
    """A PNG of these rows in stored blocks (RFC 1951, 3.2.4), put together in one copy.

    Its chunks have no checksums, which FFmpeg does not ask for; those of the picture were
    compared before.
    """
    view, last = memoryview(rows), (len(rows) - 1) // _BLOCK
    size = len(rows) + 5 * (last + 1) + 6
    parts: list[bytes | memoryview] = [
        _MAGIC,
        struct.pack(">I4s", len(head), b"IHDR"),
        head,
        bytes(4),
    ]
    parts += [struct.pack(">I4s", size, b"IDAT"), b"\x78\x01"]
    for number in range(last + 1):
        block = view[number * _BLOCK : (number + 1) * _BLOCK]
        parts += [struct.pack("<BHH", number == last, len(block), len(block) ^ 0xFFFF), block]
    parts += [struct.pack(">I", zlib_ng.adler32(rows)), bytes(4)]
    return b"".join([*parts, struct.pack(">I4s", 0, b"IEND"), bytes(4)])
