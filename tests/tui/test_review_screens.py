"""Looking over the screens: what was drawn counts, and nothing leaves before all of it was."""

from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.services import gates, redacting, replaying, reviewing
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.review.looked import Looked, Page, pages_of
from workbench.tui.screens.review.scenes import ScenesScreen

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit


def _reviewing(
    sit: "Sit", stocked: "tuple[Team, str]", name: str = "rev", size: tuple[int, int] = (140, 44)
) -> "AbstractAsyncContextManager[Seat]":
    return sit(stocked[0], name, stocked[1], size=size)


def _bare(stocked: "tuple[Team, str]") -> "tuple[Team, str]":
    """The session with its findings hidden and nothing masked for them."""
    team, session_id = stocked
    session = team.session("rev", session_id)
    redacting.hide(session, session.flags(), shows=Shows.NOWHERE)
    session.close()
    return stocked


async def _opened(seat: "Seat") -> None:
    await seat.press("w")
    assert isinstance(seat.app.screen, ReviewScreen)


async def _scenes(seat: "Seat") -> ScenesScreen:
    """Open the scenes and wait until the first picture is drawn."""
    await seat.press("s")
    screen = seat.app.screen
    assert isinstance(screen, ScenesScreen)
    await _drawn(seat, screen)
    return screen


async def _drawn(seat: "Seat", screen: ScenesScreen) -> None:
    await seat.until(partial(screen.looked.has_seen, screen.page.frame_no))
    await seat.pilot.pause()


async def test_the_screens_are_looked_over_and_recorded(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    _, session_id = _bare(stocked)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        assert "screens 0/2" in seat.shown
        screen = await _scenes(seat)
        for _ in screen.looked.pages[1:]:
            await seat.press("space")
            await _drawn(seat, screen)
        assert screen.looked.never_shown == []
        assert "all shown" in seat.line("status")

        await seat.press("enter")
        assert isinstance(seat.app.screen, ReviewScreen)
        assert reviewing.screens_checked(seat.review.session)
        assert "screens ✓" in seat.shown
        record = seat.review.session.records.get("screens", session_id)
        assert record.get("never_shown") == []
        assert record.get("scenes") == len(replaying.scene_starts(seat.review.session))


async def test_recording_without_paging_keeps_the_gate_closed(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    _bare(stocked)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        screen = await _scenes(seat)
        unseen = screen.looked.never_shown
        assert unseen == [0, 3]

        await seat.press("enter")
        session = seat.review.session
        assert not reviewing.screens_checked(session)
        assert "screens 0/2" in seat.shown
        assert "0 of 2 scenes on record; nothing leaves before all are" in seat.message
        assert gates.screens_gate(session) == "screens not checked: 2 of 2 scenes never shown"


async def test_a_second_visit_goes_on_where_the_first_stopped(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    _bare(stocked)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        screen = await _scenes(seat)
        await seat.press("space")
        await _drawn(seat, screen)
        await seat.press("enter")
        assert "screens 1/2" in seat.shown
        assert gates.screens_gate(seat.review.session).startswith("screens not checked: 1 of 2")

        screen = await _scenes(seat)
        assert screen.page.scene == 1
        assert screen.looked.never_shown == []
        await seat.press("enter")
        assert reviewing.screens_checked(seat.review.session)
        assert gates.screens_gate(seat.review.session) == ""


async def test_the_picture_on_the_screen_counts_as_shown_at_once(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    _bare(stocked)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        screen = await _scenes(seat)
        assert "shown: 1 of 3 pictures, 0 of 2 scenes whole" in seat.line("status")
        assert seat.line("strip").startswith("▣□")
        await seat.press("space")
        await _drawn(seat, screen)
        assert "shown: 2 of 3 pictures, 1 of 2 scenes whole" in seat.line("status")
        await seat.press("space", "left", "left")
        await _drawn(seat, screen)
        assert seat.line("strip").startswith("▣■")


async def test_a_picture_that_is_masked_all_over_counts_as_shown_and_says_so(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        screen = await _scenes(seat)

        assert screen.looked.never_shown == []
        assert "masked all over: nothing shows" in seat.line("strip")
        assert seat.line("strip").startswith("▣▒")
        await seat.press("enter")
        assert reviewing.screens_checked(seat.review.session)

        await seat.press("o", "o", "o")
        assert not reviewing.screens_checked(seat.review.session)
        assert "screens 0/2" in seat.shown
        said = "screens not checked since a mask was lifted"
        assert gates.screens_gate(seat.review.session) == said


async def test_a_mask_that_is_lifted_while_one_looks_makes_its_pictures_unseen(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    session = team.session("rev", session_id)
    box = redacting.redact_box(session, Box(5, 5, 9, 9), t_us=0, end_us=5)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        screen = await _scenes(seat)
        await seat.press("space")
        await _drawn(seat, screen)
        assert screen.looked.never_shown == [3]
        redacting.remove_redaction(session, box)
        seat.app._follow()
        await _drawn(seat, screen)

        assert screen.looked.never_shown == [0, 3]
        assert not screen.looked.has_seen(0)
        await seat.press("enter")
        assert gates.screens_gate(seat.review.session).startswith("screens not checked: 2 of 2")


async def test_from_the_last_picture_space_goes_to_those_that_were_not_shown(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    _bare(stocked)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        screen = await _scenes(seat)
        screen.looked._seen.clear()
        await seat.press("space", "space")
        assert screen.page == screen.looked.pages[-1]
        await _drawn(seat, screen)
        await seat.press("space")

        assert screen.page == screen.looked.pages[0]


async def test_the_strip_keeps_the_scene_and_the_words_in_sight(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked, size=(80, 24)) as seat:
        await _opened(seat)
        screen = await _scenes(seat)
        looked = screen.looked
        looked.starts = list(range(100))
        looked.pages = [Page(scene, scene % 4, is_end=False) for scene in range(100)]
        screen._turn_to(70)
        await seat.pilot.pause()

        assert "▣" in seat.line("strip")
        assert len(seat.line("strip")) <= 80
        assert seat.line("strip").endswith("masked all over: nothing shows")


async def test_what_a_scene_shows_is_hidden_on_the_desk(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("s", "d")
        assert seat.desk.position_us == 0
        await seat.press("R", "enter", "w", "q")

        assert isinstance(seat.app.screen, ScenesScreen)
        await seat.press("escape")
        assert len(seat.review.session.redactions()) == 1
        assert seat.review.model.groups[0].first.shows is Shows.UNKNOWN


async def test_leaving_the_scenes_records_nothing(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("s", "space", "escape")

        assert isinstance(seat.app.screen, ReviewScreen)
        assert not reviewing.screens_checked(seat.review.session)


def test_what_another_reviewer_looked_at_meanwhile_is_not_lost(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = _bare(stocked)
    session, other = team.session("rev", session_id), team.session("lea", session_id)
    looked = Looked(session)
    looked.see(3, Box(0, 0, 320, 200), 2)
    reviewing.check_screens(other, scenes=2, never_shown=[3])
    session.project.refresh()

    recorded = looked.record()

    assert recorded.scenes_left == 0
    assert reviewing.screens_checked(session)


def test_every_scene_has_its_first_and_its_last_picture() -> None:
    assert pages_of([0, 4, 5], 9) == [
        Page(0, 0, is_end=False),
        Page(0, 3, is_end=True),
        Page(1, 4, is_end=False),
        Page(2, 5, is_end=False),
        Page(2, 8, is_end=True),
    ]
