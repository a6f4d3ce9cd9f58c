"""A consent allows what it says, from the day it was given to its last, and nothing else."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.consent import Consent
from workbench.domain.op import JSON, Change
from workbench.domain.release import Scope
from workbench.errors import UsageError
from workbench.services import consenting
from workbench.services.consenting import ConsentTerms, read_consent_file
from workbench.services.gates import subject_gate
from workbench.services.importing import import_capture

if TYPE_CHECKING:
    from tests.conftest import Team

TODAY = date(2026, 6, 1)
SCOPES = frozenset(Scope)
PURPOSE = "agent-training"


def terms(**other: object) -> ConsentTerms:
    fields: dict[str, object] = {
        "purposes": (PURPOSE,),
        "scopes": SCOPES,
        "until": date(2031, 1, 1),
        "granted_at": "2026-06-01",
    }
    return ConsentTerms(**{**fields, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("granted_at", "on", "holds"),
    [
        ("2026-06-01", date(2026, 5, 31), False),
        ("2026-06-01", date(2026, 6, 1), True),
        ("2026-06-01", date(2026, 6, 30), True),
        ("2026-06-01", date(2026, 7, 1), False),
        ("", date(1, 1, 1), True),
        ("some day", date(2026, 6, 15), False),
        ("2030-01-01", date(2026, 6, 15), False),
    ],
)
def test_it_holds_from_its_first_day_to_its_last(granted_at: str, on: date, holds: bool) -> None:
    consent = Consent("c", "p", ("x",), SCOPES, date(2026, 6, 30), granted_at=granted_at)

    assert consent.allows("x", on) is holds


def test_one_that_stands_in_the_journal_with_a_day_to_come_releases_nothing_before(
    team: "Team",
) -> None:
    lead = team.open()
    consenting.ensure_subject(lead, "p-01")
    fields: dict[str, JSON] = {
        "alive": True,
        "subject": "p-01",
        "purposes": [PURPOSE],
        "scopes": ["keys"],
        "until": "2035-01-01",
        "granted_at": "2030-01-01",
        "state": "granted",
    }
    lead.append("consent.add", [Change((), "consent/c", fields)])

    assert subject_gate(lead, "p-01", PURPOSE, TODAY)
    assert not subject_gate(lead, "p-01", PURPOSE, date(2030, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"granted_at": "2026-06-02"},
        {"granted_at": "2030-01-01"},
        {"granted_at": "yesterday"},
        {"granted_at": "2026-06-01T10:00"},
        {"until": date(2026, 5, 31)},
        {"purposes": ()},
        {"purposes": ("",)},
        {"purposes": (PURPOSE, "  ")},
        {"scopes": frozenset()},
    ],
)
def test_one_that_would_allow_nothing_is_not_put_on_record(
    team: "Team", wrong: dict[str, object]
) -> None:
    journal = team.journal_bytes()

    with pytest.raises(UsageError) as refused:
        consenting.add_consent(team.open(), "p-01", terms(**wrong), today=TODAY)

    assert refused.value.hint
    assert team.journal_bytes() == journal


def test_one_of_today_is_put_on_record(team: "Team") -> None:
    lead = team.open()
    consenting.add_consent(lead, "p-01", terms(until=TODAY), today=TODAY)
    today = date.today().isoformat()
    consenting.add_consent(lead, "p-02", terms(granted_at=today))

    assert not subject_gate(lead, "p-01", PURPOSE, TODAY)
    assert len(consenting.consents(lead)) == 2


def test_nothing_is_imported_on_the_strength_of_one(team: "Team", capture_source: Path) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    journal = team.journal_bytes()
    with pytest.raises(UsageError):
        import_capture(
            team.open(), capture_source, subject="p-01", consent=terms(granted_at=tomorrow)
        )

    assert team.journal_bytes() == journal
    assert list((team.root / "project" / "sessions").iterdir()) == []


FIELDS = {"subject": "p", "purposes": ["x"], "scopes": ["keys"], "until": "2031-01-01"}


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"subject":' * 100_000,
        b"[]",
        b"5",
        b"\xff",
        json.dumps({**FIELDS, "purposes": "agent-training"}).encode(),
        json.dumps({**FIELDS, "purposes": [None]}).encode(),
        json.dumps({**FIELDS, "scopes": "keys"}).encode(),
        json.dumps({**FIELDS, "until": 5}).encode(),
        json.dumps({**FIELDS, "until": "5"}).encode(),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "consent.json"
    path.write_bytes(data)
    with pytest.raises(UsageError) as refused:
        read_consent_file(path)
    assert refused.value.hint


@pytest.mark.parametrize("granted", [{}, {"granted_at": None}, {"granted_at": ""}])
def test_a_file_need_not_say_when(tmp_path: Path, granted: dict[str, object]) -> None:
    path = tmp_path / "consent.json"
    path.write_text(json.dumps({**FIELDS, **granted}))

    subject, found = read_consent_file(path)

    assert (subject, found.granted_at, found.purposes) == ("p", "", ("x",))
