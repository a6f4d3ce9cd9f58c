"""Looking over the screens: what was drawn counts, what was not is on record as never shown."""

from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.flag import Shows
from workbench.services import redacting, replaying, reviewing
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.review.scenes import Page, ScenesScreen, pages_of

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit


def _reviewing(
    sit: "Sit", stocked: "tuple[Team, str]", name: str = "rev", size: tuple[int, int] = (140, 44)
) -> "AbstractAsyncContextManager[Seat]":
    return sit(stocked[0], name, stocked[1], size=size)


async def _opened(seat: "Seat") -> None:
    await seat.press("w")
    assert isinstance(seat.app.screen, ReviewScreen)


async def test_the_screens_are_looked_over_and_recorded(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    redacting.hide(session, session.flags(), shows=Shows.NOWHERE)

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        assert "screens ✗" in seat.shown
        await seat.press("s")
        screen = seat.app.screen
        assert isinstance(screen, ScenesScreen)
        for page in screen.pages:
            await seat.until(partial(screen.looked_at.__contains__, page.frame_no))
            await seat.press("space")
        await seat.pilot.pause()
        assert screen.never_shown == []
        assert "all shown" in seat.line("status")

        await seat.press("enter")
        assert isinstance(seat.app.screen, ReviewScreen)
        assert reviewing.screens_checked(seat.review.session)
        assert "screens ✓" in seat.shown
        record = seat.review.session.records.get("screens", session_id)
        assert record.get("never_shown") == []
        assert record.get("scenes") == len(replaying.scene_starts(seat.review.session))


async def test_scenes_that_were_never_shown_are_recorded_as_such(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    _, session_id = stocked

    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("s")
        screen = seat.app.screen
        assert isinstance(screen, ScenesScreen)
        unseen = screen.never_shown
        assert unseen
        assert "never shown" in seat.line("status")

        await seat.press("enter")
        record = seat.review.session.records.get("screens", session_id)
        assert record.get("never_shown") == unseen


async def test_a_picture_that_is_masked_all_over_counts_as_never_shown(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    async with _reviewing(sit, stocked) as seat:
        await _opened(seat)
        await seat.press("s")
        screen = seat.app.screen
        assert isinstance(screen, ScenesScreen)
        await seat.press("space", "space", "space", "left", "left", "left")

        assert screen.never_shown == [0, 3]
        assert "2 never shown" in seat.line("status")
        await seat.press("space")
        assert "masked all over" in seat.line("strip")


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


def test_every_scene_has_its_first_and_its_last_picture() -> None:
    assert pages_of([0, 4, 5], 9) == [
        Page(0, 0, is_end=False),
        Page(0, 3, is_end=True),
        Page(1, 4, is_end=False),
        Page(2, 5, is_end=False),
        Page(2, 8, is_end=True),
    ]
