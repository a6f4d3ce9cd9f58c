"""What the desk looks like: in a small terminal, in a large one, and where a mask lies over all."""

from typing import TYPE_CHECKING

import pytest
from textual.widgets import DataTable

from workbench.domain.timeline import column_of, time_of
from workbench.services import redacting, replaying
from workbench.tui.screens import base
from workbench.tui.widgets.action_list import ActionList
from workbench.tui.widgets.frame_view import FrameView
from workbench.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

S = 1_000_000


def _row(seat: "Seat", y: int) -> str:
    """A line of the timeline, without its name."""
    return seat.desk.query_one(Timeline).render_line(y).text[8:]


async def test_where_a_mask_lies_over_all_the_actions_take_the_place_of_the_picture(
    real: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = real

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        masked_us = min(
            mask.start_us
            for mask in replaying.exposure(seat.desk.session).pixels
            if mask.box is None
        )
        assert "Actions" not in seat.shown
        width = seat.desk.query_one(FrameView).size.width

        seat.desk.seek(masked_us + S)
        await seat.pilot.pause()
        assert "Actions" in seat.shown
        assert seat.desk.query_one(ActionList).size.width > 40
        assert seat.desk.query_one(FrameView).size.width < width

        seat.desk.seek(0)
        await seat.pilot.pause()
        assert "Actions" not in seat.shown
        assert seat.desk.query_one(FrameView).size.width == width


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ana", "▒ label by the actions; a reviewer lifts this mask (email)"),
        ("rev", "▒ w lifts this mask: say where it shows (email)"),
    ],
)
async def test_a_masked_screen_says_first_what_to_do(
    stocked: "tuple[Team, str]", sit: "Sit", name: str, told: str, columns: int
) -> None:
    team, session_id = stocked

    async with sit(team, name, session_id, size=(columns, 24)) as seat:
        seat.desk.seek(3 * S)
        await seat.pilot.pause()

        assert any(line.strip().startswith(told) for line in seat.shown.splitlines())


async def test_a_stretch_that_stays_hidden_promises_nobody_who_lifts_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    redacting.redact_span(team.session("rev", session_id), t_us=0, end_us=S)

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(S // 2)
        assert seat.line("keys").startswith(
            "▒ label by the actions; hidden until 00:01 (redacted)   keys"
        )


async def test_a_mask_is_drawn_for_as_long_as_it_hides(
    real: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = real

    async with sit(team, "ana", session_id) as seat:
        flags = _row(seat, 2)
        first = min(flag.place.t_us for flag in seat.desk.model.flags)
        width = seat.desk.query_one(Timeline).width
        column = column_of(first, seat.desk.duration_us, width)

        assert set(flags[1:column]) == {" "}
        assert set(flags[column:width]) == {"●", "▒"}


async def test_the_playhead_is_drawn_where_the_session_was_left(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(9 * S)
        await seat.press("k")

    async with sit(team, "ana", session_id) as seat:
        width = seat.desk.query_one(Timeline).width
        assert width > 1
        assert _row(seat, 1).index("▏") == column_of(9 * S, seat.desk.duration_us, width)


async def test_a_letter_under_the_playhead_stays_readable(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(9 * S)
        await seat.press("enter", "4")
        line = _row(seat, 1)
        column = line.index("form")
        width = seat.desk.query_one(Timeline).width
        seat.desk.seek(time_of(column, seat.desk.duration_us, width))
        await seat.pilot.pause()

        assert column_of(seat.desk.position_us, seat.desk.duration_us, width) == column
        assert "form" in _row(seat, 1)
        assert "▏" in _row(seat, 0)


@pytest.mark.parametrize("columns", [60, 70, 80])
async def test_the_legend_shows_every_key_and_as_much_of_the_names_as_fits(
    stocked: "tuple[Team, str]", sit: "Sit", columns: int
) -> None:
    async with sit(stocked[0], "ana", stocked[1], size=(columns, 24)) as seat:
        legend = seat.line("legend")

        assert len(legend.rstrip()) <= columns - 2
        assert [c for c in legend if c.isdigit() or c == ";"] == [*"123456780", ";"]
        assert len(legend.rstrip()) > columns - 14


async def test_the_list_of_sessions_spends_no_line_on_a_scroll_bar_below_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "ana", size=(60, 24)) as seat:
        table = seat.app.screen.query_one(DataTable)

        assert table.virtual_size.width > table.size.width
        assert table.scrollable_content_region.height == table.size.height


async def test_the_actions_have_more_room_in_a_large_terminal(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    widths = []

    for size in ((120, 40), (200, 60)):
        async with sit(team, "ana", session_id, size=size) as seat:
            widths.append(seat.desk.query_one(ActionList).size.width)

    assert widths[1] > widths[0] + 10


async def test_a_small_terminal_shows_the_name_the_state_and_above_all_that_masks_are_lifted(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "rev", session_id, size=(80, 24)) as seat:
        await seat.press("z", "P", "k")
        seat.desk.model.is_peeking = True
        seat.desk.model.approval_holds = False
        seat.desk.lines.show_lines(0)
        await seat.pilot.pause()
        status = seat.shown.splitlines()[0]

        for seen in ("PEEK", "shop-floor", "✗ lost", "skip loop", "Fit", "saved ✓"):
            assert seen in status


async def test_a_message_gives_the_keys_back_after_a_while_but_not_saved_stays(
    stocked: "tuple[Team, str]", sit: "Sit", monkeypatch: pytest.MonkeyPatch
) -> None:
    team, session_id = stocked
    assert base._SAID_S <= 4
    monkeypatch.setattr(base, "_SAID_S", 0.05)

    async with sit(team, "ana", session_id) as seat:
        keys = seat.message
        seat.desk.say("something")
        assert seat.message == "something"
        await seat.until(lambda: seat.message == keys)

        seat.desk.say("NOT SAVED", "failed")
        seat.desk.set_timer(0.2, lambda: seat.desk.add_class("later"))
        await seat.until(lambda: seat.desk.has_class("later"))
        assert seat.message == "NOT SAVED"


async def test_opening_an_erased_session_says_that_the_subject_was_erased(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    from workbench.services import consenting

    team, session_id = stocked
    consenting.erase(team.open(), "p-01")

    async with sit(team, "ana", session_id) as seat:
        assert seat.message == "the subject of this session was erased. Nothing of it opens."
