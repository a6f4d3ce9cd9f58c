"""What a pack knows of its frames: pages of tile maps, and one root over all of them.

An index record is a row of arrays of whole numbers. Each array is written as the differences
of its elements, the first from zero; the whole, after the arrays' lengths, is one zstd frame
of little-endian 64-bit numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import zstandard
from numpy.typing import NDArray

PAGE_FRAMES = 64
_LEVEL = 9
_PAGE_ARRAYS = 4
_ROOT_ARRAYS = 6

TileMap: TypeAlias = NDArray[np.int64]
"""For every position of a frame the number of the tile there."""


@dataclass(frozen=True, slots=True)
class Page:
    """The tile maps of up to 64 frames of one size: frames x positions."""

    maps: NDArray[np.int64]

    def packed(self) -> bytes:
        """The first frame's map, then of each other frame what differs from the one before."""
        pairs = list(pairwise(self.maps))
        places = [np.flatnonzero(after != before) for before, after in pairs]
        tiles = [after[at] for (_, after), at in zip(pairs, places, strict=True)]
        counts = np.array([at.size for at in places], np.int64)
        return _pack(self.maps[0], counts, _joined(places), _joined(tiles))

    @classmethod
    def parse(cls, data: bytes) -> "Page":
        """The page of these bytes; raises ValueError where they are not one."""
        first, counts, places, tiles = _unpack(data, _PAGE_ARRAYS)
        if (counts < 0).any() or not counts.sum() == places.size == tiles.size:
            raise ValueError("a page's changes do not fit their counts")
        if places.size and not 0 <= places.min() <= places.max() < first.size:
            raise ValueError("a page changes what lies outside the frame")
        maps = np.empty((counts.size + 1, first.size), np.int64)
        maps[0] = first
        for frame, change in enumerate(_stretches(counts), start=1):
            maps[frame] = maps[frame - 1]
            maps[frame, places[change]] = tiles[change]
        return cls(maps)


@dataclass(frozen=True, slots=True)
class Root:
    """Every record's size and tile count, every page's first frame and size, every time."""

    blocks: NDArray[np.int64]
    """Size of each record but the root, in blocks of 512 bytes, in the file's order."""
    tiles: NDArray[np.int64]
    """How many tiles each record holds; none means it is an index page."""
    page_starts: NDArray[np.int64]
    """The first frame of each page."""
    widths_px: NDArray[np.int64]
    heights_px: NDArray[np.int64]
    """The size of a page's frames, one for each page."""
    times_us: NDArray[np.int64]
    """When each frame was taken."""

    def packed(self) -> bytes:
        """The six arrays in this order."""
        pages = (self.page_starts, self.widths_px, self.heights_px)
        return _pack(self.blocks, self.tiles, *pages, self.times_us)

    @classmethod
    def parse(cls, data: bytes) -> "Root":
        """The root of these bytes; raises ValueError where they are not one."""
        root = cls(*_unpack(data, _ROOT_ARRAYS))
        if root.blocks.size != root.tiles.size or (root.blocks <= 0).any():
            raise ValueError("a root's records do not fit")
        if (root.tiles < 0).any() or not _same_size(root):
            raise ValueError("a root's pages do not fit")
        return root


def _same_size(root: Root) -> bool:
    sizes = (root.widths_px, root.heights_px)
    return all(s.size == root.page_starts.size and bool((s > 0).all()) for s in sizes)


def _stretches(counts: NDArray[np.int64]) -> Iterator[slice]:
    end = 0
    for count in counts.tolist():
        start, end = end, end + count
        yield slice(start, end)


def _joined(arrays: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)


def _pack(*arrays: NDArray[np.int64]) -> bytes:
    lengths = np.array([array.size for array in arrays])
    rows = [lengths, *(np.diff(array, prepend=0) for array in arrays)]
    plain = b"".join(row.astype("<i8").tobytes() for row in rows)
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def _unpack(data: bytes, count: int) -> list[NDArray[np.int64]]:
    try:
        plain = zstandard.ZstdDecompressor().decompress(data)
    except zstandard.ZstdError as error:
        raise ValueError("an index record is not a zstd frame") from error
    numbers = np.frombuffer(plain, "<i8").astype(np.int64)
    lengths, rest = numbers[:count], numbers[count:]
    if lengths.size != count or (lengths < 0).any() or lengths.sum() != rest.size:
        raise ValueError("an index record's arrays do not fill it")
    return [np.cumsum(rest[stretch]) for stretch in _stretches(lengths)]
