"""The review: findings by value, decided by keys; the screens looked over; the work judged."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from workbench.domain.flag import FlagState, Shows
from workbench.domain.review import ReviewState
from workbench.services import redacting, replaying
from workbench.tui.dialogs.choose import Choose
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.review import ReviewScreen, pictures

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

SECRETS = ("ines.quiroga", "tomas.ferreira", "4111 1111")


def _reviewing(
    sit: "Sit", stocked: "tuple[Team, str]", name: str = "rev", size: tuple[int, int] = (140, 44)
) -> "AbstractAsyncContextManager[Seat]":
    return sit(stocked[0], name, stocked[1], size=size)


async def _opened(seat: "Seat") -> None:
    await seat.press("w")
    assert isinstance(seat.app.screen, ReviewScreen)


async def test_findings_stand_by_kind_and_length_and_no_value_shows(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        shown = seat.shown

        for group in seat.review.model.groups:
            assert group.first.masked in shown
        assert not any(secret in shown for secret in SECRETS)
        assert "group 1 of 3 · 3 undecided" in seat.line("status")
        assert "pay with" not in seat.line("before")


async def test_the_surroundings_show_and_the_value_does_not(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        lines = []
        for _ in seat.review.model.groups:
            lines.append((seat.line("before"), seat.line("after")))
            await seat.press("down")

        told = "\n".join(before for before, _ in lines)
        assert "Write to ▒▒▒▒▒▒ email·26" in told
        assert "pay with ▒▒▒▒▒▒ card·19" in told
        assert "if hidden: pay with [redacted]" in "\n".join(after for _, after in lines)


async def test_it_says_why_when_and_what_is_masked(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)

        assert "typed at 00:01.5" in seat.line("place")
        assert "e-mail" in seat.line("why")
        assert "rules" in seat.line("why")
        assert "unknown → masks its whole window from 00:01.5 to the end" in seat.line("shows")


async def test_a_hides_the_group_as_one_op_and_once_more_selects_the_next_open_one(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        order = [group.value_id for group in seat.review.model.groups]
        await seat.press("a")

        model = seat.review.model
        assert seat.kinds(stocked[1]) == ["flag.hide"]
        assert model.groups[0].first.state is FlagState.HIDDEN
        assert [group.value_id for group in model.groups] == order
        assert model.undecided == 2
        assert "hidden: 1 place of email" in seat.message
        await seat.press("a")
        assert model.index == 1
        assert seat.kinds(stocked[1]) == ["flag.hide"]


async def test_x_keeps_with_a_reason_key(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("x")
        assert isinstance(seat.app.screen, Choose)
        await seat.press("escape")
        assert seat.kinds(stocked[1]) == []

        await seat.press("x", "t")
        model = seat.review.model
        assert model.groups[0].first.state is FlagState.KEPT
        assert seat.kinds(stocked[1]) == ["flag.keep"]
        assert "test or invented data" in seat.message
        await seat.press("up")
        assert "kept" in seat.line("after")
        assert not any(secret in seat.shown for secret in SECRETS)


async def test_an_excepted_place_is_left_alone(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        flag = seat.review.model.flag
        assert flag is not None

        await seat.press("e")
        assert "excepted" in seat.line("place")
        await seat.press("a")
        assert "every place is excepted" in seat.message
        assert seat.kinds(stocked[1]) == []

        await seat.press("escape")
        assert "excepted" not in seat.line("place")
        await seat.press("a")
        assert seat.kinds(stocked[1]) == ["flag.hide"]


async def test_o_says_that_it_shows_nowhere_and_lifts_the_mask(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        flag = seat.review.model.flag
        assert flag is not None
        await seat.press("o")

        model = seat.review.model
        assert model.groups[0].first.shows is Shows.NOWHERE
        assert flag.flag_id not in {mask.source_id for mask in model.hidden.pixels}
        await seat.press("up")
        assert "nowhere on the screen" in seat.line("shows")


async def test_a_box_is_drawn_under_a_recorded_look_and_ends_the_window_mask(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("R")
        await seat.write("to draw")
        assert seat.kinds(stocked[1]) == ["peek"]
        assert "PEEK" in seat.line("status")
        assert not any(secret in seat.shown for secret in SECRETS)
        begun = seat.review.selection_box
        assert begun is not None
        assert begun.contains(60, 50)

        await seat.press("right", "down", "shift+right", "shift+down")
        moved = seat.review.selection_box
        assert moved is not None
        assert (moved.x > begun.x, moved.y > begun.y) == (True, True)
        assert moved.width_px > begun.width_px
        assert moved.height_px > begun.height_px

        await seat.press("enter", "e")
        (redaction,) = (r for r in seat.review.session.redactions() if r.place.box)
        flag = seat.review.model.groups[0].first
        assert redaction.place.box == moved
        assert redaction.place.t_us == flag.place.t_us
        assert redaction.place.end_us == seat.review.session.duration_us
        assert flag.shows is Shows.BOXES
        assert seat.review.selection_box is None
        assert "PEEK" not in seat.line("status")
        await seat.press("up")
        assert seat.review.model.boxes == [moved]
        assert "in boxes" in seat.line("shows")


async def test_escape_ends_a_box_and_its_look(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("R")
        await seat.write("to draw")
        await seat.press("a", "escape")

        assert seat.review.selection_box is None
        assert not seat.review.model.is_drawing
        assert seat.kinds(stocked[1]) == ["peek"]


async def test_a_peek_is_recorded_shows_the_value_and_ends_by_itself(
    stocked: "tuple[Team, str]", sit: "Sit", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PEEK_S", 3.0)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("v")
        await seat.write("is it one")
        assert SECRETS[0] in seat.line("before")
        assert seat.kinds(stocked[1]) == ["peek"]

        await seat.until(lambda: not seat.review.model.is_peeking)
        assert SECRETS[0] not in seat.shown


async def test_commas_look_at_other_frames_behind_their_masks(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        first = seat.review.model.frame()
        assert first is not None
        await seat.press("comma")
        assert seat.review.model.frame() == first - 1
        assert f"frame {first} of 4" in seat.message
        await seat.press("full_stop")
        assert seat.review.model.frame() == first

        await seat.press("down")
        assert seat.review.model.frame_no is None


async def test_undo_and_redo_take_decisions_back(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("a", "u")
        assert seat.review.model.undecided == 3
        await seat.press("U")
        assert seat.review.model.undecided == 2
        await seat.press("U")
        assert seat.message == "nothing to do again"


async def test_accepting_is_refused_until_all_is_decided_and_then_holds(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("S")
        assert "undecided flags" in seat.message
        assert seat.app.screen.query_one("#message").has_class("refused")

        await seat.press("o", "o", "a", "S")
        assert seat.review.model.state is ReviewState.ACCEPTED
        said = "accepted; nothing leaves before its screens are looked over: s"
        assert seat.message == said


async def test_returning_takes_a_comment(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    team.label(session_id)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("B")
        await seat.write("mend it")

        assert seat.review.model.state is ReviewState.RETURNED


async def test_enter_goes_back_to_the_desk_below_or_opens_one(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _session_id = stocked

    async with sit(team, "rev") as seat:
        await seat.press("w", "down")
        flag = seat.review.model.flag
        assert flag is not None
        await seat.press("enter")
        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.desk.position_us == flag.place.t_us
        depth = len(seat.app.screen_stack)

        await seat.press("w", "enter")
        assert len(seat.app.screen_stack) == depth
        first = min(f.place.t_us for f in seat.desk.model.flags)
        assert seat.desk.position_us == first


async def test_without_findings_it_teaches_the_next_step(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved
    lead = team.session("rev", session_id)
    assert all(not flag.is_open for flag in lead.flags())

    async with sit(team, "rev", session_id) as seat:
        await seat.press("w")
        assert "all decided" in seat.message
        assert "S accept" not in seat.message
        seat.review.model.groups = []
        seat.review.show_model()
        assert "no findings" in seat.line("place")
        assert "the work is accepted" in seat.line("before")


async def test_a_change_by_somebody_else_shows_at_once(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        other = team.session("lea", session_id)
        redacting.hide(other, redacting.flag_groups(other)[1].flags)
        seat.app._follow()
        await seat.pilot.pause()

        assert seat.review.model.undecided == 2
        assert "2 undecided" in seat.line("status")


async def test_the_picture_is_masked_as_the_release_would_be(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        marks = seat.review._marks(seat.review.model.frame() or 0)
        shot = replaying.raw_shot_at(seat.review.session, 4_900_000)
        masked = replaying.masked_image(seat.review.session, shot, seat.review.model.hidden)

        assert marks
        assert not np.array_equal(masked, shot.image)
