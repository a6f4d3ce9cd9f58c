"""Pictures that lie beside a capture: how large they are, and their pixels in their turn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.geometry import Geometry
from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.media.ahead import made_ahead
from workbench.plugin_api import SourceFrame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_BYTES = 256_000_000
_PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_MOST_PX = 32_768


@dataclass(frozen=True, slots=True)
class Still:
    """A picture on the screen from a moment on; `path` is None where it is not here."""

    t_us: int
    path: Path | None


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height, by the head of a PNG, by the pixels of any other; None for no picture."""
    try:
        with path.open("rb") as file:
            head = file.read(24)
    except OSError:
        return None
    if head.startswith(_PNG_HEAD) and len(head) == 24:
        width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
        return (width, height) if 0 < width <= _MOST_PX and 0 < height <= _MOST_PX else None
    image = _pixels(path)
    return None if image is None else (image.shape[1], image.shape[0])


def sizes_of(stills: Iterable[Still]) -> list[tuple[int, tuple[int, int]]]:
    """The sizes of those pictures that are here, each with its time."""
    pictures = [(still.t_us, still.path) for still in stills if still.path is not None]
    sizes = [(t_us, size_of(path)) for t_us, path in pictures]
    return [(t_us, size) for t_us, size in sizes if size is not None]


def screens_of(sizes: Iterable[tuple[int, tuple[int, int]]]) -> tuple[Geometry, ...]:
    """The screen over time by the size of each picture, a span where it changes."""
    spans: list[Geometry] = []
    for t_us, (width, height) in sizes:
        if not spans or (spans[-1].width_px, spans[-1].height_px) != (width, height):
            spans.append(Geometry(t_us, width, height))
    return tuple(spans)


def frames_of(stills: Sequence[Still], tally: WarningTally) -> Iterator[SourceFrame]:
    """The pictures in their order; what is not here or is none is counted."""
    for still, image in made_ahead(_with_pixels, stills):
        if still.path is None:
            tally.add("frames-missing", "pictures that the capture names and does not hold")
        elif image is None:
            tally.add("picture-damaged", "pictures that cannot be decoded")
        else:
            yield SourceFrame(still.t_us, image)


def _with_pixels(still: Still) -> "tuple[Still, NDArray[np.uint8] | None]":
    return still, None if still.path is None else _pixels(still.path)


def _pixels(path: Path) -> "NDArray[np.uint8] | None":
    from workbench.media.images import decode_image

    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
        return decode_image(data)
    except (OSError, BadCapture):
        return None
