"""Nobody accepts their own work: not under a second name, not by deleting what they made."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.member import Role, shares_key
from workbench.domain.op import JSON, Change
from workbench.errors import NotAllowed, NotFound, Refused, UsageError
from workbench.services import labeling, membership, reviewing
from workbench.services.gates import session_gates
from workbench.store.identity import PublicIdentity, make_identity
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

    MakePen = Callable[..., Pen]


def add(lead: Project, name: str, key: str, identities: Path) -> None:
    membership.add_member(
        lead, name, Role.REVIEWER, public_key=key, identities_dir=identities / "identities"
    )


def halves(one: str, other: str) -> list[str]:
    """Two public lines mixed: each has one half of the first."""
    a, b = PublicIdentity.parse(one), PublicIdentity.parse(other)
    mixed = (PublicIdentity(a.verify_key, b.wrap_key), PublicIdentity(b.verify_key, a.wrap_key))
    return [str(identity) for identity in mixed]


def key_of(project: Project, name: str) -> str:
    return project.ledger.authority.members[name].public_key


@pytest.mark.parametrize("holder", ["ana", "lea"])
@pytest.mark.parametrize("when", ["now", "before"])
@pytest.mark.parametrize("part", ["whole", "signs", "unwraps"])
def test_a_key_that_a_member_has_or_had_is_nobody_elses(
    team: "Team", tmp_path: Path, holder: str, when: str, part: str
) -> None:
    lead = team.open()
    key = key_of(lead, holder)
    if when == "before" and holder == "ana":
        membership.remove_member(lead, "ana")
    stranger = str(make_identity(tmp_path, "x").public)
    given = {"whole": [key], "signs": halves(key, stranger)[:1], "unwraps": halves(key, stranger)}
    journal = team.journal_bytes()

    with pytest.raises(UsageError, match=holder):
        add(lead, "ann2", given[part][-1], team.root / "config")

    assert team.journal_bytes() == journal
    assert "ann2" not in team.open().ledger.authority.members
    assert not lead.keyring.holds_anything("ann2")


def test_a_member_comes_back_with_the_key_they_had_or_with_a_new_one(
    team: "Team", tmp_path: Path
) -> None:
    lead = team.open()
    for key in (key_of(lead, "ana"), str(make_identity(tmp_path, "ana").public)):
        membership.remove_member(lead, "ana")
        add(lead, "ana", key, team.root / "config")
        assert team.open().ledger.authority.members["ana"].public_key == key


@pytest.mark.parametrize("how", ["one op", "two ops"])
def test_an_op_that_gives_a_key_a_second_time_does_not_count_for_anybody(
    team: "Team", pen: "MakePen", tmp_path: Path, how: str
) -> None:
    head = team.open().ledger.authority.head
    running = team.open("rev")
    key = key_of(running, "ana")
    fields: dict[str, JSON] = {"active": True, "public_key": key, "role": "lead"}
    changes = [Change((), "member/ann2", fields)]
    if how == "one op":
        fields["public_key"] = str(make_identity(tmp_path, "x").public)
        changes.append(Change((), "member/ann3", dict(fields)))
    pen("lea").write("member.add", *changes, session="", head=head)

    running.refresh()
    for project in (running, team.open("ana"), team.open()):
        assert set(project.ledger.authority.members) == {"lea", "ana", "rev"}
        (aside,) = project.ledger.state.set_aside
        assert "the key of another" in aside.reason
    add(team.open(), "bob", str(make_identity(tmp_path, "bob").public), team.root / "config")
    assert "bob" in team.open("rev").ledger.authority.members


@pytest.mark.parametrize("key", ["wbk1." + "A" * 86, "none", "", None, 5])
def test_an_op_that_gives_a_key_that_is_none_does_not_count(
    team: "Team", pen: "MakePen", key: JSON
) -> None:
    head = team.open().ledger.authority.head
    fields: dict[str, JSON] = {"active": True, "public_key": key, "role": "lead"}
    pen("lea").write("member.add", Change((), "member/bob", fields), session="", head=head)

    project = team.open("rev")
    assert "bob" not in project.ledger.authority.members
    (aside,) = project.ledger.state.set_aside
    assert "public key that is none" in aside.reason


def line(signs: bytes, unwraps: bytes) -> str:
    return "wbk1." + base64.urlsafe_b64encode(signs + unwraps).decode().rstrip("=")


def test_a_key_that_keeps_nothing_secret_is_refused(team: "Team", tmp_path: Path) -> None:
    public = make_identity(tmp_path, "x").public
    signs, unwraps = public.verify_key.public_bytes_raw(), public.wrap_key.public_bytes_raw()
    prime, order_8 = 2**255 - 19, bytes.fromhex(ORDER_8)
    ys = [0, 1, prime - 1, prime, prime + 1, prime - int.from_bytes(order_8, "little")]
    weak = [order_8, *(y.to_bytes(32, "little") for y in ys)]
    weak += [w[:31] + bytes([w[31] | 0x80]) for w in weak]
    keys = [line(w, unwraps) for w in weak] + [line(signs, w) for w in (bytes(32), order_8_x())]
    for key in ["wbk1." + "A" * 86, str(public) + "=", str(public) + "\n", *keys]:
        with pytest.raises(UsageError) as refused:
            add(team.open(), "bob", key, team.root / "config")
        assert refused.value.hint
    assert line(signs, unwraps) == str(public)
    add(team.open(), "bob", str(public), team.root / "config")


ORDER_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"


def order_8_x() -> bytes:
    """The same point of small order as X25519 has it: u = (1 + y) / (1 - y)."""
    prime, y = 2**255 - 19, int.from_bytes(bytes.fromhex(ORDER_8), "little")
    return ((1 + y) * pow(1 - y, -1, prime) % prime).to_bytes(32, "little")


def test_keys_that_cannot_be_read_share_nothing_but_themselves() -> None:
    assert shares_key("none", "none")
    assert not shares_key("none", "other")
    assert not shares_key("wbk1.AAAA", "wbk1.é")


def test_who_deleted_a_segment_had_a_hand_in_the_work(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    tasks = team.label(session_id)
    lead = team.session("lea", session_id)
    labeling.delete(lead, tasks[0])
    team.decide(session_id)

    with pytest.raises((Refused, NotAllowed)):
        reviewing.accept(team.session("lea", session_id))
    reviewing.accept(team.session("rev", session_id))
    assert list(session_gates(team.session("lea", session_id))) == []


def test_an_acceptance_by_who_deleted_a_segment_releases_nothing(
    stocked: "tuple[Team, str]", pen_for: "type[Pen]"
) -> None:
    team, session_id = stocked
    tasks = team.label(session_id)
    labeling.delete(team.session("lea", session_id), tasks[0])
    team.decide(session_id)
    reviewing.accept(team.session("rev", session_id))
    session = team.session("lea", session_id)
    review = session.records.get("review", session_id)
    digest = review.text("digest")
    change = Change(review.heads, review.key, {"state": "accepted", "digest": digest})
    session.project.append("review.accept", [change], session=session_id)

    gates = list(session_gates(team.session("lea", session_id)))
    assert gates == ["accepted by somebody who had a hand in it"]


@pytest.mark.parametrize(
    "part", ["zz", "", "0" * 11, "0" * 65, "G" * 64, "0" * 63 + "Z", "../../" + "0" * 58]
)
def test_only_the_hash_of_an_op_can_be_countersigned(team: "Team", part: str) -> None:
    journal = team.journal_bytes()
    with pytest.raises(UsageError) as refused:
        membership.countersign(team.open(), part)
    assert refused.value.hint
    assert team.journal_bytes() == journal


def test_only_an_op_that_came_too_late_can_be_countersigned(team: "Team", pen: "MakePen") -> None:
    lead = team.open()
    head = lead.ledger.authority.head
    note = Change((), "comment/c", {"alive": True})
    fine = pen("rev")
    fine.write("comment.add", note, session="s-1", head=head)
    forbidden = pen("rev", writer="rev-11111111")
    forbidden.write("x", Change((), "consent/c", {"alive": True}), session="", head=head)
    membership.remove_member(lead, "ana")
    late = pen("ana")
    late.write("comment.add", note, session="s-1", head=head)
    later = pen("ana", writer="ana-11111111")
    later.write("comment.add", note, session="s-1", head=head)
    lead = team.open()

    for entries in (fine.entries(), forbidden.entries()):
        with pytest.raises(NotFound):
            membership.countersign(lead, entries[0].hash)
    with pytest.raises(NotFound):
        membership.countersign(lead, "0" * 64)
    membership.countersign(lead, late.entries()[0].hash)
    membership.countersign(lead, later.entries()[0].hash[:12])

    assert [a.writer for a in team.open().ledger.state.set_aside] == [forbidden.writer]
    with pytest.raises(NotFound):
        membership.countersign(team.open(), late.entries()[0].hash)
