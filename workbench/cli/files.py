"""Files a command writes: readable by their owner only, never over another by accident."""

import os
import secrets
from pathlib import Path

from workbench.errors import StorageFailed, UsageError


def write_private(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file of mode 0600, whole or not at all.

    Raises UsageError where one is there and may not be replaced, StorageFailed where the disk
    refuses.
    """
    refuse_existing(path, replace=replace)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        fd = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        reason = (error.strerror or "input/output error").lower()
        raise StorageFailed(
            f"{path} was not written: {reason}", hint="Check the path and its permissions."
        ) from None


def refuse_existing(path: Path, *, replace: bool) -> None:
    """Raise UsageError where something is there that may not be replaced."""
    if path.is_dir():
        raise UsageError(f"{path} is a directory", hint="Name a file in it.")
    if path.exists() and not replace:
        raise UsageError(f"{path} is there already", hint="Name another file, or give --force.")
