"""Looking over the screens: whether text can be read at that size is said, and goes on record."""

from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.flag import Shows
from workbench.services import redacting, reviewing
from workbench.tui.screens.review.scenes import ScenesScreen
from workbench.tui.widgets.frame_view import FrameView

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

_SMALL, _LARGE = (80, 24), (140, 44)
_TOO_SMALL = "text this small cannot be read: + zooms"
_LINE = 78


def _bare(stocked: "tuple[Team, str]") -> "tuple[Team, str]":
    """The session with its findings hidden and nothing masked for them."""
    team, session_id = stocked
    session = team.session("rev", session_id)
    redacting.hide(session, session.flags(), shows=Shows.NOWHERE)
    session.close()
    return stocked


async def _scenes(seat: "Seat") -> ScenesScreen:
    await seat.press("w", "s")
    screen = _on_top(seat)
    await _drawn(seat, screen)
    return screen


def _on_top(seat: "Seat") -> ScenesScreen:
    screen = seat.app.screen
    assert isinstance(screen, ScenesScreen)
    return screen


def _shows_what_is_wanted(screen: ScenesScreen) -> bool:
    picture = screen._picture
    if picture is None or picture.drawn is None:
        return False
    source = picture.drawn.source
    drawn = screen.looked._drawn.get(screen.page.frame_no, {})
    return (source.width_px, source.height_px) == picture.shown_px and source in drawn


async def _drawn(seat: "Seat", screen: ScenesScreen) -> None:
    await seat.until(partial(_shows_what_is_wanted, screen))
    await seat.pilot.pause()


def _has_drawn(screen: ScenesScreen, parts: int) -> bool:
    """Whether that many parts of the picture were drawn."""
    return len(screen.looked._drawn.get(screen.page.frame_no, ())) >= parts


async def _look_over(seat: "Seat", screen: ScenesScreen) -> None:
    """Page through everything there is, part by part while zoomed."""
    parts = screen._picture.part_number[1] if screen._picture else 1
    for page in screen.looked.pages:
        for number in range(parts):
            assert screen.page == page
            await seat.until(partial(_has_drawn, screen, number + 1))
            await seat.press("space")


async def test_text_too_small_to_read_is_said_and_zooming_in_ends_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    async with sit(team, "rev", session_id, size=_SMALL) as seat:
        screen = await _scenes(seat)
        assert seat.line("strip").endswith(_TOO_SMALL)
        assert len(seat.message) <= _LINE

        await seat.press("plus")
        await _drawn(seat, screen)
        assert "1.5x part 1/4   readable, and should not be? d, then R" in seat.line("strip")
        assert len(seat.line("strip")) <= _LINE
        assert seat.message.startswith("space next part   + - zoom")
        assert len(seat.message) <= _LINE
        await seat.press("Z")
        assert "1.5x part 2/4" in seat.line("strip")


async def test_a_large_terminal_shows_text_that_can_be_read(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    async with sit(team, "rev", session_id, size=_LARGE) as seat:
        await _scenes(seat)
        assert "cannot be read" not in seat.line("strip")
        assert "readable, and should not be?" in seat.line("strip")


async def test_while_zoomed_a_picture_counts_once_all_of_its_parts_were_drawn(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    async with sit(team, "rev", session_id, size=_SMALL) as seat:
        screen = await _scenes(seat)
        await seat.press("plus", "space", "space", "space", "space")
        page = screen.looked.pages[1]
        assert screen.page == page
        for number in range(4):
            await seat.until(partial(_has_drawn, screen, number + 1))
            assert screen.looked.has_seen(page.frame_no) == (number == 3)
            await seat.press("space")


async def test_from_how_far_one_looked_goes_on_record_and_a_closer_look_betters_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    async with sit(team, "rev", session_id, size=_SMALL) as seat:
        screen = await _scenes(seat)
        await _look_over(seat, screen)
        await seat.press("enter")
        session = seat.review.session
        look = reviewing.screens_look(session)
        assert look is not None
        assert look.px_per_cell == 5
        assert "so far that no text was read: 5 px a cell" in seat.message
        assert len(seat.message) <= _LINE

        await seat.press("s", "plus")
        await _look_over(seat, _on_top(seat))
        await seat.press("enter")
        look = reviewing.screens_look(session)
        assert look is not None
        assert look.px_per_cell == 3
        assert seat.message == "screens looked over ✓"
        assert reviewing.screens_checked(session)


async def test_the_furthest_of_the_looks_is_what_stays_on_record(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    async with sit(team, "rev", session_id, size=_SMALL) as seat:
        screen = await _scenes(seat)
        await _look_over(seat, screen)
        await seat.press("enter", "s", "plus")
        await _drawn(seat, _on_top(seat))
        await seat.press("enter")

        look = reviewing.screens_look(seat.review.session)
        assert look is not None
        assert look.px_per_cell == 5


async def test_what_lies_around_the_picture_is_of_the_theme_s_colour(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = _bare(stocked)
    async with sit(team, "rev", session_id, size=_SMALL) as seat:
        screen = await _scenes(seat)
        view = screen.query_one(FrameView)

        def corner() -> int:
            assert view._cells is not None
            return int(view._cells.paper[0, 0])

        dark = corner()
        assert dark == 0x15171A
        await seat.press("f2")
        await seat.until(lambda: corner() != dark)
        assert corner() == 0xF6F6F3
