"""Watches files that nobody may touch: what they hold, whether they are read, where one writes."""

import hashlib
import os
import sys
from pathlib import Path

_NOT_OURS = ("/etc/passwd", "/dev/zero", "/proc/self/mem")
"""What harmed captures name besides."""
_SCRATCH = ("/dev/null", "/dev/shm/", "/proc/")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Watch:
    """From when it is made: what Python reads below a folder, and writes anywhere but in `home`."""

    def __init__(self, outside: Path, home: Path) -> None:
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self._outside = os.path.realpath(outside) + os.sep
        self._home = os.path.realpath(home) + os.sep
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple[object, ...]) -> None:
        if event not in ("open", "sqlite3.connect"):
            return
        named = args[0]
        if not isinstance(named, str | bytes | os.PathLike):
            return
        path = os.path.realpath(os.fsdecode(named).removeprefix("file://").partition("?")[0])
        if path.startswith(self._outside) or path in _NOT_OURS:
            self.reads.add(os.path.basename(path))  # noqa: PTH119
        flags = args[2] if event == "open" and isinstance(args[2], int) else 0
        is_ours = path.startswith((self._home, *_SCRATCH))
        if flags & _WRITES and not is_ours:
            self.writes.add(path)


def seen(root: Path, names: tuple[str, ...]) -> dict[str, object]:
    """Every path below some folders: its time, its mode, and its bytes or where it leads."""
    found: dict[str, object] = {}
    for name in names:
        for path in [root / name, *sorted((root / name).rglob("*"))]:
            facts = path.lstat()
            holds: object = None
            if path.is_symlink():
                holds = str(path.readlink())
            elif path.is_file():
                holds = hashlib.sha256(path.read_bytes()).digest()
            found[str(path.relative_to(root))] = (facts.st_mtime_ns, facts.st_mode, holds)
    return found


def leave_alone(folder: Path) -> None:
    """Make the next reading of a file show: its time of reading is set before its last change."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, ns=(0, path.stat().st_mtime_ns))


def touched(folder: Path) -> list[str]:
    """The files below a folder that were read since they were left alone, where times tell."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path.name for path in files if path.stat().st_atime_ns)
