"""Where in which file each task stands: found by one pass, without reading the tasks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from workbench.domain.told import writable
from workbench.source_files import JSONValue, decoded, json_object, lies_inside

_HEAD_BYTES = 1_000_000
_LINE_BYTES = 64_000_000
_DOCUMENT_BYTES = 256_000_000
_MOST_FILES = 10_000
_LONGEST_NAME = 80
_BOM = b"\xef\xbb\xbf"
_STEPS = ("traj", "steps")


@dataclass(frozen=True, slots=True)
class Entry:
    """One task's JSON inside a file, and the name it goes by."""

    path: Path
    start: int
    length: int
    name: str

    def read(self) -> dict[str, JSONValue]:
        """The task itself; empty where it cannot be read any more."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                return json_object(decoded(file.read(self.length).removeprefix(_BOM)))
        except OSError:
            return {}


@dataclass(frozen=True, slots=True)
class Index:
    """The tasks of a source in their order, and how many lines are none."""

    entries: tuple[Entry, ...] = ()
    unreadable: int = 0

    def named(self, part: str) -> Entry | None:
        """The task of that name; the only one where no name is given."""
        if not part:
            return self.entries[0] if len(self.entries) == 1 else None
        return next((entry for entry in self.entries if entry.name == part), None)


def index_of(source: Path) -> Index:
    """The tasks in a file, or in the files of a folder, each under a name of its own."""
    return _together(tuple(_documents(source)))


@lru_cache(maxsize=8)
def _together(documents: tuple["_Document", ...]) -> Index:
    """The tasks of all documents: of one source they are asked for by each of its tasks."""
    found = [_index(document) for document in documents]
    entries = [entry for index in found for entry in index.entries]
    return Index(tuple(_told_apart(entries)), sum(index.unreadable for index in found))


def holds_tasks(source: Path) -> bool:
    """Whether a file, or any in a folder, begins with a task; never raises."""
    return next(_documents(source), None) is not None


def is_task(value: object) -> bool:
    """Whether a JSON value is a task: it has an id and a list of steps."""
    fields = json_object(value)
    return "task_id" in fields and any(isinstance(fields.get(name), list) for name in _STEPS)


class _Document(NamedTuple):
    """A file as it was when it was looked at: changed, it is another."""

    path: Path
    size: int
    mtime_ns: int


class _Named(msgspec.Struct):
    """All that the pass takes of a task."""

    task_id: str | int = ""


_decoder = msgspec.json.Decoder(_Named)


def _documents(source: Path) -> Iterator[_Document]:
    try:
        if source.is_dir():
            listed = [p for p in sorted(source.iterdir()) if p.suffix in (".jsonl", ".json")]
            paths = [path for path in listed[:_MOST_FILES] if lies_inside(source, path)]
        else:
            paths = [source] if source.is_file() else []
        documents = (_looked_at(path) for path in paths)
        yield from (document for document in documents if _begins_with_a_task(document))
    except (OSError, ValueError):
        return


def _looked_at(path: Path) -> _Document:
    stat = path.stat()
    return _Document(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=256)
def _begins_with_a_task(document: _Document) -> bool:
    path = document.path
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).removeprefix(_BOM).lstrip()
        if not head.startswith(b"{") or b'"task_id"' not in head:
            return False
        file.seek(0)
        return is_task(_first_line(file.readline(_LINE_BYTES))) or is_task(_whole(path))


def _first_line(line: bytes) -> JSONValue:
    value = decoded(line.removeprefix(_BOM))
    return value if isinstance(value, dict) else None


def _whole(path: Path) -> JSONValue:
    if path.stat().st_size > _DOCUMENT_BYTES:
        return None
    return _first_line(path.read_bytes())


def _index(document: _Document) -> Index:
    try:
        return _scanned(document)
    except OSError:
        return Index()


def _scanned(document: _Document) -> Index:
    path, size, _ = document
    entries: list[Entry] = []
    unreadable = start = 0
    with path.open("rb") as file:
        while line := file.readline(_LINE_BYTES):
            name = _task_name(line.removeprefix(_BOM))
            if name is not None:
                entries.append(Entry(path, start, len(line), name))
            elif line.strip():
                unreadable += 1
            start += len(line)
    if not entries and is_task(whole := _whole(path)):
        return Index((Entry(path, 0, size, str(json_object(whole)["task_id"])),))
    return Index(tuple(entries), unreadable)


def _task_name(line: bytes) -> str | None:
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        return str(_decoder.decode(line).task_id)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        value = decoded(line)
    return str(value.get("task_id", "")) if isinstance(value, dict) else None


def _told_apart(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The tasks under names that can be shown, numbered where one comes again."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    for entry in entries:
        plain = "".join(c if c.isprintable() else "_" for c in writable(entry.name))
        name = plain.strip()[:_LONGEST_NAME] or "task"
        shown = name
        while shown in taken:
            seen[name] += 1
            shown = f"{name} ({seen[name] + 1})"
        taken.add(shown)
        yield Entry(entry.path, entry.start, entry.length, shown)
