"""Every capture at hand through its importer: what came of it, and how long it took."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.plugins.own_counts import own_counts, told_counts
from workbench.services.demonstrating import samples_dir
from workbench.services.gathering import Found, Manner, captures_at, import_one
from workbench.services.importing import Imported
from workbench.services.measuring import scratch_settings
from workbench.services.progress import no_progress
from workbench.services.session import open_session
from workbench.services.sources import find_source
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one capture."""

    capture: str
    format: str
    events: int
    actions: int
    screenshots: int
    text_screens: int
    own: dict[str, int]
    """What its own files hold, counted without our readers."""
    is_as_own: bool
    warnings: dict[str, int]
    seconds: float


def formats_figures(work: Path, shared: Path) -> dict[str, object]:
    """Each sample session, and each capture below `shared` where that is here."""
    project = Project.create(scratch_settings(work, "lea"))
    try:
        folders = [samples_dir(), *([shared] if shared.is_dir() else [])]
        tried = [one for folder in folders for one in _tried(project, folder)]
    finally:
        project.close()
    return {"captures": [asdict(one) for one in tried]}


def _tried(project: Project, folder: Path) -> Iterator[Tried]:
    for found in captures_at(folder):
        started = time.perf_counter()
        done = import_one(project, found, Manner(subject="p-01"), no_progress)
        seconds = time.perf_counter() - started
        if isinstance(done, Imported):
            capture = open_session(project, done.session_id).capture
            own = own_counts(done.format, found.path)
            yield Tried(
                capture=_name(found.path, folder, found.part),
                format=done.format,
                events=done.events,
                actions=done.actions,
                screenshots=done.frames,
                text_screens=len(capture.screens),
                own=own,
                is_as_own=_told(found, done.format).items() >= own.items(),
                warnings={w.code: w.count for w in done.warnings},
                seconds=seconds,
            )


def _told(found: Found, format_name: str) -> dict[str, int]:
    with find_source(found.path, format_name, found.part).open() as opened:
        return told_counts(format_name, opened)


def _name(path: Path, folder: Path, part: str) -> str:
    name = path.relative_to(folder).as_posix().removesuffix("/capture")
    return f"{name} {part}".rstrip()
