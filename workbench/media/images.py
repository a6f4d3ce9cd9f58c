"""Pictures as bytes: decoding what a recorder stored, encoding what is shown or released."""

import io
import struct
import warnings
import zlib
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from workbench.errors import BadCapture
from workbench.media.png import read_png

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_PIXELS = 64_000_000
"""Eight times a 4K screen; a header that promises more is refused before anything is decoded."""

_FORMATS = ("PNG", "WEBP", "JPEG")
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error)


def decode_image(data: bytes, *, max_pixels: int = MAX_PIXELS) -> "NDArray[np.uint8]":
    """The picture as height x width x 3, BGR, uint8; any transparency is dropped.

    Reads PNG, WebP and JPEG. Raises BadCapture where the bytes are none of these, are cut
    short or damaged, or where the header promises more than `max_pixels`.
    """
    image = read_png(data, max_pixels)
    return _read(data, max_pixels) if image is None else image


def _read(data: bytes, max_pixels: int) -> "NDArray[np.uint8]":
    try:
        with _opened(data) as picture:
            _check(picture, max_pixels)
            rgb = np.asarray(picture.convert("RGB"), dtype=np.uint8)
    except _DAMAGE as error:
        raise BadCapture(
            "a picture cannot be decoded", hint="The file may be damaged; compare its digest."
        ) from error
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def encode_png(image: "NDArray[np.uint8]") -> bytes:
    """The picture as PNG: lossless, no metadata, the same bytes for the same pixels."""
    encoded, data = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    if not encoded:
        raise ValueError("a picture of this shape cannot be a PNG")
    return bytes(data)


def _opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=_FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large() from error


def _check(picture: Image.Image, max_pixels: int) -> None:
    if picture.width * picture.height > max_pixels:
        raise _too_large()
    if picture.mode not in _MODES:
        raise BadCapture(
            f"a picture has pixels of type {picture.mode!r}",
            hint="Store pictures with 8 bits a channel.",
        )


def _too_large() -> BadCapture:
    return BadCapture(
        "a picture is larger than any screen",
        hint=f"Pictures may have up to {MAX_PIXELS // 1_000_000} megapixels.",
    )
