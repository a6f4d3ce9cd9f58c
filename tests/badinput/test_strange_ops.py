"""Ops that their author was allowed and that make no sense: the project goes on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from workbench.domain.op import JSON, Change
from workbench.domain.review import ReviewState
from workbench.services import labeling, redacting, reviewing
from workbench.services.listing import sessions
from workbench.services.planning import ReleaseRequest, plan_release

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

    Stocked = tuple[Team, str]

VALUES: list[JSON] = [
    None,
    "",
    "nonsense",
    -1,
    2**63 - 1,
    True,
    [],
    [None, [], {}],
    {},
    {"data": "!", "sealed": "content"},
    {"data": "AAAA", "sealed": "content"},
    {"data": 5, "sealed": "content"},
]

SEGMENT = ("tier", "start_us", "end_us", "labels", "instruction", "outcome", "source", "alive")
FLAG = ("kind", "detector", "place", "reason", "confidence", "value_id")


def look_at_everything(team: "Team", session_id: str) -> None:
    """Every list and every view; only our own errors may come of it."""
    lead = team.open()
    assert [s.session_id for s in sessions(lead)] == [session_id]
    lead.ledger.sql()
    session = team.session("rev", session_id)
    looks: list[Callable[[], object]] = [
        session.segments,
        session.flags,
        session.redactions,
        session.state,
        lambda: redacting.flag_groups(session),
        lambda: reviewing.missing(session),
        lambda: reviewing.approval_holds(session),
    ]
    for look in looks:
        look()
    from datetime import date

    request = ReleaseRequest("r", "1", "agent-training", {"train": 1.0}, date(2026, 1, 1))
    plan = plan_release(lead, request)
    assert plan.excluded


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("kind", ["segment", "flag", "comment", "bookmark", "review"])
def test_a_senseless_value_stops_nobody(
    stocked: "Stocked", pen_for: "type[Pen]", kind: str, value: JSON
) -> None:
    team, session_id = stocked
    head = team.open("lea").ledger.authority.head
    pen = pen_for(team, "ana")
    names = {"segment": SEGMENT, "flag": FLAG}.get(kind, ("text", "t_us", "resolved", "comment"))
    for number, name in enumerate(names):
        fields: dict[str, JSON] = {"alive": True, name: value}
        if kind == "flag":
            fields["state"] = "open"
        if kind == "review":
            fields["state"] = "submitted"
        target = session_id if kind == "review" else f"x-{number}"
        change = Change((), f"{kind}/{target}", fields)
        pen.write("strange", change, session=session_id, head=head)

    look_at_everything(team, session_id)
    if kind not in ("segment", "flag"):
        first, _ = labeling.split_at(team.session("ana", session_id), 6_000_000)
        assert first


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize(
    ("kind", "name"),
    [("review", "state"), ("review", "digest"), ("flag", "state"), ("flag", "shows")],
)
def test_a_senseless_decision_is_the_safest_one(
    approved: "Stocked", pen_for: "type[Pen]", kind: str, name: str, value: JSON
) -> None:
    team, session_id = approved
    records = team.open("lea").ledger.records(session_id)
    target = records.get("review", session_id) if kind == "review" else next(records.alive("flag"))
    change = Change(target.heads, target.key, {name: value})
    head = team.open("lea").ledger.authority.head
    pen_for(team, "rev").write("strange", change, session=session_id, head=head)

    look_at_everything(team, session_id)
    session = team.session("rev", session_id)
    if (kind, name) == ("review", "state"):
        assert session.state() is not ReviewState.ACCEPTED
    if (kind, name) == ("flag", "state"):
        assert any(flag.is_open for flag in session.flags())


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize(
    "name", ["subject", "title", "duration_us", "frames", "source_digest", "recorded_at"]
)
def test_a_leads_senseless_session_leaves_the_others_usable(
    stocked: "Stocked", pen_for: "type[Pen]", name: str, value: JSON
) -> None:
    team, session_id = stocked
    lead = team.open("lea")
    fields: dict[str, JSON] = {"alive": True, "subject": "p-01", name: value}
    change = Change((), "session/s-strange", fields)
    pen_for(team, "lea").write(
        "session.import", change, session="s-strange", head=lead.ledger.authority.head
    )

    assert session_id in {s.session_id for s in sessions(team.open())}
    assert team.session("ana", session_id).capture.actions


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("name", ["until", "scopes", "purposes", "state", "subject"])
def test_a_senseless_consent_allows_nothing(
    stocked: "Stocked", pen_for: "type[Pen]", name: str, value: JSON
) -> None:
    from datetime import date

    from workbench.services import consenting
    from workbench.services.gates import subject_gate

    team, _ = stocked
    lead = team.open("lea")
    consenting.ensure_subject(lead, "p-08")
    fields: dict[str, JSON] = {
        "alive": True,
        "subject": "p-08",
        "purposes": ["agent-training"],
        "scopes": ["keys"],
        "until": "2031-01-01",
        "state": "granted",
        name: value,
    }
    change = Change((), "consent/c", fields)
    pen_for(team, "lea").write("consent.add", change, session="", head=lead.ledger.authority.head)

    again = team.open("lea")
    assert subject_gate(again, "p-08", "agent-training", date(2026, 1, 1))
    assert subject_gate(again, "p-01", "agent-training", date(2026, 1, 1)) == ""
