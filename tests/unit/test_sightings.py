"""What was seen of a journal and is gone is noticed, and nobody goes on as if it had not been."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.op import Change
from workbench.errors import JournalDamaged, StorageFailed
from workbench.services import consenting
from workbench.services.auditing import audit
from workbench.services.checkup import check_up
from workbench.store import ops
from workbench.store.project import Project
from workbench.store.sightings import Sightings

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

    MakePen = Callable[..., Pen]


def add_note(project: Project, text: str = "x") -> None:
    change = Change((), f"comment/{ops.new_id()}", {"alive": True, "text": text})
    project.append("comment.add", [change], session="s-1")


def own_file(team: "Team", name: str) -> Path:
    (path,) = (team.root / "project" / "journal").glob(f"{name}-*.jsonl")
    return path


def cut_last_line(path: Path) -> bytes:
    whole = path.read_bytes()
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    return whole


def seen(team: "Team", name: str) -> Path:
    (path,) = team.root.glob(f"state/*/{name}.seen")
    return path


def lost(project: Project) -> list[tuple[str, int]]:
    return [(loss.writer, loss.seq) for loss in project.losses()]


@pytest.mark.parametrize("name", ["lea", "rev"])
def test_a_withdrawal_cannot_be_taken_away_unseen(stocked: "tuple[Team, str]", name: str) -> None:
    team, _ = stocked
    consenting.withdraw(team.open(), "p-01")
    team.open("rev")
    path = own_file(team, "lea")
    end = len(path.read_bytes().splitlines())
    whole = cut_last_line(path)

    project = team.open(name)

    assert [(a.writer, a.seq) for a in project.damage()] == [(path.stem, end)]
    found = audit(project).findings
    assert [(f.code, f.where) for f in found] == [("lost", f"{path.stem} op {end}")]
    (journal,) = [c for c in check_up(team.settings(name)) if c.name == "journal"]
    assert not journal.ok
    assert path.stem in journal.detail
    path.write_bytes(whole)
    assert team.open(name).damage() == []
    assert consenting.consents(team.open(name))[0].is_withdrawn


def test_a_running_program_notices_at_once(team: "Team") -> None:
    ana, rev = team.open("ana"), team.open("rev")
    add_note(ana)
    rev.refresh()
    path = own_file(team, "ana")
    whole = cut_last_line(path)

    rev.refresh()

    assert lost(rev) == [(path.stem, 1)]
    path.unlink()
    rev.refresh()
    assert lost(rev) == [(path.stem, 1)]
    path.write_bytes(whole)
    rev.refresh()
    assert rev.damage() == []


@pytest.mark.parametrize("more", [0, 1, 5])
def test_another_history_in_its_place_stays_known_however_long_it_grows(
    team: "Team", pen: "MakePen", more: int
) -> None:
    head = team.open("lea").ledger.authority.head
    author = pen("ana")
    for text in ("one", "two"):
        change = Change((), f"comment/{text}", {"alive": True})
        author.write("comment.add", change, session="s-1", head=head)
    team.open("rev")
    cut_last_line(author.path)
    for index in range(1 + more):
        change = Change((), f"comment/other{index}", {"alive": True})
        author.write("comment.add", change, session="s-1", head=head)

    for _ in range(2):
        assert lost(team.open("rev")) == [(author.path.stem, 2)]
    assert lost(team.open("ana")) == []


def test_what_strangers_put_there_may_go_again(team: "Team") -> None:
    path = team.root / "project" / "journal" / "eve-0badf00d.jsonl"
    path.write_bytes(b"rubbish\n")
    assert [a.writer for a in team.open("rev").damage()] == ["eve-0badf00d"]
    path.unlink()

    assert team.open("rev").damage() == []


def test_an_op_that_waits_for_another_is_damage(team: "Team", pen: "MakePen") -> None:
    head = team.open("lea").ledger.authority.head
    change = Change((ops.op_id("ana-0badf00d", 1, 5),), "comment/c", {"alive": True})
    pen("rev").write("comment.edit", change, session="s-1", head=head)

    assert [(a.writer, a.seq) for a in team.open("lea").damage()] == [("rev-0badf00d", 1)]


def test_no_changed_byte_of_the_list_is_believed(team: "Team") -> None:
    add_note(team.open("ana"))
    team.open("rev")
    path = seen(team, "rev")
    whole = path.read_bytes()
    journal = own_file(team, "ana")
    cut_last_line(journal)
    assert lost(team.open("rev")) == [(journal.stem, 1)]
    for place in range(0, len(whole), 11):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        assert lost(team.open("rev")) == [], place
    for size in (0, 1, 64, 65, 66, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert lost(team.open("rev")) == [], size


def test_another_persons_list_is_not_believed(team: "Team") -> None:
    add_note(team.open("ana"))
    team.open("rev")
    shutil.copy(seen(team, "ana"), seen(team, "rev"))
    cut_last_line(own_file(team, "ana"))

    assert lost(team.open("rev")) == []


def test_where_nothing_can_be_kept_work_goes_on_and_is_told(team: "Team") -> None:
    team.open("ana")
    path = seen(team, "ana")
    path.unlink()
    (path / "in the way").mkdir(parents=True)

    ana = team.open("ana")
    add_note(ana)

    assert not ana.is_remembering
    (memory,) = [c for c in check_up(team.settings("ana")) if c.name == "memory"]
    assert not memory.ok
    assert team.open("rev").is_remembering


@pytest.mark.parametrize("wrote_before", [True, False])
@pytest.mark.parametrize("harm", ["cut", "emptied", "gone", "rewritten"])
def test_nobody_goes_on_in_a_file_that_lost_something_under_them(
    team: "Team", harm: str, wrote_before: bool
) -> None:
    for _ in range(2):
        add_note(team.open("ana"))
    ana = team.open("ana")
    if wrote_before:
        add_note(ana)
    path = own_file(team, "ana")
    whole = path.read_bytes()
    if harm == "cut":
        cut_last_line(path)
    elif harm == "emptied":
        path.write_bytes(b"")
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes(bytes(len(whole) - 1) + b"\n")
    left = path.read_bytes() if path.exists() else None

    for _ in range(2):
        with pytest.raises(StorageFailed, match="nothing was saved"):
            add_note(ana)

    assert (path.read_bytes() if path.exists() else None) == left
    assert [p.name for p in path.parent.glob("ana-*.jsonl")] == [path.name] * (left is not None)
    path.write_bytes(whole)
    add_note(ana)
    assert path.read_bytes().startswith(whole)
    assert team.open("rev").damage() == []


def test_after_a_restart_a_new_file_is_begun_and_the_loss_stays_known(team: "Team") -> None:
    add_note(team.open("ana"))
    path = own_file(team, "ana")
    path.unlink()

    ana = team.open("ana")
    add_note(ana)

    assert not path.exists()
    (new,) = path.parent.glob("ana-*.jsonl")
    assert new != path
    assert lost(team.open("ana")) == [(path.stem, 1)]


@pytest.mark.parametrize(
    "name",
    [
        b"",
        b" ",
        b"\xff\xfe\x00",
        b"../../../ana-0badf00d",
        b"ana-0badf00d/x",
        b"rev-0badf00d",
        b"ana-0BADF00D",
        b"ana-0badf00",
        b"ana-0badf00d0",
        b"ana",
        b"ana-\nbadf00d",
        b"x" * 9999,
    ],
)
def test_a_writers_name_that_cannot_be_begins_a_new_one(team: "Team", name: bytes) -> None:
    ana = team.open("ana")
    add_note(ana)
    before = {p for p in team.root.parent.rglob("*") if p.suffix == ".jsonl"}
    (path,) = team.root.glob("state/*/ana.writer")
    path.write_bytes(name)

    add_note(team.open("ana"))

    (new,) = {p for p in team.root.parent.rglob("*") if p.suffix == ".jsonl"} - before
    assert new.parent == team.root / "project" / "journal"
    assert path.read_text() == new.stem
    assert team.open("rev").damage() == []


@pytest.mark.parametrize("name", ["lea", "rev"])
def test_whoever_nobody_knows_any_more_is_told_what_is_missing(team: "Team", name: str) -> None:
    team.open(name)
    path = own_file(team, "lea")
    path.unlink()

    with pytest.raises(JournalDamaged, match=path.stem):
        team.open(name)


def test_positions_are_the_ends_of_the_files(team: "Team") -> None:
    ana = team.open("ana")
    add_note(ana)
    add_note(ana)

    found = team.open("lea").positions()

    path = own_file(team, "ana")
    assert found[path.stem] == (2, ops.hash_line(path.read_bytes().splitlines()[-1]))
    assert sorted(found) == sorted(p.stem for p in path.parent.glob("*.jsonl"))


NOTING = """
import sys
from pathlib import Path
from workbench.store.journal import Position
from workbench.store.sightings import Sightings

root, number = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for index in range(60):
    seen = Sightings(root / "x.seen", b"k" * 32, root)
    seen.note({f"w{number}-{index}": Position(1, "h", 1)})
    assert seen.is_kept
"""


def test_what_one_process_saw_is_not_lost_to_another(tmp_path: Path) -> None:
    several = [
        subprocess.Popen(
            [sys.executable, "-c", NOTING, str(tmp_path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(3)
    ]
    for process in several:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in several:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in several:
        process.communicate()
        assert process.returncode == 0

    found = Sightings(tmp_path / "x.seen", b"k" * 32, tmp_path)
    names = [f"w{number}-{index}" for number in range(3) for index in range(60)]
    assert [name for name in names if not found.end(name).seq] == []
