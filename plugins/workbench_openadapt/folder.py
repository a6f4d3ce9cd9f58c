"""Which files a capture of the OpenAdapt family consists of: a database, and what lies beside."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from workbench.source_files import lies_inside
from workbench_openadapt.schema import Kind, kind_of, side_files

_FILM_FOLDERS = ("videos", "video")
_FILM = re.compile(r"oa_recording-(\d+(?:\.\d+)?)\.")
_JSON_LIMIT_BYTES = 16_000_000
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """The database of a capture, and what lies beside it."""

    database: Path
    kind: Kind
    within: Path | None = None
    """The folder that was meant, where it was not the database itself."""

    @classmethod
    def of(cls, source: Path, kind: Kind) -> "CaptureFolder":
        """The capture meant by a folder, or by the database itself.

        In a folder it is the database with the usual name, else the first that is of the kind.
        """
        if not source.is_dir():
            return cls(source, kind)
        usual = cls(source / kind.usual_name, kind, source)
        others = (cls(path, kind, source) for path in islice(_inside(source, "*.db"), _LOOKED_AT))
        return next((found for found in (usual, *others) if found.is_capture()), usual)

    @property
    def root(self) -> Path:
        """The folder the database lies in; nothing outside belongs to the capture."""
        return self.database.parent

    @property
    def side_files(self) -> tuple[Path, ...]:
        """Logs that hold changes the database does not hold yet; empty ones count for nothing."""
        return side_files(self.database)

    @property
    def films(self) -> tuple[Path, ...]:
        """Films beside the database; those that were never finished, hidden, come last."""
        found = list(_inside(self.root, "*.mp4"))
        for name in _FILM_FOLDERS:
            found += _inside(self.root, f"{name}/*.mp4")
        return tuple(sorted(found, key=lambda path: (path.name.startswith("."), path)))

    def film(self, recorded: object) -> Path | None:
        """The film named after the recording of that time, one that was finished if there is."""
        named = (path for path in self.films if _time_in(path) == recorded)
        return next(named, None) if recorded is not None else None

    def files(self) -> tuple[Path, ...]:
        """Every file the capture consists of, sorted."""
        documents = _inside(self.root, "*.json") if self.kind is Kind.CAPTURE else ()
        database = {self.database} if self._is_inside() else set()
        return tuple(sorted({*database, *self.side_files, *self.films, *documents}))

    def document(self, name: str) -> dict[str, object]:
        """A JSON object beside the database; empty where there is none that can be read."""
        path = self.root / name
        try:
            if not lies_inside(self.root, path) or path.stat().st_size > _JSON_LIMIT_BYTES:
                return {}
            content = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def is_capture(self) -> bool:
        """Whether the database is of the kind, and lies in the folder that was meant."""
        try:
            return self._is_inside() and kind_of(self.database) is self.kind
        except (OSError, ValueError):
            return False

    def _is_inside(self) -> bool:
        return self.within is None or lies_inside(self.within, self.database)


def _inside(root: Path, pattern: str) -> Iterator[Path]:
    """The files of a folder that lie in it, wherever a link may point."""
    try:
        found = sorted(root.glob(pattern))
    except (OSError, RuntimeError):
        return
    yield from (path for path in found if lies_inside(root, path))


def _time_in(film: Path) -> float | None:
    """The time of the recording that a film is named after."""
    found = _FILM.search(film.name)
    return float(found[1]) if found else None
