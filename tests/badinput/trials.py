"""Many harmed captures, each imported in a process of its own that may not take too much.

    python -m tests.badinput.trials [CAPTURE ...] [--seeds FIRST-LAST] [--json FILE]

says for each small capture how many harmed ones were imported and how many refused, and what
went wrong. Needs a system with fork.
"""

import argparse
import contextlib
import importlib
import json
import os
import pkgutil
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TypeAlias

import workbench
from tests.badinput.captures_small import BY_NAME, SMALL, Small
from tests.badinput.mutations import harm_done
from tests.badinput.trial import WALL_S, Place, Trial, tried, unsafe_in
from workbench import plugins
from workbench.store.project import Project

Harm: TypeAlias = Callable[[int, Path], str]
"""Harms the capture in a folder as a seed has it, and says how."""

MEMORY_MB = 1000
"""What one import may take at most."""
_ADDRESSES = 4_000_000_000
"""Addresses are given away freely; what is used is measured."""
_ALL_S = 60


def trials(
    small: Small, seeds: Iterable[int], scratch: Path, harm: Harm = harm_done
) -> Iterator[Trial]:
    """What comes of the capture harmed by each seed."""
    template = scratch / small.name
    _in_a_child(lambda: _prepare(small, template))
    for seed in seeds:
        yield _trial(small, template, seed, harm)


def _warm_up() -> None:
    """Load and look up once what every process forked from this one would."""
    plugins._points = cache(plugins._points)
    plugins.importers()
    plugins.detectors()
    ours = pkgutil.walk_packages(workbench.__path__, "workbench.")
    names = [module.name for module in ours if not module.name.startswith("workbench.tui")]
    for name in ("av", "cv2", "pandas", "PIL.Image", "pyarrow.compute", *names):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _prepare(small: Small, template: Path) -> None:
    """The capture unharmed, and a project with nothing in it."""
    place = Place(template)
    place.root.mkdir()
    source = small.build(place.capture)
    (template / "source").write_text(str(source.relative_to(place.capture)))
    place.furnish()
    Project.create(place.settings()).close()


def _trial(small: Small, template: Path, seed: int, harm: Harm) -> Trial:
    place = Place(template.parent / f"{small.name}-{seed}")
    shutil.copytree(template, place.root)
    told = place.root / "told.json"
    status, usage = _in_a_child(lambda: _run(small, place, seed, told, harm))
    trial = Trial(small.name, seed)
    if told.is_file():
        trial = Trial(**json.loads(told.read_text("utf-8")))
    printed = place.root / "printed"
    if printed.is_file():
        trial.problems += unsafe_in(printed.read_text("utf-8", "backslashreplace"))
    trial.megabytes = usage.ru_maxrss // 1024
    if os.WIFSIGNALED(status):
        by = signal.Signals(os.WTERMSIG(status)).name
        is_late = by == "SIGALRM"
        trial.outcome = "hung" if is_late else "killed"
        trial.problems.append(f"took longer than {WALL_S} s" if is_late else f"ended by {by}")
    elif status:
        trial.outcome = "broken"
        trial.problems.append("the trial itself failed")
    if trial.megabytes > MEMORY_MB:
        trial.problems.append(f"took {trial.megabytes} MB")
    shutil.rmtree(place.root, ignore_errors=True)
    return trial


def _run(small: Small, place: Place, seed: int, told: Path, harm: Harm) -> None:
    trial = Trial(small.name, seed)
    source = place.capture / (place.root / "source").read_text()
    is_file = source.is_file()
    try:
        trial.harm = harm(seed, place.capture)
        told.write_text(json.dumps(asdict(trial)), "utf-8")
        _confine(place)
        _print_to(place.root / "printed")
        left = sorted(path for path in place.capture.rglob("*") if path.is_file())
        if is_file and not source.exists() and left:
            source = left[0]
        tried(trial, place, source, small.importer)
    except Exception:  # noqa: BLE001  - told to the parent
        trial.outcome = "broken"
        trial.problems.append(traceback.format_exc()[-1500:])
    told.write_text(json.dumps(asdict(trial)), "utf-8")


def _print_to(path: Path) -> None:
    """Have all that is printed, by whomever, go to a file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(descriptor, stream.fileno())


def _confine(place: Place) -> None:
    """Limit what the process takes, and where it looks for things."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (size + _ADDRESSES, size + _ADDRESSES))
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp")):
        os.environ[name] = str(place.root / folder)
    os.environ["XDG_CONFIG_HOME"] = str(place.root / "xdg" / "config")
    os.environ["XDG_STATE_HOME"] = str(place.root / "xdg" / "state")
    (place.root / "xdg").mkdir()
    (place.root / "xdg" / "config").mkdir()
    (place.root / "xdg" / "config" / "workbench").symlink_to(place.root / "config")
    tempfile.tempdir = None
    os.chdir(place.root / "desk")


def _in_a_child(work: Callable[[], None]) -> tuple[int, resource.struct_rusage]:
    """Do it in a process of its own; how that ended and what it took."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.setitimer(signal.ITIMER_REAL, _ALL_S)
            work()
            sys.stdout.flush()
            status = 0
        except BaseException:  # noqa: BLE001  - nothing may go on in two processes
            traceback.print_exc()
        os._exit(status)
    _, status, usage = os.wait4(child, 0)
    return status, usage


def _table(found: Sequence[Trial]) -> list[str]:
    lines = [f"{'capture':18}{'inputs':>8}{'imported':>10}{'refused':>9}{'problems':>10}"]
    lines[0] += f"{'slowest s':>11}{'most MB':>9}"
    for name in dict.fromkeys(trial.capture for trial in found):
        of_it = [trial for trial in found if trial.capture == name]
        imported = sum(trial.outcome == "imported" for trial in of_it)
        bad = sum(bool(trial.problems) for trial in of_it)
        line = f"{name:18}{len(of_it):8}{imported:10}{len(of_it) - imported:9}{bad:10}"
        slowest, most = max(t.seconds for t in of_it), max(t.megabytes for t in of_it)
        lines.append(f"{line}{slowest:11.2f}{most:9}")
    return lines


def _main() -> int:
    parser = argparse.ArgumentParser(prog="tests.badinput.trials")
    parser.add_argument("captures", nargs="*", default=[small.name for small in SMALL])
    parser.add_argument("--seeds", default="0-499")
    parser.add_argument("--onward", action="store_true", help="each capture takes the next seeds")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    found: list[Trial] = []
    seeds = range(int(first), int(last or first) + 1)
    _warm_up()
    with tempfile.TemporaryDirectory() as scratch:
        for name in given.captures:
            for trial in trials(BY_NAME[name], seeds, Path(scratch)):
                found.append(trial)
                for problem in trial.problems:
                    print(f"{name} seed {trial.seed} [{trial.harm}] {problem}", flush=True)  # noqa: T201
            if given.onward:
                seeds = range(seeds.stop, seeds.stop + len(seeds))
    print("\n".join(_table(found)))  # noqa: T201
    outcomes = Counter(trial.outcome for trial in found)
    print(", ".join(f"{count} {name}" for name, count in outcomes.most_common()))  # noqa: T201
    if given.json:
        given.json.write_text(json.dumps([asdict(trial) for trial in found], indent=1))
    return 1 if any(trial.problems for trial in found) else 0


if __name__ == "__main__":
    sys.exit(_main())
