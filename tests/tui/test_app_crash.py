"""Leaving without being asked: a crash gives nothing away, and a removed member is told why."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Team

SECRET = "order forty lamps"
_NAME = "program.py"
_LEFT = b"\x1b[?1049l"
"""What ends the screen of the program (xterm's alternate screen)."""

_PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
from workbench.config import Settings
from workbench.services.membership import remove_member
from workbench.store.project import Project
from workbench.tui.app import run
from workbench.tui.screens.desk.transport import Transport

root = Path(sys.argv[1])
settings = Settings(project=root / "project", keyring=None, user="rev",
                    config_dir=root / "config", state_dir=root / "state")

def broken(self):
    secret = next(a.text for a in self._desk.model.actions if a.text)
    raise RuntimeError(f"it broke on {secret} and {self._desk.model.actions}")

def removed(self):
    remove_member(Project.open(replace(settings, user="lea")), "rev")

Transport.skip_idle = {"broken": broken, "removed": removed}[sys.argv[3]]
sys.exit(run(settings, sys.argv[2]))
"""


def _environment(places: dict[str, Path]) -> dict[str, str]:
    env = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TMPDIR": str(places["tmp"]),
        "XDG_CACHE_HOME": str(places["cache"]),
        "HOME": str(places["home"]),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # A parallel run sets these for its workers; here the terminal's own size counts.
    for name in ("COLUMNS", "LINES"):
        env.pop(name, None)
    return env


def _run_until_it_ends(
    team: "Team", session_id: str, places: dict[str, Path], what_happens: str
) -> tuple[bytes, int]:
    """All that the program on a terminal wrote, and its status.

    z, by which it happens, is pressed once a second from the first picture on: one that comes
    before the screen listens is lost.
    """
    cwd, env = places["cwd"], _environment(places)
    program = cwd / _NAME
    program.write_text(_PROGRAM)
    command = [sys.executable, str(program), str(team.root), session_id, what_happens]
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 160, 0, 0))
    process = subprocess.Popen(
        command, stdin=child, stdout=child, stderr=child, cwd=cwd, env=env, start_new_session=True
    )
    os.close(child)
    written = b""
    pressed_at = 0.0
    until = time.monotonic() + 90
    while time.monotonic() < until:
        ready, _, _ = select.select([parent], [], [], 0.1)
        if ready:
            try:
                data = os.read(parent, 65536)
            except OSError:
                break
            if not data:
                break
            written += data
        if SECRET.encode() in written and time.monotonic() > pressed_at + 1:
            with suppress(OSError):
                os.write(parent, b"z")
            pressed_at = time.monotonic()
        if process.poll() is not None and not ready:
            break
    with suppress(OSError):
        os.close(parent)
    if process.poll() is None and time.monotonic() > until:
        process.kill()
    return written, process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_a_crash_tells_its_kind_and_nothing_else(
    stocked: "tuple[Team, str]", tmp_path: Path
) -> None:
    team, session_id = stocked
    places = {name: tmp_path / name for name in ("cwd", "tmp", "cache", "home")}
    for place in places.values():
        place.mkdir()

    written, status = _run_until_it_ends(team, session_id, places, "broken")

    assert SECRET.encode() in written
    assert status == 2
    told = written.rpartition(_LEFT)[2].decode()
    assert "an unexpected RuntimeError" in told
    assert "What was said to be saved is saved." in told
    assert "Your changes are saved" not in told
    assert "Traceback" not in written.decode(errors="replace")
    assert SECRET not in told
    assert "it broke on" not in written.decode(errors="replace")
    for place in (*places.values(), team.root):
        for path in place.rglob("*"):
            if path.is_file() and path.name != _NAME:
                data = path.read_bytes()
                assert SECRET.encode() not in data
                assert b"it broke on" not in data
                assert b"Traceback" not in data


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_a_member_who_is_removed_is_told_so_and_the_status_is_3(
    stocked: "tuple[Team, str]", tmp_path: Path
) -> None:
    team, session_id = stocked
    places = dict.fromkeys(("cwd", "tmp", "cache", "home"), tmp_path)

    written, status = _run_until_it_ends(team, session_id, places, "removed")

    told = written.rpartition(_LEFT)[2].decode()
    assert status == 3
    assert "the membership of 'rev' has ended" in told
    assert "unexpected" not in told
