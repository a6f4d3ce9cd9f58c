"""Judging in the review: the next key is named, and only the keys that do something."""

from typing import TYPE_CHECKING

from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.domain.review import ReviewState
from workbench.services import redacting, reviewing

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit

_NARROW = (80, 24)
_LINE = 78


def _decided(stocked: "tuple[Team, str]") -> "tuple[Team, str]":
    """The session labelled and handed in, its findings hidden, its screens not looked over."""
    team, session_id = stocked
    team.label(session_id)
    session = team.session("rev", session_id)
    redacting.hide(session, session.flags(), shows=Shows.NOWHERE)
    session.close()
    return stocked


async def test_where_only_the_screens_wait_their_key_comes_first(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _decided(stocked)
    async with sit(team, "rev", session_id, size=_NARROW) as seat:
        await seat.press("w")
        assert seat.message.startswith("all decided ✓   s look over screens   S accept")
        assert seat.message.endswith("q back")
        assert len(seat.message) <= _LINE
        assert "screens wait: s" in seat.line("status")

        await seat.press("S")
        seat.review.say("")
        assert seat.message.startswith("all decided ✓   s look over screens   B return")
        reviewing.check_screens(seat.review.session, scenes=2, never_shown=[])
        seat.review.reload()
        assert "screens" not in seat.line("status")
        assert seat.message.startswith("all decided ✓   B return")


async def test_the_last_decision_says_that_the_screens_are_next(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "rev", session_id, size=(140, 44)) as seat:
        await seat.press("w", "o", "o")
        assert "screens next" not in seat.message
        await seat.press("o")
        assert seat.message.endswith("u takes it back; s screens next")


async def test_accepting_what_is_undecided_goes_there_and_names_the_keys(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)
    async with sit(team, "rev", session_id, size=_NARROW) as seat:
        await seat.press("w", "o", "up")
        assert seat.review.model.index == 0
        await seat.press("S")

        said = "undecided flags: 2. Hide or keep each of them first. a hides, x keeps."
        assert seat.message == said
        assert seat.review.model.index == 1


async def test_keys_are_named_as_the_user_has_them(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    team.label(session_id)
    keys = {
        "review.findings.hide": "h",
        "review.findings.screens": "f9",
        "scenes.view.closer": "i",
        "desk.safety.redact": "H",
    }
    async with sit(team, "rev", session_id, size=_NARROW, keys=keys) as seat:
        await seat.press("w")
        assert seat.message.startswith("h hide   x keep")
        await seat.press("S")
        assert "h hides, x keeps." in seat.message
        await seat.press("o", "o", "o")
        seat.review.say("")
        assert "f9 look over screens" in seat.message
        await seat.press("f9")
        assert "i zooms" in seat.line("strip")
        await seat.press("i")
        assert "d, then H, hides it" in seat.line("strip")


async def test_a_person_s_flag_says_who_flagged_it_as_what_and_is_not_measured(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    ana = team.session("ana", session_id)
    redacting.add_flag(ana, kind="person", t_us=0, end_us=9, box=Box(1, 1, 9, 9))
    redacting.add_flag(ana, kind="health", t_us=0, end_us=8, reason="a diagnosis")
    async with sit(team, "rev", session_id, size=(140, 44)) as seat:
        await seat.press("w")
        told = {}
        for group in seat.review.model.groups:
            told[group.first.kind] = seat.line("why").removeprefix("why").strip()
            assert "100 %" not in seat.shown
            await seat.press("down")

    assert told["person"] == "flagged by ana as person"
    assert told["health"] == "a diagnosis  flagged by ana as health"
    assert told["card"].endswith(" %")


async def test_returned_work_is_not_offered_to_be_judged_again(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _decided(stocked)
    async with sit(team, "rev", session_id, size=_NARROW) as seat:
        await seat.press("w")
        assert "S accept   B return" in seat.message
        await seat.press("B")
        await seat.write("mend it")
        assert seat.review.model.state is ReviewState.RETURNED
        seat.review.say("")

        assert "accept" not in seat.message
        assert "return" not in seat.message
        seat.review.model.groups = []
        seat.review.show_model()
        assert "accept" not in seat.message
        assert "accept" not in seat.line("before")


async def test_who_had_a_hand_in_the_work_is_not_offered_to_accept_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id, "lea")
    async with sit(team, "lea", session_id, size=_NARROW) as seat:
        await seat.press("w", "o", "o", "o")
        seat.review.say("")
        assert "S accept" not in seat.message
        assert "B return" in seat.message
        await seat.press("S")
        assert "had a hand in this work" in seat.message
        assert "hides" not in seat.message
