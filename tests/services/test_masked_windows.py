"""What a flagged text masks on the screen until somebody says, and fills, where it shows."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from tests.conftest import FIELD_BOX, Team
from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.services import redacting, replaying

if TYPE_CHECKING:
    from workbench.domain.flag import Flag
    from workbench.services.session import Session

_SCREEN = (160, 100)
"""The screen's units; the captured pictures have twice as many pixels across and down."""

_WINDOW = Box(40, 60, 60, 30)


@pytest.fixture
def hidpi(founded: Path, tmp_path: Path, capture_maker: Callable[..., Path]) -> "tuple[Team, str]":
    """A session whose screenshots have two pixels for one unit of the screen."""
    shutil.copytree(founded, tmp_path / "team")
    source = capture_maker(tmp_path / "source")
    with duckdb.connect(str(source)) as database:
        database.execute("DELETE FROM geometry")
        database.execute("INSERT INTO geometry VALUES (0, ?, ?, 2.0, 0, 0)", _SCREEN)
        database.execute(
            "UPDATE window_focus SET x = ?, y = ?, width_px = ?, height_px = ?", _WINDOW.as_list()
        )
        database.execute("UPDATE event SET x = x / 2, y = y / 2 WHERE x IS NOT NULL")
    team = Team(tmp_path / "team")
    return team, team.take_in(source)


def test_a_window_is_masked_where_it_lies_on_a_picture_with_more_pixels(
    hidpi: "tuple[Team, str]",
) -> None:
    team, session_id = hidpi
    session = team.session("ana", session_id)
    hidden = replaying.exposure(session)
    whole = Box(_WINDOW.x * 2, _WINDOW.y * 2, _WINDOW.width_px * 2, _WINDOW.height_px * 2)
    assert hidden.pixels
    assert all(mask.box is not None and mask.box.encloses(whole) for mask in hidden.pixels)

    shot = replaying.shot_at(session, 4_800_000, hidden)

    inside = shot.image[whole.y : whole.y + whole.height_px, whole.x : whole.x + whole.width_px]
    assert len(np.unique(inside.reshape(-1, 3), axis=0)) == 1


def _flag(session: "Session") -> "Flag":
    return next(flag for flag in session.flags() if flag.kind == "email" and flag.place.length)


def _masks(session: "Session", flag: "Flag") -> list[Box | None]:
    return [m.box for m in replaying.exposure(session).pixels if m.source_id == flag.flag_id]


def test_saying_that_boxes_hide_it_lifts_no_mask_while_there_is_no_box(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    flag = _flag(session)
    before = _masks(session, flag)
    assert before

    redacting.hide(session, [flag], shows=Shows.BOXES)

    assert _masks(session, flag) == before


def test_a_box_lifts_the_masks_of_all_flags_it_answers_until_it_is_taken_back(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("rev", session_id)
    flags = [flag for flag in session.flags() if _masks(session, flag)]
    assert len(flags) > 1
    before = [_masks(session, flag) for flag in flags]

    made = redacting.redact_box(session, FIELD_BOX, t_us=0, end_us=session.duration_us, flags=flags)
    assert [_masks(session, flag) for flag in flags] == [[] for _ in flags]

    redacting.remove_redaction(session, made)
    assert [_masks(session, flag) for flag in flags] == before
