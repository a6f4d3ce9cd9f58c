"""The widget in an app on a pseudo terminal, its output read back by a terminal emulator.

These tests are what allows the widget to use private parts of Textual: whatever those do, at
the end every cell of the terminal must be the one intended.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyte
import pytest

from tests.benchmarks.plays import Play
from tests.benchmarks.pty_terminal import ROOT, PtyTerminal
from workbench.media.cells import CellGrid
from workbench.tui.drawing.palette import colour_of, numbered

COLUMNS, ROWS = 100, 31
PROGRAM = str(ROOT / "tests" / "benchmarks" / "drawing_app.py")


def play(report: Path, **more: object) -> Play:
    defaults: dict[str, object] = {
        "frames": 30,
        "fps": 30,
        "size": (960, 540),
        "marks": True,
        "heals": False,
    }
    return Play(widget="frame_view", report=str(report), **{**defaults, **more})  # type: ignore[arg-type]


def terminal(played: Play, **more: object) -> PtyTerminal:
    arguments = [sys.executable, PROGRAM, json.dumps(asdict(played))]
    return PtyTerminal(arguments, COLUMNS, ROWS, **more)  # type: ignore[arg-type]


def screen_at_the_end(running: PtyTerminal) -> pyte.Screen:
    screen = running.screen(running.wait_for("done"))
    running.write("q")
    assert running.wait_for_end() == 0
    return screen


def expected(report: Path) -> tuple[CellGrid, int, int]:
    saved = np.load(report.with_suffix(".npz"))
    x, y = (int(place) for place in saved["at"])
    return CellGrid(saved["glyphs"], saved["ink"], saved["paper"]), x, y


def wrong_cells(screen: pyte.Screen, grid: CellGrid, x: int, y: int) -> int:
    wrong = 0
    for row in range(grid.rows):
        for column in range(grid.columns):
            cell = screen.buffer[y + row][x + column]
            glyph = chr(grid.glyphs[row, column])
            right = cell.data == glyph and cell.bg == f"{grid.paper[row, column]:06x}"
            right &= glyph == " " or cell.fg == f"{grid.ink[row, column]:06x}"
            wrong += not right
    return wrong


STEPS = {
    "played through": {},
    "a dialog opened and closed": {"10": "dialog", "20": "close"},
    "a dialog over a dialog": {"5": "dialog", "10": "dialog", "15": "close", "20": "close"},
    "a dialog closed at the end": {"25": "dialog", "29": "close"},
    "another screen on top": {"10": "other", "20": "close"},
    "another theme": {"15": "theme"},
    "a toast": {"5": "toast"},
    "a toast under a dialog": {"5": "toast", "7": "dialog", "25": "close"},
    "hidden for a while": {"10": "hide", "20": "show"},
    "hidden with what holds it": {"10": "hide all", "20": "show all"},
    "a panel over it that moves": {"8": "panel", "14": "move", "22": "drop"},
    "a panel that stays a while": {"8": "panel", "28": "drop"},
    "everything refreshed": {"15": "refresh"},
    "another program in between": {"15": "suspend"},
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=list(STEPS))
def test_the_terminal_shows_every_cell_as_intended(tmp_path: Path, steps: dict[str, str]) -> None:
    report = tmp_path / "report"
    with terminal(play(report, steps=steps)) as running:
        screen = screen_at_the_end(running)
    assert wrong_cells(screen, *expected(report)) == 0


@pytest.mark.parametrize("size", [(80, 24), (132, 40), (61, 31)])
def test_every_cell_is_right_after_the_terminal_was_resized(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    report = tmp_path / "report"
    with terminal(play(report, steps={"15": ""})) as running:
        running.wait_for("frame=0015")
        running.resize(*size)
        screen = screen_at_the_end(running)
    grid, x, y = expected(report)
    assert (grid.columns, grid.rows) == (size[0], size[1] - 1)
    assert wrong_cells(screen, grid, x, y) == 0


def test_every_cell_is_right_after_shrinking_and_growing_back(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with terminal(play(report, steps={"8": "", "16": ""})) as running:
        running.wait_for("frame=0008")
        running.resize(60, 20)
        running.wait_for("frame=0016")
        running.resize(COLUMNS, ROWS)
        screen = screen_at_the_end(running)
    assert wrong_cells(screen, *expected(report)) == 0


def test_with_256_colours_every_cell_has_the_nearest(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with terminal(play(report), environment={"COLORTERM": ""}) as running:
        screen = screen_at_the_end(running)
    grid, x, y = expected(report)
    coarse = numbered(grid)
    back = np.array([0] * 16 + [colour_of(number) for number in range(16, 256)], np.uint32)
    nearest = CellGrid(coarse.glyphs, back[coarse.ink], back[coarse.paper])
    assert wrong_cells(screen, nearest, x, y) == 0


def test_without_colour_every_cell_is_grey_and_has_its_glyph(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with terminal(play(report), environment={"NO_COLOR": "1"}) as running:
        screen = screen_at_the_end(running)
    grid, x, y = expected(report)
    for row in range(grid.rows):
        for column in range(grid.columns):
            cell = screen.buffer[y + row][x + column]
            assert cell.data == chr(grid.glyphs[row, column])
            assert cell.bg[0:2] == cell.bg[2:4] == cell.bg[4:6]


def test_a_terminal_that_never_answers_is_drawn_on_all_the_same(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with terminal(play(report), answers=False) as running:
        screen = screen_at_the_end(running)
        asked = running.output.count(b"\x1b[6n")
    assert wrong_cells(screen, *expected(report)) == 0
    assert asked == 5


def test_what_went_wrong_on_the_terminal_heals_while_playing(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with terminal(play(report, frames=45, heals=True)) as running:
        length = running.wait_for("go")
        screen = running.screen(length)
        end = running.wait_for("done")
        screen.erase_in_display(2)
        stream = pyte.ByteStream(screen)
        stream.feed(bytes(running.output[length:end]))
        running.write("q")
        running.wait_for_end()
    assert wrong_cells(screen, *expected(report)) == 0


def test_under_a_dialog_playing_costs_the_terminal_nothing(tmp_path: Path) -> None:
    report = tmp_path / "report"
    steps = {"5": "dialog", "12": "", "40": "", "52": "close"}
    with terminal(play(report, frames=55, steps=steps)) as running:
        start = running.wait_for("frame=0012")
        end = running.wait_for("frame=0040")
        screen_at_the_end(running)
    # The line below is repainted once, and with it all that lies under the dialog.
    assert end - start < 2 * 40_000


def test_a_slow_line_gets_fewer_frames_and_ends_up_right(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with terminal(play(report, frames=90), bytes_per_s=60_000) as running:
        screen = screen_at_the_end(running)
    cost = json.loads(report.with_suffix(".json").read_text())
    assert wrong_cells(screen, *expected(report)) == 0
    assert 10 < cost["drawn"] < cost["shown"]
