"""Where an import is built: invisible until it is whole, swept away when it was cut off."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from workbench.store.files import flush, flush_directory, storage_errors

_LOCK_SUFFIX = ".lock"
_PUBLISH_S = 120


class Staging:
    """One session being built under staging/; leaving before an op speaks of it removes it all.

    `is_published` says whether the journal, read anew, holds such an op.
    """

    def __init__(
        self, project_root: Path, session_id: str, is_published: Callable[[str], bool]
    ) -> None:
        self._session_id = session_id
        self._is_published = is_published
        self.directory = project_root / "staging" / session_id
        self._final = project_root / "sessions" / session_id
        self._lock = FileLock(_lock_path(project_root, session_id), timeout=0)

    def __enter__(self) -> "Staging":
        with storage_errors("the staging directory"):
            self.directory.parent.mkdir(exist_ok=True)
            self._lock.acquire()
            try:
                self.directory.mkdir()
            except OSError:
                self._unlock()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if not self._is_published(self._session_id):
                shutil.rmtree(self.directory, ignore_errors=True)
                shutil.rmtree(self._final, ignore_errors=True)
        except BaseException:
            # Nobody knows now; the lock file stays, and the next import's sweep will.
            self._lock.release()
            raise
        self._unlock()

    def move_into_place(self) -> None:
        """Flush every file and rename the directory into sessions/."""
        with storage_errors("the session"):
            for path in self.directory.iterdir():
                fd = os.open(path, os.O_RDWR)
                try:
                    flush(fd)
                finally:
                    os.close(fd)
            flush_directory(self.directory)
            self._final.parent.mkdir(exist_ok=True)
            self.directory.rename(self._final)
            flush_directory(self._final.parent)

    def _unlock(self) -> None:
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


@contextmanager
def publishing(project_root: Path) -> Iterator[None]:
    """Hold the right to publish a session: what the journal holds already is asked under it."""
    lock = FileLock(project_root / "journal" / ".publish.lock", timeout=_PUBLISH_S)
    with storage_errors("the journal"), lock:
        yield


def sweep(project_root: Path, is_published: Callable[[str], bool]) -> list[str]:
    """Remove what imports left behind that were killed; the session ids removed, sorted.

    `is_published` reads the journal anew: the import may have ended a moment ago.
    """
    removed = []
    for lock_path in sorted((project_root / "staging").glob(f"*{_LOCK_SUFFIX}")):
        session_id = lock_path.name.removesuffix(_LOCK_SUFFIX)
        lock = FileLock(lock_path, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            continue
        shutil.rmtree(project_root / "staging" / session_id, ignore_errors=True)
        if not is_published(session_id):
            shutil.rmtree(project_root / "sessions" / session_id, ignore_errors=True)
            removed.append(session_id)
        lock.release()
        lock_path.unlink(missing_ok=True)
    return removed


def _lock_path(project_root: Path, session_id: str) -> Path:
    return project_root / "staging" / f"{session_id}{_LOCK_SUFFIX}"
