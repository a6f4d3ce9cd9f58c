"""Planning, building and verifying in a thread, on a project opened for it alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from workbench.config import Settings
from workbench.errors import WorkbenchError
from workbench.plugin_api import Progress
from workbench.services.building import Built, build_release
from workbench.services.planning import Plan, ReleaseRequest, plan_release
from workbench.services.verifying import Verification, verify_release
from workbench.store.project import Project

_SHOWN_EVERY_S = 0.05


class Cancelled(WorkbenchError):
    """Somebody cancelled the build; nothing of it remains."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a step has come; `total` is 0 where nobody knows."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A release that was built or looked for, and what reading it again has found."""

    directory: Path
    verification: Verification
    built: Built | None = None


def plan(settings: Settings, request: ReleaseRequest) -> Plan:
    """What the release would hold."""
    with _project(settings) as project:
        return plan_release(project, request)


def build(
    settings: Settings,
    request: ReleaseRequest,
    out: Path,
    *,
    show: Callable[[Step], object],
    stop: threading.Event,
) -> Outcome:
    """Build, then read every byte again; raises Cancelled where `stop` is set while it is built."""
    with _project(settings) as project:
        built = build_release(project, request, out, progress=_progress(show, stop))
        rows = sum(summary.rows for summary in built.plan.splits.values())
        found = verify_release(out, project, progress=_progress(show, None, rows))
        return Outcome(out, found, built)


def verify(settings: Settings, out: Path, *, show: Callable[[Step], object]) -> Outcome:
    """Read a release that is there again."""
    with _project(settings) as project:
        return Outcome(out, verify_release(out, project, progress=_progress(show, None)))


def _progress(
    show: Callable[[Step], object], stop: threading.Event | None, expected: int = 0
) -> Progress:
    """Shows steps, not more often than an eye can follow; says no once `stop` is set."""
    last_s = 0.0

    def progress(step: str, done: int, total: int) -> None:
        nonlocal last_s
        if stop is not None and stop.is_set():
            raise Cancelled("the build was cancelled", hint="Nothing of it remains.")
        now = monotonic()
        whole = total or expected
        if now - last_s >= _SHOWN_EVERY_S or done == whole:
            last_s = now
            show(Step(step, done, whole))

    return progress


@contextmanager
def _project(settings: Settings) -> Iterator[Project]:
    project = Project.open(settings)
    try:
        yield project
    finally:
        project.close()
        project.ledger.tables.connection.close()
