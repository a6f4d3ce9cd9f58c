"""Sessions without screenshots on the desk: screens of text, and nothing to look at at all."""

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from workbench.tui.widgets.frame_view import FrameView

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit


def _cast(path: Path) -> Path:
    lines = [
        {"version": 2, "width": 40, "height": 6},
        [0.5, "o", "$ echo good morning\r\ngood morning\r\n"],
        [2.0, "o", "$ exit\r\n"],
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    return path


def _trajectory(folder: Path) -> Path:
    folder.mkdir()
    lines = [
        {"step_num": 1, "action_timestamp": "20260122@144314", "action": "pyautogui.click(30, 40)"},
        {
            "step_num": 2,
            "action_timestamp": "20260122@144316",
            "action": "pyautogui.write('lamps')",
        },
    ]
    (folder / "traj.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    return folder


def _text_on(view: FrameView) -> str:
    rows = range(view.size.height)
    return "\n".join(
        "".join(segment.text for segment in view.segments(row, 0, view.size.width)) for row in rows
    )


async def test_a_terminal_cast_shows_its_text_character_for_character(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    session_id = team.take_in(_cast(tmp_path / "morning.cast"))

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(1_000_000)
        seat.desk.seek(1_000_000)
        view = seat.desk.query_one("#picture", FrameView)
        await seat.until(lambda: "good morning" in _text_on(view))
        shown = _text_on(view)
        assert "$ echo good morning" in shown
        assert "$ exit" not in shown


async def test_a_session_without_any_screen_shows_what_was_done(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    session_id = team.take_in(_trajectory(tmp_path / "run"))

    async with sit(team, "ana", session_id) as seat:
        await seat.press("e", "e")

        assert not seat.desk.query_one("#picture").display
        assert "type lamps" in seat.shown


def _recorded(path: Path) -> Path:
    with closing(duckdb.connect(str(path))) as database:
        database.execute(
            """
            CREATE TABLE session AS SELECT 1 AS schema_version;
            CREATE TABLE geometry AS SELECT 0 AS start_us, 800 AS width_px, 600 AS height_px;
            CREATE TABLE event AS
              SELECT 1 AS event_id, 5 AS t_us, 'move' AS kind, 1.0 AS x, 2.0 AS y;
            CREATE TABLE frame (t_us BIGINT, path VARCHAR);
            CREATE TABLE window_focus AS
              SELECT 1 AS window_id, 0 AS start_us, NULL::VARCHAR AS title, 'calc' AS app;
            """
        )
    return path


async def test_a_window_without_a_title_is_told_by_its_program(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    session_id = team.take_in(_recorded(tmp_path / "work.duckdb"))

    async with sit(team, "ana", session_id) as seat:
        await seat.until(lambda: "window: calc" in seat.shown)
