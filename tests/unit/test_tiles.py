"""The tile codec gives back every pixel, whatever the picture."""

import cv2
import numpy as np
import pytest

from workbench.domain.geometry import Box
from workbench.media.tiles import (
    TILE_PX,
    Codec,
    EncodedTile,
    Piece,
    Pixels,
    TileGrid,
    decode_tile,
    encode_reuse,
    encode_tile,
    reused,
)


def nothing(number: int) -> Pixels:
    raise AssertionError(f"tile {number} was asked for")


def noise(height: int = TILE_PX, width: int = TILE_PX, *, colours: int = 256) -> Pixels:
    chance = np.random.default_rng(height * 1000 + width)
    return chance.integers(0, colours, (height, width, 3)).astype(np.uint8)


def gradient() -> Pixels:
    ramp = np.linspace(0, 255, TILE_PX).astype(np.uint8)
    return np.dstack(
        [np.tile(ramp, (TILE_PX, 1)), np.tile(ramp[:, None], TILE_PX), noise()[..., 0]]
    )


def text() -> Pixels:
    tile = np.full((TILE_PX, TILE_PX, 3), 255, np.uint8)
    cv2.putText(
        tile, "Ship it", (2, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1, cv2.LINE_AA
    )
    return tile


SHAPES = [(1, 1), (1, 64), (64, 1), (2, 3), (56, 64), (63, 17), (64, 64)]


@pytest.mark.parametrize(("height", "width"), SHAPES)
@pytest.mark.parametrize("colours", [1, 2, 9, 256])
def test_noise_of_any_shape_comes_back_bit_for_bit(height: int, width: int, colours: int) -> None:
    tile = noise(height, width, colours=colours)

    assert np.array_equal(decode_tile(encode_tile(tile), nothing), tile)


@pytest.mark.parametrize("make", [gradient, text])
def test_what_webp_serves_best_comes_back_bit_for_bit(make: object) -> None:
    assert callable(make)
    tile = make()

    encoded = encode_tile(tile)

    assert encoded.codec == Codec.WEBP
    assert np.array_equal(decode_tile(encoded, nothing), tile)


@pytest.mark.parametrize("value", range(0, 256, 15))
def test_every_grey_and_every_step_between_greys_survives_webp(value: int) -> None:
    tile = text()
    tile[10:50, 10:50] = value
    tile[30:34] = 255 - value

    assert np.array_equal(decode_tile(encode_tile(tile), nothing), tile)


def test_one_colour_takes_five_bytes() -> None:
    tile = np.full((40, 64, 3), (1, 2, 3), np.uint8)

    encoded = encode_tile(tile)

    assert encoded == EncodedTile(Codec.SOLID, bytes([63, 39, 1, 2, 3]))
    assert np.array_equal(decode_tile(encoded, nothing), tile)


def test_noise_is_never_longer_than_its_pixels_and_a_little() -> None:
    assert len(encode_tile(noise()).payload) < TILE_PX * TILE_PX * 3 + 32


def test_a_tile_of_earlier_rows_and_a_patch_comes_back_bit_for_bit() -> None:
    above, below = noise(), gradient()
    tile = np.concatenate([above[20:], below[:20]])
    tile[30:40, 8:24] = (9, 9, 200)
    pieces = [Piece(4, 20, 44), Piece(7, 0, 20)]

    encoded = encode_reuse(tile, pieces, Box(8, 30, 16, 10))

    assert reused(encoded) == tuple(pieces)
    assert len(encoded.payload) < 30
    assert np.array_equal(decode_tile(encoded, {4: above, 7: below}.__getitem__), tile)


def test_a_tile_that_only_moved_needs_no_patch() -> None:
    above = noise()
    encoded = encode_reuse(above[:30], [Piece(1, 0, 30)], None)

    assert len(encoded.payload) == 9
    assert np.array_equal(decode_tile(encoded, {1: above}.__getitem__), above[:30])


@pytest.mark.parametrize(
    "encoded",
    [
        EncodedTile(0, b"\x3f\x3f\x01\x02\x03"),
        EncodedTile(99, b"\x3f\x3f\x01\x02\x03"),
        EncodedTile(Codec.SOLID, b""),
        EncodedTile(Codec.SOLID, b"\x3f\x3f\x01"),
        EncodedTile(Codec.ZSTD, b"\x3f"),
        EncodedTile(Codec.ZSTD, b"\x3f\x3fnot zstd at all"),
        EncodedTile(Codec.ZSTD, b"\x01\x01" + encode_tile(noise(8, 8)).payload[2:]),
        EncodedTile(Codec.WEBP, b""),
        EncodedTile(Codec.WEBP, b"RIFF nothing"),
        EncodedTile(Codec.REUSE, b"\x3f\x3f"),
        EncodedTile(Codec.REUSE, b"\x3f\x3f\x00"),
        EncodedTile(Codec.REUSE, b"\x3f\x3f\x01\x00\x00\x00\x00\x00\x3f"),
        EncodedTile(Codec.REUSE, b"\x3f\x3f\x01\x00\x00\x00\x00\x20\x40"),
        EncodedTile(
            Codec.REUSE, b"\x3f\x3f\x01\x00\x00\x00\x00\x00\x40\x3c\x00\x01\x3f\x00\x01\x02\x03"
        ),
        EncodedTile(Codec.REUSE, b"\x3f\x3f\x01\x00\x00\x00\x00\x00\x40\x00\x00\x04\x00\x00\x00"),
    ],
)
def test_bytes_that_are_no_tile_are_refused(encoded: EncodedTile) -> None:
    with pytest.raises(ValueError, match="not those of a tile"):
        decode_tile(encoded, lambda _: noise())


def test_a_decoded_tile_cannot_be_written_to() -> None:
    for tile in (noise(), gradient(), noise(8, 8, colours=1)):
        assert not decode_tile(encode_tile(tile), nothing).flags.writeable


def test_a_grid_covers_the_picture_once_with_smaller_tiles_at_the_edges() -> None:
    grid = TileGrid(130, 100)
    covered = np.zeros((100, 130), int)

    for place, box in enumerate(grid.boxes):
        covered[box.y : box.y + box.height_px, box.x : box.x + box.width_px] += 1
        assert grid.view(noise(100, 130), place).shape == (box.height_px, box.width_px, 3)

    assert (grid.columns, grid.rows, len(grid.boxes)) == (3, 2, 6)
    assert (covered == 1).all()


@pytest.mark.parametrize(("x", "y", "place"), [(0, 0, 0), (63, 63, 0), (64, 0, 1), (129, 99, 5)])
def test_one_changed_pixel_changes_one_place(x: int, y: int, place: int) -> None:
    before = noise(100, 130)
    after = before.copy()
    after[y, x, 2] ^= 1

    grid = TileGrid(130, 100)

    assert grid.changed(before, after) == [place]
    assert grid.changed(before, before.copy()) == []
