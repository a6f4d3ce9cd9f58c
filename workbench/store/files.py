"""Files that survive a crash: written whole, flushed to the disk, put in place at once."""

import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import StorageFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def storage_errors(what: str) -> Iterator[None]:
    """Turn what the disk refuses into StorageFailed; `what` names the thing, not its content."""
    try:
        yield
    except OSError as error:
        raise _storage_failed(what, error) from None


def flush(fd: int) -> None:
    """Return once the file's bytes are on the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        # fsync on macOS stops at the drive's own cache.
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
    else:
        os.fsync(fd)


def flush_directory(directory: Path) -> None:
    """Return once the directory's entries are on the disk; a no-op where it cannot be asked."""
    if sys.platform == "win32":
        return
    fd = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put a whole file in place: readers see the old one or the new one, never a part."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.new")
    with storage_errors(path.name):
        fd = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                file.flush()
                flush(file.fileno())
            os.replace(scratch, path)  # noqa: PTH105
        except OSError:
            scratch.unlink(missing_ok=True)
            raise
        flush_directory(path.parent)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shred(path: Path) -> None:
    """Overwrite a small file with zeros, then remove it; nothing happens where there is none."""
    if not path.exists():
        return
    with storage_errors(path.name):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            flush(file.fileno())
        path.unlink()
        flush_directory(path.parent)


def _storage_failed(what: str, error: OSError) -> StorageFailed:
    if error.errno in _FULL:
        return StorageFailed(
            f"the disk is full: {what} was not saved", hint="Free some space and try again."
        )
    reason = (error.strerror or "input/output error").lower()
    return StorageFailed(f"{what}: {reason}", hint="Check the path and its permissions.")
