"""How fast this machine is at what people wait for, measured on a sample session.

Nothing is drawn and nothing is estimated: a project is made in a directory of its own, worked
on as the program works on any, timed, and deleted.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from workbench.config import Settings
from workbench.domain.op import Change
from workbench.errors import UsageError
from workbench.plugin_api import Progress
from workbench.services.demonstrating import samples_dir
from workbench.services.importing import Imported, import_capture
from workbench.services.progress import no_progress
from workbench.services.session import Session
from workbench.store.keyring import KeyClass
from workbench.store.ledger import Ledger
from workbench.store.packs import Canvas, PackReader
from workbench.store.project import Project

COLUMNS, ROWS = 160, 45
"""The terminal that seeks are measured for."""

ASKED: dict[str, dict[str, float]] = {
    "journal": {"p50_ms": 2.0},
    "seek": {"warm_p50_ms": 5.0, "cold_p99_ms": 25.0},
}
"""What Workbench set itself, where it did; never a result."""

_SAMPLE, _SUBJECT = "sheet-report", "p-03"
_OPS = 200
_COLD, _WARM = 60, 400
_SAY_EVERY = 20

Figures = dict[str, float]


def measure(names: Iterable[str], directory: Path, *, progress: Progress) -> dict[str, Figures]:
    """The figures of these benchmarks by their names, in a scratch project under a directory.

    Raises UsageError for a name there is not and for a directory that is none.
    """
    wanted = list(names) or list(BENCHMARKS)
    for name in wanted:
        if name not in BENCHMARKS:
            known = ", ".join(BENCHMARKS)
            raise UsageError(f"there is no benchmark {name!r}", hint=f"There are: {known}.")
    if not directory.is_dir():
        raise UsageError(f"{directory} is no directory", hint="Name one that is there.")
    with _scratch(directory) as project:
        bench = _Bench(project, progress)
        return {name: BENCHMARKS[name](bench) for name in BENCHMARKS if name in wanted}


def scratch_settings(root: Path, user: str = "bench") -> Settings:
    """Settings that keep everything under one directory."""
    return Settings(
        project=root / "project",
        keyring=root / "keyring",
        user=user,
        config_dir=root / "config",
        state_dir=root / "state",
    )


@dataclass(frozen=True, slots=True)
class TimedImport:
    """One import, and how long it took."""

    imported: Imported
    seconds: float

    def figures(self) -> Figures:
        """Seconds, and events and frames a second."""
        return {
            "seconds": self.seconds,
            "events": self.imported.events,
            "frames": self.imported.frames,
            "events_per_s": self.imported.events / self.seconds,
            "frames_per_s": self.imported.frames / self.seconds,
        }


def timed_import(
    project: Project, capture: Path, subject: str, *, progress: Progress = no_progress
) -> TimedImport:
    """Import a capture that is not there yet: read, reduced, sealed, flagged, published."""
    started = time.perf_counter()
    imported = import_capture(project, capture, subject=subject, progress=progress)
    seconds = time.perf_counter() - started
    if not isinstance(imported, Imported):
        raise UsageError(f"{capture.name} is in the project already", hint="Measure in a new one.")
    return TimedImport(imported, seconds)


def append_times(
    project: Project, count: int, *, writer: str = "", progress: Progress = no_progress
) -> list[float]:
    """Seconds each of `count` ops takes to be signed, on the disk and folded in."""
    times = []
    for index in range(count):
        if index % _SAY_EVERY == 0:
            progress("decisions", index, count)
        change = segment_change(f"{writer}-{index}", index)
        save = partial(project.append, "segment.add", [change], session="s-bench")
        times.append(timed(save))
    return times


def segment_change(name: str, index: int) -> Change:
    """A change that makes a segment."""
    return Change(
        (),
        f"segment/{name}",
        {"alive": True, "end_us": index + 1, "labels": [], "start_us": index, "tier": "task"},
    )


def timed(call: Callable[[], object]) -> float:
    """Seconds a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def percentiles(seconds: Sequence[float], prefix: str = "") -> Figures:
    """Median and 99th percentile in milliseconds."""
    import numpy as np

    p50, p99 = np.percentile(seconds, [50, 99]) * 1000
    return {f"{prefix}p50_ms": float(p50), f"{prefix}p99_ms": float(p99)}


@contextmanager
def _scratch(directory: Path) -> Iterator[Project]:
    """A project that is gone afterwards, however that comes."""
    with tempfile.TemporaryDirectory(prefix="workbench-bench-", dir=directory) as root:
        project = Project.create(scratch_settings(Path(root)))
        try:
            yield project
        finally:
            project.close()


class _Bench:
    """One run; the sample is imported once, for whoever needs it."""

    def __init__(self, project: Project, progress: Progress) -> None:
        self._project = project
        self._progress = progress
        self._import: TimedImport | None = None

    def sample(self) -> TimedImport:
        """The sample's import, done now where it was not yet."""
        if self._import is None:
            capture = samples_dir() / _SAMPLE / "capture"
            self._import = timed_import(self._project, capture, _SUBJECT, progress=self._progress)
        return self._import

    def importing(self) -> Figures:
        return self.sample().figures()

    def journal(self) -> Figures:
        """Saving decisions, and folding the journal that is there then."""
        figures = percentiles(append_times(self._project, _OPS, progress=self._progress))
        ledger = self._project.ledger
        genesis = self._project.keyring.genesis
        fold_s = timed(Ledger(ledger.directory, genesis).fold)
        return {"ops": _OPS, **figures, "fold_ms": 1000 * fold_s}

    def seek(self) -> Figures:
        """From the sealed frame to cells: opened anew each time, and on a canvas at work."""
        with closing(Session(self._project, self.sample().imported.session_id)) as session:
            chance = random.Random(1)  # noqa: S311  - the same frames every time
            times = [self._cold(session, index, chance) for index in range(_COLD)]
            figures = percentiles(times, "cold_")
            with _opened(session) as reader:
                canvas = Canvas(reader)
                _show_cells(canvas, 0)
                frames = [chance.randrange(len(reader)) for _ in range(_WARM)]
                self._progress("seek", _COLD, _COLD)
                warm = [timed(partial(_show_cells, canvas, frame)) for frame in frames]
        return figures | percentiles(warm, "warm_")

    def _cold(self, session: Session, index: int, chance: random.Random) -> float:
        if index % _SAY_EVERY == 0:
            self._progress("seek", index, _COLD)
        started = time.perf_counter()
        with _opened(session) as reader:
            _show_cells(Canvas(reader), chance.randrange(len(reader)))
            return time.perf_counter() - started


BENCHMARKS: dict[str, Callable[[_Bench], Figures]] = {
    "import": _Bench.importing,
    "journal": _Bench.journal,
    "seek": _Bench.seek,
}
"""What can be measured, in the order in which it is."""


def _opened(session: Session) -> PackReader:
    project = session.project
    return PackReader(
        project.session_dir(session.session_id) / "frames.pack",
        project_id=project.project_id,
        session_id=session.session_id,
        subject_key=session.keys[KeyClass.CONTENT],
    )


def _show_cells(canvas: Canvas, frame: int) -> None:
    from workbench.media.cells import half_blocks, picture

    half_blocks(picture(canvas.show(frame), COLUMNS, ROWS).samples)
