"""A terminal that obeys what programs write: what the recorded person saw.

The sequences are those of ECMA-48 and of xterm that programs use. Lines are not wrapped anew
where the size changes; programs that fill the screen draw themselves anew.
"""

from collections.abc import Callable

from workbench_asciicast.board import Board
from workbench_asciicast.grid import Row, cells_wide
from workbench_asciicast.pens import BARE, changed
from workbench_asciicast.sequences import Parser

_LINES = str.maketrans("`abcdefghijklmnopqrstuvwxyz{|}~", "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
"""The line drawing set of the VT100, which `ESC ( 0` selects."""
_MOST = 9_999
_ALTERNATE = frozenset({"?47", "?1047", "?1049"})


class Emulator:
    """A terminal of some size, as it stands after all that was fed to it."""

    def __init__(self, columns: int, rows: int) -> None:
        self._board = Board(columns, rows)
        self.title = ""
        self._is_shown = True
        self._breaks_lines = False
        self._parser = Parser(self)
        self._obey = _obeying(self._board)

    @property
    def size(self) -> tuple[int, int]:
        """Its columns and rows."""
        return self._board.columns, self._board.rows

    @property
    def rows(self) -> list[Row]:
        """The rows that show, from the top."""
        return self._board.screen.rows

    @property
    def place(self) -> tuple[int, int]:
        """The column and row of the cursor, whether it shows or not."""
        return self._board.x, self._board.at.y

    @property
    def cursor(self) -> tuple[int, int] | None:
        """The cell the cursor stands on, None where it is hidden."""
        return self.place if self._is_shown else None

    @property
    def is_taken(self) -> bool:
        """Whether a program has taken the whole screen, as editors do."""
        return self._board.screen is not self._board.screens[0]

    @property
    def dropped_marks(self) -> int:
        """How many marks joined no character before them; a cell holds one character."""
        return self._board.dropped_marks

    def feed(self, data: str) -> None:
        """Obey the next piece of output; a sequence may be split between two."""
        self._parser.feed(data)

    def resize(self, columns: int, rows: int) -> bool:
        """Take another size; whether anything was cut that stood there."""
        return self._board.resize(columns, rows)

    def write(self, text: str) -> None:
        """Characters that are no control characters."""
        board = self._board
        if board.at.sets[board.at.in_second]:
            text = text.translate(_LINES)
        if text.isascii():
            board.write_narrow(text)
            return
        for character in text:
            width = cells_wide(character)
            put = (board.join, board.write_narrow, board.write_wide)[width]
            put(character)

    def control(self, character: str) -> None:
        """One control character; those that mean nothing here are let pass."""
        board = self._board
        match character:
            case "\n" | "\v" | "\f":
                board.index()
                if self._breaks_lines:
                    board.move_to(0)
            case "\r":
                board.move_to(0)
            case "\b":
                board.move_by(-1, 0)
            case "\t":
                board.tab(1)
            case "\x0e" | "\x0f":
                board.at.in_second = character == "\x0e"

    def escape(self, sequence: str) -> None:
        """ESC and this."""
        board = self._board
        match sequence:
            case "7":
                board.save()
            case "8":
                board.restore()
            case "D":
                board.index()
            case "E":
                board.move_to(0)
                board.index()
            case "M":
                board.reverse_index()
            case "H":
                board.tabs.add(board.x)
            case "c":
                board.reset()
                self._is_shown, self._breaks_lines = True, False
            case "#8":
                for row in self.rows:
                    row.put(0, "E" * board.columns, board.columns, BARE)
            case _ if sequence[:1] in ("(", ")"):
                self._choose_set(sequence)

    def sequence(self, parameters: str, final: str) -> None:
        """A control sequence; those that terminals may ignore are let pass."""
        is_private, plain = parameters.startswith("?"), parameters.removeprefix("?")
        if final in "hl" and not plain.strip("0123456789;"):
            for mode in plain.split(";"):
                self._set_mode(f"?{mode}" if is_private else mode, on=final == "h")
        elif final == "m" and not parameters.strip("0123456789;:"):
            self._board.at.pen = changed(self._board.at.pen, parameters)
        elif parameters == "!" and final == "p":
            self._is_shown, self._breaks_lines = True, False
            self._board.soften()
        elif final in (self._obey if not is_private else "JK") and not plain.strip("0123456789;"):
            self._obey[final](_numbers(plain))

    def command(self, text: str) -> None:
        """An operating system command: one that sets the title."""
        code, _, value = text.partition(";")
        if code in ("0", "2"):
            self.title = "".join(c for c in value if c.isprintable())

    def _choose_set(self, sequence: str) -> None:
        first, second = self._board.at.sets
        is_lines = sequence[1:] == "0"
        is_first = sequence[0] == "("
        self._board.at.sets = (is_lines, second) if is_first else (first, is_lines)

    def _set_mode(self, mode: str, *, on: bool) -> None:
        board = self._board
        match mode:
            case "?25":
                self._is_shown = on
            case "?7":
                board.wraps = on
            case "4":
                board.inserts = on
            case "20":
                self._breaks_lines = on
            case "?6":
                board.at.is_origin = on
                board.move_to(0, 0)
            case "?1048":
                (board.save if on else board.restore)()
            case _ if mode in _ALTERNATE and on is not self.is_taken:
                self._take_screen(mode, on=on)

    def _take_screen(self, mode: str, *, on: bool) -> None:
        """To the other screen and back, with its cursor where the mode says so."""
        board = self._board
        is_whole = mode == "?1049"
        if is_whole and on:
            board.save()
        at = board.at
        board.show(int(on), blank=is_whole and on)
        board.at = at
        if is_whole and not on:
            board.restore()


def _obeying(board: Board) -> dict[str, Callable[[list[int]], None]]:
    """What each control sequence does, by its last character; its numbers as they stand."""

    def count(numbers: list[int]) -> int:
        return numbers[0] or 1

    def position(numbers: list[int]) -> None:
        row, column, *_ = [*numbers, 1]
        board.move_to(max(1, column) - 1, max(1, row) - 1)

    def clear_tabs(numbers: list[int]) -> None:
        board.tabs = board.tabs - {board.x} if numbers[0] == 0 else set()

    def repeat(numbers: list[int]) -> None:
        if board.last and cells_wide(board.last) == 1:
            board.write_narrow(board.last * min(count(numbers), board.columns * board.rows))

    def lines_on(numbers: list[int], sign: int) -> None:
        board.move_by(0, sign * count(numbers))
        board.move_to(0)

    obeying: dict[str, Callable[[list[int]], None]] = {
        "@": lambda n: board.shift_cells(-count(n)),
        "A": lambda n: board.move_by(0, -count(n)),
        "B": lambda n: board.move_by(0, count(n)),
        "C": lambda n: board.move_by(count(n), 0),
        "D": lambda n: board.move_by(-count(n), 0),
        "E": lambda n: lines_on(n, 1),
        "F": lambda n: lines_on(n, -1),
        "G": lambda n: board.move_to(count(n) - 1),
        "H": position,
        "I": lambda n: board.tab(count(n)),
        "J": lambda n: board.erase_in_display(n[0]),
        "K": lambda n: board.erase_in_line(n[0]),
        "L": lambda n: board.shift_lines(-count(n)),
        "M": lambda n: board.shift_lines(count(n)),
        "P": lambda n: board.shift_cells(count(n)),
        "S": lambda n: board.scroll(count(n)),
        "T": lambda n: board.scroll(-count(n)),
        "X": lambda n: board.erase_cells(count(n)),
        "Z": lambda n: board.tab(-count(n)),
        "b": repeat,
        "d": lambda n: board.move_to(None, count(n) - 1),
        "g": clear_tabs,
        "r": lambda n: board.set_margins(*[*n, 0][:2]),
        "s": lambda _: board.save(),
        "u": lambda _: board.restore(),
    }
    same = {"`": "G", "a": "C", "e": "B", "f": "H"}
    return obeying | {final: obeying[other] for final, other in same.items()}


def _numbers(parameters: str) -> list[int]:
    """The numbers of a sequence, 0 where none stands."""
    return [int(field[:5] or 0) if len(field) < 6 else _MOST for field in parameters.split(";")]
