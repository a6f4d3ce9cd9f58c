"""A picture that is repainted from frame to frame, only where they differ."""

import numpy as np

from workbench.media.tiles import CHANNELS, Pixels, TileGrid
from workbench.store.packs.reader import PackReader


class Canvas:
    """Shows one frame of a pack at a time; each thread has a canvas of its own."""

    def __init__(self, reader: PackReader) -> None:
        self._reader = reader
        self._frame: int | None = None
        self._grid = TileGrid(0, 0)
        self._image: Pixels = np.empty((0, 0, CHANNELS), np.uint8)

    def show(self, frame: int) -> Pixels:
        """The frame; the array is the canvas's own and is painted over by the next call."""
        grid, shown = self._reader.grid(frame), self._frame
        # Until the paint is whole the canvas shows no frame, so a failed one is painted anew.
        self._frame = None
        if grid != self._grid or shown is None:
            self._start(grid)
            self._reader.paint(self._image, frame, range(grid.columns * grid.rows))
        else:
            places = self._reader.changed_places(shown, frame)
            self._reader.paint(self._image, frame, places)
        self._frame = frame
        return self._image

    def _start(self, grid: TileGrid) -> None:
        if grid != self._grid:
            self._image = np.empty((grid.height_px, grid.width_px, CHANNELS), np.uint8)
            self._grid = grid
