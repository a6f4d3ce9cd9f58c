"""The importer itself: recognising, listing and opening a cast."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_asciicast.capture import AsciicastCapture
from workbench_asciicast.cast import is_cast

_LOOKED_AT = 20


class AsciicastImporter:
    """Reads recordings of terminals: asciicast versions 1, 2 and 3."""

    name = "asciicast"
    version = "1"
    usual_names = ("*.cast",)

    def recognises(self, source: Path) -> bool:
        """Whether it is a cast, or a folder in which just one lies; never raises."""
        try:
            return _cast_in(source) is not None
        except (OSError, ValueError):
            return False

    def files(self, source: Path) -> Sequence[Path]:
        """The one file."""
        return [_found(source)]

    @contextmanager
    def open(self, source: Path) -> Iterator[AsciicastCapture]:
        """Open a cast; raises BadCapture where it is none."""
        try:
            capture = AsciicastCapture(_found(source))
        except OSError:
            raise BadCapture("the cast cannot be read", hint="Check the file.") from None
        yield capture


def _found(source: Path) -> Path:
    """The cast that is meant; one that is named is taken whatever it looks like."""
    try:
        path = source if source.is_file() else _cast_in(source)
    except OSError:
        path = None
    if path is None:
        raise BadCapture(
            "there is no asciicast here", hint="Give the .cast file, or a folder with just one."
        )
    return path


def _cast_in(source: Path) -> Path | None:
    if source.is_file():
        return source if is_cast(source) else None
    files = sorted(path for path in source.iterdir() if path.is_file() and not path.is_symlink())
    if len(files) > _LOOKED_AT:
        return None
    casts = [path for path in files if is_cast(path)]
    return casts[0] if len(casts) == 1 else None
