"""What drawing costs: our widget and textual-image's, in the same app on the same terminal.

The terminal is a pseudo terminal that reads as fast as it can and says where its cursor is, so
the figures are those of the program, not of a terminal's graphics.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tests.benchmarks.plays import Play
from tests.benchmarks.pty_terminal import ROOT, PtyTerminal

WidgetName = Literal["frame_view", "textual_image"]
WIDGETS: tuple[WidgetName, ...] = ("frame_view", "textual_image")

_PROGRAM = str(ROOT / "tests" / "benchmarks" / "drawing_app.py")
_UNHINDERED = {"TEXTUAL_FPS": "1000"}
"""Textual repaints at most 60 times a second unless told otherwise."""


@dataclass(frozen=True)
class Drawing:
    """Drawing every frame as fast as it goes, from a 1920 x 1080 screenshot in memory on."""

    widget: WidgetName
    fps: float
    cpu_ms: float
    bytes_per_frame: float


@dataclass(frozen=True)
class Latency:
    """From a key being sent to its effect being read, while frames play by the clock."""

    widget: WidgetName
    fps: float
    cpu_ms: float
    keys: int
    p50_ms: float
    p99_ms: float


def drawing(
    widget: WidgetName,
    *,
    columns: int = 160,
    rows: int = 45,
    frames: int = 120,
    scenes: bool = False,
) -> Drawing:
    """The cost of a frame of typical desktop work, or of another scene each."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        play = Play(widget=widget, frames=frames, report=str(report), scenes=scenes)
        with _terminal(play, columns, rows, _UNHINDERED) as terminal:
            start, end = _played(terminal)
        cost = json.loads(report.with_suffix(".json").read_text())
    wall_s = terminal.read_at(end) - terminal.read_at(start)
    return Drawing(widget, frames / wall_s, 1000 * cost["cpu_s"] / frames, (end - start) / frames)


def key_latency(
    widget: WidgetName,
    *,
    columns: int = 160,
    rows: int = 45,
    fps: float = 30,
    seconds: float = 12,
    bytes_per_s: int = 0,
    seed: int = 3,
) -> Latency:
    """How long a key takes while frames play; each is sent a little after the last was seen."""
    frames = 120
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        rounds = max(1, round(seconds * fps / frames))
        play = Play(widget=widget, frames=frames, report=str(report), fps=fps, rounds=rounds)
        with _terminal(play, columns, rows, {}, bytes_per_s) as terminal:
            start = terminal.wait_for("go", timeout_s=180)
            waits_ms = _press_keys(terminal, start, 0.9 * seconds, random.Random(seed))
            end = _finish(terminal, start)
        cost = json.loads(report.with_suffix(".json").read_text())
    wall_s = terminal.read_at(end) - terminal.read_at(start)
    shown = cost["shown"]
    cuts = statistics.quantiles(waits_ms, n=100, method="inclusive")
    return Latency(
        widget, shown / wall_s, 1000 * cost["cpu_s"] / shown, len(waits_ms), cuts[49], cuts[98]
    )


def compare_drawing(
    *, columns: int = 160, rows: int = 45, frames: int = 60, scenes: bool = False
) -> tuple[Drawing, Drawing]:
    """Ours and theirs, one after the other."""
    ours, theirs = (
        drawing(widget, columns=columns, rows=rows, frames=frames, scenes=scenes)
        for widget in WIDGETS
    )
    return ours, theirs


def compare_latency(
    *, columns: int = 160, rows: int = 45, fps: float = 30, seconds: float = 12
) -> tuple[Latency, Latency]:
    """Ours and theirs, one after the other."""
    ours, theirs = (
        key_latency(widget, columns=columns, rows=rows, fps=fps, seconds=seconds)
        for widget in WIDGETS
    )
    return ours, theirs


def _terminal(
    play: Play, columns: int, rows: int, environment: dict[str, str], bytes_per_s: int = 0
) -> PtyTerminal:
    arguments = [sys.executable, _PROGRAM, json.dumps(asdict(play))]
    return PtyTerminal(arguments, columns, rows + 1, environment, bytes_per_s=bytes_per_s)


def _played(terminal: PtyTerminal) -> tuple[int, int]:
    start = terminal.wait_for("go", timeout_s=180)
    return start, _finish(terminal, start)


def _finish(terminal: PtyTerminal, start: int) -> int:
    end = terminal.wait_for("finished", start=start, timeout_s=300)
    terminal.wait_for("done", start=end, timeout_s=60)
    terminal.write("q")
    terminal.wait_for_end()
    return end


def _press_keys(
    terminal: PtyTerminal, start: int, seconds: float, chance: random.Random
) -> list[float]:
    """Milliseconds each key took, over so many seconds."""
    waits_ms: list[float] = []
    seen, until = start, time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.005, 0.05))
        sent = time.monotonic()
        terminal.write("x")
        seen = terminal.wait_for(f"key={len(waits_ms) + 1:04d}", start=seen, timeout_s=20)
        waits_ms.append(1000 * (terminal.read_at(seen) - sent))
    return waits_ms
