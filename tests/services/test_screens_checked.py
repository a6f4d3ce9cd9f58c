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
from workbench.services import redacting, replaying, reviewing

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
