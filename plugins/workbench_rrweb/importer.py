"""The importer itself: recognising, listing and opening a recording of rrweb."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_rrweb.capture import RrwebCapture
from workbench_rrweb.reading import looks_like_rrweb

_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
_MOST_FILES = 20


class RrwebImporter:
    """Reads recordings of rrweb: one JSON array, JSON lines, or a list inside an object."""

    name = "rrweb"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the file, or the one JSON file of a folder, is such a recording."""
        return _recording(source) is not None

    def files(self, source: Path) -> Sequence[Path]:
        """The one file."""
        return [_recording(source) or source]

    @contextmanager
    def open(self, source: Path) -> Iterator[RrwebCapture]:
        """Open a recording; raises BadCapture where nothing of it can be read."""
        path = _recording(source) or source
        if not path.is_file():
            raise BadCapture(
                "this is not a recording of rrweb",
                hint="Give the JSON file that holds its events.",
            )
        yield RrwebCapture(path)


def _recording(source: Path) -> Path | None:
    """The file that is a recording, None where there is none or more than one."""
    try:
        if source.is_file():
            return source if looks_like_rrweb(source) else None
        files = [p for p in sorted(source.iterdir()) if p.suffix in _SUFFIXES and p.is_file()]
        if len(files) > _MOST_FILES:
            return None
        found = [path for path in files if not path.is_symlink() and looks_like_rrweb(path)]
    except (OSError, ValueError):
        return None
    return found[0] if len(found) == 1 else None
