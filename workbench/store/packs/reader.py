"""Reading a pack: any frame at once, and which tiles differ between two."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.domain.geometry import Box
from workbench.errors import Damaged, NotFound, PackDamaged
from workbench.media.tiles import CHANNELS, Pixels, TileGrid
from workbench.store.packs.cache import ByteCache
from workbench.store.packs.file import PackFile
from workbench.store.packs.index import Page, TileMap
from workbench.store.packs.survey import misfits, refuse, tile_sizes
from workbench.store.packs.tilestore import TileStore
from workbench.store.seals import SubjectKey

CACHE_BYTES = 64 << 20
_PAGES_SHARE = 4


class PackReader:
    """The frames of one session, numbered from 0; safe to use from several threads.

    Opening raises PackDamaged, KeyUnavailable or NewerVersion. A frame that cannot be read
    raises PackDamaged naming it; the others stay readable.
    """

    def __init__(
        self,
        path: Path,
        *,
        project_id: str,
        session_id: str,
        subject_key: SubjectKey,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._file = PackFile(
            path, project_id=project_id, session_id=session_id, subject_key=subject_key
        )
        root = self._file.root
        self.times_us: NDArray[np.int64] = root.times_us
        """When each frame was taken, never going back."""
        self._page_records = np.flatnonzero(root.tiles == 0).tolist()
        sizes = zip(root.widths_px.tolist(), root.heights_px.tolist(), strict=True)
        grids: dict[tuple[int, int], TileGrid] = {}
        self._grids = [grids.setdefault(size, TileGrid(*size)) for size in sizes]
        self._store = TileStore(self._file, cache_bytes=cache_bytes)
        self._pages: ByteCache[Page] = ByteCache(cache_bytes // _PAGES_SHARE)

    def __len__(self) -> int:
        return self.times_us.size

    def frame_at(self, t_us: int) -> int | None:
        """The frame that was on the screen at that time, or None before the first one."""
        frame = int(np.searchsorted(self.times_us, t_us, side="right")) - 1
        return frame if frame >= 0 else None

    def size(self, frame: int) -> tuple[int, int]:
        """The frame's width and height in pixels."""
        grid = self.grid(frame)
        return grid.width_px, grid.height_px

    def grid(self, frame: int) -> TileGrid:
        """How the frame is cut into tiles."""
        return self._grids[self._page_of(frame)]

    def image(self, frame: int) -> Pixels:
        """The frame, bit for bit as it was recorded, in an array of the caller's own."""
        grid = self.grid(frame)
        image = np.empty((grid.height_px, grid.width_px, CHANNELS), np.uint8)
        self.paint(image, frame, range(grid.columns * grid.rows))
        return image

    def paint(self, image: Pixels, frame: int, places: "range | NDArray[np.int64]") -> None:
        """Put the frame's tiles at these positions into a picture of its size."""
        grid = self.grid(frame)
        try:
            numbers = self.tile_map(frame)[places].tolist()
            tiles = self._store.tiles(dict.fromkeys(numbers))
            for place, number in zip(places, numbers, strict=True):
                _put(grid.view(image, int(place)), tiles[number])
        except Damaged as error:
            raise PackDamaged(
                f"frame {frame} cannot be read: {error.message}",
                hint="The other frames stay readable; import the capture again to repair this.",
            ) from error

    def changed(self, before: int, after: int) -> list[Box]:
        """The tiles of `after` that differ from `before`; the whole frame where sizes differ."""
        grid = self.grid(after)
        if grid != self.grid(before):
            return [Box(0, 0, grid.width_px, grid.height_px)]
        return [grid.boxes[place] for place in self.changed_places(before, after).tolist()]

    def changed_places(self, before: int, after: int) -> NDArray[np.int64]:
        """The positions at which two frames of one size show different tiles, sorted."""
        return np.flatnonzero(self.tile_map(before) != self.tile_map(after))

    def tile_map(self, frame: int) -> TileMap:
        """The number of the tile at every position of the frame; equal numbers, equal pixels."""
        index = self._page_of(frame)
        start = int(self._file.root.page_starts[index])
        tiles: TileMap = self._page(index).maps[frame - start]
        return tiles

    def damaged_frames(self) -> list[int]:
        """The frames that cannot be read, sorted; looks at every byte and decodes every tile."""
        # A store of its own: what the caches hold says nothing about the file.
        sizes = tile_sizes(TileStore(self._file, cache_bytes=CACHE_BYTES))
        starts = [*self._file.root.page_starts.tolist(), len(self)]
        damaged: list[int] = []
        for index, grid in enumerate(self._grids):
            frames = range(starts[index], starts[index + 1])
            try:
                maps = self._read_page(index).maps
            except PackDamaged:
                damaged += frames
            else:
                damaged += [frames[row] for row in misfits(grid, maps, sizes)]
        return damaged

    def verify(self) -> None:
        """Return if every byte of the pack is as it was written; else raise PackDamaged."""
        refuse(self.damaged_frames(), len(self))

    def close(self) -> None:
        """Let go of the file and of everything cached."""
        self._store.forget()
        self._pages.clear()
        self._file.close()

    def __enter__(self) -> "PackReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _page_of(self, frame: int) -> int:
        if not 0 <= frame < len(self):
            raise NotFound(f"no frame {frame}: the session has {len(self)}")
        return int(np.searchsorted(self._file.root.page_starts, frame, side="right")) - 1

    def _page(self, index: int) -> Page:
        page = self._pages.get(index)
        if page is None:
            page = self._read_page(index)
            self._pages.put(index, page, page.maps.nbytes)
        return page

    def _read_page(self, index: int) -> Page:
        number = self._page_records[index]
        try:
            page = Page.parse(self._file.record("page", number))
        except ValueError as error:
            raise PackDamaged(f"page record {number} makes no sense") from error
        grid, starts = self._grids[index], self._file.root.page_starts
        end = int(starts[index + 1]) if index + 1 < starts.size else len(self)
        shape = (end - int(starts[index]), grid.columns * grid.rows)
        if page.maps.shape != shape or not _within(page.maps, len(self._store)):
            raise PackDamaged(f"page record {number} does not fit the pack")
        return page


def _within(numbers: NDArray[np.int64], end: int) -> bool:
    return bool(((numbers >= 0) & (numbers < end)).all())


def _put(view: Pixels, tile: Pixels) -> None:
    if view.shape != tile.shape:
        raise PackDamaged("a tile is not of the size of its place")
    view[:] = tile
