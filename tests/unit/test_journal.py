"""One writer's file: followed line by line, appended to by any number of processes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.errors import StorageFailed
from workbench.store import ops
from workbench.store.journal import (
    JournalFault,
    JournalWriter,
    Position,
    read_entries,
    read_line,
    writer_files,
    writer_of,
)

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

APPEND = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.domain.op import Change
from workbench.store.project import Project

root, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
project = Project.open(Settings(root / "project", None, name, root / "config", root / "state"))
for index in range(count):
    op = project.append("comment.add", [Change((), f"comment/{name}{index}", {"alive": True})])
    print(op.id, flush=True)
"""


@pytest.fixture
def writer(team: "Team", pen_for: "type[Pen]") -> tuple[JournalWriter, Callable[[int, str], bytes]]:
    """A writer of ana's and what builds its lines."""
    pen = pen_for(team, "ana")

    def build(seq: int, prev: str) -> bytes:
        op = pen.op("n", session="s-1", head="", seq=seq, prev=prev)
        return ops.encode(op, pen.identity.sign_key, pen.project_id)

    def is_own(line: bytes) -> bool:
        return ops.is_signed_by(line, pen.identity.public.verify_key, pen.project_id)

    return JournalWriter(pen.path.parent, pen.writer, is_own), build


Built = tuple[JournalWriter, Callable[[int, str], bytes]]


def test_positions_lead_from_line_to_line(writer: Built) -> None:
    journal, build = writer
    positions = [journal.append(build) for _ in range(3)]

    assert [p.seq for p in positions] == [1, 2, 3]
    entries = list(read_entries(journal.path))
    assert [entry.end for entry in entries] == positions
    assert list(read_entries(journal.path, positions[0])) == entries[1:]
    assert [read_line(journal.path, e.offset, len(e.line)) for e in entries] == [
        e.line for e in entries
    ]
    assert positions[-1].offset == journal.path.stat().st_size
    assert writer_files(journal.path.parent)[0] == journal.path
    assert writer_of(journal.path) == journal.writer


def test_every_torn_line_is_ignored_and_overwritten(writer: Built) -> None:
    journal, build = writer
    journal.append(build)
    whole = journal.path.read_bytes()
    line = build(2, ops.hash_line(whole[:-1]))
    for length in range(0, len(line) + 1, 7):
        journal.path.write_bytes(whole + line[:length])
        assert len(list(read_entries(journal.path))) == 1
    journal.append(build)

    assert [entry.op.seq for entry in read_entries(journal.path)] == [1, 2]


def test_a_file_that_was_cut_short_is_not_appended_to(writer: Built) -> None:
    journal, build = writer
    journal.append(build)
    journal.append(build)
    first = journal.path.read_bytes().splitlines(keepends=True)[0]
    journal.path.write_bytes(first)

    with pytest.raises(StorageFailed):
        journal.append(build)
    assert journal.path.read_bytes() == first


def test_a_refused_write_leaves_the_file_as_it_was(team: "Team") -> None:
    ana = team.open("ana")
    ana.append("n", [])
    (path,) = (team.root / "project" / "journal").glob("ana-*.jsonl")
    whole = path.read_bytes()
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({len(whole) + 40},) * 2)"
    done = subprocess.run(
        [sys.executable, "-c", f"{limit}\n{APPEND}", str(team.root), "ana", "1"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "StorageFailed: the disk is full: the journal was not saved" in done.stderr
    assert path.read_bytes() == whole
    ana.append("n", [])
    assert [entry.op.seq for entry in read_entries(path)] == [1, 2]


def test_a_fault_names_writer_place_and_reason_and_quotes_nothing(writer: Built) -> None:
    journal, build = writer
    journal.append(build)
    with journal.path.open("ab") as file:
        file.write(b"my secret words\n")

    with pytest.raises(JournalFault) as caught:
        list(read_entries(journal.path))
    assert (caught.value.writer, caught.value.seq) == (journal.writer, 1)
    assert "secret" not in str(caught.value)
    assert list(read_entries(journal.path, Position(1, "", journal.path.stat().st_size))) == []


def test_processes_of_one_writer_keep_one_unbroken_chain(team: "Team") -> None:
    team.open("ana").append("n", [])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", APPEND, str(team.root), "ana", "40"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    acknowledged = [line for p in running for line in p.communicate(timeout=60)[0].split()]

    assert [p.returncode for p in running] == [0, 0]
    assert len(set(acknowledged)) == 80
    (path,) = (team.root / "project" / "journal").glob("ana-*.jsonl")
    ids = [entry.op.id for entry in read_entries(path)]
    assert len(ids) == 81
    assert set(acknowledged) < set(ids)
    assert team.open("lea").ledger.state.set_aside == []


def test_a_new_installation_writes_a_file_of_its_own(team: "Team") -> None:
    team.open("ana").append("n", [])
    team.open("ana", machine="-laptop").append("n", [])

    assert len(list((team.root / "project" / "journal").glob("ana-*.jsonl"))) == 2
    assert len(team.open("rev").ledger.ops("")) == len(team.open("lea").ledger.ops(""))


def test_the_journal_folder_may_hold_other_things(team: "Team") -> None:
    folder: Path = team.root / "project" / "journal"
    (folder / "notes.txt").write_text("not ours")
    (folder / "ana-empty.jsonl").write_bytes(b"")
    (folder / "ana-torn.jsonl").write_bytes(b'{"by":')

    assert team.open("lea").ledger.state.set_aside == []
