"""The list of sessions."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import DataTable

from tests.conftest import TERMS
from workbench.domain.segment import Outcome
from workbench.services import commenting, consenting, labeling, redacting, reviewing
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit


def _with_second(team: "Team", maker: Callable[..., Path], tmp_path: Path) -> str:
    source = maker(tmp_path / "another", typed="lamps and shades", description="Count them")
    return team.take_in(source, subject="p-02")


async def test_an_empty_list_says_what_fills_it(team: "Team", sit: "Sit") -> None:
    async with sit(team, "ana") as seat:
        assert seat.rows == []
        assert "workbench import CAPTURE" in seat.message


async def test_the_list_shows_state_subject_length_and_open_flags(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        (row,) = seat.rows

        assert row[1] == "p-01"
        assert row[3] == "00:12"
        assert row[4] == "new"
        assert row[6] == "3 ●"
        assert "annotator ana" in seat.line("head")
        assert "1 to label" in seat.line("head")


async def test_states_follow_the_work(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev") as seat:
        assert seat.rows[0][4] == "» submitted"
        assert seat.rows[0][5] == "2/2"

        team.approve(session_id)
        seat.app._follow()
        await seat.pilot.pause()

        assert seat.rows[0][4] == "✓ accepted"
        assert seat.rows[0][6] == "0"


async def test_the_filter_leaves_only_sessions_with_the_words(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, _ = stocked
    _with_second(team, capture_maker, tmp_path)

    async with sit(team, "ana") as seat:
        await seat.press("slash")
        await seat.write("p-02 another")

        assert [row[1] for row in seat.rows] == ["p-02"]
        assert "1 of 2 sessions" in seat.line("head")

        assert seat.message.startswith("with 'p-02 another': 1 of 2 shown   esc show all")

        await seat.press("escape")
        assert len(seat.rows) == 2
        assert "p-02 another" not in seat.message

        await seat.press("slash")
        await seat.write("p-02")
        await seat.press("slash", "ctrl+u", "enter")
        assert len(seat.rows) == 2


async def test_sorting_goes_from_column_to_column(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, _ = stocked
    _with_second(team, capture_maker, tmp_path)

    async with sit(team, "ana") as seat:
        seen = []
        for _ in range(6):
            await seat.press("s")
            seen.append((seat.message, [row[1] for row in seat.rows]))

        assert [message for message, _ in seen] == [
            f"sorted by {name}"
            for name in ("session", "subject", "length", "state", "undecided", "recorded")
        ]
        by_undecided = seen[4][1]
        assert by_undecided == ["p-01", "p-02"]


async def test_next_for_me_opens_what_the_role_is_waited_for(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, session_id = stocked
    second = _with_second(team, capture_maker, tmp_path)
    team.label(session_id)

    async with sit(team, "ana") as seat:
        await seat.press("S")
        assert seat.desk.session_id == second

    async with sit(team, "rev") as seat:
        await seat.press("S")
        assert seat.desk.session_id == session_id


def _accept_unseen(team: "Team", session_id: str) -> None:
    """Labelled, decided and accepted, but nobody has looked over the screens."""
    team.label(session_id)
    session = team.session("rev", session_id)
    redacting.keep(session, session.flags(), reason="made up")
    reviewing.accept(session)


async def test_accepted_work_whose_screens_nobody_looked_over_waits_for_a_reviewer(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    _accept_unseen(team, session_id)

    async with sit(team, "rev") as seat:
        assert seat.rows[0][4] == "✓ screens unseen"
        assert "1 to review" in seat.line("head")

        reviewing.check_screens(team.session("rev", session_id), scenes=2, never_shown=[1])
        seat.app._follow()
        await seat.pilot.pause()
        assert seat.rows[0][4] == "✓ screens unseen"
        await seat.press("S")
        assert seat.desk.session_id == session_id

        reviewing.check_screens(team.session("rev", session_id), scenes=2, never_shown=[])
        seat.app._follow()
        await seat.press("q")
        assert seat.rows[0][4] == "✓ accepted"
        assert "0 to review" in seat.line("head")


async def test_work_that_lost_its_approval_waits_for_a_reviewer(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved
    session = team.session("ana", session_id)
    labeling.set_outcome(session, session.segments()[0].segment_id, Outcome.PARTIAL)

    async with sit(team, "rev") as seat:
        assert seat.rows[0][4] == "✗ approval lost"
        assert "1 to review" in seat.line("head")
        await seat.press("S")
        assert seat.desk.session_id == session_id


async def test_a_session_whose_consent_was_withdrawn_says_so_and_waits_for_nobody(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)
    consenting.withdraw(team.open(), "p-01")

    async with sit(team, "rev") as seat:
        assert seat.rows[0][4] == "withdrawn"
        assert "0 to review" in seat.line("head")
        await seat.press("S")
        assert seat.message == "nothing waits for you"

        consenting.add_consent(team.open(), "p-01", TERMS)
        seat.app._follow()
        await seat.pilot.pause()
        assert seat.rows[0][4] == "» submitted"


async def test_after_submitted_work_a_reviewer_gets_the_findings_of_what_is_not_labelled(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, session_id = stocked
    second = _with_second(team, capture_maker, tmp_path)
    team.label(second)

    async with sit(team, "rev") as seat:
        assert "1 to review · 1 to decide first" in seat.line("head")
        await seat.press("S")
        assert seat.desk.session_id == second

        team.approve(second)
        seat.app._follow()
        await seat.press("q", "S")
        assert seat.review.session_id == session_id
        await seat.press("q")

        team.decide(session_id)
        seat.app._follow()
        await seat.press("S")
        assert seat.message == "nothing waits for you"


async def test_sorting_by_state_puts_what_waits_for_review_together_and_closed_ones_last(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, session_id = stocked
    second = _with_second(team, capture_maker, tmp_path)
    _accept_unseen(team, session_id)
    team.label(second)
    returned = team.take_in(capture_maker(tmp_path / "third", typed="abc"), subject="p-03")
    team.label(returned)
    reviewing.give_back(team.session("rev", returned), comment="again")
    gone = team.take_in(capture_maker(tmp_path / "fourth", typed="abcd"), subject="p-04")
    consenting.withdraw(team.open(), "p-04")

    async with sit(team, "rev") as seat:
        await seat.press("s", "s", "s", "s")
        states = [row[4] for row in seat.rows]

        assert seat.message == "sorted by state"
        assert set(states[:2]) == {"✓ screens unseen", "» submitted"}
        assert states[2:] == ["↩ returned", "withdrawn"]
        assert seat.rows[-1][1] == "p-04"
        assert gone != returned


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_head_of_the_list_is_whole(
    stocked: "tuple[Team, str]", sit: "Sit", size: tuple[int, int]
) -> None:
    team, _ = stocked

    async with sit(team, "rev", size=size) as seat:
        head = seat.shown.splitlines()[0]

        for seen in ("reviewer rev", "1 to label", "0 to review", "1 to decide first"):
            assert seen in head


async def test_q_asks_once_and_a_double_q_on_a_desk_leaves_only_the_desk(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("q", "q")
        assert isinstance(seat.app.screen, SessionsScreen)
        assert seat.message == "q again leaves Workbench"
        assert seat.app.is_running

        await seat.press("enter", "q", "q")
        assert seat.app.is_running

        await seat.press("q")
        assert not seat.app.is_running


async def test_next_for_me_says_when_nothing_waits(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = approved

    async with sit(team, "rev") as seat:
        await seat.press("S")

        assert seat.message == "nothing waits for you"
        assert isinstance(seat.app.screen, SessionsScreen)


async def test_a_returned_session_shows_the_reviewers_note(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id) as seat:
        await seat.press("B")
        await seat.write("second task ends late")
        await seat.press("q")

        assert seat.rows[0][4] == "↩ returned"
        assert seat.rows[0][7] == "second task ends late"


async def test_a_session_of_an_erased_subject_says_why_it_does_not_open(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked
    consenting.erase(team.open(), "p-01")

    async with sit(team, "rev") as seat:
        assert seat.rows[0][4] == "erased"
        for key in ("enter", "w"):
            await seat.press(key)

            assert isinstance(seat.app.screen, SessionsScreen)
            assert "the subject of this session was erased" in seat.message


async def test_enter_opens_the_desk_and_q_comes_back(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana") as seat:
        await seat.press("enter")
        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.desk.session_id == session_id

        await seat.press("q")
        assert isinstance(seat.app.screen, SessionsScreen)


async def test_the_list_keeps_its_cursor_when_others_work(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path, sit: "Sit"
) -> None:
    team, session_id = stocked
    _with_second(team, capture_maker, tmp_path)

    async with sit(team, "ana") as seat:
        await seat.press("down")
        chosen = seat.app.screen.query_one(DataTable).cursor_row
        commenting.add_comment(team.session("rev", session_id), t_us=1, text="look")
        seat.app._follow()
        await seat.pilot.pause()

        assert seat.app.screen.query_one(DataTable).cursor_row == chosen
