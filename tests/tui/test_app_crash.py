"""A crash gives nothing away: not to the terminal, not to any file."""

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
_LEFT = b"\x1b[?1049l"
"""What ends the screen of the program (xterm's alternate screen)."""

_PROGRAM = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.tui.app import run
from workbench.tui.screens.desk.transport import Transport

def broken(self):
    secret = next(a.text for a in self._desk.model.actions if a.text)
    raise RuntimeError(f"it broke on {secret} and {self._desk.model.actions}")

Transport.skip_idle = broken
root = Path(sys.argv[1])
settings = Settings(project=root / "project", keyring=None, user="rev",
                    config_dir=root / "config", state_dir=root / "state")
sys.exit(run(settings, sys.argv[2]))
"""


def _run_until_it_ends(
    command: list[str], cwd: Path, env: dict[str, str], awaited: bytes, key: bytes
) -> tuple[bytes, int]:
    """All that a program on a terminal wrote, and its status.

    `key` is pressed once a second from `awaited` on: one that comes before the screen listens is
    lost.
    """
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
        if awaited in written and time.monotonic() > pressed_at + 1:
            with suppress(OSError):
                os.write(parent, key)
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
    program = places["cwd"] / "program.py"
    program.write_text(_PROGRAM)
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

    written, status = _run_until_it_ends(
        [sys.executable, str(program), str(team.root), session_id],
        places["cwd"],
        env,
        SECRET.encode(),
        b"z",
    )

    assert SECRET.encode() in written
    assert status == 2
    told = written.rpartition(_LEFT)[2].decode()
    assert "an unexpected RuntimeError" in told
    assert "Traceback" not in written.decode(errors="replace")
    assert SECRET not in told
    assert "it broke on" not in written.decode(errors="replace")
    for place in (*places.values(), team.root):
        for path in place.rglob("*"):
            if path.is_file() and path != program:
                data = path.read_bytes()
                assert SECRET.encode() not in data
                assert b"it broke on" not in data
                assert b"Traceback" not in data
