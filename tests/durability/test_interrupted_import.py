"""Ctrl+C while a folder is imported: what came in is told, and nothing is left half behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Team

CAPTURES = 24


@pytest.fixture
def folder(tmp_path: Path, capture_maker: Callable[..., Path]) -> Path:
    """More captures than come in before anybody has pressed a key."""
    for number in range(CAPTURES):
        capture_maker(tmp_path / "many" / f"c{number:02}", typed=f"text number {number}")
    return tmp_path / "many"


def _pause(process: subprocess.Popen[str]) -> None:
    """Let the import go on for a moment; it has not ended."""
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.02)


def _sessions(team: "Team") -> set[str]:
    return {listed.session_id for listed in team.open().catalogue.sessions()}


@pytest.mark.parametrize("goes_to", ["the group, as from a terminal", "the command alone"])
@pytest.mark.parametrize("begun", [0, 3])
def test_what_came_in_is_told_and_nothing_else_is_left(
    team: "Team", folder: Path, goes_to: str, begun: int
) -> None:
    settings = team.settings()
    environment = {
        **os.environ,
        "XDG_CONFIG_HOME": str(team.root / "homes" / "config"),
        "XDG_STATE_HOME": str(team.root / "homes" / "state"),
    }
    for name in ("config", "state"):
        (team.root / "homes" / name).mkdir(parents=True)
        target = team.root / name
        (team.root / "homes" / name / "workbench").symlink_to(target, target_is_directory=True)
    command = [sys.executable, "-m", "workbench", "--project", str(settings.project)]
    command += ["--as", "lea", "import", str(folder), "--jobs", "2", "--json"]
    process = subprocess.Popen(
        # Tests that run in the background ignore interrupts, and so would all that they start.
        [sys.executable, "-c", _HEARING, *command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    directory = settings.project / "sessions"
    staging = settings.project / "staging"
    while not (
        any(staging.glob("s-*"))
        and (not directory.is_dir() or len(list(directory.iterdir())) >= begun)
    ):
        _pause(process)

    (os.killpg if "group" in goes_to else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130, err
    document = json.loads(out)
    told = {session["session_id"] for session in document["sessions"]}
    assert document["is_cut_off"] is True
    assert document["skipped"] == []
    assert told == _sessions(team)
    # Two may have been in their place and not published yet.
    assert begun - 2 <= len(told) < CAPTURES
    assert f"cancelled: {len(told)} of {CAPTURES} captures came in" in err
    assert "Traceback" not in err + out
    assert {path.name for path in directory.iterdir()} == told
    assert list(staging.iterdir()) == []
    assert len(team.open().keyring.subjects()) == len(told)
    _until_gone(process.pid)

    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert len(json.loads(again.stdout)["sessions"]) == CAPTURES - len(told)
    assert len(_sessions(team)) == CAPTURES


_HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


def _until_gone(group: int) -> None:
    """Until no process of a group is left; pytest's timeout ends the wait."""
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return


def test_a_stop_that_comes_once_the_op_is_written_takes_nothing_back(
    team: "Team", folder: Path
) -> None:
    """The stop is sent by a thread that waits for the op to stand in the journal."""
    (source, *_) = sorted(folder.iterdir())

    done = subprocess.run(
        [sys.executable, "-c", _STOPPED_WHEN_WRITTEN, *map(str, (team.root, source))],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {done.stdout.strip()} == _sessions(team)


_STOPPED_WHEN_WRITTEN = """
import os, signal, sys, threading
from pathlib import Path
from workbench.config import Settings
from workbench.services.gathering import Manner, captures_at
from workbench.services.import_apart import begin, import_apart

root, source = map(Path, sys.argv[1:])
state, config = root / "state", root / "config"
settings = Settings(
    project=root / "project", keyring=None, user="lea", config_dir=config, state_dir=state
)
begin()
files = list((root / "project" / "journal").glob("*.jsonl"))
def written():
    return sum(b"session.import" in file.read_bytes() for file in files)
def stop():
    while not written():
        pass
    os.kill(os.getpid(), signal.SIGTERM)
watch = threading.Thread(target=stop)
watch.start()
(found,) = captures_at(source)
print(import_apart(settings, found, Manner()).session_id)
watch.join()
"""
