"""The tile codec: pictures cut into squares, each written in the fewest bytes, bit for bit.

A tile is a BGR square of 64 x 64 pixels, smaller at the right and lower edge of a picture.
WebP is its lossless form (VP8L); what it writes is decoded and compared before it is used.
"""

import io
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TypeAlias

import cv2
import numpy as np
import zstandard
from numpy.typing import NDArray
from PIL import Image

from workbench.domain.geometry import Box

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture or a part of one: height x width x 3, BGR, uint8."""

TILE_PX = 64
CHANNELS = 3
_ZSTD_LEVEL = 9
_WEBP_LOSSLESS = {"lossless": True, "method": 1, "quality": 50}
"""As small as the slowest settings make screens, in a quarter of their time."""
_WEBP_MUST_SAVE = 0.85
_WEBP_MUST_SAVE_BYTES = 64
_WEBP_LEAST_BYTES = 34
_SIZE = struct.Struct("<BB")
_PIECE = struct.Struct("<IBB")
_PATCH = struct.Struct("<BBB")
_PIECES_AT = _SIZE.size + 1


class Codec(IntEnum):
    """How a tile's pixels are written; the number stands in the pack."""

    SOLID = 1
    ZSTD = 2
    WEBP = 3
    REUSE = 4


@dataclass(frozen=True, slots=True)
class EncodedTile:
    """A tile's codec and its bytes, which include its size."""

    codec: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of an earlier tile of the same width."""

    source: int
    first_row: int
    rows: int


@dataclass(frozen=True)
class TileGrid:
    """How a picture of a size is cut; positions count along rows from the upper left."""

    width_px: int
    height_px: int

    @cached_property
    def columns(self) -> int:
        """Tiles in a row."""
        return -(-self.width_px // TILE_PX)

    @cached_property
    def rows(self) -> int:
        """Tiles in a column."""
        return -(-self.height_px // TILE_PX)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """Where each position lies in the picture."""
        return tuple(
            Box(x, y, min(TILE_PX, self.width_px - x), min(TILE_PX, self.height_px - y))
            for y in range(0, self.height_px, TILE_PX)
            for x in range(0, self.width_px, TILE_PX)
        )

    def view(self, image: Pixels, position: int) -> Pixels:
        """The tile inside the picture; writing to it writes to the picture."""
        row, column = divmod(position, self.columns)
        y, x = row * TILE_PX, column * TILE_PX
        return image[y : y + TILE_PX, x : x + TILE_PX]

    def changed(self, before: Pixels, after: Pixels) -> list[int]:
        """The positions at which two pictures of this size differ."""
        found: list[int] = []
        for row in range(self.rows):
            band = slice(row * TILE_PX, (row + 1) * TILE_PX)
            if not np.array_equal(before[band], after[band]):
                found += self._changed_in_band(row, before[band], after[band])
        return found

    def _changed_in_band(self, row: int, before: Pixels, after: Pixels) -> list[int]:
        channels = (before != after).reshape(len(before), -1).any(axis=0)
        starts = np.arange(0, channels.size, TILE_PX * CHANNELS)
        hit = np.flatnonzero(np.logical_or.reduceat(channels, starts))
        return [row * self.columns + int(column) for column in hit]


def encode_tile(tile: Pixels) -> EncodedTile:
    """The tile on its own, in the codec that serves it best: WebP where it is clearly smaller."""
    height, width = tile.shape[:2]
    size = _SIZE.pack(width - 1, height - 1)
    first = tile[0, 0]
    if bool((tile == first).all()):
        return EncodedTile(Codec.SOLID, size + first.tobytes())
    raw = size + zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(tile.tobytes())
    worth = min(_WEBP_MUST_SAVE * len(raw), len(raw) - _WEBP_MUST_SAVE_BYTES)
    webp = _webp(tile) if worth > _WEBP_LEAST_BYTES else None
    if webp is not None and len(webp) < worth:
        return EncodedTile(Codec.WEBP, webp)
    return EncodedTile(Codec.ZSTD, raw)


def encode_reuse(tile: Pixels, pieces: Sequence[Piece], differs: Box | None) -> EncodedTile:
    """The tile as rows of earlier tiles, set one under another, then a patch where it differs."""
    height, width = tile.shape[:2]
    parts = [_SIZE.pack(width - 1, height - 1), bytes([len(pieces)])]
    parts += [_PIECE.pack(piece.source, piece.first_row, piece.rows) for piece in pieces]
    if differs is not None:
        patch = encode_tile(np.ascontiguousarray(_inside(tile, differs)))
        parts += [_PATCH.pack(differs.x, differs.y, patch.codec), patch.payload]
    return EncodedTile(Codec.REUSE, b"".join(parts))


def reused(encoded: EncodedTile) -> tuple[Piece, ...]:
    """The pieces a tile is made of; none where it stands on its own."""
    if encoded.codec != Codec.REUSE:
        return ()
    end = _PIECES_AT + encoded.payload[_SIZE.size] * _PIECE.size
    return tuple(Piece(*piece) for piece in _PIECE.iter_unpack(encoded.payload[_PIECES_AT:end]))


def decode_tile(encoded: EncodedTile, fetch: Callable[[int], Pixels]) -> Pixels:
    """The tile's pixels, read-only; `fetch` gives the pixels of an earlier tile.

    Raises ValueError where the bytes are not those of a tile.
    """
    try:
        if encoded.codec == Codec.REUSE:
            tile = _decode_reuse(encoded, fetch)
        else:
            tile = _decode_alone(encoded.codec, encoded.payload)
    except (ValueError, IndexError, struct.error, zstandard.ZstdError, cv2.error) as error:
        raise ValueError("these bytes are not those of a tile") from error
    tile.flags.writeable = False
    return tile


def _decode_alone(codec: int, payload: bytes) -> Pixels:
    if codec == Codec.WEBP:
        return _decode_webp(payload)
    width, height = (side + 1 for side in _SIZE.unpack_from(payload))
    if codec == Codec.SOLID:
        colour = np.frombuffer(payload, np.uint8, CHANNELS, _SIZE.size)
        return np.full((height, width, CHANNELS), colour)
    if codec == Codec.ZSTD:
        raw = _zstd().decompress(payload[_SIZE.size :])
        return np.frombuffer(raw, np.uint8).reshape(height, width, CHANNELS)
    raise ValueError(f"no such tile codec: {codec}")


def _decode_webp(payload: bytes) -> Pixels:
    tile = cv2.imdecode(np.frombuffer(payload, np.uint8), cv2.IMREAD_COLOR)
    if tile is None:
        raise ValueError("a tile's WebP picture does not decode")
    return np.asarray(tile, np.uint8)


def _decode_reuse(encoded: EncodedTile, fetch: Callable[[int], Pixels]) -> Pixels:
    payload, pieces = encoded.payload, reused(encoded)
    width, height = (side + 1 for side in _SIZE.unpack_from(payload))
    tile = np.empty((height, width, CHANNELS), np.uint8)
    row = 0
    for piece in pieces:
        tile[row : row + piece.rows] = _rows(fetch(piece.source), piece)
        row += piece.rows
    if row != height:
        raise ValueError("a tile's pieces do not fill it")
    patch_at = _PIECES_AT + len(pieces) * _PIECE.size
    if patch_at < len(payload):
        x, y, codec = _PATCH.unpack_from(payload, patch_at)
        patch = _decode_alone(codec, payload[patch_at + _PATCH.size :])
        place = tile[y : y + patch.shape[0], x : x + patch.shape[1]]
        if place.shape != patch.shape:
            raise ValueError("a patch lies outside its tile")
        place[:] = patch
    return tile


def _rows(source: Pixels, piece: Piece) -> Pixels:
    rows = source[piece.first_row : piece.first_row + piece.rows]
    if len(rows) != piece.rows:
        raise ValueError("a piece lies outside its tile")
    return rows


def _inside(image: Pixels, box: Box) -> Pixels:
    return image[box.y : box.y + box.height_px, box.x : box.x + box.width_px]


def _webp(tile: Pixels) -> bytes | None:
    """The tile as lossless WebP, or None where this encoder does not give it back exactly."""
    out = io.BytesIO()
    picture = Image.fromarray(cv2.cvtColor(tile, cv2.COLOR_BGR2RGB))
    picture.save(out, "WEBP", **_WEBP_LOSSLESS)
    payload = out.getvalue()
    return payload if np.array_equal(_decode_webp(payload), tile) else None


_local = threading.local()


def _zstd() -> zstandard.ZstdDecompressor:
    """A decompressor of this thread's own: they may not be shared between threads."""
    if not hasattr(_local, "zstd"):
        _local.zstd = zstandard.ZstdDecompressor()
    decompressor: zstandard.ZstdDecompressor = _local.zstd
    return decompressor
