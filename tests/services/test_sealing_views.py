"""Flagged addresses, programs' names and descriptions: masked in every view and every copy."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.test_sealing_leaks import (
    CARD,
    FROM_US,
    IN_LINK,
    LINK,
    MAIL,
    capture_of,
    typing,
)
from workbench.cli.main import main
from workbench.domain.event import Event, EventKind
from workbench.domain.flag import Shows
from workbench.domain.place import Where
from workbench.services import labeling, redacting, replaying, rows
from workbench.services.leaks import hidden_values

if TYPE_CHECKING:
    from tests.conftest import Team
    from workbench.services.session import Session

SECRETS = (MAIL, *IN_LINK)


@pytest.fixture
def told(team: "Team", tmp_path: Path) -> "tuple[Team, str]":
    """A session that tells something in an address, in a program's name and in its description."""
    link = Event(1, FROM_US, EventKind.NAVIGATE, text=LINK)
    source = capture_of(
        tmp_path / "one", [link], app=f"mail of {MAIL}", description=f"Call {MAIL} back"
    )
    return team, team.take_in(source)


def _row_apps(session: "Session") -> set[str | None]:
    (task, *_) = [s for s in session.segments() if s.tier.value == "task"]
    whole = replace(task, start_us=0, end_us=session.duration_us)
    style = rows.RowStyle("a-1", "pixel", frozenset())
    found = list(rows.rows_of_task(session, whole, replaying.exposure(session), style))
    return {row.app for row in found}


def test_a_reviewer_sees_them_masked_until_they_are_kept(told: "tuple[Team, str]") -> None:
    team, session_id = told
    session = team.session("rev", session_id)
    hidden = replaying.exposure(session)

    (event,) = replaying.shown_events(session, hidden, kind="navigate")
    assert not [secret for secret in SECRETS if secret in (event.text or "")]
    assert [w.app for w in replaying.shown_windows(session, hidden)] == [f"mail of {'▒' * 25}"]
    assert replaying.shown_custody(session, hidden).description == f"Call {'▒' * 25} back"
    redacting.keep(session, session.flags(), reason="invented")
    kept = replaying.exposure(session)
    assert [w.app for w in replaying.shown_windows(session, kept)] == [f"mail of {MAIL}"]
    assert replaying.shown_custody(session, kept).description == f"Call {MAIL} back"


def test_no_command_prints_them(
    told: "tuple[Team, str]", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    team, session_id = told
    for name in ("config", "state"):
        home = team.root / f"home-{name}"
        home.mkdir()
        (home / "workbench").symlink_to(team.root / name, target_is_directory=True)
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(home))
    for who in ("ana", "rev", "lea"):
        for verb in (["show", "--text"], ["show", "--json"], ["show"], ["events"], ["flags"]):
            asked = ["--project", str(team.root / "project"), "--as", who]
            assert main([*asked, verb[0], session_id, *verb[1:]]) == 0
            printed = capsys.readouterr()
            assert not [s for s in SECRETS if s in printed.out + printed.err], (who, verb)


def test_a_hidden_programs_name_does_not_leave(told: "tuple[Team, str]") -> None:
    team, session_id = told
    labeling.split_at(team.session("ana", session_id), 500_000)
    session = team.session("rev", session_id)
    redacting.hide(session, session.flags(), shows=Shows.NOWHERE)

    assert _row_apps(session) == {"mail of [redacted]"}
    assert {value.text for value in hidden_values(session)} == {MAIL, *IN_LINK}


def test_a_description_masks_no_pixels(told: "tuple[Team, str]") -> None:
    team, session_id = told
    session = team.session("rev", session_id)
    redacting.keep(
        session,
        [f for f in session.flags() if f.place.where is not Where.DESCRIPTION],
        reason="invented",
    )

    assert replaying.exposure(session).pixels == ()


def test_what_is_left_of_a_corrected_value_is_searched_for(team: "Team", tmp_path: Path) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([CARD, 1])))
    session = team.session("rev", session_id)
    redacting.hide(session, session.flags())

    assert {value.text for value in hidden_values(session)} == {CARD, CARD[:-1]}


def test_what_was_typed_anew_of_a_value_is_no_event_to_be_read(
    team: "Team", tmp_path: Path
) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([CARD, 8, CARD[8:15]])))
    session = team.session("rev", session_id)
    events: Sequence[Event] = list(replaying.shown_events(session, replaying.exposure(session)))

    assert [event.text for event in events if event.text] == []
