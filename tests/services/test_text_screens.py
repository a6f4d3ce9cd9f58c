"""Terminal casts from file to session: pictures of their screens, and what of them is covered."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from workbench.domain.action import ActionKind
from workbench.domain.event import EventKind
from workbench.domain.geometry import Box
from workbench.domain.place import Where
from workbench.domain.text_screen import CELL_PX, text_of
from workbench.media.text_image import TextPainter

if TYPE_CHECKING:
    from tests.conftest import Team
    from workbench.services.session import Session

SHOWN = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
UNSEEN = "lavender"
AT = 7
"""The column where the secret on the screen begins."""


def cast_of(path: Path, *lines: tuple[float, str, str], size: tuple[int, int] = (60, 10)) -> Path:
    """A cast of version 2 with those lines."""
    header = {"version": 2, "width": size[0], "height": size[1], "timestamp": 1_700_000_000}
    path.write_text("\n".join(json.dumps(row) for row in (header, *lines)) + "\n")
    return path


def typed(text: str, at: float, *, is_echoed: bool) -> list[tuple[float, str, str]]:
    """A line typed key by key, and what the terminal shows of it."""
    rows: list[tuple[float, str, str]] = []
    for place, key in enumerate(text):
        rows.append((round(at + place * 0.1, 6), "i", key))
        if is_echoed:
            rows.append((round(at + place * 0.1 + 0.004, 6), "o", key))
    end = round(at + len(text) * 0.1, 6)
    return [*rows, (end, "i", "\r"), (end + 0.003, "o", "\r\n")]


def lines_seen(session: "Session") -> list[str]:
    """Every line of every screen as the member's keys show it."""
    return [text_of(line) for screen in session.capture.screens for line in screen.lines]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Somebody logs in, with a password nobody sees, and prints a key."""
    rows = [
        (0.1, "o", "$ "),
        *typed("deploy now", 0.5, is_echoed=True),
        (2.0, "o", "Continue: "),
        *typed(UNSEEN, 2.5, is_echoed=False),
        (4.0, "o", "$ "),
        *typed("cat key", 4.5, is_echoed=True),
        (6.0, "o", f"\x1b[32mtoken: {SHOWN}\x1b[0m\r\n$ "),
        (8.0, "o", "\x1b[2J\x1b[Hdone\r\n"),
        (9.0, "m", "released"),
    ]
    return cast_of(tmp_path / "work.cast", *rows)


def test_every_screen_has_the_picture_that_is_painted_of_it(team: "Team", source: Path) -> None:
    session = team.session("lea", team.take_in(source))
    screens, pack = session.capture.screens, session.pack
    assert pack is not None

    painter = TextPainter()
    pictures = {screen.t_us: painter.paint(screen) for screen in screens}

    times = [int(t_us) for t_us in pack.times_us]
    assert times == sorted(set(pictures))[: len(times)]
    assert session.capture.geometry[0].width_px == 60 * CELL_PX[0]
    for index, t_us in enumerate(times):
        assert np.array_equal(pack.image(index), pictures[t_us])
    assert session.duration_us == 9_000_001


def test_a_password_that_is_not_echoed_is_flagged_and_masked(team: "Team", source: Path) -> None:
    session_id = team.take_in(source)
    lead, annotator = team.session("lea", session_id), team.session("ana", session_id)

    flagged = [flag for flag in lead.flags() if flag.place.where is Where.TYPED]
    seen = [a.text for a in annotator.capture.actions if a.kind is ActionKind.TYPE]

    assert [flag.kind for flag in flagged] == ["password"]
    assert [a.text for a in lead.capture.actions if a.kind is ActionKind.TYPE][1] == UNSEEN
    assert seen == ["deploy now", "▒" * len(UNSEEN), "cat key"]
    texts = [e.text for e in annotator.capture.events() if e.kind is EventKind.TEXT]
    assert "".join(text or "" for text in texts) == "deploy nowcat key"


def test_a_secret_on_the_screen_is_flagged_with_the_box_of_its_cells(
    team: "Team", source: Path
) -> None:
    session = team.session("lea", team.take_in(source))

    places = {
        (flag.place.t_us, flag.place.end_us, flag.place.box)
        for flag in session.flags()
        if flag.place.where is Where.SCREEN
    }

    width, height = CELL_PX
    row = next(
        number
        for screen in session.capture.screens
        for number, line in enumerate(screen.lines)
        if SHOWN in text_of(line)
    )
    box = Box(AT * width, row * height, len(SHOWN) * width, height)
    assert places == {(6_000_000, 8_000_000, box)}


def test_who_may_not_see_it_reads_blocks_in_its_cells(team: "Team", source: Path) -> None:
    session_id = team.take_in(source)

    lead = lines_seen(team.session("lea", session_id))
    seen = lines_seen(team.session("ana", session_id))

    assert f"token: {SHOWN}" in lead
    assert f"token: {'█' * len(SHOWN)}" in seen
    assert not [line for line in seen if SHOWN[:8] in line]
    assert [line.replace("█", "") for line in seen if "█" not in line] == [
        line for line in lead if SHOWN not in line
    ]


def test_markers_come_as_remarks(team: "Team", source: Path) -> None:
    session = team.session("lea", team.take_in(source))

    assert [(r.t_us, r.name, r.text) for r in session.capture.remarks] == [
        (9_000_000, "marker", "released")
    ]


@pytest.mark.parametrize("said", [SHOWN, SHOWN[4:16], SHOWN.upper(), " ".join(SHOWN)])
def test_a_marker_that_holds_most_of_a_secret_is_kept_from_annotators(
    team: "Team", tmp_path: Path, said: str
) -> None:
    rows = [(1.0, "o", f"token: {SHOWN}"), (2.0, "m", f"is it {said} now"), (3.0, "m", "build")]
    session_id = team.take_in(cast_of(tmp_path / "a.cast", *rows))

    covered, other = team.session("ana", session_id).capture.remarks
    told, _ = team.session("lea", session_id).capture.remarks
    assert (covered.text, other.text) == ("█" * len(told.text), "build")
    assert told.text == f"is it {said} now"


def test_a_resized_terminal_has_pictures_of_each_size(team: "Team", tmp_path: Path) -> None:
    rows = [(0.0, "o", "one"), (1.0, "r", "40x5"), (1.5, "o", "two"), (2.0, "o", "\r\nthree")]
    session = team.session("lea", team.take_in(cast_of(tmp_path / "a.cast", *rows)))

    assert [(g.start_us, g.width_px, g.height_px) for g in session.capture.geometry] == [
        (0, 480, 160),
        (1_000_000, 320, 80),
    ]
    assert [(f.t_us, f.width_px, f.height_px) for f in session.capture.frames] == [
        (0, 480, 160),
        (1_000_000, 320, 80),
        (1_500_000, 320, 80),
        (2_000_000, 320, 80),
    ]
