"""What a terminal writes on: two screens of rows, a cursor, margins and tab stops."""

from dataclasses import dataclass, replace

from workbench_asciicast.grid import NOTHING, Row
from workbench_asciicast.pens import BARE, Pen, erasing
from workbench_asciicast.screenful import Screenful


@dataclass(slots=True)
class Cursor:
    """Where the next character goes; `x` is past the last column before a line wraps."""

    x: int = 0
    y: int = 0
    pen: Pen = BARE
    is_origin: bool = False
    """Whether rows count from the top margin."""
    sets: tuple[bool, bool] = (False, False)
    """Whether the first and the second character set are the one for lines."""
    in_second: bool = False


class Board:
    """The screens and the cursor; every place asked for is brought inside them."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.dropped_marks = 0
        self.reset()

    def reset(self) -> None:
        """As the terminal was when it was switched on."""
        self.screens = (Screenful(self.columns, self.rows), Screenful(self.columns, self.rows))
        self.screen = self.screens[0]
        self.at = Cursor()
        self._saved = [Cursor(), Cursor()]
        self.wraps, self.inserts = True, False
        self.tabs = set(range(0, self.columns, 8))
        self.last = ""
        self.set_margins(0, 0)

    def soften(self) -> None:
        """Back to what is usual, the screen and the cursor's place aside."""
        x, y = self.at.x, self.at.y
        self.wraps, self.inserts = True, False
        self.at = Cursor()
        self.set_margins(0, 0)
        self.at.x, self.at.y = x, y

    def resize(self, columns: int, rows: int) -> bool:
        """Take another size; whether anything was cut that stood there."""
        results = []
        for screen in self.screens:
            cut, above = screen.resize(columns, rows, self.at.y if screen is self.screen else 0)
            results.append(cut)
            if screen is self.screen:
                self.at.y -= above
        self.tabs |= set(range(-(-self.columns // 8) * 8, columns, 8))
        self.columns, self.rows = columns, rows
        self.at.x, self.at.y = min(self.at.x, columns), max(0, min(self.at.y, rows - 1))
        for saved in self._saved:
            saved.x, saved.y = min(saved.x, columns), min(saved.y, rows - 1)
        self.top, self.bottom = 0, rows - 1
        return any(results)

    @property
    def x(self) -> int:
        """The column the cursor stands on."""
        return min(self.at.x, self.columns - 1)

    @property
    def row(self) -> Row:
        """The row the cursor stands on."""
        return self.screen.rows[self.at.y]

    def write_narrow(self, text: str) -> None:
        """Characters of one cell each."""
        at = self.at
        self.last = text[-1]
        place = 0
        while place < len(text):
            self._make_room(1)
            piece = text[place : place + self.columns - at.x]
            count = len(piece)
            if self.inserts:
                self.row.insert(at.x, count, at.pen)
            self.row.put(at.x, piece, count, at.pen)
            at.x += count
            place += count

    def write_wide(self, character: str) -> None:
        """A character of two cells; where there is but one column, it has no place."""
        at = self.at
        self.last = character
        if self.columns < 2:
            return
        self._make_room(2)
        if self.inserts:
            self.row.insert(at.x, 2, at.pen)
        self.row.put(at.x, (character, NOTHING), 2, at.pen)
        at.x += 2

    def join(self, mark: str) -> None:
        """Put a mark on the character before; one that gives no single character is dropped."""
        column = self.at.x - 1
        if column > 0 and self.row.cells[column] == NOTHING:
            column -= 1
        if column < 0 or not self.row.join(column, mark):
            self.dropped_marks += 1

    def index(self) -> None:
        """Down by one row; the screen scrolls where that is the last."""
        if self.at.y == self.bottom:
            self.scroll(1)
        elif self.at.y < self.rows - 1:
            self.at.y += 1

    def reverse_index(self) -> None:
        """Up by one row; the screen scrolls where that is the first."""
        if self.at.y == self.top:
            self.scroll(-1)
        elif self.at.y:
            self.at.y -= 1

    def scroll(self, count: int) -> None:
        """Move what is between the margins up, down where negative."""
        self.screen.scroll(self.top, self.bottom, count, erasing(self.at.pen))

    def shift_lines(self, count: int) -> None:
        """Delete lines from the cursor's on, insert some where negative."""
        if self.top <= self.at.y <= self.bottom:
            self.screen.scroll(self.at.y, self.bottom, count, erasing(self.at.pen))
            self.at.x = 0

    def shift_cells(self, count: int) -> None:
        """Delete cells from the cursor's on, insert some where negative."""
        change = self.row.delete if count > 0 else self.row.insert
        change(self.x, abs(count), erasing(self.at.pen))

    def erase_cells(self, count: int) -> None:
        """Blank cells from the cursor's on."""
        self.row.erase(self.x, min(self.columns, self.x + count), erasing(self.at.pen))

    def erase_in_line(self, how: int) -> None:
        """Blank the line from the cursor on (0), up to it (1), or all of it (2)."""
        start, end = ((self.x, self.columns), (0, self.x + 1), (0, self.columns))[min(how, 2)]
        self.row.erase(start, end, erasing(self.at.pen))

    def erase_in_display(self, how: int) -> None:
        """Blank the screen from the cursor on (0), up to it (1), or all of it (2)."""
        here, end = (self.x, self.at.y), (0, self.rows)
        if how == 3:
            return  # What has scrolled away was never seen here.
        after = (self.x + 1, self.at.y)
        start, stop = ((here, end), ((0, 0), after), ((0, 0), end))[min(how, 2)]
        self.screen.erase(start, stop, erasing(self.at.pen))

    def move_to(self, column: int | None = None, row: int | None = None) -> None:
        """To a column and a row, the top margin's being the first where rows count from it."""
        if column is not None:
            self.at.x = max(0, min(column, self.columns - 1))
        if row is not None:
            first, last = (self.top, self.bottom) if self.at.is_origin else (0, self.rows - 1)
            self.at.y = max(first, min(row + first, last))

    def move_by(self, columns: int, rows: int) -> None:
        """By columns and rows; margins hold whoever is between them."""
        self.at.x = max(0, min(self.x + columns, self.columns - 1))
        y = self.at.y
        first = self.top if y >= self.top else 0
        last = self.bottom if y <= self.bottom else self.rows - 1
        self.at.y = max(first, min(y + rows, last))

    def tab(self, count: int) -> None:
        """To a tab stop after the cursor, before it where negative."""
        if count > 0:
            further = sorted(stop for stop in self.tabs if self.x < stop < self.columns)
            self.at.x = further[count - 1] if count <= len(further) else self.columns - 1
        else:
            nearer = sorted(stop for stop in self.tabs if stop < self.x)
            self.at.x = nearer[count] if -count <= len(nearer) else 0

    def set_margins(self, top: int, bottom: int) -> None:
        """Scroll only rows `top` to `bottom`, counted from 1; 0 is the whole screen."""
        first, last = max(top, 1) - 1, min(bottom or self.rows, self.rows) - 1
        if first < last or self.rows == 1:
            self.top, self.bottom = first if self.rows > 1 else 0, last
            self.move_to(0, 0)

    def save(self) -> None:
        """Remember the cursor; each screen has its own."""
        self._saved[self.screens.index(self.screen)] = replace(self.at)

    def restore(self) -> None:
        """Back to the cursor that was remembered last."""
        self.at = replace(self._saved[self.screens.index(self.screen)])

    def show(self, number: int, *, blank: bool) -> None:
        """Show the usual screen (0) or the other one (1), blank perhaps."""
        if blank:
            self.screens[number].erase((0, 0), (0, self.rows), erasing(self.at.pen))
        self.screen = self.screens[number]

    def _make_room(self, width: int) -> None:
        """See to it that as many cells are left in the row."""
        if self.at.x + width <= self.columns:
            return
        if self.wraps:
            self.at.x = 0
            self.index()
        else:
            self.at.x = self.columns - width
