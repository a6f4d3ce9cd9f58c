"""A session's screens of text on a view: character for character, and never without masks."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from workbench.domain.exposure import Exposure
from workbench.domain.geometry import Box
from workbench.domain.text_screen import CELL_PX
from workbench.media.cells import Bgr, CellGrid, blank_grid
from workbench.media.text_cells import cover, frame, part_shown, text_grid
from workbench.services.session import Session
from workbench.tui.widgets.frame_view import FrameView


class SessionText:
    """Shows screens of text; where one is larger than the view, a part of it.

    That is the part around the first of `boxes`, which are marked, else around what was aimed
    at, else around the screen's cursor.
    """

    def __init__(
        self,
        session: Session,
        view: FrameView,
        exposure: Callable[[], Exposure],
        boxes: Callable[[], Sequence[Box]],
    ) -> None:
        self._screens = session.capture.screens
        self._starts_us = [screen.t_us for screen in self._screens]
        self._end_us = session.duration_us
        self._view = view
        self._exposure = exposure
        self._boxes = boxes

    def show(self, t_us: int, aim: tuple[float, float] | None = None) -> None:
        """Show what stood on the screen at a moment, with a point in pixels of it in view."""
        number = max(0, bisect_right(self._starts_us, t_us) - 1)
        screen = self._screens[number]
        room = self._view.size
        if not room:
            return
        boxes = self._boxes()
        point = boxes[0].centre if boxes else aim
        part = part_shown(screen, room, _cell_of(point) if point else screen.cursor)
        grid = text_grid(screen, part, ink=self._ink(), paper=_packed(self._view.paper_bgr))
        cover(grid, part, self._masks(number))
        for box in boxes:
            frame(grid, part, box)
        self._view.show_cells(_centred(grid, room.width, room.height, self._view.paper_bgr))

    def _masks(self, number: int) -> list[Box | None]:
        """The boxes hidden at any moment at which a screen stood."""
        start_us = self._starts_us[number]
        later = self._starts_us[number + 1 : number + 2]
        end_us = max(later[0] if later else self._end_us, start_us + 1)
        masks = self._exposure().pixels
        return [mask.box for mask in masks if mask.start_us < end_us and start_us < mask.end_us]

    def _ink(self) -> int:
        """Black or white, whichever stands out from the theme's paper."""
        blue, green, red = self._view.paper_bgr
        return 0x202020 if 0.114 * blue + 0.587 * green + 0.299 * red >= 128 else 0xD8D8D8


def _cell_of(point: tuple[float, float]) -> tuple[int, int]:
    x, y = point
    return int(x) // CELL_PX[0], int(y) // CELL_PX[1]


def _centred(grid: CellGrid, columns: int, rows: int, paper: Bgr) -> CellGrid:
    """The grid in the middle of the room there is."""
    whole = blank_grid(columns, rows, _packed(paper))
    left, top = (columns - grid.columns) // 2, (rows - grid.rows) // 2
    for name in ("glyphs", "ink", "paper"):
        place = getattr(whole, name)[top : top + grid.rows, left : left + grid.columns]
        place[:] = getattr(grid, name)
    return whole


def _packed(bgr: Bgr) -> int:
    blue, green, red = bgr
    return red << 16 | green << 8 | blue
