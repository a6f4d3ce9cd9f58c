"""The terminal itself: beside another emulator, and where that one does not follow xterm."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text_screen import INK, PAPER, Style, text_of
from workbench_asciicast.grid import NOTHING, cells_wide
from workbench_asciicast.pens import Palette
from workbench_asciicast.terminal import Emulator

COLUMNS, ROWS = 12, 5

# Placed before it edits: at the end of a full line the other one edits beyond it.
PLACED = st.builds(
    "\x1b[{};{}H\x1b[{}{}".format,
    st.integers(1, ROWS),
    st.integers(1, COLUMNS),
    st.sampled_from(["", "1", "2", "5"]),
    st.sampled_from("ABCDEFGLPX@d"),
)
ERASED = st.builds(
    "\x1b[{};{}H\x1b[{}{}".format,
    st.integers(1, ROWS),
    st.integers(1, COLUMNS),
    st.sampled_from(["", "0", "1", "2"]),
    st.sampled_from("JK"),
)
TEXT = st.text("abc xyz", min_size=1, max_size=15)
STREAMS = st.lists(
    st.one_of(TEXT, PLACED, ERASED, st.sampled_from(["\r\n", "\r", "\x1bM\r"])),
    max_size=30,
).map("".join)


def shown(terminal: Emulator) -> list[str]:
    style_of = Palette({}).style
    return [text_of(row.line(style_of)) for row in terminal.rows]


def after(data: str, columns: int = COLUMNS, rows: int = ROWS) -> Emulator:
    terminal = Emulator(columns, rows)
    terminal.feed(data)
    return terminal


@given(STREAMS)
def test_it_shows_what_another_emulator_shows(data: str) -> None:
    other = pyte.Screen(COLUMNS, ROWS)
    pyte.Stream(other).feed(data)

    terminal = after(data)

    assert shown(terminal) == [line.rstrip() for line in other.display]
    assert terminal.place == (min(other.cursor.x, COLUMNS - 1), other.cursor.y)


@given(STREAMS, st.lists(st.integers(1, 9), min_size=1))
def test_it_does_not_matter_where_the_stream_is_cut(data: str, lengths: list[int]) -> None:
    terminal = Emulator(COLUMNS, ROWS)
    start = 0
    while start < len(data):
        for length in lengths:
            terminal.feed(data[start : start + length])
            start += length

    assert shown(terminal) == shown(after(data))
    assert terminal.place == after(data).place


ANYTHING = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.text("\x1b[]?;:019hlmrsuJKPX@LMST漢e\u0301\u200d\x07\x9c\\\r\n\t\b", max_size=20),
        st.sampled_from(["\x1b[?1049h", "\x1b[?1049l", "\x1b7", "\x1b8", "\x1b[?6h", "\x1bc"]),
        st.tuples(st.integers(1, 9), st.integers(1, 5)),
    ),
    max_size=30,
)


@given(ANYTHING)
def test_whatever_comes_every_cell_holds_one_character(
    pieces: "list[str | tuple[int, int]]",
) -> None:
    terminal = Emulator(7, 3)

    for piece in pieces:
        if isinstance(piece, str):
            terminal.feed(piece)
        else:
            terminal.resize(*piece)
        columns, rows = terminal.size
        column, row = terminal.place
        assert 0 <= column < columns
        assert 0 <= row < rows
        assert len(terminal.rows) == rows
        for one in terminal.rows:
            assert len(one.cells) == len(one.pens) == columns
            assert all(len(cell) == 1 for cell in one.cells)
            wide = [place for place, cell in enumerate(one.cells) if cells_wide(cell) == 2]
            seconds = [place for place, cell in enumerate(one.cells) if cell == NOTHING]
            assert [place + 1 for place in wide] == seconds


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("usual\x1b[?1049h\x1b[Heditor\x1b[?1049l!", ["usual!"]),
        ("usual\x1b[?47h\x1b[Hother\x1b[?47l", ["usual"]),
        ("a\x1b7\r\nb\x1b8c\x1b8d", ["ad", "b"]),
        ("a\x1b[sb\x1b[uc", ["ac"]),
        ("one\r\ntwo\r\nthree\x1b[2S", ["three"]),
        ("one\x1b[T", ["", "one"]),
        ("ab\x1b[3b", ["abbbb"]),
        ("\x1b(0lqk\x1b(B x", ["┌─┐ x"]),
        ("\x1b)0\x0ex\x0fx", ["│x"]),
        ("a\x1b[>4;2mb\x1b[?4mc\x1b[<ud", ["abcd"]),
        ("a\x1bPq#0;2;0;0;0\x1b\\b", ["ab"]),
        ("a\x1b_Gi=1;AAAA\x1b\\b\x1b^x\x1b\\c", ["abc"]),
        ("a\x1bktitle\x1b\\b", ["ab"]),
        ("a\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x07b", ["alinkb"]),
        ("a\x1b[3\x18b\x1b[\x1b[1mc", ["abc"]),
        ("⚠\ufe0f said whole", ["⚠ said whole"]),
        ("漢字\x1b[1;2Hx", [" x字"]),
        ("漢字\x1b[1;3H\x1b[P", ["漢"]),
        ("12345678901漢", ["12345678901", "漢"]),
        ("a\tb\x1b[Zc", ["a       c"]),
        ("x\x1b[1;1H\x1b[4hab\x1b[4lc", ["abc"]),
        ("\x1b[?7labcdefghijklmnop\x1b[?7h", ["abcdefghijkp"]),
        ("one\r\ntwo\x1b[M", ["one"]),
        ("0\r\n1\r\n2\r\n3\x1b[2;3r\x1b[3;1H\n4", ["0", "2", "4", "3"]),
        ("0\r\n1\r\n2\r\n3\x1b[2;3r\x1b[2;1H\x1bM4", ["0", "4", "1", "3"]),
        ("\x1b[2;4r\x1bMa\x1b[5B\rb\x1b[5;1H\nc", ["a", "", "", "b", "c"]),
        ("\x1b[2;4r\x1b[?6h\x1b[1;1Ha\x1b[9;2Hb\x1b[?6l\x1b[1;1Hc", ["c", "a", "", " b"]),
        ("\x1b[2;3ra\x1b[rb", ["b"]),
        ("a\x1b[20hb\nc", ["ab", "c"]),
    ],
)
def test_sequences_do_what_xterm_does(data: str, lines: list[str]) -> None:
    assert "\n".join(shown(after(data))).rstrip() == "\n".join(lines)


def test_a_string_without_an_end_stops_nothing_and_takes_no_memory() -> None:
    terminal = Emulator(COLUMNS, ROWS)

    terminal.feed("a\x1bP" + "x" * 100_000)
    for _ in range(100):
        terminal.feed("y" * 100_000)
    terminal.feed("\x1b")
    terminal.feed("\\b")

    assert shown(terminal)[0] == "ab"


def test_erased_cells_keep_the_paper_only() -> None:
    terminal = after("\x1b[1;4;7;44mab\x1b[K")
    line = terminal.rows[0].line(Palette({}).style)

    assert [(run.text, run.style.paper) for run in line] == [("ab", INK), (" " * 10, "#3465a4")]
    assert line[0].style == Style("#3465a4", INK, is_bold=True, is_underlined=True)


def test_reversed_text_swaps_the_screens_own_colours() -> None:
    (run,) = after("\x1b[7mab").rows[0].line(Palette({}).style)

    assert run.style == Style(PAPER, INK)


def test_concealed_text_shows_blank() -> None:
    assert shown(after("a\x1b[8msecret\x1b[28mb"))[0] == "a      b"


def test_a_title_holds_no_control_characters() -> None:
    assert after("\x1b]0;a\nb\u009dc\u202ed\x07").title == "abcd"


def test_fewer_rows_drop_blank_ones_before_those_that_were_written() -> None:
    terminal = after("one\r\ntwo")

    assert terminal.resize(COLUMNS, 2) is False
    assert shown(terminal) == ["one", "two"]
    assert terminal.resize(COLUMNS, 1) is True
    assert shown(terminal) == ["two"]
    assert terminal.place == (3, 0)
