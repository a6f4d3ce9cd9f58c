"""Deciding a finding: hidden is half the work while nobody has said where it shows."""

from typing import TYPE_CHECKING

from workbench.domain.flag import FlagState, Shows
from workbench.domain.geometry import Box
from workbench.domain.place import EVER_US, Place, Where
from workbench.domain.review import ReviewState
from workbench.services import redacting, replaying
from workbench.tui.dialogs.ask import Ask
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.review.beginnings import box_to_begin_with, typed_over

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

_WIDE, _NARROW = (140, 44), (80, 24)


async def _opened(seat: "Seat") -> None:
    await seat.press("w")
    assert isinstance(seat.app.screen, ReviewScreen)


async def _draws(seat: "Seat", reason: str = "") -> None:
    """Press R, say why where it is asked, and leave the box as it lies, to the end."""
    await seat.press("R")
    if reason:
        await seat.write(reason)
    await seat.press("enter", "e")


async def test_a_hidden_finding_is_half_done_until_it_is_said_where_it_shows(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await seat.press("a")

        model = seat.review.model
        assert (model.index, model.half_done) == (0, 1)
        assert "◐" in seat.line("place")
        assert "1 hidden, where it shows unknown ◐" in seat.line("status")
        assert "Where does it show? R its box, o nowhere, a next" in seat.message
        await seat.press("o")
        assert (model.index, model.half_done) == (1, 0)
        assert "◐" not in seat.line("status")
        await seat.press("up")
        assert "■" in seat.line("place")
        assert seat.kinds(stocked[1]) == ["flag.hide", "flag.shows"]


async def test_a_finding_whose_only_box_was_taken_back_is_half_done_again(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    flag = redacting.flag_groups(session)[0].first
    end_us = session.duration_us
    box = redacting.redact_box(session, Box(20, 40, 200, 30), t_us=0, end_us=end_us, flags=[flag])

    async with sit(team, "rev", session_id, size=_WIDE) as seat:
        await _opened(seat)
        index = [group.value_id for group in seat.review.model.groups].index(flag.value_id)
        seat.review.select(index)
        assert "■" in seat.line("place")
        redacting.remove_redaction(session, box)
        seat.app._follow()
        await seat.pilot.pause()

        assert "◐" in seat.line("place")
        assert "in boxes, but none is drawn → masks" in seat.line("shows")


async def test_the_next_key_of_a_half_done_finding_is_obvious(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_NARROW) as seat:
        await _opened(seat)
        await seat.press("a")
        seat.review.say("")

        assert seat.message.startswith("R draw its box   o shows nowhere   a next")
        assert "1 half done ◐" in seat.line("status")
        await seat.press("down")
        assert seat.message.startswith("a hide")


async def test_all_decided_is_said_with_what_still_masks_whole_windows(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await seat.press("a", "a", "a", "a", "o")
        seat.review.say("")

        assert seat.review.model.undecided == 0
        assert "all decided, 2 mask whole windows" in seat.message
        assert "all decided ✓" not in seat.message
        assert seat.review.model.index == 0
        await seat.press("o", "o")
        seat.review.say("")
        assert seat.message.startswith("all decided ✓")
        await seat.press("a")
        assert seat.message == "all is decided; s screens next"


async def test_the_sign_of_a_hidden_finding_is_not_the_sign_of_a_mask(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await seat.press("o")

        assert "■ ▒▒▒▒▒▒ email" in seat.shown
        assert "▒ ▒▒▒▒▒▒" not in seat.shown


async def test_a_box_hides_an_undecided_finding_in_one_step_and_goes_on(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await _draws(seat, "to draw it")

        model = seat.review.model
        first = model.groups[0].first
        assert (first.state, first.shows) == (FlagState.HIDDEN, Shows.BOXES)
        assert model.index == 1
        assert seat.kinds(stocked[1]) == ["peek", "redaction.box"]
        await seat.press("u")
        first = model.groups[0].first
        assert (first.state, first.shows) == (FlagState.OPEN, Shows.UNKNOWN)
        assert seat.review.session.redactions() == []


async def test_a_second_box_for_a_finding_stays_with_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await _draws(seat, "to draw it")
        await seat.press("up")
        await _draws(seat)

        assert seat.review.model.index == 0
        assert len(seat.review.model.boxes) == 2


async def test_shows_nowhere_hides_an_undecided_finding_in_one_step_and_goes_on(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await seat.press("o")

        model = seat.review.model
        assert not model.groups[0].is_open
        assert model.index == 1
        assert seat.kinds(stocked[1]) == ["flag.hide"]
        await seat.press("u")
        assert model.groups[0].is_open
        assert seat.message == "undone: hiding a finding"


async def test_what_is_kept_or_is_itself_on_the_screen_is_not_said_to_show_nowhere(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    for group in redacting.flag_groups(session):
        redacting.keep(session, group.flags, reason="invented")
    redacting.add_flag(session, kind="person", t_us=0, end_us=9, box=Box(1, 1, 9, 9))

    async with sit(team, "rev", session_id, size=_WIDE) as seat:
        await _opened(seat)
        before = seat.kinds(session_id)
        await seat.press("o")
        assert "part of the screen itself" in seat.message
        await seat.press("down", "o")
        assert "it is kept" in seat.message
        assert seat.kinds(session_id) == before


async def test_why_masks_are_lifted_to_draw_is_asked_once_a_visit_and_recorded_each_time(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "rev", session_id, size=_WIDE) as seat:
        await _opened(seat)
        await seat.press("R")
        assert isinstance(seat.app.screen, Ask)
        assert seat.kinds(session_id) == []
        await seat.press("enter")
        assert isinstance(seat.app.screen, Ask)
        await seat.press("escape")
        assert seat.review.selection_box is None
        assert not seat.review.model.is_drawing

        await _draws(seat, "where is it")
        await seat.press("R")
        assert seat.review.selection_box is not None
        await seat.press("escape")
        assert seat.kinds(session_id) == ["peek", "redaction.box", "peek"]
        records = seat.review.session.records.alive("peek")
        reasons = {seat.review.session.words.read(record, "reason") for record in records}
        assert reasons == {"where is it"}

        await seat.press("q", "w", "R")
        assert isinstance(seat.app.screen, Ask)


async def test_no_question_of_the_review_takes_an_empty_answer_or_names_an_option(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id, size=_WIDE) as seat:
        await _opened(seat)
        for key in ("v", "R", "B"):
            await seat.press(key, "space", "enter")
            assert isinstance(seat.app.screen, Ask), key
            assert "--" not in seat.shown
            await seat.press("escape")
        assert seat.kinds(session_id) == []


def test_a_box_begins_where_the_picture_changed_while_it_was_typed(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    flag = next(f for f in session.flags() if f.place.where is Where.TYPED)
    assert session.pack is not None

    box = box_to_begin_with(session, session.pack.size(2), flag)

    assert box == typed_over(session.pack, flag.place)
    assert box.encloses(Box(26, 50, 100, 8))
    assert 4 * box.width_px * box.height_px <= 320 * 200


def test_where_nothing_or_too_much_changed_a_box_begins_at_the_last_click(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    pack = session.pack
    assert pack is not None
    early = Place(Where.TYPED, 100, 200, 0, 0, 1, 1)
    endless = Place(Where.TYPED, 100, EVER_US, 0, 0, 1, 1)
    flag = next(f for f in session.flags() if f.place.where is Where.CLIPBOARD)

    assert typed_over(pack, endless) is None
    assert typed_over(pack, flag.place) is None
    assert typed_over(pack, early) is not None
    assert box_to_begin_with(session, pack.size(3), flag).contains(60, 90)
    assert box_to_begin_with(session, pack.size(3), None).contains(160, 100)


async def test_undoing_ones_own_acceptance_says_so(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id, size=_WIDE) as seat:
        await _opened(seat)
        await seat.press("o", "o", "o", "S")
        assert seat.review.session.state() is ReviewState.ACCEPTED
        await seat.press("u")

        assert seat.review.session.state() == ReviewState.SUBMITTED
        assert seat.message == "undone: acceptance; the session is submitted again"
        await seat.press("U")
        assert seat.message == "done again: acceptance; the session is accepted again"


async def test_while_a_box_is_drawn_finished_boxes_stay_filled(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with sit(stocked[0], "rev", stocked[1], size=_WIDE) as seat:
        await _opened(seat)
        await _draws(seat, "to draw it")
        await seat.press("R")

        drawn = {redaction.redaction_id for redaction in seat.review.session.redactions()}
        exposure = seat.review.model.exposure
        assert {mask.source_id for mask in exposure.pixels} == {
            mask.source_id
            for mask in replaying.exposure(seat.review.session).pixels
            if mask.source_id in drawn
        }
