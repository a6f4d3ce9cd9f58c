"""What of a session's screen can be looked at, one after the other: screens of text, or frames."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.services.session import Session


@dataclass(frozen=True, slots=True)
class Stills:
    """Everything that stood on the screen, in time order; there is at least one."""

    name: str
    """What people call one of them."""
    times_us: Sequence[int]
    size_px: Callable[[int], tuple[int, int]]
    """Width and height of one by its number."""
    end_us: int
    """When the session ends, and the last of them with it."""

    def __len__(self) -> int:
        return len(self.times_us)

    def at(self, t_us: int) -> int:
        """The number of the last one at or before a moment, else of the first."""
        return max(0, bisect_right(self.times_us, t_us) - 1)

    def after(self, t_us: int) -> int:
        """The number of the first one at or after a moment, else of the last."""
        return min(bisect_left(self.times_us, t_us), len(self) - 1)

    def stretch(self, number: int) -> tuple[int, int]:
        """From when until when one was on the screen."""
        is_last = number + 1 >= len(self)
        return self.times_us[number], self.end_us if is_last else self.times_us[number + 1]


def stills_of(session: Session) -> Stills | None:
    """The screens of text where there are any, else the frames; None where there are neither."""
    screens, pack = session.capture.screens, session.pack
    if screens:
        times_us = [screen.t_us for screen in screens]
        return Stills("screen", times_us, lambda n: screens[n].size_px, session.duration_us)
    if pack is not None:
        return Stills("frame", pack.times_us.tolist(), pack.size, session.duration_us)
    return None
