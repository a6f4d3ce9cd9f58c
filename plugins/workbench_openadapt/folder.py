"""Which files an openadapt-capture recording consists of."""

import json
from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "recording.db"
SIDE_SUFFIXES = ("-wal", "-journal")
_SQLITE_MAGIC = b"SQLite format 3\x00"
_TABLES = (b"CREATE TABLE recording", b"CREATE TABLE action_event")
_JSON_LIMIT_BYTES = 16_000_000
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """The database of a recording, and what lies beside it."""

    database: Path

    @classmethod
    def of(cls, source: Path) -> "CaptureFolder":
        """The recording meant by a folder, or by the database itself."""
        return cls(source / DATABASE_NAME if source.is_dir() else source)

    @property
    def side_files(self) -> tuple[Path, ...]:
        """Logs that hold changes the database does not hold yet; empty ones count for nothing."""
        beside = (Path(f"{self.database}{suffix}") for suffix in SIDE_SUFFIXES)
        return tuple(path for path in beside if path.is_file() and path.stat().st_size)

    @property
    def films(self) -> tuple[Path, ...]:
        """Films beside the database; one that was never finished, hidden, comes last."""
        found = [path for path in self.database.parent.glob("*.mp4") if path.is_file()]
        return tuple(sorted(found, key=lambda path: (path.name.startswith("."), path.name)))

    def film(self, recorded: object) -> Path | None:
        """The film of the recording of that time; else the only or first one."""
        films = self.films
        named = [path for path in films if f"-{recorded}" in path.name]
        return next(iter((*named, *films)), None)

    def files(self) -> tuple[Path, ...]:
        """Every file the recording consists of, sorted."""
        documents = (p for p in self.database.parent.glob("*.json") if p.is_file())
        return tuple(sorted({self.database, *self.side_files, *self.films, *documents}))

    def document(self, name: str) -> dict[str, object]:
        """A JSON object beside the database; empty where there is none that can be read."""
        path = self.database.parent / name
        try:
            if path.stat().st_size > _JSON_LIMIT_BYTES:
                return {}
            content = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def is_recording(self) -> bool:
        """Whether the database is SQLite and defines the tables of a recording.

        Looks at the bytes of the schema instead of asking SQLite, since the schema of a
        recording that was killed may stand in the log beside it only.
        """
        try:
            if not self.database.is_file():
                return False
            with self.database.open("rb") as file:
                if file.read(len(_SQLITE_MAGIC)) != _SQLITE_MAGIC:
                    return False
            paths = (self.database, *self.side_files)
            return all(any(_contains(path, table) for path in paths) for table in _TABLES)
        except OSError:
            return False


def _contains(path: Path, wanted: bytes) -> bool:
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            if wanted in tail + block:
                return True
            tail = block[-len(wanted) :]
    return False
