"""One import in a process of its own, which takes back what it has begun when it is stopped."""

import signal
import sys
from types import FrameType
from typing import TypeAlias

from workbench.config import Settings
from workbench.errors import WorkbenchError
from workbench.services.gathering import Found, Manner, import_one
from workbench.services.importing import PUBLISH, Imported, Skipped
from workbench.store.project import Project

Outcome: TypeAlias = Imported | Skipped


class _Work:
    """Whether this process imports what can be taken back, and whether it was told to stop."""

    is_under_way = False
    is_stopped = False


def begin() -> None:
    """Leave interrupts from the terminal to the caller, who stops this process by a signal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)


def import_apart(settings: Settings, found: Found, manner: Manner) -> Outcome | None:
    """Import a capture; None where this process was stopped, and nothing is left of it."""
    if _Work.is_stopped:
        return None
    _Work.is_under_way = True
    try:
        return _imported(settings, found, manner)
    except WorkbenchError as error:
        # Libraries make errors of their own out of being stopped.
        return None if _Work.is_stopped else Skipped(str(found), error.message, is_failure=True)
    except KeyboardInterrupt:
        return None
    finally:
        _Work.is_under_way = False


def _imported(settings: Settings, found: Found, manner: Manner) -> Outcome:
    project = Project.open(settings)
    try:
        return import_one(project, found, manner, _progress)
    finally:
        project.close()


def _progress(stage: str, _done: int, _total: int) -> None:
    """Once it is published it has come in, and is told, whatever comes in between."""
    if stage == PUBLISH:
        _Work.is_under_way = False


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Stop what is under way, once: what it cleans up is not to be stopped again."""
    if _Work.is_stopped:
        return
    _Work.is_stopped = True
    # Where the stop finds a destructor, Python would print it.
    sys.unraisablehook = lambda _: None
    if _Work.is_under_way:
        raise KeyboardInterrupt
