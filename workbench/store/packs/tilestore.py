"""The tiles of a pack by number: decoded once, kept while there is room."""

from collections.abc import Iterable

import numpy as np

from workbench.errors import PackDamaged
from workbench.media.tiles import Codec, Pixels, decode_tile
from workbench.store.packs.cache import ByteCache
from workbench.store.packs.file import PackFile
from workbench.store.packs.records import TilesRecord

_RECORDS_SHARE = 8


class TileStore:
    """Gives tiles' pixels; safe to use from several threads."""

    def __init__(self, file: PackFile, *, cache_bytes: int) -> None:
        self._file = file
        counts = file.root.tiles
        self.records = np.flatnonzero(counts)
        """The numbers of the records that hold tiles."""
        self._ends = np.cumsum(counts[self.records], dtype=np.int64)
        self._starts = (self._ends - counts[self.records]).tolist()
        self._tiles: ByteCache[Pixels] = ByteCache(cache_bytes)
        self._opened: ByteCache[TilesRecord] = ByteCache(cache_bytes // _RECORDS_SHARE)

    def __len__(self) -> int:
        return int(self._ends[-1]) if self._ends.size else 0

    def tiles(self, numbers: Iterable[int]) -> dict[int, Pixels]:
        """The pixels of each tile asked for; raises PackDamaged where one cannot be had."""
        found: dict[int, Pixels] = {}
        missing: list[int] = []
        for number in numbers:
            tile = self._tiles.get(number)
            if tile is None:
                missing.append(number)
            else:
                found[number] = tile
        if missing:
            self._decode(missing, found)
        return found

    def numbers_in(self, index: int) -> range:
        """The tiles that the record `records[index]` holds."""
        return range(self._starts[index], int(self._ends[index]))

    def forget(self) -> None:
        """Empty the caches."""
        self._tiles.clear()
        self._opened.clear()

    def _decode(self, missing: list[int], found: dict[int, Pixels]) -> None:
        places = np.searchsorted(self._ends, missing, side="right").tolist()
        for number, index in zip(missing, places, strict=True):
            if number not in found:
                self._decode_one(number, index, found)

    def _decode_one(self, number: int, index: int, found: dict[int, Pixels]) -> None:
        def fetch(source: int) -> Pixels:
            return self._source(source, number, found)

        encoded = self._record(index)[number - self._starts[index]]
        try:
            tile = decode_tile(encoded, fetch)
        except ValueError as error:
            raise PackDamaged(f"tile {number} of the frame pack does not decode") from error
        found[number] = tile
        self._tiles.put(number, tile, tile.nbytes)

    def _source(self, source: int, user: int, found: dict[int, Pixels]) -> Pixels:
        tile = found.get(source)
        if tile is None:
            tile = self._tiles.get(source)
        if tile is not None:
            return tile
        if source >= user:
            raise PackDamaged(f"tile {user} of the frame pack is made of a later one")
        index = int(np.searchsorted(self._ends, source, side="right"))
        if self._record(index)[source - self._starts[index]].codec == Codec.REUSE:
            raise PackDamaged(f"tile {user} of the frame pack is made of a made one")
        self._decode_one(source, index, found)
        return found[source]

    def _record(self, index: int) -> TilesRecord:
        opened = self._opened.get(index)
        if opened is None:
            number = int(self.records[index])
            plain = self._file.record("tiles", number)
            try:
                opened = TilesRecord(plain)
            except ValueError as error:
                raise PackDamaged(f"tiles record {number} makes no sense") from error
            if len(opened) != len(self.numbers_in(index)):
                raise PackDamaged(f"tiles record {number} holds another count of tiles")
            self._opened.put(index, opened, opened.size_bytes)
        return opened
