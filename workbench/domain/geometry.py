"""Places on the screen and the screen itself, over time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle in pixels; `x + width_px` and `y + height_px` are out."""

    x: int
    y: int
    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        if self.width_px <= 0 or self.height_px <= 0:
            raise ValueError("a box needs a width and a height above zero")

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width_px / 2, self.y + self.height_px / 2

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.x <= x < self.x + self.width_px and self.y <= y < self.y + self.height_px

    def encloses(self, other: "Box") -> bool:
        """Whether the other box lies inside, edges included."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width_px <= self.x + self.width_px
            and other.y + other.height_px <= self.y + self.height_px
        )

    def clipped(self, width_px: int, height_px: int) -> "Box | None":
        """The part inside a picture of that size, or None where there is none."""
        left, top = max(0, self.x), max(0, self.y)
        right = min(width_px, self.x + self.width_px)
        bottom = min(height_px, self.y + self.height_px)
        if right <= left or bottom <= top:
            return None
        return Box(left, top, right - left, bottom - top)

    def as_list(self) -> list[int]:
        """`[x, y, width, height]`, as JSON has it."""
        return [self.x, self.y, self.width_px, self.height_px]


@dataclass(frozen=True, slots=True)
class Geometry:
    """The screen's size, scale and origin from `start_us` until the next span."""

    start_us: int
    width_px: int
    height_px: int
    scale: float = 1.0
    origin_x: int = 0
    origin_y: int = 0

    def contains(self, x: float, y: float) -> bool:
        """Whether a point in pixels of this span lies on the screen."""
        return 0 <= x < self.width_px and 0 <= y < self.height_px
