"""What is remembered between runs is the fold itself, or is not used."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.op import Change
from workbench.store.checkpoint import CheckpointFile
from workbench.store.ledger import Ledger
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Pen, Team


def checkpoint_of(project: Project) -> CheckpointFile:
    name = project.identity.name
    key = project.identity.checkpoint_key(project.project_id)
    return CheckpointFile(project.state_dir / f"{name}.checkpoint", key)


def remember(project: Project) -> Path:
    checkpoint = checkpoint_of(project)
    checkpoint.save(project.ledger)
    return checkpoint.path


def rows(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    ledger.sql()
    return {name: table.to_pylist() for name, table in ledger.tables.tables().items()}


def is_used(project: Project) -> bool:
    return checkpoint_of(project).load(Ledger(project.ledger.directory, project.ledger.genesis))


def own_file(team: "Team", name: str) -> Path:
    (path,) = (team.root / "project" / "journal").glob(f"{name}-*.jsonl")
    return path


def test_a_remembered_fold_is_the_fold(approved: "tuple[Team, str]") -> None:
    team, session_id = approved
    cold = team.open("rev")
    remember(cold)
    assert is_used(cold)
    warm = team.open("rev")

    assert rows(warm.ledger) == rows(cold.ledger)
    assert warm.ledger.state.positions == cold.ledger.state.positions
    assert warm.ledger.authority == cold.ledger.authority
    assert warm.ledger.state.last_hlc_us == cold.ledger.state.last_hlc_us
    assert content(warm, session_id) == content(cold, session_id)
    assert content(warm, "") == content(cold, "")


def content(project: Project, session_id: str) -> dict[str, object]:
    records = project.ledger.records(session_id)
    return {key: records.get(*key.split("/", 1)) for key in sorted(records._records)}


def test_what_came_after_is_folded_onto_it(approved: "tuple[Team, str]") -> None:
    team, session_id = approved
    remember(team.open("rev"))
    change = Change((), "comment/c", {"alive": True, "text": None})
    team.open("ana").append("comment.add", [change], session=session_id)

    warm, cold = team.open("rev"), team.open("lea")
    assert warm.ledger.records(session_id).get("comment", "c").is_alive
    assert rows(warm.ledger)["session"] == rows(cold.ledger)["session"]


def test_another_persons_checkpoint_is_not_used(approved: "tuple[Team, str]") -> None:
    team, _ = approved
    path = remember(team.open("rev"))
    path.rename(path.with_name("ana.checkpoint"))

    assert not is_used(team.open("ana"))


def test_no_changed_byte_of_it_is_believed(approved: "tuple[Team, str]") -> None:
    team, _ = approved
    project = team.open("rev")
    path = remember(project)
    whole = path.read_bytes()
    seeded = random.Random(7)
    places = {0, 7, 8, 15, 16, len(whole) - 1, len(whole) - 32, len(whole) - 33}
    places |= {seeded.randrange(len(whole)) for _ in range(40)}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 1 << seeded.randrange(8)
        path.write_bytes(changed)
        assert not is_used(project), place
    assert rows(team.open("rev").ledger) == rows(project.ledger)


@pytest.mark.parametrize("size_bytes", [0, 1, 8, 31, 32, 40, 41, 1000])
def test_a_truncated_checkpoint_is_not_used(approved: "tuple[Team, str]", size_bytes: int) -> None:
    team, session_id = approved
    project = team.open("rev")
    path = remember(project)
    path.write_bytes(path.read_bytes()[:size_bytes])

    assert not is_used(project)
    assert team.open("rev").ledger.records(session_id).get("session", session_id).is_alive


def test_set_aside_ops_are_remembered(team: "Team", pen_for: "type[Pen]") -> None:
    head = team.open("lea").ledger.authority.head
    pen = pen_for(team, "ana")
    pen.write("x", Change((), "consent/c", {"alive": True}), session="", head=head)
    pen.put(b"rubbish")
    project = team.open("rev")
    remember(project)
    assert is_used(project)

    assert len(project.ledger.state.set_aside) == 2
    assert team.open("rev").ledger.state.set_aside == project.ledger.state.set_aside


@pytest.mark.parametrize("machine", ["", "elsewhere"])
def test_a_changed_beginning_of_the_journal_is_noticed(team: "Team", machine: str) -> None:
    ana = team.open("ana")
    for index in range(3):
        ana.append("n", [Change((), f"comment/{index}", {"alive": True})], session="s-1")
    remember(team.open("rev"))
    path = own_file(team, "ana")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b"true", b"null") + lines[2])

    project = team.open("rev")
    assert [c.object_id for c in project.ledger.records("s-1").alive("comment")] == ["0"]
    assert {a.writer for a in project.ledger.state.set_aside} == {path.stem}


def test_a_journal_that_lost_its_end_is_noticed_by_who_had_seen_it(team: "Team") -> None:
    ana = team.open("ana")
    for index in range(3):
        ana.append("n", [Change((), f"comment/{index}", {"alive": True})], session="s-1")
    remember(team.open("rev"))
    remember(team.open("ana"))
    path = own_file(team, "ana")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))

    rev = team.open("rev")
    assert len(list(rev.ledger.records("s-1").alive("comment"))) == 2
    ((writer, seq, reason),) = [(a.writer, a.seq, a.reason) for a in rev.damage()]
    assert (writer, seq) == (path.stem, 3)
    assert "ends before" in reason
    again = team.open("ana")
    again.append("n", [Change((), "comment/x", {"alive": True})], session="s-1")
    # Another op 3 in the same file would fork from the one that others have seen.
    assert path.read_bytes() == b"".join(lines[:2])
    assert len(list(again.ledger.records("s-1").alive("comment"))) == 3


def test_a_vanished_journal_file_is_noticed(team: "Team") -> None:
    team.open("ana").append("n", [Change((), "comment/1", {"alive": True})], session="s-1")
    remember(team.open("rev"))
    own_file(team, "ana").unlink()

    project = team.open("rev")
    assert not list(project.ledger.records("s-1").alive("comment"))
    assert len(project.damage()) == 1


def test_it_is_kept_only_after_many_ops(team: "Team") -> None:
    project = team.open("rev")
    project.close()
    assert not checkpoint_of(project).path.exists()


def test_forgetting_removes_it(team: "Team") -> None:
    project = team.open("rev")
    path = remember(project)
    project.forget_checkpoint()
    project.forget_checkpoint()

    assert not path.exists()


def test_op_ids_in_it_are_those_of_the_journal(approved: "tuple[Team, str]") -> None:
    team, session_id = approved
    cold = [op.id for op in team.open("rev").ledger.ops(session_id)]
    remember(team.open("rev"))

    assert [op.id for op in team.open("rev").ledger.ops(session_id)] == cold
    assert len(set(cold)) == len(cold) > 10
