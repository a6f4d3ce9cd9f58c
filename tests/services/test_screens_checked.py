"""Which scenes a reviewer looks over, and how long having looked counts."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import duckdb
import numpy as np

from tests.conftest import FIELD_BOX, Team
from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.domain.op import JSON
from workbench.services import gates, redacting, replaying, reviewing

if TYPE_CHECKING:
    from collections.abc import Callable

_SCROLLED = Box(64, 64, 64, 64)


def _scrolled_in_a_corner(source: Path, pictures: int) -> None:
    """Add pictures to a capture that differ from each other in one small place only."""
    with duckdb.connect(str(source)) as database:
        for number in range(pictures):
            image = np.full((200, 320, 3), 255, np.uint8)
            place = _SCROLLED
            image[place.y : place.y + place.height_px, place.x : place.x + place.width_px] = (
                number * 9 % 256
            )
            png = cv2.imencode(".png", image)[1].tobytes()
            database.execute(
                "INSERT INTO frame VALUES (?, ?, NULL)", [9_100_000 + number * 10_000, png]
            )


def test_many_small_changes_make_scenes_too(
    founded: Path, tmp_path: Path, capture_maker: "Callable[..., Path]"
) -> None:
    shutil.copytree(founded, tmp_path / "team")
    team = Team(tmp_path / "team")
    source = capture_maker(tmp_path / "scrolled")
    _scrolled_in_a_corner(source, 60)
    session = team.session("rev", team.take_in(source))
    corner = [frame for frame in session.capture.frames if frame.t_us >= 9_100_000]
    small = max(frame.changed_tiles for frame in corner[1:])
    tiles = session.pack.grid(0).columns * session.pack.grid(0).rows if session.pack else 0
    assert small < 0.2 * tiles

    starts = replaying.scene_starts(session)

    in_corner = [number for number in starts if number > corner[1].frame_no]
    assert len(in_corner) >= 3
    assert len(in_corner) < len(corner) / 2


def test_a_mask_lifted_after_the_look_asks_for_another_look(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    reviewing.check_screens(session, scenes=1, never_shown=[])
    assert reviewing.screens_checked(session)

    flag = next(flag for flag in session.flags() if flag.is_open)
    redacting.hide(session, [flag], shows=Shows.NOWHERE)

    assert not reviewing.screens_checked(session)
    reviewing.check_screens(session, scenes=1, never_shown=[])
    assert reviewing.screens_checked(session)


def test_one_scene_that_was_never_shown_keeps_the_gate_closed(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    team.decide(session_id)
    session = team.session("rev", session_id)
    scenes = replaying.scene_starts(session)
    assert gates.screens_gate(session) == ""
    assert reviewing.scenes_left(session) == []

    reviewing.check_screens(session, scenes=len(scenes), never_shown=scenes[-1:])

    said = f"screens not checked: 1 of {len(scenes)} scenes never shown"
    assert not reviewing.screens_checked(session)
    assert reviewing.scenes_left(session) == scenes[-1:]
    assert said in list(gates.session_gates(session))


def test_the_gate_tells_nobody_looked_from_a_mask_that_was_lifted(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    assert gates.screens_gate(session) == "screens not checked"
    assert reviewing.scenes_left(session) == replaying.scene_starts(session)
    reviewing.check_screens(session, scenes=2, never_shown=[])

    for flag in session.flags():
        redacting.hide(session, [flag], shows=Shows.NOWHERE)

    assert gates.screens_gate(session) == "screens not checked since a mask was lifted"


def test_only_the_scenes_a_lifted_mask_lay_in_have_to_be_looked_over_again(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    team.decide(session_id)
    session = team.session("rev", session_id)
    first, last = replaying.scene_starts(session)
    start_us = session.capture.frames[last].t_us
    box = redacting.redact_box(session, FIELD_BOX, t_us=start_us + 1, end_us=session.duration_us)
    reviewing.check_screens(session, scenes=2, never_shown=[])

    redacting.remove_redaction(session, box)

    assert (first, last) == (0, 3)
    # The box of the whole session hides the same: nothing was lifted.
    assert reviewing.scenes_left(session) == []
    other = redacting.redact_box(session, Box(1, 90, 9, 9), t_us=start_us + 1, end_us=start_us + 2)
    reviewing.check_screens(session, scenes=2, never_shown=[])
    redacting.remove_redaction(session, other)
    assert reviewing.scenes_left(session) == [last]


def test_a_record_that_cannot_be_read_is_no_look(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    team.decide(session_id)
    session = team.session("rev", session_id)

    breaks: list[dict[str, JSON]] = [
        {"never_shown": None},
        {"never_shown": ["3"]},
        {"masks": None},
    ]
    for broken in breaks:
        team.decide(session_id)
        session.project.refresh()
        assert reviewing.screens_checked(session)
        edit = session.edit("screens.check")
        edit.update(session.records.get("screens", session_id), broken)
        edit.save()
        assert not reviewing.screens_checked(session), broken
        assert gates.screens_gate(session) == "screens not checked"


def test_a_mask_added_after_the_look_asks_for_none(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    team.decide(session_id)
    session = team.session("rev", session_id)
    assert reviewing.screens_checked(session)

    redacting.redact_box(session, Box(1, 1, 9, 9), t_us=0, end_us=5)

    assert reviewing.screens_checked(session)


def test_a_redaction_taken_back_after_the_look_asks_for_another(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    redacting.redact_box(session, FIELD_BOX, t_us=0, end_us=session.duration_us)
    reviewing.check_screens(session, scenes=1, never_shown=[])
    session.close()
    again = team.session("rev", session_id)
    assert reviewing.screens_checked(again)

    redaction = again.redactions()[0]
    edit = again.edit("redaction.delete")
    edit.update(again.records.get("redaction", redaction.redaction_id), {"alive": False})
    edit.save()

    assert not reviewing.screens_checked(again)


def test_from_how_far_somebody_looked_is_on_record_and_decides_nothing(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    team.decide(session_id)
    session = team.session("rev", session_id)
    for px_per_cell in (25, 2, None):
        reviewing.check_screens(session, scenes=2, never_shown=[], px_per_cell=px_per_cell)

        look = reviewing.screens_look(session)
        assert look is not None
        assert look.px_per_cell == px_per_cell
        assert reviewing.screens_checked(session)
        assert gates.screens_gate(session) == ""


def test_a_look_of_a_version_that_kept_no_distance_still_counts(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    fields: dict[str, JSON] = {
        "alive": True,
        "pack_sha256": session.record.text("pack_sha256"),
        "scenes": 2,
        "never_shown": [],
        "masks": [],
    }
    edit = session.edit("screens.check")
    edit.update(session.records.get("screens", session_id), fields)
    edit.save()

    look = reviewing.screens_look(session)
    assert look is not None
    assert look.px_per_cell is None
    assert reviewing.screens_checked(session)
