"""Looking at every byte of a pack: which frames cannot be read any more."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from workbench.errors import Damaged, PackDamaged
from workbench.media.tiles import TileGrid
from workbench.store.packs.index import TileMap
from workbench.store.packs.tilestore import TileStore


def tile_sizes(store: TileStore) -> NDArray[np.int64]:
    """Width and height of every tile, zeros where it cannot be read; decodes them all."""
    sizes = np.zeros((len(store), 2), np.int64)
    for index in range(len(store.records)):
        for number in store.numbers_in(index):
            try:
                tile = store.tiles([number])[number]
            except Damaged:
                continue
            sizes[number] = tile.shape[1], tile.shape[0]
    return sizes


def misfits(grid: TileGrid, maps: TileMap, sizes: NDArray[np.int64]) -> Iterator[int]:
    """Which rows of these maps show a tile that is not of the size of its place."""
    wanted = np.array([(box.width_px, box.height_px) for box in grid.boxes])
    for row, tile_map in enumerate(maps):
        if not np.array_equal(sizes[tile_map], wanted):
            yield row


def refuse(damaged: list[int], frames: int) -> None:
    """Raise PackDamaged naming the first of these frames, if there are any."""
    if damaged:
        named = ", ".join(map(str, damaged[:8])) + (", ..." if len(damaged) > 8 else "")
        raise PackDamaged(
            f"{len(damaged)} of {frames} frames cannot be read: {named}",
            hint="The other frames stay readable; import the capture again to repair this.",
        )
