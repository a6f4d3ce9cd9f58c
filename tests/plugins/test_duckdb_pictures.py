"""Decoding pictures that recorders stored, some of them hostile."""

import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from workbench.errors import BadCapture
from workbench.media.images import decode_image, encode_png

PICTURE = np.random.default_rng(7).integers(0, 256, (9, 14, 3), dtype=np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _huge_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_picture_survives_png_to_the_last_pixel() -> None:
    encoded = encode_png(PICTURE)

    assert np.array_equal(decode_image(encoded), PICTURE)
    assert encode_png(PICTURE.copy()) == encoded


def test_a_png_holds_pixels_and_nothing_else() -> None:
    encoded, kinds, place = encode_png(PICTURE), [], 8
    while place < len(encoded):
        (length,) = struct.unpack_from(">I", encoded, place)
        kinds.append(encoded[place + 4 : place + 8])
        place += length + 12

    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_every_common_kind_of_picture_comes_out_as_bgr(kind: str, mode: str) -> None:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (8, 6), (255, 0, 0)).convert(mode)
    picture.save(buffer, kind, lossless=True)

    image = decode_image(buffer.getvalue())

    red = picture.convert("RGB").getpixel((0, 0))
    assert isinstance(red, tuple)
    assert image.shape == (6, 8, 3)
    assert image[0, 0].tolist() == list(reversed(red))


@pytest.mark.parametrize("size", [(8001, 8000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_header_that_promises_too_much_is_refused_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(BadCapture, match="larger than any screen"):
        decode_image(_huge_png(*size))


def test_deep_pixels_and_other_formats_are_refused() -> None:
    deep, gif = io.BytesIO(), io.BytesIO()
    Image.new("I;16", (4, 4)).save(deep, "PNG")
    Image.new("P", (4, 4)).save(gif, "GIF")

    with pytest.raises(BadCapture, match="pixels of type"):
        decode_image(deep.getvalue())
    with pytest.raises(BadCapture, match="cannot be decoded"):
        decode_image(gif.getvalue())


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8), st.integers(0, 600))
def test_damage_is_a_bad_capture_or_a_picture_never_a_crash(
    place: int, junk: bytes, cut: int
) -> None:
    encoded = bytearray(encode_png(PICTURE))
    encoded[place : place + len(junk)] = junk
    with suppress(BadCapture):
        image = decode_image(bytes(encoded[: max(cut, 10)]))
        assert image.ndim == 3


@given(st.binary(max_size=200))
def test_noise_is_a_bad_capture(data: bytes) -> None:
    with pytest.raises(BadCapture):
        decode_image(data)
