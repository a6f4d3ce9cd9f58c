"""The page about the journal has every object type and every field that ops can hold."""

import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain import authority, records
from workbench.domain.geometry import Box
from workbench.domain.member import Role
from workbench.domain.ontology import parse_ontology
from workbench.domain.op import Change
from workbench.domain.sealed import SEALED_FIELDS
from workbench.services import (
    building,
    commenting,
    consenting,
    distributing,
    exchanging,
    labeling,
    membership,
    ontologies,
    redacting,
    replaying,
    reviewing,
)
from workbench.services.planning import ReleaseRequest
from workbench.services.session import Session

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "journal-format.md").read_text("utf-8")
REQUEST = ReleaseRequest("pilot", "1", "agent-training", {"train": 1.0}, date(2026, 6, 1))


def documented() -> dict[str, set[str]]:
    """The fields on the page by type; sealed ones in stars."""
    parts = re.split(r"^### `(\w+)`$", PAGE.partition("## Object types")[2], flags=re.MULTILINE)
    return {
        kind: set(re.findall(r"^\| (\*?`[\w.]+`\*?) \|", text.partition("\n## ")[0], re.MULTILINE))
        for kind, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def written(team: "Team") -> dict[str, set[str]]:
    """The fields in a project's journal by type, spelt as the page spells them."""
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for text in team.journal_bytes().values():
        for line in text.splitlines():
            for change in json.loads(line)["changes"]:
                kind = change["object"].partition("/")[0]
                for name in change["set"]:
                    spelt = f"`{re.sub(r'^handed[.].*', 'handed.ID', name)}`"
                    fields[kind].add(f"*{spelt}*" if (kind, name) in SEALED_FIELDS else spelt)
    return dict(fields)


def do_everything(team: "Team", session_id: str, out: Path, ana: "Pen") -> None:
    """Whatever the fixture has not done yet, each at least once."""
    lea = team.open()
    building.build_release(lea, REQUEST, out)
    distributing.hand_over(lea, "pilot", "1", to="team north", on=date(2026, 6, 2))
    session = Session(lea, session_id)
    reviewing.give_back(session, comment="say more")
    commenting.add_bookmark(session, t_us=1, note="here")
    commenting.add_comment(session, t_us=1, text="why?")
    replaying.peek(session, t_us=1, reason="to see")
    reviewing.check_screens(session, scenes=2, never_shown=[], px_per_cell=9)
    redacting.keep(session, session.flags()[:1], reason="invented")
    redacting.add_flag(session, kind="person", t_us=1, end_us=9, reason="a face")
    redacting.redact_box(session, Box(1, 1, 9, 9), t_us=1, end_us=9, reason="a face")
    (line, *_) = exchanging.export_labels(lea)
    labeling.delete(session, json_segment(session, line))
    exchanging.import_labels(lea, exchanging.parse_labels(line))
    ontologies.import_ontology(lea, parse_ontology([{"key": "form"}], 0))
    head = lea.ledger.authority.head
    membership.set_role(lea, "ana", Role.REVIEWER)
    late = Change((), "comment/late", {"alive": True})
    ana.write("comment.add", late, session=session_id, head=head)
    lea.refresh()
    membership.countersign(lea, ana.entries()[0].hash)
    consenting.withdraw(lea, "p-01")
    consenting.erase(lea, "p-01")


def json_segment(session: Session, line: str) -> str:
    start_us = json.loads(line)["start_us"]
    return next(s.segment_id for s in session.segments() if s.start_us == start_us)


def test_the_page_has_exactly_the_types_and_fields_that_ops_hold(
    approved: tuple["Team", str], tmp_path: Path, pen_for: type["Pen"]
) -> None:
    team, session_id = approved
    do_everything(team, session_id, tmp_path / "pilot", pen_for(team, "ana"))

    assert written(team) == documented()


def test_the_page_has_every_type_that_somebody_may_change() -> None:
    known = {"flag", "review", *authority._NEEDED, *authority._MEMBERSHIP_TYPES}

    assert set(documented()) == known


@pytest.mark.parametrize("kind", sorted(authority._NEEDED))
def test_the_page_says_who_may_change_a_type(kind: str) -> None:
    (row,) = re.findall(rf"^\|([^|]*`{kind}`[^|]*)\| (.*) \|$", rights(), re.MULTILINE)

    needed = ", ".join(sorted(authority._NEEDED[kind])) or "nothing: any member"
    assert row[1] == needed


def rights() -> str:
    return PAGE.partition("### Who may what")[2].partition("###")[0]


def sealed() -> str:
    return PAGE.partition("## Sealed words")[2].partition("## Object types")[0]


@pytest.mark.parametrize(("kind", "field"), sorted(records._SAFEST_LAST))
def test_the_page_has_every_field_with_a_safer_value(kind: str, field: str) -> None:
    order = records._SAFEST_LAST[kind, field]

    told = ", ".join(f"`{v}`" if isinstance(v, str) else json.dumps(v) for v in order)
    assert f"| `{kind}.{field}` | {told} |" in PAGE


@pytest.mark.parametrize(("kind", "field"), sorted(SEALED_FIELDS))
def test_the_page_says_which_fields_are_sealed(kind: str, field: str) -> None:
    (row,) = re.findall(rf"^\| `{kind}` \| (.*) \|$", sealed(), re.MULTILINE)

    assert f"`{field}`" in row.split(", ")
    assert f"*`{field}`*" in documented()[kind]
