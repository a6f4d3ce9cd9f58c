"""Stepping through the session: frame by frame, action by action, boundary by boundary."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.domain.playback import last_before, next_after

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen


class Steps:
    """The step keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk

    def next_frame(self) -> None:
        """To the next frame."""
        self._step(self._desk.model.frame_times_us, 1)

    def last_frame(self) -> None:
        """To the frame before."""
        self._step(self._desk.model.frame_times_us, -1)

    def next_event(self) -> None:
        """To the next action."""
        self._step(self._desk.model.action_times_us, 1)

    def last_event(self) -> None:
        """To the action before."""
        self._step(self._desk.model.action_times_us, -1)

    def next_boundary(self) -> None:
        """To the next boundary."""
        self._jump(next_after(self._stops(), self._desk.position_us))

    def last_boundary(self) -> None:
        """To the boundary before."""
        self._jump(last_before(self._stops(), self._desk.position_us))

    def _step(self, points: Sequence[int], direction: int) -> None:
        """To the neighbour of the point in force now; stepping pauses."""
        self._desk.transport.pause()
        here = self._desk.position_us
        index = bisect_right(points, here) if direction > 0 else bisect_left(points, here) - 1
        if 0 <= index < len(points):
            self._desk.seek(points[index])

    def _stops(self) -> list[int]:
        return self._desk.model.stops()

    def _jump(self, t_us: int | None) -> None:
        if t_us is not None:
            self._desk.seek(t_us)
