"""Pictures of screens of text: exact to the cell, and the same wherever they are made."""

import hashlib
import time
import unicodedata
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from workbench.domain.text_screen import CELL_PX, INK, PAPER, Line, Run, Style, TextScreen
from workbench.media import text_image
from workbench.media.box_glyphs import box_mask
from workbench.media.text_image import TextPainter

WIDTH, HEIGHT = CELL_PX
BLACK_ON_WHITE = Style("#000000", "#ffffff")
ONE_OF_EACH = (
    "Abc gjpqy|_ 0123456789 {}[]()<>~!@#$%^&* ÄÖÜßéèñçøåłž ΑΒΓαβγ АБВабв ←↑→↓ ∑√∞≠≤≥ ─│┌┐└┘ ░▒▓█"
)
DIGEST = "f43f3a898d7186e152cc924307a774dc3daa15ee69f465ba4a186050a758b36e"
"""The same with Pillow 11, 12 and 13."""


def screen(*lines: Line, columns: int = 20, cursor: tuple[int, int] | None = None) -> TextScreen:
    return TextScreen(0, columns, max(1, len(lines)), lines, cursor)


def painted(*runs: Run, columns: int = 20) -> NDArray[np.uint8]:
    return TextPainter().paint(screen(runs, columns=columns))


def cell(image: NDArray[np.uint8], column: int, row: int = 0) -> NDArray[np.uint8]:
    y, x = row * HEIGHT, column * WIDTH
    return image[y : y + HEIGHT, x : x + WIDTH]


def bgr(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (5, 3, 1)]


def test_a_picture_has_a_cell_for_every_character() -> None:
    image = painted(Run("ab"), columns=7)

    assert image.shape == (HEIGHT, 7 * WIDTH, 3)
    assert image.dtype == np.uint8
    assert len(np.unique(cell(image, 0))) > 2
    assert (cell(image, 2) == bgr(PAPER)).all()


def test_ink_and_paper_are_those_of_the_style() -> None:
    image = painted(Run("█ ", Style("#102030", "#a0b0c0")), Run("█"))

    assert (cell(image, 0) == bgr("#102030")).all()
    assert (cell(image, 1) == bgr("#a0b0c0")).all()
    assert (cell(image, 2) == bgr(INK)).all()


def test_styles_look_different() -> None:
    styles = [
        Style(is_bold=bold, is_italic=italic, is_underlined=line)
        for bold, italic, line in product((False, True), repeat=3)
    ]

    pictures = {painted(Run("m", style)).tobytes() for style in styles}

    assert len(pictures) == len(styles)
    underlined = cell(painted(Run(" ", Style(is_underlined=True))), 0)
    assert (underlined[14] == bgr(INK)).all()


def test_wide_characters_and_missing_ones_are_boxes_of_their_cells() -> None:
    image = painted(Run("漢\0x\U0001fb00", BLACK_ON_WHITE))

    two = image[:, : 2 * WIDTH]
    assert (two[2, 1:-1] == 0).all()
    assert (two[5, 2:-2] == 255).all()
    one = cell(image, 3)
    assert (one[2, 1:-1] == 0).all()
    assert (one[5, 2:-2] == 255).all()
    assert (one[:, 0] == 255).all()


def test_a_wide_character_at_the_edge_has_the_one_cell_there_is() -> None:
    assert painted(Run("ab漢"), columns=3).shape == (HEIGHT, 3 * WIDTH, 3)


def test_the_cursor_is_an_inverted_cell_and_leaves_no_trace() -> None:
    painter = TextPainter()
    line = (Run("abc"),)
    plain = painter.paint(screen(line))
    with_cursor = painter.paint(screen(line, cursor=(1, 0)))

    assert (cell(with_cursor, 1) == 255 - cell(plain, 1)).all()
    assert (cell(with_cursor, 0) == cell(plain, 0)).all()
    assert (painter.paint(screen(line)) == plain).all()


def test_a_picture_is_the_callers_own() -> None:
    painter = TextPainter()
    first = painter.paint(screen((Run("a"),)))
    kept = first.copy()

    painter.paint(screen((Run("b"),)))

    assert (first == kept).all()


