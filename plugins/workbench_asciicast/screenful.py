"""The rows of one of a terminal's two screens, and what scrolls and erases them."""

from workbench_asciicast.grid import Row
from workbench_asciicast.pens import BARE, Pen


class Screenful:
    """Rows from the top; scrolling moves them, so that a line stays the same object."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self.rows = [Row(columns) for _ in range(rows)]

    def scroll(self, top: int, bottom: int, count: int, pen: Pen = BARE) -> None:
        """Move the rows `[top, bottom]` up by some, down where negative; blank ones come in."""
        height = bottom + 1 - top
        blank = [Row(self._columns, pen) for _ in range(min(abs(count), height))]
        kept = self.rows[top : bottom + 1]
        if count > 0:
            self.rows[top : bottom + 1] = [*kept[count:], *blank]
        else:
            self.rows[top : bottom + 1] = [*blank, *kept[: max(0, height + count)]]

    def erase(self, start: tuple[int, int], end: tuple[int, int], pen: Pen) -> None:
        """Blank from one (column, row) until before another, across rows."""
        (x, y), (end_x, end_y) = start, end
        while y < end_y:
            self.rows[y].erase(x, self._columns, pen)
            x, y = 0, y + 1
        if y < len(self.rows):
            self.rows[y].erase(x, end_x, pen)

    def resize(self, columns: int, rows: int, y: int) -> tuple[bool, int]:
        """Take another size: blank rows below row `y` go first, then rows from the top.

        Returns whether anything was cut, and how many rows went from the top.
        """
        cut = sum([row.resize(columns) for row in self.rows]) > 0
        self._columns = columns
        while len(self.rows) > max(rows, y + 1) and self.rows[-1].is_blank():
            self.rows.pop()
        above = max(0, min(len(self.rows) - rows, y))
        cut = cut or any(
            not row.is_blank() for row in [*self.rows[:above], *self.rows[above + rows :]]
        )
        self.rows = self.rows[above : above + rows]
        self.rows += [Row(columns) for _ in range(rows - len(self.rows))]
        return cut, above
