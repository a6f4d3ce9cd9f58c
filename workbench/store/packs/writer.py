"""Writing a pack: frame by frame, only what is new, and nothing left behind on failure."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.media.tiles import CHANNELS, EncodedTile, Pixels, TileGrid
from workbench.store.packs.index import PAGE_FRAMES, Page, Root, TileMap
from workbench.store.packs.prediction import Predictor
from workbench.store.packs.records import pack_tiles
from workbench.store.packs.sink import RecordSink
from workbench.store.seals import SubjectKey, derive, new_key

_HASH_BYTES = 16
_MOST_PX = 32_768


@dataclass(frozen=True, slots=True)
class PackSummary:
    """What was written: frames kept, unchanged ones dropped, distinct tiles, the file's size."""

    frames: int
    unchanged: int
    tiles: int
    size_bytes: int


class PackWriter:
    """Writes one new pack; as a context manager it closes, or aborts where an error passes.

    Raises StorageFailed where the disk refuses; the unfinished file is then gone.
    """

    def __init__(
        self, path: Path, *, project_id: str, session_id: str, subject_key: SubjectKey
    ) -> None:
        data_key = new_key()
        self._sink = RecordSink(
            path,
            project_id=project_id,
            session_id=session_id,
            subject_key=subject_key,
            data_key=data_key,
        )
        self._hash_key = derive(data_key, "tiles")
        self._known: dict[bytes, int] = {}
        self._predictor = Predictor()
        self._shown: Pixels | None = None
        self._grid = TileGrid(0, 0)
        self._map: TileMap = np.zeros(0, np.int64)
        self._page: list[TileMap] = []
        self._page_starts: list[int] = []
        self._page_sizes: list[tuple[int, int]] = []
        self._times_us: list[int] = []
        self._unchanged = 0
        self._summary: PackSummary | None = None

    def add(self, t_us: int, image: Pixels) -> bool:
        """Whether the frame was kept: one that equals the frame before it is dropped.

        Times never go back. The image is not changed and may be reused by the caller.
        """
        _check(image)
        if self._sink.closed:
            raise ValueError("the pack is closed")
        if self._times_us and t_us < self._times_us[-1]:
            raise ValueError("frames are added in the order of their times")
        grid = TileGrid(image.shape[1], image.shape[0])
        image = np.ascontiguousarray(image)
        places = self._changed(grid, image)
        if not places:
            self._unchanged += 1
            return False
        try:
            self._keep(t_us, grid, image, places)
        except BaseException:
            # Half a frame has taken tile numbers: what came after it would show wrong pixels.
            self.abort()
            raise
        return True

    def close(self) -> PackSummary:
        """Finish the file; returns once its bytes are on the disk itself."""
        if self._summary is None:
            if self._sink.closed:
                raise ValueError("the pack was given up")
            self._end_page()
            self._sink.finish(self._root().packed())
            frames, size = len(self._times_us), self._sink.size_bytes
            self._summary = PackSummary(frames, self._unchanged, len(self._known), size)
        return self._summary

    def abort(self) -> None:
        """Leave no file behind; a pack that was closed stays."""
        if self._summary is None:
            self._sink.discard()

    def __enter__(self) -> "PackWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.abort()
        elif not self._sink.closed:
            self.close()

    def _changed(self, grid: TileGrid, image: Pixels) -> list[int]:
        if self._shown is None or grid != self._grid:
            return list(range(grid.columns * grid.rows))
        return grid.changed(self._shown, image)

    def _keep(self, t_us: int, grid: TileGrid, image: Pixels, places: list[int]) -> None:
        self._start_page(grid)
        self._map = self._write_tiles(grid, image, places)
        self._page.append(self._map)
        self._times_us.append(t_us)
        self._remember(grid, image, places)

    def _start_page(self, grid: TileGrid) -> None:
        if grid != self._grid or len(self._page) == PAGE_FRAMES:
            self._end_page()
        if not self._page:
            self._page_starts.append(len(self._times_us))
            self._page_sizes.append((grid.width_px, grid.height_px))

    def _write_tiles(self, grid: TileGrid, image: Pixels, places: list[int]) -> TileMap:
        if self._shown is None or grid != self._grid:
            self._predictor.start_over()
            tile_map = np.zeros(grid.columns * grid.rows, np.int64)
        else:
            self._predictor.look_at(grid, self._map, self._shown, image, places)
            tile_map = self._map.copy()
        fresh: list[EncodedTile] = []
        for place in places:
            tile_map[place] = self._number(grid.view(image, place).copy(), place, fresh)
        if fresh:
            self._sink.append("tiles", pack_tiles(fresh), tiles=len(fresh))
        return tile_map

    def _number(self, tile: Pixels, place: int, fresh: list[EncodedTile]) -> int:
        digest = _tile_digest(tile, self._hash_key)
        number = self._known.get(digest)
        if number is None:
            number = self._known[digest] = len(self._known)
            fresh.append(self._predictor.encode(tile, place, number))
        return number

    def _remember(self, grid: TileGrid, image: Pixels, places: list[int]) -> None:
        if self._shown is None or grid != self._grid:
            self._shown, self._grid = image.copy(), grid
            return
        for place in places:
            grid.view(self._shown, place)[:] = grid.view(image, place)

    def _end_page(self) -> None:
        if self._page:
            self._sink.append("page", Page(np.stack(self._page)).packed())
            self._page = []

    def _root(self) -> Root:
        sizes = _numbers(self._page_sizes).reshape(-1, 2)
        return Root(
            _numbers(self._sink.blocks),
            _numbers(self._sink.tile_counts),
            _numbers(self._page_starts),
            sizes[:, 0],
            sizes[:, 1],
            _numbers(self._times_us),
        )


def _check(image: Pixels) -> None:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != CHANNELS:
        raise ValueError("a frame is height x width x 3, uint8")
    if not all(0 < side <= _MOST_PX for side in image.shape[:2]):
        raise ValueError(f"a frame is 1 to {_MOST_PX} pixels wide and high")


def _numbers(values: list[int] | list[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def _tile_digest(tile: Pixels, key: bytes) -> bytes:
    """A keyed hash of size and pixels, so that nobody without the key can test a guess."""
    hasher = hashlib.blake2b(key=key, digest_size=_HASH_BYTES)
    hasher.update(tile.shape[1].to_bytes(2, "little"))
    hasher.update(tile.data)
    return hasher.digest()
