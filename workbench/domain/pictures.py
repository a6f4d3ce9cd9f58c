"""The sizes of a session's screenshots over time, and where places on the screen lie on them.

Windows and pointers are in the units of the screen's geometry; screenshots may have more pixels
(HiDPI) or fewer (a recorder that scales). Boxes that people draw are in pixels of the picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TypeVar

from workbench.domain.geometry import Box, Geometry
from workbench.domain.place import Place


@dataclass(frozen=True, slots=True)
class PictureSize:
    """How large the screenshots are from `start_us` on."""

    start_us: int
    width_px: int
    height_px: int


Timed = TypeVar("Timed", Geometry, PictureSize)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Screen geometry and picture sizes of one session, both in time order."""

    geometry: tuple[Geometry, ...] = ()
    sizes: tuple[PictureSize, ...] = ()

    def scale_at(self, t_us: int) -> tuple[float, float]:
        """Pixels of the picture for one unit of the screen at a moment, across and down."""
        size = _last_at(self.sizes, t_us)
        return self.scale_to((size.width_px, size.height_px), t_us) if size else (1.0, 1.0)

    def scale_to(self, size_px: tuple[int, int], t_us: int) -> tuple[float, float]:
        """As `scale_at`, for a picture of that width and height."""
        span = _last_at(self.geometry, t_us)
        if span is None or not span.width_px or not span.height_px:
            return 1.0, 1.0
        return size_px[0] / span.width_px, size_px[1] / span.height_px

    def point(self, x: float, y: float, t_us: int) -> tuple[float, float]:
        """Where a point of the screen lies on the picture of a moment, in its pixels."""
        across, down = self.scale_at(t_us)
        return x * across, y * down

    def placed(
        self, box: Box | None, start_us: int, end_us: int
    ) -> Iterator[tuple[int, int, Box | None]]:
        """Where a box of the screen lies on the pictures of a stretch, part by part.

        Boxes are rounded outwards; None stands for the whole picture.
        """
        if box is None:
            yield start_us, end_us, None
            return
        for part_us, until_us in self._parts(start_us, end_us):
            across, down = self.scale_at(part_us)
            left, top = floor(box.x * across), floor(box.y * down)
            right = ceil((box.x + box.width_px) * across)
            bottom = ceil((box.y + box.height_px) * down)
            yield part_us, until_us, Box(left, top, max(1, right - left), max(1, bottom - top))

    def shows_any_of(self, place: Place) -> bool:
        """Whether a box lies, at least in part, on a picture of its time; True without pictures."""
        if place.box is None or not self.sizes:
            return True
        ends = [*(size.start_us for size in self.sizes[1:]), 2**62]
        return any(
            place.box.clipped(size.width_px, size.height_px) is not None
            for size, end_us in zip(self.sizes, ends, strict=True)
            if size.start_us < place.end_us and place.t_us < end_us
        )

    def _parts(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        changes = {span.start_us for span in self.geometry} | {s.start_us for s in self.sizes}
        inner = sorted(t_us for t_us in changes if start_us < t_us < end_us)
        starts = [start_us, *inner]
        return list(zip(starts, [*inner, end_us], strict=True))


def picture_sizes(frames: Sequence[tuple[int, int, int]]) -> tuple[PictureSize, ...]:
    """The changes of size in a list of frames: time, width, height."""
    sizes: list[PictureSize] = []
    for t_us, width_px, height_px in frames:
        if not sizes or (sizes[-1].width_px, sizes[-1].height_px) != (width_px, height_px):
            sizes.append(PictureSize(t_us, width_px, height_px))
    return tuple(sizes)


def _last_at(spans: Sequence[Timed], t_us: int) -> Timed | None:
    """The span in force at a moment; before the first one that one."""
    found = spans[0] if spans else None
    for span in spans:
        if span.start_us > t_us:
            break
        found = span
    return found
