"""Where a replay stands: a position that moves with the clock, at a speed, either way."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0, 32.0)
IDLE_US = 3_000_000
"""A pause without any event that is longer than this is idle time."""

_LEAD_US = 500_000
"""How long before the next event a jump over idle time lands."""


@dataclass(frozen=True, slots=True)
class Playback:
    """A position in `[0, duration_us)`; `anchor_s` is when, by the caller's clock, it was there.

    `direction` is 1, -1, or 0 while paused. In a loop, `[start, end)`, it begins again at the end.
    """

    duration_us: int
    position_us: int = 0
    anchor_s: float = 0.0
    speed: float = 1.0
    direction: int = 0
    loop: tuple[int, int] | None = None

    @property
    def is_playing(self) -> bool:
        """Whether the position moves."""
        return self.direction != 0

    def at(self, now_s: float) -> int:
        """The position at a moment of the caller's clock."""
        if not self.direction:
            return self.position_us
        moved_us = int((now_s - self.anchor_s) * self.speed * 1_000_000) * self.direction
        position_us = self.position_us + moved_us
        if self.loop is not None:
            start_us, end_us = self.loop
            position_us = start_us + (position_us - start_us) % (end_us - start_us)
        return self._within(position_us)

    def settled(self, now_s: float) -> "Playback":
        """The same, anchored now; paused where it has run into the beginning or the end."""
        position_us = self.at(now_s)
        at_end = position_us >= self.duration_us - 1 and self.direction > 0
        at_start = position_us <= 0 and self.direction < 0
        direction = 0 if at_end or at_start else self.direction
        return replace(self, position_us=position_us, anchor_s=now_s, direction=direction)

    def sought(self, position_us: int, now_s: float) -> "Playback":
        """Moved to a position; it goes on playing if it was."""
        return replace(self, position_us=self._within(position_us), anchor_s=now_s)

    def turned(self, direction: int, now_s: float) -> "Playback":
        """Playing forwards (1), backwards (-1), or paused (0); at the end it begins again."""
        at_end = self.at(now_s) >= self.duration_us - 1 and direction > 0
        settled = self.sought(0 if at_end else self.at(now_s), now_s)
        return replace(settled, direction=direction)

    def faster(self, steps: int, now_s: float) -> "Playback":
        """At a speed that many steps up or down the ladder."""
        index = bisect_left(SPEEDS, self.speed) + steps
        speed = SPEEDS[min(max(index, 0), len(SPEEDS) - 1)]
        return replace(self, position_us=self.at(now_s), anchor_s=now_s, speed=speed)

    def at_speed(self, speed: float, now_s: float) -> "Playback":
        """At exactly that speed."""
        return replace(self, position_us=self.at(now_s), anchor_s=now_s, speed=speed)

    def looping(self, loop: tuple[int, int] | None, now_s: float) -> "Playback":
        """Looping over a stretch, or over nothing."""
        start_us = self.at(now_s) if loop is None else loop[0]
        return replace(self.sought(start_us, now_s), loop=loop)

    def _within(self, position_us: int) -> int:
        return min(max(position_us, 0), max(self.duration_us - 1, 0))


def idle_gaps(event_times_us: Sequence[int], duration_us: int) -> list[tuple[int, int]]:
    """The stretches in which nothing happens for long, from the last event to the next."""
    edges = [0, *event_times_us, duration_us]
    return [(before, after) for before, after in pairwise(edges) if after - before > IDLE_US]


def past_idle(position_us: int, gaps: Sequence[tuple[int, int]]) -> int:
    """Where a jump out of idle time lands, the position itself where something happens."""
    for start_us, end_us in gaps:
        if start_us + _LEAD_US <= position_us < end_us - _LEAD_US:
            return end_us - _LEAD_US
    return position_us


def next_after(points: Sequence[int], position_us: int) -> int | None:
    """The first of the sorted points after a position."""
    index = bisect_right(points, position_us)
    return points[index] if index < len(points) else None


def last_before(points: Sequence[int], position_us: int) -> int | None:
    """The last of the sorted points before a position."""
    index = bisect_left(points, position_us)
    return points[index - 1] if index else None
