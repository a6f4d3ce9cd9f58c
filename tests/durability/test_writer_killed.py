"""A writer killed in the middle of appending loses nothing it had acknowledged."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.store.identity import load_identity
from workbench.store.journal import read_entries
from workbench.store.sightings import Sightings

if TYPE_CHECKING:
    from tests.conftest import Team

SERVER = """
import os, sys
from pathlib import Path
from workbench.config import Settings
from workbench.domain.op import Change
from workbench.store import ops
from workbench.store.project import Project

root, acknowledged = Path(sys.argv[1]), sys.argv[2]
settings = Settings(root / "project", None, "ana", root / "config", root / "state")

def write():
    ids = os.open(acknowledged, os.O_WRONLY | os.O_APPEND)
    project = Project.open(settings)
    os.write(1, b"open\\n")
    while True:
        key = f"comment/{ops.new_id()}"
        text = "x" * (len(key) * 7 % 500)
        op = project.append("comment.add", [Change((), key, {"alive": True, "text": text})])
        os.write(ids, f"{op.id}\\n".encode())

for _ in sys.stdin:
    pid = os.fork()
    if pid == 0:
        try:
            write()
        finally:
            os._exit(1)
    os.write(1, f"{pid}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"gone\\n")
"""


def run(team: "Team", acknowledged: Path, *, kills: int, seed: int) -> None:
    """Let a writer run and kill it, again and again."""
    seeded = random.Random(seed)
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(team.root), str(acknowledged)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        _kill_again_and_again(server, kills, seeded)


def _kill_again_and_again(
    server: "subprocess.Popen[str]", kills: int, seeded: random.Random
) -> None:
    assert server.stdin is not None
    assert server.stdout is not None
    for number in range(kills):
        server.stdin.write("go\n")
        server.stdin.flush()
        pid = int(server.stdout.readline())
        opened = number % 8 != 0 and server.stdout.readline() == "open\n"
        # The moment of the kill is what is being tried out; nothing is waited for.
        end = time.monotonic() + seeded.uniform(0, 0.02 if opened else 0.05)
        while time.monotonic() < end:
            pass
        os.kill(pid, signal.SIGKILL)
        while server.stdout.readline() != "gone\n":
            pass


def check(team: "Team", acknowledged: Path) -> int:
    """Every acknowledged op stands, in an unbroken chain; how many there are."""
    ids = acknowledged.read_text().split()
    assert len(set(ids)) == len(ids)
    (path,) = (team.root / "project" / "journal").glob("ana-*.jsonl")
    standing = [entry.op.id for entry in read_entries(path)]
    assert set(ids) <= set(standing)
    assert len(set(standing)) == len(standing)
    lead = team.open("lea")
    assert lead.ledger.state.set_aside == []
    assert len(list(lead.common.alive("comment"))) == len(standing)
    return len(ids)


@pytest.mark.slow
def test_no_acknowledged_op_is_lost_in_two_hundred_kills(team: "Team", tmp_path: Path) -> None:
    acknowledged = tmp_path / "ids"
    acknowledged.touch()
    for seed in range(4):
        run(team, acknowledged, kills=52, seed=seed)
        assert check(team, acknowledged) > 20


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_acknowledged_op_is_lost_in_a_thousand_kills(team: "Team", tmp_path: Path) -> None:
    acknowledged = tmp_path / "ids"
    acknowledged.touch()
    for seed in range(100, 110):
        run(team, acknowledged, kills=100, seed=seed)
        assert check(team, acknowledged) > 20


def seen_by_ana(team: "Team") -> Sightings:
    """What her machine remembers, read without opening the project."""
    identity = load_identity(team.settings("ana").identities_dir, "ana")
    (path,) = team.root.glob("state/*/ana.seen")
    assert identity is not None
    key = identity.sightings_key(path.parent.name)
    return Sightings(path, key, team.root / "project" / "journal")


def test_whoever_is_killed_has_kept_what_they_acknowledged_in_mind(
    team: "Team", tmp_path: Path
) -> None:
    acknowledged = tmp_path / "ids"
    acknowledged.touch()
    for seed in range(3):
        run(team, acknowledged, kills=12, seed=seed)
        (path,) = (team.root / "project" / "journal").glob("ana-*.jsonl")
        last = acknowledged.read_text().split()[-1]
        (entry,) = [entry for entry in read_entries(path) if entry.op.id == last]
        seen = seen_by_ana(team)
        assert seen.end(path.stem).seq >= entry.op.seq
        assert list(seen.losses()) == []
        whole = path.read_bytes()
        path.write_bytes(whole[: entry.offset])
        assert [loss.writer for loss in seen_by_ana(team).losses()] == [path.stem]
        path.write_bytes(whole)


def test_processes_of_one_person_that_write_at_once_remember_the_last_of_all(
    team: "Team", tmp_path: Path
) -> None:
    acknowledged = tmp_path / "ids"
    acknowledged.touch()
    run(team, acknowledged, kills=1, seed=0)
    several = [
        subprocess.Popen([sys.executable, "-c", NOTES, str(team.root)], stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [process.wait() for process in several] == [0, 0, 0]

    (path,) = (team.root / "project" / "journal").glob("ana-*.jsonl")
    *_, last = read_entries(path)
    assert seen_by_ana(team).end(path.stem) == last.end
    assert last.op.seq >= 120


NOTES = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.domain.op import Change
from workbench.store.project import Project

root = Path(sys.argv[1])
project = Project.open(Settings(root / "project", None, "ana", root / "config", root / "state"))
for _ in range(40):
    project.append("comment.add", [])
"""
