"""Many captures at once: found in folders, imported side by side, the bad ones named at the end."""

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from workbench.config import Settings
from workbench.errors import BadCapture, WorkbenchError
from workbench.plugin_api import Progress
from workbench.services.importing import Imported, Skipped, import_capture
from workbench.services.sources import importer_for, parts_of, recognised_by
from workbench.store.project import Project

_DEEPEST = 8
_MOST_AT_ONCE = 4
"""Each takes half a gigabyte; more at once only wait for the same disk."""


@dataclass(frozen=True, slots=True)
class Found:
    """One capture: where it lies, and which part of its source it is."""

    path: Path
    part: str = ""
    format_name: str | None = None
    """The importer that recognised it, so that the others are not asked again."""

    def __str__(self) -> str:
        return f"{self.path} {self.part}".rstrip()


@dataclass(frozen=True, slots=True)
class Manner:
    """What holds for every capture of an import."""

    format_name: str | None = None
    subject: str | None = None
    thresholds: Mapping[str, float] | None = None


def captures_at(path: Path, format_name: str | None = None) -> list[Found]:
    """The captures at a path: itself, its parts, or all that lie in a folder, links aside.

    Raises BadCapture where there is none.
    """
    try:
        return _parts(path, importer_for(path, format_name).name)
    except BadCapture:
        inside = list(_captures_in(path, format_name, _DEEPEST))
        if not inside:
            raise
        return inside


def import_one(
    project: Project, found: Found, manner: Manner, progress: Progress
) -> Imported | Skipped:
    """Import a capture; raises what `import_capture` does."""
    return import_capture(
        project,
        found.path,
        part=found.part,
        format_name=manner.format_name or found.format_name,
        subject=manner.subject,
        thresholds=manner.thresholds or {},
        progress=progress,
    )


def import_many(
    settings: Settings, captures: Sequence[Found], manner: Manner, progress: Progress
) -> Iterator[Imported | Skipped]:
    """Import captures side by side, each in a process of its own; what became of each, in order.

    One that cannot be imported is skipped, and the others go on. Where `progress` raises, those
    under way are finished and no other is begun.
    """
    results: dict[int, Imported | Skipped] = {}
    jobs = min(_MOST_AT_ONCE, os.cpu_count() or 1, len(captures))
    progress("captures", 0, len(captures))
    for number, result in _side_by_side(settings, captures, manner, jobs):
        results[number] = result
        progress("captures", len(results), len(captures))
    # A process that was killed takes its pool with it: what is left goes on one by one, so that
    # the capture that did it is known.
    for number, found in enumerate(captures):
        if number not in results:
            alone = dict(_side_by_side(settings, [found], manner, 1))
            results[number] = alone.get(0, Skipped(str(found), _KILLED, is_failure=True))
            progress("captures", len(results), len(captures))
    yield from (results[number] for number in range(len(captures)))


_KILLED = "its import was killed, for want of memory perhaps"


def _side_by_side(
    settings: Settings, captures: Sequence[Found], manner: Manner, jobs: int
) -> Iterator[tuple[int, Imported | Skipped]]:
    """What became of each by its number; those whose pool broke are missing."""
    # Other than a fork, a new process holds no lock and no connection of this one.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin) as pool:
        futures: dict[Future[Imported | Skipped], int] = {
            pool.submit(_import_apart, settings, found, manner): number
            for number, found in enumerate(captures)
        }
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """An interrupt from the terminal ends this process without a word: the caller speaks."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _import_apart(settings: Settings, found: Found, manner: Manner) -> Imported | Skipped:
    try:
        project = Project.open(settings)
        try:
            return import_one(project, found, manner, _unseen)
        finally:
            project.close()
    except WorkbenchError as error:
        return Skipped(str(found), error.message, is_failure=True)


def _unseen(step: str, done: int, total: int) -> None:
    """Progress within one of many is nobody's concern."""


def _captures_in(folder: Path, format_name: str | None, deepest: int) -> Iterator[Found]:
    """Every capture below a folder, in the order of their names."""
    for path in _entries(folder):
        importer = recognised_by(path, format_name)
        if importer is not None:
            yield from _parts_at(path, importer.name)
        elif path.is_dir() and deepest:
            yield from _captures_in(path, format_name, deepest - 1)


def _parts_at(path: Path, format_name: str) -> list[Found]:
    """The captures of a source; one that cannot be read is still one, to be named later."""
    try:
        return _parts(path, format_name)
    except BadCapture:
        return [Found(path, format_name=format_name)]


def _parts(path: Path, format_name: str) -> list[Found]:
    return [Found(path, part, format_name) for part in parts_of(path, format_name)]


def _entries(folder: Path) -> Iterable[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.is_symlink())
    except OSError:
        return []
