"""The marker that makes a directory a project, and founding one when several do so at once."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from workbench.errors import NewerVersion, NotFound, StorageFailed, UsageError
from workbench.store.files import read_json, storage_errors, write_new

FORMAT = 1
_MARKER = "project.json"
_LOCK = ".init.lock"
_LOCK_S = 60
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@contextmanager
def founding(root: Path) -> Iterator[None]:
    """Hold the right to make a project of a vacant directory; whoever else tries waits.

    Raises UsageError where it is a project already, or by then, or holds anything else.
    """
    _refuse_marked(root)
    if not is_to_be_founded(root):
        raise _not_empty(root)
    with storage_errors("the project directory"):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / _LOCK, timeout=_LOCK_S)
        try:
            lock.acquire()
        except Timeout:
            raise StorageFailed(
                f"somebody is making a project of {root} and does not come to an end",
                hint="End that program, then try again.",
            ) from None
    try:
        _refuse_marked(root)
        if not is_vacant(root):
            raise _not_empty(root)
        yield
    finally:
        if is_project(root):
            # Whoever waits for the lock, or comes later, finds that out.
            with suppress(OSError):
                (root / _LOCK).unlink()
        lock.release()


def write_marker(root: Path, project_id: str) -> None:
    """Make the directory a project; raises UsageError where it has become one."""
    marker = {"format": FORMAT, "project": project_id}
    if not write_new(root / _MARKER, json.dumps(marker, sort_keys=True).encode() + b"\n"):
        raise _taken(root)


def read_marker(root: Path) -> str:
    """The id of the project in a directory; raises NotFound and NewerVersion."""
    try:
        fields = read_json(root / _MARKER)
    except FileNotFoundError:
        raise NotFound(
            f"{root} is not a Workbench project",
            hint="Name one with --project, or make one with `workbench init`.",
        ) from None
    except (OSError, ValueError):
        raise _unreadable(root) from None
    if not isinstance(fields, dict) or type(fields.get("format")) is not int:
        raise _unreadable(root)
    if fields["format"] != FORMAT:
        raise NewerVersion(
            f"the project has format {fields['format']!r}, this Workbench knows {FORMAT}",
            hint="Install the latest session-workbench.",
        )
    project_id = fields.get("project")
    # It becomes part of paths.
    if not isinstance(project_id, str) or not _ID.fullmatch(project_id):
        raise _unreadable(root)
    return project_id


def is_vacant(root: Path) -> bool:
    """Whether nothing is there, or an empty directory."""
    if not root.exists():
        return True
    return root.is_dir() and {path.name for path in root.iterdir()} <= {_LOCK}


def is_to_be_founded(root: Path) -> bool:
    """Whether the directory is vacant, or somebody is making a project of it at this moment."""
    return is_vacant(root) or ((root / _LOCK).exists() and not is_project(root))


def is_project(root: Path) -> bool:
    """Whether the directory is marked as a project."""
    return (root / _MARKER).exists()


def _refuse_marked(root: Path) -> None:
    if is_project(root):
        raise _taken(root)


def _not_empty(root: Path) -> UsageError:
    return UsageError(f"{root} is not empty", hint="Name a new or an empty directory.")


def _taken(root: Path) -> UsageError:
    return UsageError(f"{root} is a project already", hint="Use it, or name another.")


def _unreadable(root: Path) -> NotFound:
    return NotFound(
        f"{root / _MARKER} cannot be read", hint="Restore it from a copy of the project."
    )
