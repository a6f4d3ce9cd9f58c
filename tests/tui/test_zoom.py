"""Zooming: a part of the picture fills the view, masks and all, and every part can be reached."""

import re
from typing import TYPE_CHECKING

from workbench.domain.geometry import Box
from workbench.domain.lens import FACTORS
from workbench.media.overlay import HATCH
from workbench.tui.screens.review.scenes import ScenesScreen
from workbench.tui.widgets.frame_view import FrameView

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit


def _source(seat: "Seat") -> Box:
    """Which pixels of the screenshot the view shows."""
    placement = seat.app.screen.query_one(FrameView)._placement
    assert placement is not None
    return placement.source


async def _drawn(seat: "Seat", before: Box) -> Box:
    await seat.until(lambda: _source(seat) != before)
    return _source(seat)


async def test_the_desk_zooms_around_the_pointer_and_back(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "rev", session_id) as seat:
        await seat.until(lambda: seat.app.screen.query_one(FrameView)._placement is not None)
        await seat.press("g")
        await seat.write("11.5")
        whole = _source(seat)
        assert "Fit" in seat.line("status")

        await seat.press("plus", "plus", "plus")
        await seat.until(lambda: _source(seat).width_px * 2 < whole.width_px)
        assert "zoom 3x" in seat.line("status")
        assert _source(seat).contains(200, 150)

        await seat.press("minus", "minus", "minus")
        await seat.until(lambda: _source(seat) == whole)
        assert "Fit" in seat.line("status")


async def test_part_after_part_of_a_picture_can_be_reached(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "ana", session_id) as seat:
        await seat.until(lambda: seat.app.screen.query_one(FrameView)._placement is not None)
        whole = _source(seat)
        await seat.press("Z")
        assert "all of the picture is shown" in seat.message
        await seat.press(*["plus"] * len(FACTORS))
        seen = {await _drawn(seat, whole)}
        first = None
        for _ in range(200):
            before = _source(seat)
            await seat.press("Z")
            shown = await _drawn(seat, before)
            if shown == first:
                break
            first = first or shown
            seen.add(shown)
        covered = {
            (x, y) for b in seen for x in _step(b.x, b.width_px) for y in _step(b.y, b.height_px)
        }
        assert covered >= {(x, y) for x in range(0, 320, 8) for y in range(0, 200, 8)}


async def test_the_status_line_says_which_part_shows_and_x_upper_goes_to_the_part_before(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        await seat.until(lambda: seat.app.screen.query_one(FrameView)._placement is not None)
        await seat.press("X")
        assert "all of the picture is shown" in seat.message
        await seat.press("plus", "plus")
        told: dict[str, list[tuple[int, int]]] = {}
        for keys, count in (("ZZZZ", 4), ("XXXX", 4)):
            told[keys] = []
            for key in keys[:count]:
                await seat.press(key)
                told[keys].append(_zoomed(seat))
        parts = {number for number, _ in told["ZZZZ"]}
        (of,) = {of for _, of in [*told["ZZZZ"], *told["XXXX"]]}

        assert parts == {*range(1, 5)}
        assert of == 4
        # Backwards it passes the same parts, and ends where it began.
        numbers = [number for number, _ in told["ZZZZ"]]
        assert [number for number, _ in told["XXXX"]] == [*numbers[2::-1], numbers[3]]
        assert "saved ✓" in seat.shown.splitlines()[0]


def _zoomed(seat: "Seat") -> tuple[int, int]:
    """Which part the status line says it is, and of how many."""
    found = re.search(r"zoom 2x (\d+)/(\d+) ", seat.line("status"))
    assert found is not None
    return int(found[1]), int(found[2])


def _step(start: int, length: int) -> range:
    return range(-(-start // 8) * 8, start + length, 8)


async def test_what_is_masked_is_masked_at_every_zoom(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "ana", session_id) as seat:
        await seat.until(lambda: seat.app.screen.query_one(FrameView)._placement is not None)
        await seat.press("g")
        await seat.write("3")
        for _ in FACTORS[1:]:
            await seat.press("plus")
            before = _source(seat)
            await seat.press("Z")
            await _drawn(seat, before)
            cells = seat.app.screen.query_one(FrameView)._cells
            assert cells is not None
            shown = cells.glyphs[cells.glyphs.shape[0] // 2]
            assert (shown == HATCH).sum() > 0.9 * len(shown)


async def test_space_goes_part_by_part_over_the_scenes_while_zoomed(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "rev", session_id) as seat:
        await seat.press("w", "s")
        screen = seat.app.screen
        assert isinstance(screen, ScenesScreen)
        await seat.until(lambda: screen.query_one(FrameView)._placement is not None)
        first = screen.page
        await seat.press("plus", "plus", "plus")
        presses = 0
        while screen.page == first:
            presses += 1
            await seat.press("space")
            assert presses < 100
        assert presses >= 4


async def test_a_box_moves_in_finer_steps_while_zoomed(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    async with sit(team, "rev", session_id) as seat:
        await seat.until(lambda: seat.app.screen.query_one(FrameView)._placement is not None)
        steps = []
        for zoom in ("R", "plus"):
            await seat.press(*[zoom] * (1 if zoom == "R" else 6))
            before = seat.desk.selection_box
            await seat.press("shift+down")
            after = seat.desk.selection_box
            assert before is not None
            assert after is not None
            steps.append(after.height_px - before.height_px)
        assert 0 < steps[1] < steps[0]
