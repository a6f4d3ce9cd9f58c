"""PNG decoded the fast way, beside Pillow, which has no part in it."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from workbench.errors import BadCapture
from workbench.media.images import MAX_PIXELS, decode_image, encode_png
from workbench.media.png import read_png

_MAGIC = b"\x89PNG\r\n\x1a\n"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(rows: bytes, width: int, height: int, *, colour: int = 2, between: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    body = zlib.compress(rows)
    half = len(body) // 2
    packed = _chunk(b"IDAT", body[:half]) + _chunk(b"IDAT", body[half:])
    return _MAGIC + _chunk(b"IHDR", head) + between + packed + _chunk(b"IEND", b"")


def _packed(body: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    return _MAGIC + b"".join(_chunk(kind, body) for kind, body in chunks)


def _by_pillow(data: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), np.uint8)[:, :, ::-1]


def _some(seed: int, *, width: int = 40, height: int = 30, channels: int = 3) -> bytes:
    """Rows of any bytes, each with any of the five filters."""
    rng = random.Random(seed)
    row = width * channels
    return b"".join(bytes([rng.randrange(5)]) + rng.randbytes(row) for _ in range(height))


@given(
    seed=st.integers(0, 2**32),
    width=st.integers(1, 300),
    height=st.integers(1, 120),
    colour=st.sampled_from([2, 6]),
)
def test_rows_of_every_filter_become_the_pixels_that_pillow_sees(
    seed: int, width: int, height: int, colour: int
) -> None:
    rows = _some(seed, width=width, height=height, channels={2: 3, 6: 4}[colour])
    data = _png(rows, width, height, colour=colour)

    image = read_png(data, MAX_PIXELS)

    assert image is not None
    assert np.array_equal(image, _by_pillow(data))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_pictures_as_pillow_writes_them_are_read_here(mode: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (90, 160, len(mode)), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels, mode).save(out, "PNG", dpi=(96, 96))

    image = read_png(out.getvalue(), MAX_PIXELS)

    assert image is not None
    assert np.array_equal(image, pixels[:, :, 2::-1])


def test_pictures_as_opencv_writes_them_are_read_here() -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (90, 160, 3), np.uint8)

    image = read_png(encode_png(pixels), MAX_PIXELS)

    assert image is not None
    assert np.array_equal(image, pixels)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16"])
def test_other_kinds_are_left_to_pillow(mode: str) -> None:
    picture = Image.new(mode, (20, 10))
    out = io.BytesIO()
    picture.save(out, "PNG")

    assert read_png(out.getvalue(), MAX_PIXELS) is None


def test_transparency_by_one_colour_is_left_to_pillow() -> None:
    marked = _chunk(b"tRNS", bytes(6))

    assert read_png(_png(_some(3), 40, 30, between=marked), MAX_PIXELS) is None


def test_a_larger_picture_than_asked_for_is_not_unpacked() -> None:
    bomb = _png(bytes(1_000_000), 30_000, 30_000)

    assert read_png(bomb, MAX_PIXELS) is None
    with pytest.raises(BadCapture, match="larger than any screen"):
        decode_image(bomb)


@pytest.mark.parametrize(
    "rows",
    [_some(4)[:-1], _some(4) + b"\0", b"", b"\5" + _some(4)[1:]],
    ids=["too short", "too long", "none", "a filter that is not"],
)
def test_rows_that_are_not_the_pictures_are_not_taken(rows: bytes) -> None:
    assert read_png(_png(rows, 40, 30), MAX_PIXELS) is None


@given(seed=st.integers(0, 2**32))
def test_a_picture_cut_short_or_changed_anywhere_is_never_taken_for_whole(seed: int) -> None:
    rng = random.Random(seed)
    data = _png(_some(5), 40, 30)
    at = rng.randrange(len(data))
    flipped = bytes([data[at] ^ (1 << rng.randrange(8))])

    assert read_png(data[:at], MAX_PIXELS) is None
    assert read_png(data[:at] + flipped + data[at + 1 :], MAX_PIXELS) is None


@given(seed=st.integers(0, 2**32))
def test_rows_that_cannot_be_unpacked_are_left_whatever_their_checksum_says(seed: int) -> None:
    rng = random.Random(seed)
    body = zlib.compress(_some(6))
    at = rng.randrange(len(body))

    assert read_png(_packed(body), MAX_PIXELS) is not None
    assert read_png(_packed(body[:at]), MAX_PIXELS) is None
    assert read_png(_packed(bytes([body[0] ^ 1]) + body[1:]), MAX_PIXELS) is None
    assert read_png(_packed(body[:-1] + bytes([body[-1] ^ 1])), MAX_PIXELS) is None


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_either_read_or_left(body: bytes) -> None:
    for data in (
        body,
        _MAGIC + body,
        _MAGIC + _chunk(b"IHDR", body),
        _MAGIC + _chunk(b"IEND", b""),
    ):
        assert read_png(data, MAX_PIXELS) is None
