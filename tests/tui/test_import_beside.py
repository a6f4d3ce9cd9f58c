"""An import goes through while others have the project open, and they see what came."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.pty_terminal import ROOT, PtyTerminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Team

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")

_PROGRAM = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.tui.app import run

root = Path(sys.argv[1])
settings = Settings(project=root / "project", keyring=None, user=sys.argv[2],
                    config_dir=root / "config", state_dir=root / "state")
sys.exit(run(settings, *sys.argv[3:]))
"""

_IMPORT = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.services.importing import import_capture
from workbench.store.project import Project

root = Path(sys.argv[1])
settings = Settings(project=root / "project", keyring=None, user="lea",
                    config_dir=root / "config", state_dir=root / "state")
print(import_capture(Project.open(settings), Path(sys.argv[2]), subject="p-02").session_id)
"""


def _text(terminal: PtyTerminal) -> str:
    return "\n".join(terminal.screen().display)


def _wait_for_text(terminal: PtyTerminal, text: str, timeout_s: float) -> None:
    until = time.monotonic() + timeout_s
    while text not in _text(terminal):
        assert time.monotonic() < until, f"{text!r} never came"
        time.sleep(0.05)


def test_an_import_succeeds_while_a_list_and_a_desk_are_open(
    stocked: "tuple[Team, str]", capture_maker: "Callable[..., Path]", tmp_path: Path
) -> None:
    team, session_id = stocked
    source = capture_maker(tmp_path / "late-arrival")
    shown = [sys.executable, "-c", _PROGRAM, str(team.root)]
    with (
        PtyTerminal([*shown, "rev"], 120, 30) as reviewer,
        PtyTerminal([*shown, "ana", session_id], 120, 30) as annotator,
    ):
        reviewer.wait_for("shop-floor")
        annotator.wait_for("00:00")
        done = subprocess.run(
            [sys.executable, "-c", _IMPORT, str(team.root), str(source)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        _wait_for_text(reviewer, "late-arrival", 2.0)
        annotator.write("q")
        _wait_for_text(annotator, "late-arrival", 10.0)
        assert done.stdout.startswith("s-")
        assert "2 of 2 sessions" in _text(reviewer)
