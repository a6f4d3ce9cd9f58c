"""Pictures a capture keeps in files beside it, none of them outside its folder."""

from pathlib import Path

from workbench.errors import BadCapture

_LIMIT_BYTES = 256 * 1024 * 1024


def picture_path(folder: Path, path: str) -> Path:
    """The file meant by a path relative to the folder; raises BadCapture if it leads out of it.

    Links are followed before judging, so a link cannot lead out either.
    """
    try:
        resolved = (folder / path).resolve()
        is_inside = not Path(path).is_absolute() and resolved.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        is_inside = False
    if not is_inside:
        raise BadCapture(
            "a path in frame.path leads out of the capture's folder",
            hint="Paths are relative to the capture's file, with the pictures beneath it.",
        )
    return resolved


def picture_bytes(folder: Path, path: str) -> bytes:
    """What stands in a picture's file; raises BadCapture where it cannot be had."""
    file = picture_path(folder, path)
    try:
        if file.is_file() and file.stat().st_size <= _LIMIT_BYTES:
            return file.read_bytes()
    except OSError as error:
        raise _unavailable() from error
    raise _unavailable()


def _unavailable() -> BadCapture:
    return BadCapture(
        "a picture named in frame.path is missing, too large or cannot be read",
        hint="Keep the pictures where the capture's paths say, relative to its file.",
    )
