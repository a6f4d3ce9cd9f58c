"""Files that survive a crash: written whole, flushed to the disk, put in place at once."""

import errno
import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.errors import StorageFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK})


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
    with storage_errors(path.name):
        scratch = _written_beside(path, data, mode)
        try:
            os.replace(scratch, path)  # noqa: PTH105
        except OSError:
            scratch.unlink(missing_ok=True)
            raise
        flush_directory(path.parent)


def write_new(path: Path, data: bytes, *, mode: int = 0o644) -> bool:
    """Put a whole file in place where none is; False where one is, which stays as it is.

    Of several processes that do so at once exactly one is told True.
    """
    with storage_errors(path.name):
        scratch = _written_beside(path, data, mode)
        try:
            os.link(scratch, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return _claimed(path, data, mode)
        finally:
            scratch.unlink(missing_ok=True)
        flush_directory(path.parent)
    return True


def read_json(path: Path) -> object:
    """The JSON document in a file; raises OSError, and ValueError for what is none."""
    return parse_json(path.read_bytes())


def parse_json(text: str | bytes) -> object:
    """The JSON document of a text; raises ValueError for what is none, nested too deep included."""
    try:
        document: object = json.loads(text)
    except RecursionError:
        raise ValueError("the document is nested too deep") from None
    return document


def parse_object(text: str | bytes) -> dict[str, Any]:
    """The JSON object of a text; raises ValueError for anything else."""
    document = parse_json(text)
    if not isinstance(document, dict):
        raise ValueError("the document is no object")
    return document


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


def _written_beside(path: Path, data: bytes, mode: int) -> Path:
    """A scratch file beside the path that holds the data, already on the disk."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_native_id()}.new")
    fd = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            flush(file.fileno())
    except OSError:
        scratch.unlink(missing_ok=True)
        raise
    return scratch


def _claimed(path: Path, data: bytes, mode: int) -> bool:
    """As `write_new`, where the file system has no links; a crash may leave a part."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        flush(file.fileno())
    flush_directory(path.parent)
    return True


def _storage_failed(what: str, error: OSError) -> StorageFailed:
    if error.errno in _FULL:
        return StorageFailed(
            f"the disk is full: {what} was not saved", hint="Free some space and try again."
        )
    reason = (error.strerror or "input/output error").lower()
    return StorageFailed(f"{what}: {reason}", hint="Check the path and its permissions.")
