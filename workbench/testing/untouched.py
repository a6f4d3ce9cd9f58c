"""Whether files are as they were: their bytes, times and names, and what is beside them."""

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from workbench.testing.demands import demand

_OPEN_FILES = Path("/proc/self/fd")


class Traces:
    """How some files and the folders they lie in looked; `check` compares."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = sorted(set(files))
        self._folders = sorted({file.parent for file in self._files})
        self._before = self._seen()

    def check(self, when: str) -> None:
        """Raise AssertionError where anything was changed, made or taken away."""
        for path, seen in self._seen().items():
            demand(seen == self._before.get(path), f"{when}, {path.name} is not as it was")

    def _seen(self) -> dict[Path, tuple[object, ...]]:
        folders = {folder: _folder(folder) for folder in self._folders}
        return folders | {file: _file(file) for file in self._files}


def copied(files: Sequence[Path], source: Path, into: Path) -> Path:
    """A copy of a capture by the files it names, and of nothing beside them; where it is."""
    root = source if source.is_dir() else source.parent
    place = into / (root.resolve().name or "capture")
    for file in files:
        target = place / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return place if source.is_dir() else place / source.name


def check_let_go(folder: Path, when: str) -> None:
    """Raise AssertionError where this process has a file of the folder open, as far as can be told.

    Windows deletes no file that is open, so that what stays open there stays for good.
    """
    if not _OPEN_FILES.is_dir():
        return
    root = folder.resolve()
    held = [path.name for path in _open_files() if path.is_relative_to(root)]
    demand(not held, f"{when}, {', '.join(held)} is still open")


def _open_files() -> list[Path]:
    found = []
    for entry in _OPEN_FILES.iterdir():
        try:
            found.append(entry.readlink())
        except OSError:
            # The listing itself was one of them, and is closed by now.
            continue
    return found


def _folder(folder: Path) -> tuple[object, ...]:
    return (folder.stat().st_mtime_ns, tuple(sorted(path.name for path in folder.iterdir())))


def _file(file: Path) -> tuple[object, ...]:
    if not file.is_file():
        return ()
    facts = file.lstat()
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").digest()
    return (digest, facts.st_mtime_ns, facts.st_size, facts.st_mode)
