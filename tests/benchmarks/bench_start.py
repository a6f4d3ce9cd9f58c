"""Cold starts: how soon the help is there, and the desk's first picture in a real terminal."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.pty_terminal import PtyTerminal

_RUNS = 7


def help_s() -> float:
    """Median seconds of `workbench --help` as a whole process."""
    return _median([_timed([sys.executable, "-m", "workbench", "--help"]) for _ in range(_RUNS)])


def first_picture_s(root: Path, session_id: str, *, columns: int = 160, rows: int = 45) -> float:
    """Median seconds from starting `workbench open SESSION` to the first half-block drawn."""
    return _median([_to_picture(root, session_id, columns, rows) for _ in range(_RUNS)])


def _timed(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True)
    return time.perf_counter() - start


def _to_picture(root: Path, session_id: str, columns: int, rows: int) -> float:
    environment = {
        **os.environ,
        "COLORTERM": "truecolor",
        "TERM": "xterm-256color",
        "XDG_CONFIG_HOME": str(root / "config-home"),
        "XDG_STATE_HOME": str(root / "state-home"),
    }
    arguments = [sys.executable, "-m", "workbench", "--project", str(root / "project")]
    arguments += ["--as", "lea", "open", session_id]
    start = time.perf_counter()
    with PtyTerminal(arguments, columns, rows, environment) as terminal:
        terminal.wait_for("▀", timeout_s=60)
        return time.perf_counter() - start


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
