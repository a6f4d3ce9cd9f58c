"""The fold of a project's journal when somebody has been at its files."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workbench.domain.member import Role
from workbench.domain.op import JSON, Change
from workbench.services import membership
from workbench.store import ops
from workbench.store.identity import make_identity
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

    MakePen = Callable[..., Pen]


def note(text: str, object_id: str = "c-1", *base: str) -> Change:
    return Change(tuple(base), f"comment/{object_id}", {"alive": True, "text": text})


def said(project: Project, session_id: str = "s-1") -> list[str]:
    records = project.ledger.records(session_id)
    return sorted(record.text("text") for record in records.alive("comment"))


def set_aside(project: Project) -> list[tuple[str, int, str, bool]]:
    asides = project.ledger.state.set_aside
    return sorted((a.writer, a.seq, a.reason, a.is_rest) for a in asides)


def add_note(project: Project, text: str) -> str:
    return project.append("comment.add", [note(text, ops.new_id())], session="s-1").id


def own_file(team: "Team", name: str) -> Path:
    (path,) = (team.root / "project" / "journal").glob(f"{name}-*.jsonl")
    return path


@pytest.fixture
def written(team: "Team") -> "Team":
    """Five notes by ana, one by the reviewer."""
    ana = team.open("ana")
    for index in range(5):
        add_note(ana, f"a{index}")
    add_note(team.open("rev"), "r0")
    return team


NOTES = ["a0", "a1", "a2", "a3", "a4", "r0"]


def test_everybody_sees_what_everybody_wrote(written: "Team") -> None:
    for name in ("lea", "ana", "rev"):
        project = written.open(name)
        assert said(project) == NOTES
        assert set_aside(project) == []


def test_a_refresh_takes_in_what_another_process_appended(written: "Team") -> None:
    mine, theirs = written.open("lea"), written.open("rev")
    add_note(theirs, "new")

    assert said(mine) == NOTES
    assert mine.refresh() == {"s-1"}
    assert said(mine) == sorted([*NOTES, "new"])
    assert mine.refresh() == frozenset()


def test_a_torn_last_line_is_no_op_and_makes_way(written: "Team") -> None:
    path = own_file(written, "ana")
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[-1][:100])

    ana = written.open("ana")
    assert said(ana) == NOTES
    add_note(ana, "after")
    assert path.read_bytes().startswith(whole)
    assert path.read_bytes().count(b"\n") == 6
    assert said(written.open("lea")) == sorted([*NOTES, "after"])
    assert set_aside(written.open("lea")) == []


@pytest.mark.parametrize(
    ("harm", "kept", "reason"),
    [
        (lambda lines: [*lines[:2], lines[2].replace(b'"a2"', b'"ax"'), *lines[3:]], 3, "follow"),
        (lambda lines: [*lines[:2], *lines[3:]], 2, "missing"),
        (lambda lines: [*lines[:2], lines[3], lines[2], lines[4]], 2, "missing"),
        (lambda lines: [*lines[:2], lines[2] + b" ", *lines[3:]], 2, "not an op"),
        (lambda lines: [*lines[:2], b"", *lines[2:]], 2, "not an op"),
        (lambda lines: [*lines[:2], b'{"v":1}', *lines[2:]], 2, "not an op"),
        (lambda lines: [*lines, lines[-1]], 4, "forked"),
        (lambda lines: [*lines, lines[1]], 1, "forked"),
        (lambda lines: [b"rubbish", *lines], 0, "not an op"),
        (lambda lines: lines[1:], 0, "missing"),
    ],
)
def test_a_damaged_file_counts_up_to_the_damage_and_the_rest_is_named(
    written: "Team", harm: Callable[[list[bytes]], list[bytes]], kept: int, reason: str
) -> None:
    path = own_file(written, "ana")
    path.write_bytes(b"\n".join(harm(path.read_bytes().splitlines())) + b"\n")
    damaged = path.read_bytes()

    lead = written.open("lea")
    # The op before an edited one no longer has a successor that vouches for it; its own
    # signature does.
    kept = min(kept, 2) if reason == "follow" else kept
    assert said(lead) == [*(f"a{i}" for i in range(kept)), "r0"]
    ((writer, seq, why, is_rest),) = set_aside(lead)
    assert (writer, seq, is_rest) == (path.stem, kept + 1, True)
    assert reason in why

    add_note(lead, "lead goes on")
    ana = written.open("ana")
    add_note(ana, "so does ana")
    assert path.read_bytes() == damaged
    assert {"lead goes on", "so does ana"} <= set(said(written.open("rev")))
    lead.refresh()
    assert "so does ana" in said(lead)
    assert len(set_aside(lead)) == 1


def test_an_op_with_a_forged_signature_at_the_end_does_not_count(
    written: "Team", pen: "MakePen"
) -> None:
    path = own_file(written, "ana")
    forger = pen("ana", writer=path.stem)
    head = written.open("lea").ledger.authority.head
    op = forger.op("comment.add", note("forged", "c-9"), session="s-1", head=head)
    running = written.open("rev")
    forger.put(ops.encode(op, Ed25519PrivateKey.generate(), forger.project_id))

    running.refresh()
    for project in (running, written.open("lea")):
        assert said(project) == NOTES
        ((writer, seq, reason, is_rest),) = set_aside(project)
        assert (writer, seq, is_rest) == (path.stem, 6, True)
        assert "signed" in reason


def test_an_author_does_not_vouch_for_what_was_forged_behind_their_last_op(
    written: "Team", pen: "MakePen"
) -> None:
    path = own_file(written, "ana")
    running = written.open("ana")
    forger = pen("ana", writer=path.stem)
    op = forger.op(
        "comment.add", note("forged", "c-9"), session="s-1", head=running.ledger.authority.head
    )
    forger.put(ops.encode(op, Ed25519PrivateKey.generate(), forger.project_id))

    add_note(running, "running")
    add_note(written.open("ana"), "reopened")

    lead = written.open("lea")
    assert said(lead) == sorted([*NOTES, "running", "reopened"])
    assert path.read_bytes().count(b"\n") == 6


def test_forged_ops_are_not_covered_by_a_last_one_from_a_made_up_head(
    written: "Team", pen: "MakePen"
) -> None:
    path = own_file(written, "ana")
    forger = pen("ana", writer=path.stem)
    stranger = Ed25519PrivateKey.generate()
    for head in (written.open("lea").ledger.authority.head, "0" * 64):
        op = forger.op("comment.add", note("forged", "c-9"), session="s-1", head=head)
        forger.put(ops.encode(op, stranger, forger.project_id))

    assert said(written.open("lea")) == NOTES


def test_an_op_of_another_project_does_not_count(written: "Team", pen: "MakePen") -> None:
    path = own_file(written, "ana")
    forger = pen("ana", writer=path.stem)
    head = written.open("lea").ledger.authority.head
    op = forger.op("comment.add", note("elsewhere", "c-9"), session="s-1", head=head)
    forger.put(ops.encode(op, forger.identity.sign_key, "another-project"))

    assert said(written.open("lea")) == NOTES


def test_a_writer_does_not_write_in_anothers_file(written: "Team", pen: "MakePen") -> None:
    path = own_file(written, "ana")
    forger = pen("rev", writer=path.stem)
    forger.write(
        "comment.add",
        note("foreign", "c-9"),
        session="s-1",
        head=written.open("lea").ledger.authority.head,
    )

    lead = written.open("lea")
    assert said(lead) == NOTES
    assert set_aside(lead)[0][:2] == (path.stem, 6)


def test_ops_of_somebody_who_is_no_member_are_set_aside(written: "Team", pen: "MakePen") -> None:
    make_identity(written.root / "config" / "identities", "eve")
    head = written.open("lea").ledger.authority.head
    running = written.open("rev")
    pen("eve").write("comment.add", note("eve"), session="s-1", head=head)

    running.refresh()
    for project in (running, written.open("lea")):
        assert said(project) == NOTES
        assert set_aside(project) == [("eve-0badf00d", 1, "'eve' is not a member", False)]


@pytest.mark.parametrize(
    "change",
    [
        Change((), "session/s-9", {"alive": True, "subject": "p-01"}),
        Change((), "subject/p-01", {"alive": True, "releasable": True}),
        Change((), "consent/c", {"alive": True, "state": "granted"}),
        Change((), "erasure/p-01", {"state": "erased"}),
        Change((), "ontology/main", {"alive": True, "version": 7}),
        Change((), "placement/p-01", {"alive": True, "split": "train"}),
        Change((), "release/r@1", {"alive": True}),
        Change((), "redaction/r", {"alive": False}),
        Change((), "screens/s-1", {"alive": True, "pack_sha256": "x"}),
        Change((), "peek/p", {"alive": True}),
        Change((), "review/s-1", {"state": "accepted"}),
        Change((), "review/s-1", {"state": "returned"}),
        Change((), "review/s-1", {"digest": "x"}),
        Change((), "review/s-1", {"state": "submitted", "digest": "x"}),
        Change((), "flag/f", {"state": "hidden"}),
        Change((), "flag/f", {"state": "kept"}),
        Change(("x",), "flag/f", {"alive": False}),
        Change((), "flag/f", {"alive": False}),
        Change((), "flag/f", {"place": "elsewhere"}),
        Change((), "flag/f", {"shows": "nowhere"}),
        Change((), "member/ana", {"role": "lead"}),
        Change((), "countersign/x", {"alive": True}),
        Change((), "something/new", {"alive": True}),
    ],
)
@pytest.mark.parametrize("kind", ["segment.add", "member.add", "member.countersign"])
def test_what_an_annotator_is_not_allowed_is_set_aside_whatever_it_calls_itself(
    team: "Team", pen: "MakePen", change: Change, kind: str
) -> None:
    running = team.open("rev")
    head = running.ledger.authority.head
    pen("ana").write(kind, note("harmless"), change, session="s-1", head=head)
    pen("ana").write("comment.add", note("fine", "c-2"), session="s-1", head=head)

    running.refresh()
    for project in (running, team.open("lea")):
        kind_of, _, object_id = change.object.partition("/")
        assert said(project) == ["fine"]
        assert not project.ledger.records("s-1").get(kind_of, object_id).heads
        assert [aside[:2] for aside in set_aside(project)] == [("ana-0badf00d", 1)]
        assert project.ledger.authority.members["ana"].role is Role.ANNOTATOR


def test_anybody_may_raise_a_flag(team: "Team") -> None:
    fields: dict[str, JSON] = {"alive": True, "state": "open", "kind": "person", "place": None}
    team.open("ana").append("flag.add", [Change((), "flag/f", fields)], session="s-1")

    assert team.open("lea").ledger.records("s-1").get("flag", "f").is_alive


def test_the_founder_changes_nothing_but_members_with_an_op_about_members(
    team: "Team", pen: "MakePen"
) -> None:
    head = team.open("lea").ledger.authority.head
    pen("lea").write("member.add", note("smuggled"), session="s-1", head=head)

    lead = team.open("lea")
    assert said(lead) == []
    assert "besides members" in set_aside(lead)[0][2]


def test_only_the_first_of_two_membership_ops_on_one_head_counts(
    team: "Team", pen: "MakePen"
) -> None:
    head = team.open("lea").ledger.authority.head
    key = str(make_identity(team.root / "config" / "identities", "eve").public)
    fields: dict[str, JSON] = {"active": True, "public_key": key, "role": "lead"}
    pen("lea").write("member.add", Change((), "member/eve", fields), session="", head=head)
    pen("lea", writer="lea-11111111").write(
        "member.add", Change((), "member/eva", fields), session="", head=head
    )

    lead = team.open("lea")
    assert len(lead.ledger.authority.members) == 4
    assert len(set_aside(lead)) == 1


def test_a_new_members_forged_op_is_noticed_in_the_refresh_that_adds_them(
    team: "Team", pen: "MakePen"
) -> None:
    running = team.open("rev")
    lead = team.open("lea")
    identities = team.root / "config" / "identities"
    membership.add_member(lead, "eve", Role.ANNOTATOR, public_key="", identities_dir=identities)
    forger = pen("eve")
    op = forger.op("comment.add", note("forged"), session="s-1", head=lead.ledger.authority.head)
    forger.put(ops.encode(op, Ed25519PrivateKey.generate(), forger.project_id))

    running.refresh()
    assert said(running) == []
    assert len(set_aside(running)) == 1


def test_ops_arrive_in_any_order_of_files(team: "Team", pen: "MakePen") -> None:
    """A file that a sync brings late holds what others built on already."""
    head = team.open("lea").ledger.authority.head
    first = pen("ana").write("comment.add", note("one"), session="s-1", head=head)
    late = pen("ana").path
    away = late.rename(late.with_suffix(".away"))
    change = Change((first.id,), "comment/c-1", {"text": "two"})
    pen("rev").write("comment.edit", change, session="s-1", head=head)

    running = team.open("lea")
    assert said(running) == []
    assert len(running.ledger.records("s-1").waiting) == 1
    away.rename(late)
    running.refresh()
    assert said(running) == ["two"]
    assert running.ledger.records("s-1").waiting == ()


def remove(team: "Team", name: str = "ana") -> str:
    """Remove a member; the head they had seen before."""
    lead = team.open("lea")
    head = lead.ledger.authority.head
    membership.remove_member(lead, name)
    return head


def test_what_a_removed_member_wrote_before_counts(written: "Team") -> None:
    remove(written)

    lead = written.open("lea")
    assert said(lead) == NOTES
    assert set_aside(lead) == []


@pytest.mark.parametrize("writer", ["old", "new"])
def test_a_removed_members_back_dated_op_is_set_aside(
    written: "Team", pen: "MakePen", writer: str
) -> None:
    path = own_file(written, "ana")
    running = written.open("rev")
    head = remove(written)
    running.refresh()
    name = path.stem if writer == "old" else "ana-33333333"
    pen("ana", writer=name).write("comment.add", note("late"), session="s-1", head=head, hlc_us=5)

    running.refresh()
    for project in (running, written.open("lea")):
        assert said(project) == NOTES
        ((aside, _, reason, is_rest),) = set_aside(project)
        assert (aside, is_rest) == (name, False)
        assert "removed" in reason


def test_a_removed_member_cannot_claim_to_know_of_the_removal(
    written: "Team", pen: "MakePen"
) -> None:
    remove(written)
    head = written.open("lea").ledger.authority.head
    pen("ana").write("comment.add", note("late"), session="s-1", head=head)

    lead = written.open("lea")
    assert said(lead) == NOTES
    assert "not a member" in set_aside(lead)[0][2]


@pytest.mark.parametrize("count", [4, 5, 6])
def test_a_removed_member_cannot_rewrite_what_they_had_said(
    written: "Team", pen: "MakePen", count: int
) -> None:
    path = own_file(written, "ana")
    head = remove(written)
    path.unlink()
    for index in range(count):
        pen("ana", writer=path.stem).write(
            "comment.add", note(f"x{index}", f"c-{index}"), session="s-1", head=head
        )

    lead = written.open("lea")
    assert said(lead) == ["r0"]
    assert set_aside(lead)[0][:2] == (path.stem, 1)


def test_a_removed_member_cannot_hide_a_rewriting_behind_damage(
    written: "Team", pen: "MakePen"
) -> None:
    path = own_file(written, "ana")
    head = remove(written)
    path.unlink()
    author = pen("ana", writer=path.stem)
    for index in range(2):
        author.write("comment.add", note(f"x{index}", f"c-{index}"), session="s-1", head=head)
    author.put(b"rubbish")

    assert said(written.open("lea")) == ["r0"]


def test_a_countersigned_op_counts(written: "Team", pen: "MakePen") -> None:
    head = remove(written)
    author = pen("ana", writer="ana-33333333")
    author.write("comment.add", note("first", "c-1"), session="s-1", head=head)
    author.write("comment.add", note("second", "c-2"), session="s-1", head=head)
    running, lead = written.open("rev"), written.open("lea")
    membership.countersign(lead, author.entries()[1].hash)

    running.refresh()
    for project in (running, lead, written.open("lea")):
        assert said(project) == sorted([*NOTES, "second"])
        assert [aside[1] for aside in set_aside(project)] == [1]


def test_a_change_of_role_cuts_what_did_not_know_of_it(written: "Team", pen: "MakePen") -> None:
    lead = written.open("lea")
    before = lead.ledger.authority.head
    membership.set_role(lead, "rev", Role.ANNOTATOR)
    change = Change((), "review/s-1", {"state": "accepted"})
    pen("rev").write("review.accept", change, session="s-1", head=before)
    rev = written.open("rev")
    add_note(rev, "as an annotator")

    lead = written.open("lea")
    assert said(lead) == ["a0", "a1", "a2", "a3", "a4", "as an annotator", "r0"]
    assert not lead.ledger.records("s-1").get("review", "s-1").heads
    assert "another role" in set_aside(lead)[0][2]


def test_work_between_two_changes_of_role_counts(written: "Team") -> None:
    lead = written.open("lea")
    membership.set_role(lead, "ana", Role.REVIEWER)
    add_note(written.open("ana"), "between")
    lead.refresh()
    membership.set_role(lead, "ana", Role.ANNOTATOR)
    add_note(written.open("ana"), "after")
    lead.refresh()
    membership.remove_member(lead, "ana")

    project = written.open("rev")
    assert said(project) == sorted([*NOTES, "between", "after"])
    assert set_aside(project) == []


def test_a_member_who_comes_back_with_another_key_keeps_what_they_wrote(
    written: "Team", pen: "MakePen"
) -> None:
    old_pen = pen("ana", writer=own_file(written, "ana").stem)
    lead = written.open("lea")
    membership.remove_member(lead, "ana")
    identities = written.root / "config" / "identities"
    (identities / "ana.json").unlink()
    key = str(make_identity(identities, "ana").public)
    membership.add_member(lead, "ana", Role.ANNOTATOR, public_key=key, identities_dir=identities)
    add_note(written.open("ana"), "back again")

    fresh = written.open("lea")
    assert set(NOTES) | {"back again"} == set(said(fresh))
    old_pen.write("comment.add", note("old key"), session="s-1", head=fresh.ledger.authority.head)
    again = written.open("lea")
    assert set(said(again)) == {*NOTES, "back again"}
    assert set_aside(again)


def test_an_op_from_the_far_future_stops_nobody(team: "Team", pen: "MakePen") -> None:
    head = team.open("lea").ledger.authority.head
    pen("ana").write("comment.add", note("later"), session="s-1", head=head, hlc_us=ops.MAX_HLC_US)

    for name in ("lea", "rev", "lea"):
        add_note(team.open(name), "on")
    assert said(team.open("ana")) == ["later", "on", "on", "on"]


def test_threads_of_one_process_may_append_through_projects_of_their_own(team: "Team") -> None:
    projects = [team.open("ana") for _ in range(4)]

    def run(project: Project) -> None:
        for index in range(10):
            add_note(project, f"n{index}")

    threads = [threading.Thread(target=run, args=(project,)) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lead = team.open("lea")
    assert len(said(lead)) == 40
    assert set_aside(lead) == []
