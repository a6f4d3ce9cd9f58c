"""A release build that dies at any moment leaves no directory that looks finished."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.services.building import build_release
from workbench.services.planning import ReleaseRequest
from workbench.services.verifying import verify_release

if TYPE_CHECKING:
    from tests.conftest import Team

REQUEST = ReleaseRequest("demo", "1", "agent-training", {"train": 1.0}, date(2026, 11, 23))

BUILD = """
import os, signal, sys, time
from datetime import date
from pathlib import Path
from workbench.config import Settings
from workbench.services.building import build_release
from workbench.services.planning import ReleaseRequest
from workbench.store.project import Project

root, how, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
watched = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
left = 0

def hook(event, args):
    global left
    if left and event in watched and str(root) in str(args[0]):
        left -= 1
        if left == 0:
            os._exit(9)

settings = Settings(root / "project", None, "lea", root / "config", root / "state")
request = ReleaseRequest("demo", "1", "agent-training", {"train": 1.0}, date(2026, 11, 23))
sys.addaudithook(hook)
lasts = 0.0
for number in range(count):
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        project = Project.open(settings)
        if how == "operations":
            left = number
        elif number:
            # Unhandled, the alarm kills at once, wherever the process is.
            signal.setitimer(signal.ITIMER_REAL, 0.6 * lasts * number / count)
        build_release(project, request, root / f"out{number}")
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    lasts = lasts or time.monotonic() - begun
    print(number, status, flush=True)
"""


def build_and_die(team: "Team", how: str, count: int) -> int:
    """Build again and again, each time to another place; how many builds died on the way."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(team.root), how, str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    answers = {int(number): int(status) for number, status in lines}
    died = [number for number, status in answers.items() if status != 0]
    assert set(answers.values()) <= {0, 9, -14}
    lead = team.open()
    for number in answers:
        out: Path = team.root / f"out{number}"
        assert out.exists() or number in died
        if out.exists():
            assert verify_release(out, lead).problems == ()
    digests = set()
    for number in died[::9]:
        out = team.root / f"out{number}"
        if not out.exists():
            digests.add(build_release(team.open(), REQUEST, out).manifest_sha256)
            assert verify_release(out, team.open()).problems == ()
    assert len(digests) == 1
    assert lead.ledger.state.set_aside == []
    return len(died)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_build_that_dies_at_any_file_operation_leaves_nothing_that_looks_finished(
    approved: "tuple[Team, str]",
) -> None:
    assert build_and_die(approved[0], "operations", 44) >= 25


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_build_killed_at_any_moment_leaves_nothing_that_looks_finished(
    approved: "tuple[Team, str]",
) -> None:
    assert build_and_die(approved[0], "moments", 60) >= 40
