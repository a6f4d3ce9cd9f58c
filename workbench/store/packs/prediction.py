"""What a new tile most likely looks like: the same place before, or the same page scrolled.

A prediction is made of rows of tiles that stand on their own, never of predicted ones, so
that reading any tile decodes a few others at most.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.domain.geometry import Box
from workbench.media.tiles import (
    CHANNELS,
    TILE_PX,
    EncodedTile,
    Piece,
    Pixels,
    TileGrid,
    encode_reuse,
    encode_tile,
)
from workbench.store.packs.cache import ByteCache
from workbench.store.packs.index import TileMap

_MEMORY_BYTES = 64 << 20
_PIECES_BYTES = 400
_MOST_PIECES = 8
_SMALL_PATCH = 0.25
_MUST_SAVE = 0.8
_FEWEST_MOVED_TILES = 6
_FEWEST_MOVED_ROWS = 12
_COLUMNS_LOOKED_AT = 3
_ROW_WORDS = TILE_PX * 3 // 8
_ROW_FACTORS = np.random.default_rng(64).integers(1, 2**63, _ROW_WORDS, dtype=np.uint64) * 2 + 1


class Predictor:
    """Remembers the tiles written lately, and encodes a new one by them where that is smaller."""

    def __init__(self) -> None:
        self._alone: ByteCache[Pixels] = ByteCache(_MEMORY_BYTES)
        self._made: ByteCache[tuple[Piece, ...]] = ByteCache(_MEMORY_BYTES // 4)
        self._shifts: tuple[int, ...] = ()
        self._before: TileMap = np.zeros(0, np.int64)
        self._grid = TileGrid(0, 0)

    def look_at(
        self, grid: TileGrid, before: TileMap, shown: Pixels, image: Pixels, places: list[int]
    ) -> None:
        """Prepare for the changed places of the next frame; `before` is the map of `shown`."""
        self._grid, self._before = grid, before
        self._shifts = (0, *_scrolled_by(grid, shown, image, places))

    def start_over(self) -> None:
        """Prepare for a frame that has nothing before it."""
        self._shifts = ()

    def encode(self, tile: Pixels, place: int, number: int) -> EncodedTile:
        """The new tile, which goes to that place and has that number from now on."""
        best = self._best_guess(tile, place)
        if best is None:
            return self._encode_alone(tile, number)
        pieces, differs = best
        area = differs.width_px * differs.height_px if differs else 0
        encoded = encode_reuse(tile, pieces, differs)
        if area > _SMALL_PATCH * tile.shape[0] * tile.shape[1]:
            alone = encode_tile(tile)
            if len(encoded.payload) > _MUST_SAVE * len(alone.payload):
                self._alone.put(number, tile, tile.nbytes)
                return alone
        self._made.put(number, tuple(pieces), _PIECES_BYTES)
        return encoded

    def _encode_alone(self, tile: Pixels, number: int) -> EncodedTile:
        self._alone.put(number, tile, tile.nbytes)
        return encode_tile(tile)

    def _best_guess(self, tile: Pixels, place: int) -> tuple[list[Piece], Box | None] | None:
        best: tuple[list[Piece], Box | None] | None = None
        least = tile.shape[0] * tile.shape[1]
        for shift in self._shifts:
            pieces = self._pieces(place, shift, tile.shape[0])
            guess = self._pixels(pieces)
            if guess is None or guess.shape != tile.shape:
                continue
            differs = _difference(guess, tile)
            area = differs.width_px * differs.height_px if differs else 0
            if area < least:
                best, least = (pieces, differs), area
        return best

    def _pieces(self, place: int, shift: int, rows: int) -> list[Piece]:
        """The rows that stood `shift` pixels below the place; none where that is not known.

        Rows that would come from outside the frame are those of the place itself.
        """
        row, column = divmod(place, self._grid.columns)
        y, end = row * TILE_PX, row * TILE_PX + rows
        found: list[Piece] = []
        while y < end:
            inside = 0 <= y + shift < self._grid.height_px
            top = y + shift if inside else y
            wanted = min(end - y, TILE_PX - top % TILE_PX, self._grid.height_px - top)
            if y + shift < 0:
                wanted = min(wanted, -shift - y)
            pieces = self._pieces_of(top // TILE_PX * self._grid.columns + column)
            if not pieces:
                return []
            _join(found, _cut(pieces, top % TILE_PX, wanted))
            y += wanted
        return found if len(found) <= _MOST_PIECES else []

    def _pieces_of(self, place: int) -> Sequence[Piece]:
        number = int(self._before[place])
        alone = self._alone.get(number)
        if alone is not None:
            return (Piece(number, 0, len(alone)),)
        return self._made.get(number) or ()

    def _pixels(self, pieces: list[Piece]) -> Pixels | None:
        parts: list[Pixels] = []
        for piece in pieces:
            source = self._alone.get(piece.source)
            if source is None:
                return None
            parts.append(source[piece.first_row : piece.first_row + piece.rows])
        return np.concatenate(parts) if parts else None


def _cut(pieces: Sequence[Piece], first: int, rows: int) -> list[Piece]:
    """The part of a tile made of these pieces from one row on."""
    cut: list[Piece] = []
    top = 0
    for piece in pieces:
        start, end = max(first, top), min(first + rows, top + piece.rows)
        if start < end:
            cut.append(Piece(piece.source, piece.first_row + start - top, end - start))
        top += piece.rows
    return cut


def _join(upper: list[Piece], lower: list[Piece]) -> None:
    """Set pieces under others; what continues in the same tile becomes one piece."""
    for piece in lower:
        last = upper[-1] if upper else None
        if last and (last.source, last.first_row + last.rows) == (piece.source, piece.first_row):
            upper[-1] = Piece(last.source, last.first_row, last.rows + piece.rows)
        else:
            upper.append(piece)


def _difference(before: Pixels, after: Pixels) -> Box | None:
    """The smallest box that holds every pixel in which two tiles differ."""
    differs = (before != after).reshape(len(after), -1)
    rows = np.flatnonzero(differs.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(differs.any(axis=0)) // CHANNELS
    x, y = int(columns[0]), int(rows[0])
    return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _scrolled_by(
    grid: TileGrid, shown: Pixels, image: Pixels, places: list[int]
) -> tuple[int, ...]:
    """By how many pixels most of what changed has moved up, if it has moved; else nothing."""
    full = [place for place in places if grid.boxes[place].width_px == TILE_PX]
    if len(full) < _FEWEST_MOVED_TILES:
        return ()
    columns, counts = np.unique(np.array(full) % grid.columns, return_counts=True)
    busiest = columns[np.argsort(-counts, kind="stable")[:_COLUMNS_LOOKED_AT]]
    steps = [_row_steps(_column(shown, c), _column(image, c)) for c in busiest.tolist()]
    moved, votes = np.unique(np.concatenate(steps), return_counts=True)
    moved, votes = moved[moved != 0], votes[moved != 0]
    if not votes.size or votes.max() < _FEWEST_MOVED_ROWS:
        return ()
    return (int(moved[np.argmax(votes)]),)


def _column(image: Pixels, column: int) -> Pixels:
    return image[:, column * TILE_PX : (column + 1) * TILE_PX]


def _row_steps(before: Pixels, after: Pixels) -> NDArray[np.int64]:
    """For each row found once in both pictures how far below its new place it stood."""
    old, old_at = _rows_found_once(before)
    new, new_at = _rows_found_once(after)
    _, in_old, in_new = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    return old_at[in_old] - new_at[in_new]


def _rows_found_once(column: Pixels) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    words = np.ascontiguousarray(column).reshape(len(column), -1).view(np.uint64)
    hashes = (words * _ROW_FACTORS).sum(axis=1, dtype=np.uint64)
    found, at, counts = np.unique(hashes, return_index=True, return_counts=True)
    once = counts == 1
    return found[once], at[once].astype(np.int64)
