"""A fold in several processes comes to what one process comes to, whatever stands in the files."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from workbench.domain.op import Change
from workbench.store import fold_helpers, ops
from workbench.store.fold_helpers import FoldedShare
from workbench.store.fold_state import FoldState
from workbench.store.fold_tables import FoldTables
from workbench.store.journal import read_entries
from workbench.store.ledger import Ledger
from workbench.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Team

SESSIONS = [f"s-{number:08x}" for number in range(5)]
ROUNDS = 4


@pytest.fixture
def journal(team: "Team") -> "Path":
    """Notes by three people on five sessions in turn."""
    for name in ("ana", "rev", "lea"):
        project = team.open(name)
        for number in range(ROUNDS * len(SESSIONS)):
            fields: dict[str, object] = {"alive": True, "text": f"note {number}"}
            change = Change((), f"comment/{ops.new_id()}", fields)  # type: ignore[arg-type]
            project.append("comment.add", [change], session=SESSIONS[number % len(SESSIONS)])
    return team.root / "project" / "journal"


def _folded(project: Project, monkeypatch: pytest.MonkeyPatch, helpers: int) -> dict[str, object]:
    monkeypatch.setattr("workbench.store.ledger.helpers_worth", lambda _: helpers)
    ledger = Ledger(project.ledger.directory, project.ledger.genesis)
    ledger.fold()
    state = ledger.state
    rows = ledger.sql().execute("SELECT * FROM op ORDER BY ALL").fetchall()
    return {
        "rows": rows,
        "op order": {name: ledger.tables.places(name) for name in ledger.tables.session_ids()},
        "set aside": sorted(state.set_aside),
        "positions": state.positions,
        "last": state.last_hlc_us,
        "head": state.authority.head,
    }


def _changed(data: bytes, number: int, line: bytes) -> bytes:
    lines = data.split(b"\n")
    lines[number] = line
    return b"\n".join(lines)


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: data,
    "an edited line": lambda data: data.replace(b'"note 7"', b'"note x"'),
    "a line of no session": lambda data: _changed(data, 6, b"rubbish"),
    "an empty line": lambda data: _changed(data, 6, b""),
    "a line of another session": lambda data: data.replace(
        SESSIONS[2].encode(), SESSIONS[3].encode(), 1
    ),
    "a missing line": lambda data: b"\n".join(
        line for number, line in enumerate(data.split(b"\n")) if number != 9
    ),
    "a torn end": lambda data: data[:-40],
    "two faults": lambda data: _changed(_changed(data, 12, b"{}"), 5, b"[]"),
    "an unsigned end": lambda data: data[:-10] + b"AAAAAAAA" + data[-2:],
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_three_processes_fold_as_one_does(
    team: "Team", journal: "Path", monkeypatch: pytest.MonkeyPatch, harm: Callable[[bytes], bytes]
) -> None:
    project = team.open("lea")
    (path,) = journal.glob("ana-*.jsonl")
    path.write_bytes(harm(path.read_bytes()))

    alone = _folded(project, monkeypatch, 0)
    joined: list[FoldedShare] = []
    join = FoldedShare.join

    def noted(done: FoldedShare, state: FoldState, tables: FoldTables) -> None:
        joined.append(done)
        join(done, state, tables)

    monkeypatch.setattr(FoldedShare, "join", noted)

    assert _folded(project, monkeypatch, 2) == alone
    assert len(joined) >= 2


def test_where_no_helper_can_be_started_the_fold_is_made_alone(
    team: "Team", journal: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    project = team.open("lea")
    alone = _folded(project, monkeypatch, 0)
    monkeypatch.setattr(sys, "executable", str(journal / "there-is-no-python-here"))

    assert _folded(project, monkeypatch, 2) == alone


def test_where_a_helper_dies_the_fold_is_made_alone(
    team: "Team", journal: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    project = team.open("lea")
    alone = _folded(project, monkeypatch, 0)
    monkeypatch.setattr(fold_helpers, "_PROGRAM", "import sys; sys.stdin.read(); sys.exit(9)")

    assert _folded(project, monkeypatch, 2) == alone


@pytest.mark.parametrize("helpers", [0, 1, 2, 6])
def test_every_op_belongs_to_exactly_one_share(journal: "Path", helpers: int) -> None:
    for path in journal.glob("*.jsonl"):
        shared = [
            entry.op.seq
            for share in fold_helpers.shares(helpers)
            for entry in read_entries(path, share=share)
        ]
        assert sorted(shared) == [entry.op.seq for entry in read_entries(path)]


def test_a_short_journal_is_worth_no_helper(journal: "Path") -> None:
    assert fold_helpers.helpers_worth(journal) == 0
