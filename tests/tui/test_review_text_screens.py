"""The review of screens of text: cell by cell, what is flagged marked, and decided there."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.plugins.test_rrweb_recording import Recording, element, text
from tests.services.test_text_screens import cast_of
from workbench.domain.flag import FlagState, Shows
from workbench.domain.place import Where
from workbench.domain.text_screen import CELL_PX, Run, TextScreen, changed_cells
from workbench.services import replaying
from workbench.tui.screens.stills import stills_of
from workbench.tui.widgets.frame_view import FrameView

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

MAIL = "ines.quiroga@example.org"
SIZES = [(80, 24), (120, 40), (200, 60)]


def _page(tmp_path: Path, *, is_typed: bool = False) -> Path:
    """A page with an address on it, which has no pictures; or one into which it is typed."""
    field = element(15, "input", type="text", size="30")
    shown = text(14, f"Sent to {MAIL}") if not is_typed else text(14, "Mail ")
    inside = [shown, field] if is_typed else [shown]
    recording = Recording().load(
        element(11, "p", text(12, "Your orders")), element(13, "div", *inside)
    )
    if is_typed:
        recording.press(15).focus(15).type(15, MAIL).wait(2).press(11)
    return recording.wait(5).press(11).write(tmp_path / "orders.jsonl")


def _text_on(seat: "Seat") -> str:
    view = seat.app.screen.query_one("#picture", FrameView)
    rows = range(view.size.height)
    return "\n".join(
        "".join(segment.text for segment in view.segments(row, 0, view.size.width)) for row in rows
    )


async def _shows(seat: "Seat", wanted: str) -> str:
    """What the view shows, once that is on it."""
    await seat.until(lambda: wanted in _text_on(seat))
    return _text_on(seat)


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_without_pictures_is_shown_and_what_is_flagged_on_it_covered_and_marked(
    team: "Team", tmp_path: Path, sit: "Sit", size: tuple[int, int]
) -> None:
    session_id = team.take_in(_page(tmp_path))

    async with sit(team, "rev", session_id, size=size) as seat:
        await seat.press("w")
        shown = await _shows(seat, "Sent to")

        assert seat.review.session.pack is None
        assert "Your orders" in shown
        assert f"Sent to {'░' * len(MAIL)}" in shown
        assert MAIL not in seat.shown
        assert "screen at" in seat.line("place")


async def test_a_flag_on_a_page_is_hidden_or_kept_and_the_page_shows_it(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    session_id = team.take_in(_page(tmp_path))

    async with sit(team, "rev", session_id) as seat:
        await seat.press("w", "a")
        assert all(flag.state is FlagState.HIDDEN for flag in seat.review.session.flags())
        assert seat.review.model.undecided == 0
        assert MAIL not in await _shows(seat, "Sent to")
        await seat.press("x", "p")

        assert all(flag.state is FlagState.KEPT for flag in seat.review.session.flags())
        assert f"Sent to {MAIL}" in await _shows(seat, MAIL)


async def test_what_is_typed_into_a_page_begins_its_box_over_the_cells_that_changed(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    session_id = team.take_in(_page(tmp_path, is_typed=True))

    async with sit(team, "rev", session_id) as seat:
        await seat.press("w")
        await seat.until(lambda: "▒" in _text_on(seat))
        assert "Mail" not in _text_on(seat)
        flag = seat.review.model.flag
        assert flag is not None
        assert flag.place.where is Where.TYPED

        await seat.press("R")
        await seat.write("where is it")
        box = seat.review.selection_box
        assert box is not None
        assert box.width_px == len(MAIL) * CELL_PX[0]
        assert box.height_px == CELL_PX[1]
        assert "Mail" in await _shows(seat, "Mail")
        await seat.press("enter", "w")

        flags = [f for f in seat.review.session.flags() if f.place.where is Where.TYPED]
        assert [f.shows for f in flags] == [Shows.READ]
        assert seat.review.session.redactions()
        await seat.until(lambda: MAIL not in _text_on(seat))


async def test_only_a_recorded_look_lifts_the_cover_and_an_annotator_has_nothing_to_lift(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    session_id = team.take_in(_page(tmp_path))

    async with sit(team, "rev", session_id) as seat:
        await seat.press("w", "v")
        await seat.write("is it an address")
        assert f"Sent to {MAIL}" in await _shows(seat, MAIL)
        assert seat.kinds(session_id) == ["peek"]

    async with sit(team, "ana", session_id) as seat:
        await _shows(seat, "Sent to")
        assert MAIL not in _text_on(seat)
        lines = seat.desk.session.capture.screens[0].lines
        assert not any(MAIL in run.text for line in lines for run in line)


async def test_a_screen_larger_than_the_view_shows_the_part_that_is_flagged(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    there = f"\x1b[55;100Hmail {MAIL} here\x1b[1;1Hprompt"
    source = cast_of(tmp_path / "far.cast", (0.1, "o", there), (3.0, "o", "!"), size=(180, 60))
    session_id = team.take_in(source)

    async with sit(team, "rev", session_id, size=(80, 24)) as seat:
        await seat.press("w")
        shown = await _shows(seat, "mail ")

        assert f"mail {'░' * len(MAIL)} here" in shown
        assert "prompt" not in shown


async def test_other_screens_are_stepped_to_and_counted(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    source = cast_of(
        tmp_path / "steps.cast", (0.1, "o", f"{MAIL}\r\n"), (1.0, "o", "two"), (2.0, "o", "three")
    )
    session_id = team.take_in(source)

    async with sit(team, "rev", session_id) as seat:
        await seat.press("w")
        await _shows(seat, "░")
        await seat.press("full_stop")

        count = len(seat.review.session.capture.screens)
        assert f"screen {count - 1} of {count}, 00:01.0" in seat.message
        assert "two" in await _shows(seat, "two")


def test_cells_that_changed_are_boxed_and_the_same_screens_have_none() -> None:
    before = TextScreen(0, 20, 3, ((Run("$ "),), (Run("same"),)))
    after = TextScreen(1, 20, 3, ((Run("$ "),), (Run("sane"),), (Run("  xy"),)))

    box = changed_cells(before, after)

    assert changed_cells(before, before) is None
    assert box is not None
    assert box.as_list() == [16, 16, 16, 32]


def test_stills_are_the_screens_of_text_else_the_frames(
    stocked: "tuple[Team, str]", tmp_path: Path
) -> None:
    team, with_frames = stocked
    texts = team.session("rev", team.take_in(_page(tmp_path)))
    session = team.session("rev", with_frames)

    of_text, of_frames = stills_of(texts), stills_of(session)

    assert of_text is not None
    assert (of_text.name, len(of_text)) == ("screen", len(texts.capture.screens))
    assert session.pack is not None
    assert of_frames is not None
    assert len(of_frames) == len(session.pack)
    for number in range(len(of_frames)):
        start_us, end_us = of_frames.stretch(number)
        assert (start_us, end_us) == replaying.frame_stretch(session, number)
        assert of_frames.at(start_us) == of_frames.after(start_us) == number
