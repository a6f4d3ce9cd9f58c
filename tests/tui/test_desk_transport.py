"""The desk's transport keys, and finding."""

from typing import TYPE_CHECKING

import pytest

from workbench.domain.playback import SPEEDS
from workbench.services import commenting, labeling
from workbench.tui.commands import DESK
from workbench.tui.screens.desk.screen import DeskScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit

S = 1_000_000


async def test_every_key_of_the_desk_leads_to_its_command(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "lea", session_id) as seat:
        active = seat.app.screen.active_bindings
        for command in DESK:
            for key in command.keys.split(","):
                assert active[key].binding.id == command.id
                assert active[key].enabled


async def test_arrows_move_by_five_and_thirty_seconds_and_stop_at_the_ends(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        last = seat.desk.duration_us - 1
        moved = []
        for key in ("right", "right", "left", "left", "left", "shift+right", "shift+left"):
            await seat.press(key)
            moved.append(seat.desk.position_us)

        assert moved == [5 * S, 10 * S, 5 * S, 0, 0, last, 0]


async def test_comma_and_full_stop_go_from_frame_to_frame(
    real: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = real

    async with sit(team, "ana", session_id) as seat:
        times = list(seat.desk.model.frame_times_us)
        for expected in times[1:4]:
            await seat.press("full_stop")
            assert seat.desk.position_us == expected

        await seat.press("comma")
        assert seat.desk.position_us == times[2]


async def test_e_goes_from_action_to_action(real: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = real

    async with sit(team, "ana", session_id) as seat:
        times = seat.desk.model.action_times_us
        await seat.press("e", "e", "e")
        assert seat.desk.position_us == times[2]

        await seat.press("E")
        assert seat.desk.position_us == times[1]


@pytest.mark.parametrize(
    ("forward", "back"), [("down", "up"), ("right_square_bracket", "left_square_bracket")]
)
async def test_boundary_keys_stop_at_edges_flags_bookmarks_and_comments(
    stocked: "tuple[Team, str]", sit: "Sit", forward: str, back: str
) -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    labeling.add(session, start_us=2 * S, end_us=3 * S)
    commenting.add_bookmark(session, t_us=3_500_000)
    commenting.add_comment(session, t_us=3_700_000, text="look")
    stops = sorted(
        {2 * S, 3 * S, 3_500_000, 3_700_000, *(flag.place.t_us for flag in session.flags())}
    )

    async with sit(team, "ana", session_id) as seat:
        found = []
        for _ in stops:
            await seat.press(forward)
            found.append(seat.desk.position_us)
        assert found == stops

        await seat.press(back)
        assert seat.desk.position_us == stops[-2]


async def test_speeds_go_up_and_down_a_ladder(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("greater_than_sign", "greater_than_sign")
        faster = seat.desk.playback.speed
        await seat.press("less_than_sign")
        slower = seat.desk.playback.speed
        await seat.press("equals_sign")

        one = SPEEDS.index(1.0)
        assert (faster, slower) == (SPEEDS[one + 2], SPEEDS[one + 1])
        assert seat.desk.playback.speed == 1.0
        assert "1x" in seat.line("status")


async def test_space_plays_and_pauses(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("space")
        assert seat.desk.playback.direction == 1
        await seat.until(lambda: seat.desk.position_us > 50_000)
        assert "▶" in seat.line("status")

        await seat.press("space")
        assert not seat.desk.playback.is_playing


async def test_j_k_l_shuttle_and_the_speed_is_kept(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("l")
        assert (seat.desk.playback.direction, seat.desk.playback.speed) == (1, 1.0)
        await seat.press("l")
        fast = seat.desk.playback.speed
        assert fast > 1.0
        await seat.press("k")
        assert (seat.desk.playback.direction, seat.desk.playback.speed) == (0, fast)
        await seat.press("j")
        assert (seat.desk.playback.direction, seat.desk.playback.speed) == (-1, fast)


@pytest.mark.parametrize(
    ("asked", "expected"), [("4.5", 4_500_000), ("0:07", 7 * S), ("50%", 6_000_000), ("#101", S)]
)
async def test_g_goes_to_a_time_a_percentage_or_an_event(
    stocked: "tuple[Team, str]", sit: "Sit", asked: str, expected: int
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("g")
        await seat.write(asked)

        assert abs(seat.desk.position_us - expected) <= 1


@pytest.mark.parametrize("asked", ["soon", "#99999", "1x%"])
async def test_g_says_what_is_no_place(stocked: "tuple[Team, str]", sit: "Sit", asked: str) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(2 * S)
        await seat.press("g")
        await seat.write(asked)

        assert seat.desk.position_us == 2 * S
        assert seat.app.screen.query_one("#message").has_class("refused")


async def test_z_jumps_over_idle_time_while_playing(real: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = real

    async with sit(team, "ana", session_id) as seat:
        seat.desk.model.idle = [(5 * S, 15 * S)]
        seat.desk.seek(6 * S)
        await seat.press("z")
        assert "skip" in seat.line("status")

        await seat.press("space")
        await seat.until(lambda: seat.desk.position_us > 10 * S)
        assert 14 * S < seat.desk.position_us < 17 * S

        await seat.press("z")
        assert "skip" not in seat.line("status")


async def test_searching_goes_from_hit_to_hit_and_round(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    commenting.add_comment(session, t_us=2 * S, text="a zebra here")
    commenting.add_comment(session, t_us=9 * S, text="a zebra there")

    async with sit(team, "ana", session_id) as seat:
        await seat.press("n")
        assert "nothing is looked for" in seat.message

        await seat.press("slash")
        await seat.write("zebra")
        assert seat.desk.position_us == 2 * S
        assert "hit 1 of 2" in seat.message

        found = []
        for key in ("n", "n", "N", "N"):
            await seat.press(key)
            found.append(seat.desk.position_us)
        assert found == [9 * S, 2 * S, 9 * S, 2 * S]

        await seat.press("slash", "ctrl+u")
        await seat.write("giraffe")
        assert "no hit" in seat.message


async def test_what_is_masked_is_never_found(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("slash")
        await seat.write("quiroga")

        assert "no hit" in seat.message


async def test_leaving_and_coming_back_finds_the_same_playhead(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("right", "e")
        left_at = seat.desk.position_us
        await seat.press("q", "enter")
        assert seat.desk.position_us == left_at

    async with sit(team, "ana", session_id) as seat:
        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.desk.position_us == left_at


async def test_escape_never_leaves_the_desk(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("escape", "escape")

        assert isinstance(seat.app.screen, DeskScreen)