LINES = st.lists(
    st.builds(
        Run,
        st.text("ab ─█\0漢", max_size=6),
        st.builds(Style, st.sampled_from([None, "#ff0000"]), st.sampled_from([None, "#00ff00"])),
    ),
    max_size=3,
).map(tuple)
SCREENS = st.builds(
    lambda lines, columns, cursor: TextScreen(0, columns, 4, tuple(lines), cursor),
    st.lists(LINES, max_size=4),
    st.sampled_from([9, 9, 9, 12]),
    st.none() | st.tuples(st.integers(0, 14), st.integers(0, 5)),
)


@given(st.lists(SCREENS, max_size=5))
def test_what_was_painted_before_makes_no_difference(screens: list[TextScreen]) -> None:
    painter = TextPainter()

    for one in screens:
        assert (painter.paint(one) == TextPainter().paint(one)).all()


JOINING = [chr(code) for code in range(0x2500, 0x25A0)]
SIDES = ("LEFT", "RIGHT", "UP", "DOWN")
BOTH = {"HORIZONTAL": ("LEFT", "RIGHT"), "VERTICAL": ("UP", "DOWN")}


@pytest.mark.parametrize("character", JOINING, ids=lambda c: f"{ord(c):x}")
def test_every_line_and_block_has_a_picture_of_its_own(character: str) -> None:
    mask = box_mask(character)
    assert mask is not None
    assert mask.shape == (HEIGHT, WIDTH)
    assert mask.any()

    others = (box_mask(other) for other in JOINING if other != character)
    assert not any(other is not None and (other == mask).all() for other in others)


@pytest.mark.parametrize("character", JOINING[:128], ids=lambda c: f"{ord(c):x}")
def test_lines_reach_the_edges_their_names_say(character: str) -> None:
    mask = box_mask(character)
    assert mask is not None
    name = unicodedata.name(character)
    if "DIAGONAL" in name or "DASH" in name:
        return

    named = {side for word in name.split() for side in BOTH.get(word, (word,)) if side in SIDES}

    edges = (mask[:, 0], mask[:, -1], mask[0], mask[-1])
    assert {side for side, edge in zip(SIDES, edges, strict=True) if edge.any()} == named
    if "ARC" not in name:
        assert mask[HEIGHT // 2, WIDTH // 2] or "DOUBLE" in name


def test_a_box_of_lines_has_no_gap() -> None:
    frame = ((Run("┌─┐"),), (Run("│ │"),), (Run("└─┘"),))
    image = TextPainter().paint(screen(*frame, columns=3))
    ink = (image == bgr(INK)).all(axis=2)

    y, x = HEIGHT // 2, WIDTH // 2
    assert ink[y, x : 2 * WIDTH + x].all()
    assert ink[2 * HEIGHT + y, x : 2 * WIDTH + x].all()
    assert ink[y : 2 * HEIGHT + y, x].all()
    assert ink[y : 2 * HEIGHT + y, 2 * WIDTH + x].all()
    assert ink.sum() == 2 * (2 * WIDTH + 1) + 2 * (2 * HEIGHT - 1)


def test_eighths_of_a_block_are_exact() -> None:
    for eighths in range(1, 9):
        lower, left = box_mask(chr(0x2580 + eighths)), box_mask(chr(0x2590 - eighths))
        assert lower is not None
        assert left is not None
        assert (lower > 0).sum() == eighths * 2 * WIDTH
        assert (left > 0).sum() == eighths * HEIGHT


def test_pictures_are_the_same_on_every_machine() -> None:
    lines = [
        (Run(ONE_OF_EACH, Style(is_bold=bold, is_italic=italic)),)
        for bold, italic in product((False, True), repeat=2)
    ]
    image = TextPainter().paint(screen(*lines, columns=len(ONE_OF_EACH)))

    assert hashlib.sha256(image.tobytes()).hexdigest() == DIGEST


def test_the_fonts_come_along_with_their_licence() -> None:
    folder = Path(text_image.__file__).parent / "fonts"

    assert "Bitstream Vera" in (folder / "LICENSE.txt").read_text()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_000_000


def test_a_screen_of_which_little_changes_is_painted_in_three_milliseconds() -> None:
    painter = TextPainter()
    lines = [(Run(f"{number:02} " + "the same old line of text " * 3),) for number in range(24)]
    screens = []
    for number in range(300):
        lines[number % 24] = (Run(f"now {number} and nothing else of this screen changed at all"),)
        screens.append(TextScreen(number, 80, 24, tuple(lines), (number % 80, number % 24)))

    started = time.perf_counter()
    for one in screens:
        painter.paint(one)

    assert len(screens) / (time.perf_counter() - started) >= 300
