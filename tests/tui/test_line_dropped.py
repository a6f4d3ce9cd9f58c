"""A line that drops ends the program in order: nothing spins on, and the place is kept."""

import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.pty_terminal import PtyTerminal
from workbench.store.playheads import Playheads

if TYPE_CHECKING:
    from tests.conftest import Team

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")

FIRST_ACTION = "00:01.000"
_NOT_FLUSHED = 120
"""What Python ends with where its output could not be flushed: there is no terminal any more."""

_PROGRAM = """
import fcntl, sys, termios
from pathlib import Path
from workbench.config import Settings
from workbench.tui.app import run

root, session, is_controlling = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "True"
if is_controlling:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
settings = Settings(project=root / "project", keyring=None, user="ana",
                    config_dir=root / "config", state_dir=root / "state")
sys.exit(run(settings, session))
"""


@pytest.mark.parametrize("is_controlling", [True, False], ids=["signalled", "unnoticed"])
@pytest.mark.parametrize("keys", ["", " "], ids=["still", "playing"])
def test_the_program_leaves_and_remembers_the_place_when_its_line_drops(
    stocked: "tuple[Team, str]", is_controlling: bool, keys: str
) -> None:
    team, session_id = stocked
    argv = [sys.executable, "-c", _PROGRAM, str(team.root), session_id, str(is_controlling)]
    with PtyTerminal(argv, 100, 30) as terminal:
        drawn = terminal.wait_for("00:00")
        terminal.write("e")
        moved = terminal.wait_for(FIRST_ACTION, start=drawn)
        if keys:
            terminal.write(keys)
            terminal.wait_for("▶", start=moved)
        terminal.hang_up()
        status = terminal.wait_for_end(timeout_s=10)
    assert status in (0, _NOT_FLUSHED)
    places = list((team.root / "state").rglob("ana.playheads.json"))
    assert len(places) == 1
    assert Playheads(places[0]).position_us(session_id) >= 1_000_000
