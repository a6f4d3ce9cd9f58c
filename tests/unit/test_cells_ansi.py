"""Cells as terminal text, read back by a terminal emulator."""

import numpy as np
import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from workbench.media.cells import BOLD, COLOUR, ITALIC, UNDERLINED, CellGrid, CellSpan, half_blocks
from workbench.tui.drawing.ansi import Depth, encode_rows
from workbench.tui.drawing.palette import colour_of, nearest, numbered
from workbench.tui.drawing.shadow import TerminalShadow

GLYPHS = [0x20, 0x2580, 0x2592, 0x41, 0xE9, 0x1FB00, 0x1CD00]
Cell = tuple[str, str, str, tuple[bool, ...]]


def random_grid(chance: np.random.Generator, columns: int, rows: int, colours: int) -> CellGrid:
    """Cells of a few colours, so that neighbours are often alike."""
    few = chance.integers(0, 1 << 24, colours, np.uint32)
    # Some characters are bold, italic or underlined.
    drawn = chance.integers(0, 8, (rows, columns), np.uint32) << 24
    drawn *= chance.random((rows, columns)) < chance.choice([0, 0.3])
    glyphs = chance.choice(np.array(GLYPHS, np.uint32), (rows, columns))
    ink = np.where(glyphs == 0x20, np.uint32(0), chance.choice(few, (rows, columns)) | drawn)
    return CellGrid(glyphs, ink, chance.choice(few, (rows, columns)))


def cells_of(grid: CellGrid) -> list[list[Cell]]:
    """Glyph, ink, paper and style of every cell, no ink for spaces."""
    return [
        [
            (
                chr(grid.glyphs[y, x]),
                "" if grid.glyphs[y, x] == 0x20 else f"{grid.ink[y, x] & 0xFFFFFF:06x}",
                f"{grid.paper[y, x]:06x}",
                tuple(bool(grid.ink[y, x] & bit) for bit in (BOLD, ITALIC, UNDERLINED)),
            )
            for x in range(grid.columns)
        ]
        for y in range(grid.rows)
    ]


class Terminal:
    """An emulated terminal that rows are written to."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.screen.reset_mode(pyte.modes.DECAWM)
        self._stream = pyte.Stream(self.screen)

    def write_row(self, row: int, text: str, column: int = 0) -> None:
        self._stream.feed(f"\x1b[{row + 1};{column + 1}H{text}")

    def cells(self) -> list[list[Cell]]:
        return [
            [
                (
                    cell.data,
                    "" if cell.data == " " else cell.fg,
                    cell.bg,
                    (cell.bold, cell.italics, cell.underscore),
                )
                for cell in (self.screen.buffer[y][x] for x in range(self.screen.columns))
            ]
            for y in range(self.screen.lines)
        ]


@settings(deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 40),
    st.integers(1, 6),
    st.floats(0, 1),
    st.sampled_from([2, 5, 50]),
)
def test_writing_the_changed_cells_makes_one_grid_of_another(
    seed: int, columns: int, rows: int, share: float, colours: int
) -> None:
    chance = np.random.default_rng(seed)
    before, new = (random_grid(chance, columns, rows, colours) for _ in range(2))
    chosen: NDArray[np.bool_] = chance.random((rows, columns)) < share
    after = CellGrid(
        np.where(chosen, new.glyphs, before.glyphs),
        np.where(chosen, new.ink, before.ink),
        np.where(chosen, new.paper, before.paper),
    )
    terminal = Terminal(columns, rows)
    for grid, changed in ((before, np.ones_like(chosen)), (after, chosen)):
        for row, text in encode_rows(grid, changed, Depth.FULL).items():
            terminal.write_row(row, text)
            assert terminal.screen.cursor.attrs.bg == "default"
    assert terminal.cells() == cells_of(after)


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_a_row_leaves_the_cursor_past_its_last_cell(seed: int, share: float) -> None:
    chance = np.random.default_rng(seed)
    grid = random_grid(chance, 20, 1, 4)
    terminal = Terminal(30, 1)
    changed: NDArray[np.bool_] = chance.random((1, 20)) < share
    for row, text in encode_rows(grid, changed, Depth.FULL).items():
        terminal.write_row(row, text)
        assert terminal.screen.cursor.x == 20


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Depth)))
def test_a_shadow_updated_in_parts_ends_up_with_what_is_wanted(seed: int, depth: Depth) -> None:
    chance = np.random.default_rng(seed)
    terminal = Terminal(24, 5)
    shadow = TerminalShadow(random_grid(chance, 24, 5, 6), depth)
    wanted = random_grid(chance, 24, 5, 6)
    for _ in range(4):
        wanted = random_grid(chance, 24, 5, 6)
        shadow.want(wanted)
        for row in shadow.stale_rows():
            cut = int(chance.integers(0, 25))
            for start, end in ((0, cut), (cut, 24)):
                if start < end:
                    terminal.write_row(row, shadow.emit(row, start, end), start)
    assert shadow.stale_rows() == []
    assert terminal.cells() == cells_of(in_colours(wanted, depth))


def in_colours(grid: CellGrid, depth: Depth) -> CellGrid:
    """The grid as a terminal of that depth can show it, in full colours again."""
    if depth is Depth.FULL:
        return grid
    coarse = numbered(grid)
    back = np.array([0] * 16 + [colour_of(number) for number in range(16, 256)], np.uint32)
    ink = back[coarse.ink & 255] | (coarse.ink & ~np.uint32(COLOUR))
    return CellGrid(coarse.glyphs, ink, back[coarse.paper])


def test_a_shadow_sends_nothing_but_a_move_for_what_is_already_there() -> None:
    grid = random_grid(np.random.default_rng(1), 10, 2, 3)
    shadow = TerminalShadow(grid, Depth.FULL)
    shadow.emit(0, 0, 10)
    assert shadow.emit(0, 0, 10) == "\x1b[10C"
    assert shadow.stale_rows() == [1]


def test_what_a_shadow_forgot_is_sent_again() -> None:
    shadow = TerminalShadow(random_grid(np.random.default_rng(1), 10, 2, 3), Depth.FULL)
    first = [shadow.emit(row, 0, 10) for row in range(2)]
    shadow.forget(CellSpan(0, 1, 10, 2))
    assert [shadow.emit(row, 0, 10) for row in range(2)] == ["\x1b[10C", first[1]]
    shadow.forget()
    assert [shadow.emit(row, 0, 10) for row in range(2)] == first


def test_one_changed_cell_costs_a_few_bytes_whatever_the_size() -> None:
    samples = np.random.default_rng(1).integers(0, 256, (90, 160, 3), np.uint8)
    shadow = TerminalShadow(half_blocks(samples), Depth.FULL)
    for row in range(45):
        shadow.emit(row, 0, 160)
    samples[40, 80] ^= 255
    shadow.want(half_blocks(samples))
    assert shadow.stale_rows() == [20]
    assert len(shadow.emit(20, 0, 160)) < 60


@given(st.integers(0, 0xFFFFFF))
def test_no_other_of_the_256_is_nearer_than_the_nearest(colour: int) -> None:
    found = int(nearest(np.array([colour], np.uint32))[0])
    assert distance(colour, colour_of(found)) == min(
        distance(colour, colour_of(number)) for number in range(16, 256)
    )


def distance(one: int, other: int) -> int:
    return sum(((one >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (0, 8, 16))
