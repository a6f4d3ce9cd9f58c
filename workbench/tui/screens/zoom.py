"""The zoom keys of a screen that shows one picture."""

from collections.abc import Callable

from workbench.errors import UsageError
from workbench.tui.screens.picture import SessionPicture


class Zoom:
    """Closer, less close, and from part to part; `changed` is called after each key."""

    def __init__(self, picture: SessionPicture | None, changed: Callable[[], object]) -> None:
        self._picture = picture
        self._changed = changed

    @property
    def sign(self) -> str:
        """What is shown of the picture: all of it, or how close and which part of how many."""
        if self._picture is None or not self._picture.lens.is_on:
            return "Fit"
        number, count = self._picture.part_number
        return f"zoom {self._picture.lens.factor:g}x {number}/{count}"

    @property
    def shown_px(self) -> tuple[int, int] | None:
        """How many pixels of the picture are shown, across and down; None without one."""
        return self._picture.shown_px if self._picture is not None else None

    def closer(self) -> None:
        """A step closer."""
        self._shown().zoom(1)
        self._changed()

    def wider(self) -> None:
        """A step back, as far as the whole picture."""
        self._shown().zoom(-1)
        self._changed()

    def part(self) -> None:
        """The next part of the picture, as one reads."""
        self._turn(1)

    def last_part(self) -> None:
        """The part before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        picture = self._shown()
        if not picture.lens.is_on:
            raise UsageError("all of the picture is shown", hint="+ zooms in first.")
        picture.next_part(by)
        self._changed()

    def _shown(self) -> SessionPicture:
        if self._picture is None:
            raise UsageError("the session has no pictures", hint="There is nothing to zoom.")
        return self._picture
