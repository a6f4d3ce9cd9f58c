"""What the list of sessions shows: the chosen row, the notes whole, the colours, what waits."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.text import Text
from textual.widgets import DataTable

from workbench.services import commenting, reviewing
from workbench.tui.dialogs.read import Read
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

LONG = (
    "The second task ends late: move its end to the moment at which the message appears, and say "
    "in the instruction which customer is meant. Then look at the outcome of the fourth once more."
)


def _return(team: "Team", session_id: str, comment: str) -> None:
    team.label(session_id)
    reviewing.give_back(team.session("rev", session_id), comment=comment)


def _state_colour(seat: "Seat") -> str:
    cell = seat.app.screen_stack[1].query_one(DataTable).get_row_at(0)[4]
    assert isinstance(cell, Text)
    return str(cell.style)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_long_note_is_cut_with_a_sign_and_read_whole_with_one_key(
    stocked: "tuple[Team, str]", sit: "Sit", size: tuple[int, int]
) -> None:
    team, session_id = stocked
    _return(team, session_id, LONG)

    async with sit(team, "ana", size=size) as seat:
        row = next(line for line in seat.shown.splitlines() if "↩ returned" in line)
        assert row.rstrip().endswith("…")
        assert "C comments" in seat.message

        await seat.press("C")
        assert isinstance(seat.app.screen, Read)
        words = " ".join(seat.shown.replace("│", " ").split())
        assert LONG in words
        assert "returned by rev" in words

        await seat.press("q")
        assert isinstance(seat.app.screen, SessionsScreen)
        assert seat.app.is_running


async def test_a_comment_longer_than_the_window_is_scrolled(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    words = [f"word{number}" for number in range(400)]
    commenting.add_comment(team.session("rev", session_id), t_us=1_000_000, text=" ".join(words))

    async with sit(team, "ana", size=(80, 24)) as seat:
        await seat.press("C")
        assert "at 00:01.000 by rev" in seat.shown
        assert words[-1] not in seat.shown

        await seat.press(*["pagedown"] * 6)
        assert words[-1] in seat.shown


async def test_where_nothing_was_said_the_key_says_so(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        await seat.press("C")

        assert seat.message == "nothing was said of it"


@pytest.mark.parametrize("under_a_desk", [False, True])
async def test_another_theme_recolours_the_cells_at_once(
    stocked: "tuple[Team, str]", sit: "Sit", under_a_desk: bool
) -> None:
    team, session_id = stocked
    _return(team, session_id, "again")

    async with sit(team, "ana", session_id if under_a_desk else "") as seat:
        seen = [_state_colour(seat)]
        for _ in range(2):
            await seat.press("f2")
            assert _state_colour(seat) == seat.app.theme_variables["warning"]
            seen.append(_state_colour(seat))

        assert seen[0] == seen[2] != seen[1]


async def test_the_chosen_row_has_a_sign_and_no_other_has(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, _ = stocked
    team.take_in(capture_maker(tmp_path / "another", typed="lamps"), subject="p-02")

    async with sit(team, "ana") as seat:
        for key, chosen in (("f2", 0), ("down", 1), ("f2", 1), ("up", 0), ("down", 1)):
            await seat.press(key)
            signs = [row[0][0] for row in seat.rows]
            assert signs == ["▸" if number == chosen else " " for number in range(2)]

        name, subject = seat.rows[1][:2]
        await seat.press("slash")
        await seat.write(subject)
        assert [row[0] for row in seat.rows] == [name]
        await seat.press("escape")
        assert seat.rows[1][0] == name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ana", "1 returned · 1 to label · 1 to review · 1 to decide first"),
        ("rev", "1 to review · 1 to decide first · 1 returned · 1 to label"),
        ("lea", "1 to review · 1 to decide first · 1 returned · 1 to label"),
    ],
)
async def test_the_head_counts_first_what_waits_for_the_role_and_fits_80_columns(
    stocked: "tuple[Team, str]",
    capture_maker: Callable[..., Path],
    tmp_path: Path,
    sit: "Sit",
    name: str,
    told: str,
) -> None:
    team, _ = stocked
    second = team.take_in(capture_maker(tmp_path / "another", typed="lamps"), subject="p-02")
    team.label(second)
    _return(team, team.take_in(capture_maker(tmp_path / "third", typed="abc"), subject="p-03"), "x")

    async with sit(team, name, size=(80, 24)) as seat:
        head = seat.shown.splitlines()[0]

        assert told in head
        assert name in head


async def test_a_narrow_list_keeps_the_note_and_leaves_out_when_it_was_recorded(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    _return(team, session_id, "short")

    async with sit(team, "ana", size=(80, 24)) as seat:
        assert "short" in seat.shown
        assert "recorded" not in seat.shown

        await seat.pilot.resize_terminal(120, 40)
        await seat.pilot.pause()
        assert "recorded" in seat.shown
        assert "short" in seat.shown
