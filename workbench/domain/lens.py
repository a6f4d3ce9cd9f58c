"""A lens over a picture: which part of it fills a view, following a point with a dead zone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.domain.geometry import Box

FACTORS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_DEAD_SHARE = 0.6
"""A point that stays in this middle share of the part shown does not move it."""


@dataclass(frozen=True, slots=True)
class Lens:
    """How many times larger than the whole picture would be, around which pixel.

    Sizes are (width, height): `size_px` of the picture, `room` of the view in square samples.
    """

    factor: float = 1.0
    x_px: float = 0.0
    y_px: float = 0.0

    @property
    def is_on(self) -> bool:
        """Whether it shows a part only."""
        return self.factor > FACTORS[0]

    def stepped(self, by: int) -> "Lens":
        """Some factors closer, or less close; around the same pixel."""
        index = FACTORS.index(self.factor) + by
        return replace(self, factor=FACTORS[min(max(0, index), len(FACTORS) - 1)])

    def part(self, size_px: Sequence[int], room: Sequence[int]) -> Box | None:
        """The pixels to show, always inside the picture; None for all of them."""
        if not self.is_on:
            return None
        width, height = self._part_size(size_px, room)
        left = min(max(0, round(self.x_px - width / 2)), size_px[0] - width)
        top = min(max(0, round(self.y_px - height / 2)), size_px[1] - height)
        return Box(left, top, width, height)

    def following(
        self, x_px: float, y_px: float, size_px: Sequence[int], room: Sequence[int]
    ) -> "Lens":
        """Moved no further than it takes to have a point in the middle share of the part."""
        shown = self.part(size_px, room)
        if shown is None:
            return replace(self, x_px=x_px, y_px=y_px)
        centre_x, centre_y = shown.x + shown.width_px / 2, shown.y + shown.height_px / 2
        return replace(
            self,
            x_px=_drawn(centre_x, x_px, shown.width_px * _DEAD_SHARE / 2),
            y_px=_drawn(centre_y, y_px, shown.height_px * _DEAD_SHARE / 2),
        )

    def _part_size(self, size_px: Sequence[int], room: Sequence[int]) -> tuple[int, int]:
        scale = self.factor * min(room[0] / size_px[0], room[1] / size_px[1])
        return (
            min(size_px[0], max(1, round(room[0] / scale))),
            min(size_px[1], max(1, round(room[1] / scale))),
        )


def parts_of(size_px: Sequence[int], room: Sequence[int], factor: float) -> list[Lens]:
    """Lenses that together show every pixel, row by row from the left."""
    first = Lens(factor)
    shown = first.part(size_px, room)
    if shown is None:
        return [first]
    return [
        Lens(factor, x + shown.width_px / 2, y + shown.height_px / 2)
        for y in _starts(size_px[1], shown.height_px)
        for x in _starts(size_px[0], shown.width_px)
    ]


def nearest(lens: Lens, parts: Sequence[Lens]) -> int:
    """The index of the part that a lens is nearest to."""

    def distance(index: int) -> float:
        part = parts[index]
        return (part.x_px - lens.x_px) ** 2 + (part.y_px - lens.y_px) ** 2

    return min(range(len(parts)), key=distance)


def after(lens: Lens, parts: Sequence[Lens], by: int = 1) -> Lens:
    """The part some parts on from the one a lens is nearest to; after the last the first."""
    return parts[(nearest(lens, parts) + by) % len(parts)]


def _starts(whole: int, part: int) -> list[int]:
    """Where parts begin that cover a whole without a gap, the last one flush with its end."""
    return [*range(0, whole - part, part), whole - part]


def _drawn(centre: float, point: float, slack: float) -> float:
    return min(max(centre, point - slack), point + slack)
