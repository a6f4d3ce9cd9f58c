"""Fuzzes every reader for some seconds each, led by coverage, and says what came of it.

    python -m tests.fuzz [--seconds 30] [--jobs 1] [--keep FOLDER] [TARGET ...]

Input that breaks a reader is kept under FOLDER, where the corpus grows from run to run.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.targets import TARGETS

_STATUS = re.compile(r"#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+)")
_LOADING_S = 120
"""Watching coverage makes loading slow, before the clock of the run starts."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of fuzzing one target."""

    target: str
    tries: int
    coverage: int
    seconds: int
    broken: str = ""

    def line(self) -> str:
        """The run as a row of a table."""
        numbers = f"{self.tries:>10}{self.coverage:>8}{self.seconds:>8}"
        return f"{self.target:22}{numbers}  {self.broken or 'nothing broke'}"


def fuzzed(name: str, seconds: int, keep: Path) -> Run:
    """Fuzz one target in a process of its own until its time is over or something breaks."""
    corpus, broken = keep / "corpus" / name, keep / "broken"
    for folder in (corpus, broken):
        folder.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={broken / name}-"]
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(corpus), *options]
    began = time.monotonic()
    log = broken / f"{name}.log"
    with log.open("w") as file:
        try:
            limit = seconds + _LOADING_S
            status = subprocess.run(command, stderr=file, stdout=file, timeout=limit).returncode
        except subprocess.TimeoutExpired:
            status = -1
    told = log.read_text("utf-8", "replace")
    tries, coverage, _ = (_STATUS.findall(told) or [("0", "0", "0")])[-1]
    words = f"BROKEN: {_last_words(told)}" if status or not int(tries) else ""
    if not words:
        log.unlink()
    return Run(name, int(tries), int(coverage), round(time.monotonic() - began), words)


def _last_words(log: str) -> str:
    """The error as Python told it, else as libFuzzer did."""
    told = [
        line for line in log.splitlines() if re.match(r"\s*([\w.]+(Error|Exception)|==\d+==)", line)
    ]
    return told[0].strip()[:200] if told else log[-200:]


def _runs(names: Iterable[str], seconds: int, keep: Path, jobs: int) -> Iterator[Run]:
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda name: fuzzed(name, seconds, keep), names)


def _main() -> int:
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("targets", nargs="*", default=[target.name for target in TARGETS])
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if find_spec("atheris") is None:
        print("NOTHING WAS FUZZED: atheris is not installed; pip install --group fuzz")  # noqa: T201
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        print(f"{'target':22}{'tries':>10}{'cover':>8}{'s':>8}", flush=True)  # noqa: T201
        are_whole = []
        keep = given.keep or Path(scratch)
        for run in _runs(given.targets, given.seconds, keep, given.jobs):
            print(run.line(), flush=True)  # noqa: T201
            if run.broken:
                print((keep / "broken" / f"{run.target}.log").read_text("utf-8", "replace")[-3000:])  # noqa: T201
            are_whole.append(not run.broken)
    return 0 if all(are_whole) else 1


if __name__ == "__main__":
    sys.exit(_main())
