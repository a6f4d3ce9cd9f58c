"""What stands inside a tiles record."""

import struct
from collections.abc import Sequence

import numpy as np

from workbench.media.tiles import EncodedTile

_COUNT = struct.Struct("<I")


def pack_tiles(tiles: Sequence[EncodedTile]) -> bytes:
    """The tiles of one record: count, every codec, every length, every payload."""
    codecs = bytes(tile.codec for tile in tiles)
    lengths = np.array([len(tile.payload) for tile in tiles], "<u2").tobytes()
    payloads = [tile.payload for tile in tiles]
    return b"".join([_COUNT.pack(len(tiles)), codecs, lengths, *payloads])


class TilesRecord:
    """An opened tiles record; zeros may follow the last payload."""

    def __init__(self, plain: bytes) -> None:
        """Raises ValueError where the bytes are not those of a tiles record."""
        try:
            (count,) = _COUNT.unpack_from(plain)
            lengths = np.frombuffer(plain, "<u2", count, _COUNT.size + count)
        except struct.error as error:
            raise ValueError("a tiles record is too short") from error
        start = _COUNT.size + 3 * count
        self._ends = (start + np.cumsum(lengths, dtype=np.int64)).tolist()
        self._starts = [start, *self._ends[:-1]]
        if count and self._ends[-1] > len(plain):
            raise ValueError("a tiles record is too short")
        self._plain = plain

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> EncodedTile:
        start, end = self._starts[index], self._ends[index]
        return EncodedTile(self._plain[_COUNT.size + index], self._plain[start:end])

    @property
    def size_bytes(self) -> int:
        """How much memory the record takes."""
        return len(self._plain)
