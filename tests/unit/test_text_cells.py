"""Screens of text as cells of our own terminal, read back by a terminal emulator."""

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from pyte.screens import Char

from workbench.domain.geometry import Box
from workbench.domain.text_screen import Line, Run, Style, TextScreen
from workbench.media.cells import BOLD, ITALIC, UNDERLINED, CellGrid, CellSpan
from workbench.media.overlay import HATCH
from workbench.media.text_cells import cover, part_shown, text_grid
from workbench.tui.drawing.ansi import Depth
from workbench.tui.drawing.shadow import TerminalShadow

INK, PAPER = 0xD8D8D8, 0x101010
STYLES = [
    Style(),
    Style("#ff0000"),
    Style("#00ff00", "#0000ff"),
    Style(None, "#123456"),
    Style("#ff0000", is_bold=True),
    Style(None, "#123456", is_italic=True, is_underlined=True),
    Style(is_bold=True, is_italic=True, is_underlined=True),
]


@st.composite
def lines(draw: st.DrawFn, columns: int) -> Line:
    """A line of narrow and wide characters that fits."""
    runs, left = list[Run](), columns
    while left > 1 and draw(st.integers(0, 4)):
        text = ""
        for character in draw(st.text("ab é─日本한", max_size=8)):
            wide = character in "日本한"
            if left < 1 + wide:
                break
            text += character + "\0" * wide
            left -= 1 + wide
        runs.append(Run(text, draw(st.sampled_from(STYLES))))
    return tuple(runs)


@st.composite
def screens(draw: st.DrawFn) -> TextScreen:
    """A small screen with a cursor."""
    columns, rows = draw(st.integers(1, 24)), draw(st.integers(1, 5))
    drawn = tuple(draw(lines(columns)) for _ in range(draw(st.integers(0, rows))))
    cursor = draw(st.none() | st.tuples(st.integers(0, columns - 1), st.integers(0, rows - 1)))
    return TextScreen(0, columns, rows, drawn, cursor)


def _whole(screen: TextScreen) -> CellSpan:
    return CellSpan(0, 0, screen.columns, screen.rows)


def _shown_as(grid: CellGrid) -> list[list[tuple[str, ...]]]:
    """Every cell as an emulator tells it."""
    glyphs = [[("" if g == 1 else chr(g)) for g in row] for row in grid.glyphs.tolist()]
    inks, papers = grid.ink.tolist(), grid.paper.tolist()
    return [
        [
            (glyph, f"{paper:06x}", *_drawn(glyph, ink))
            for glyph, ink, paper in zip(*row, strict=True)
        ]
        for row in zip(glyphs, inks, papers, strict=True)
    ]


def _drawn(glyph: str, ink: int) -> tuple[str, ...]:
    """The colour and the style of a character, nothing of a blank or a second half."""
    if not glyph.strip(" "):
        return ()
    signs = zip("biu", (BOLD, ITALIC, UNDERLINED), strict=True)
    return f"{ink & 0xFFFFFF:06x}", "".join(sign for sign, bit in signs if ink & bit)


def _told(cell: Char) -> tuple[str, ...]:
    if not cell.data.strip(" "):
        return cell.data, cell.bg
    signs = zip("biu", (cell.bold, cell.italics, cell.underscore), strict=True)
    return cell.data, cell.bg, cell.fg, "".join(sign for sign, is_on in signs if is_on)


@settings(deadline=None)
@given(st.data())
def test_the_terminal_shows_each_screen_after_any_other_cell_for_cell(data: st.DataObject) -> None:
    first = data.draw(screens())
    columns, rows = first.columns, first.rows
    terminal = pyte.Screen(columns, rows)
    terminal.reset_mode(pyte.modes.DECAWM)
    stream = pyte.Stream(terminal)
    grid = text_grid(first, _whole(first), ink=INK, paper=PAPER)
    shadow = TerminalShadow(grid, Depth.FULL)
    for _ in range(4):
        shadow.want(grid)
        for row in shadow.stale_rows():
            stream.feed(f"\x1b[{row + 1};1H{shadow.emit(row, 0, columns)}")

        shown = [[terminal.buffer[y][x] for x in range(columns)] for y in range(rows)]
        assert [[_told(cell) for cell in row] for row in shown] == _shown_as(grid)
        drawn = tuple(data.draw(lines(columns)) for _ in range(rows))
        grid = text_grid(TextScreen(0, columns, rows, drawn), _whole(first), ink=INK, paper=PAPER)


@given(screens(), st.data())
def test_a_part_begins_and_ends_where_it_says_and_cuts_no_character_in_half(
    screen: TextScreen, data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, screen.columns - 1))
    part = CellSpan(left, 0, data.draw(st.integers(left + 1, screen.columns)), screen.rows)

    whole = text_grid(screen, _whole(screen), ink=INK, paper=PAPER)
    grid = text_grid(screen, part, ink=INK, paper=PAPER)

    glyphs = grid.glyphs.tolist()
    inner = whole.glyphs[:, part.left : part.right].tolist()
    assert all(row[0] != 1 for row in glyphs)
    assert [row[1:-1] for row in glyphs] == [row[1:-1] for row in inner] or part.right - left < 3


def test_what_a_box_touches_is_hatched_and_nothing_of_it_shows() -> None:
    secret = "key=sk-0123 日\0 end"
    screen = TextScreen(0, 20, 2, ((Run("first line"),), (Run(secret),)))
    grid = text_grid(screen, _whole(screen), ink=INK, paper=PAPER)

    cover(grid, _whole(screen), [Box(4 * 8 + 3, 16 + 5, 8 * 8, 3)])

    second = "".join("" if g == 1 else chr(g) for g in grid.glyphs[1].tolist())
    assert "sk-0123" not in second
    assert second.startswith("key=" + chr(HATCH) * 9)
    assert second.rstrip().endswith("end")
    cover(grid, _whole(screen), [None])
    assert set(grid.glyphs.ravel().tolist()) == {HATCH}


def test_the_part_shown_of_a_large_screen_has_the_cursor_on_it() -> None:
    screen = TextScreen(0, 200, 100, (), (150, 90))

    part = part_shown(screen, (80, 24), screen.cursor)

    assert (part.right - part.left, part.bottom - part.top) == (80, 24)
    assert part.left <= 150 < part.right
    assert part.top <= 90 < part.bottom
    assert part_shown(screen, (300, 300), None) == CellSpan(0, 0, 200, 100)
