"""Captures found at paths and in folders, and what holds for all of one import."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadCapture
from workbench.plugin_api import Progress
from workbench.services.importing import Imported, Skipped, import_capture
from workbench.services.sources import check_kind, importer_for, named_like, parts_of, recognised_by
from workbench.store.project import Project

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One capture: where it lies, and which part of its source it is."""

    path: Path
    part: str = ""
    format_name: str | None = None
    """The importer that recognised it, so that the others are not asked again."""

    def __str__(self) -> str:
        return f"{self.path} {self.part}".rstrip()


@dataclass(frozen=True, slots=True)
class Manner:
    """What holds for every capture of an import."""

    format_name: str | None = None
    subject: str | None = None
    thresholds: Mapping[str, float] | None = None


def captures_at(path: Path, format_name: str | None = None) -> list[Found]:
    """The captures at a path: itself, its parts, or all that lie in a folder, links aside.

    Files that only go by the name of a capture are among them, to be refused with the reason.
    Raises BadCapture where there is none.
    """
    check_kind(path)
    importer = recognised_by(path, format_name)
    if importer is not None:
        return _parts(path, importer.name)
    look = _captures_in(path, format_name, _DEEPEST) if path.is_dir() else _named(path, format_name)
    return list(look) or _parts(path, importer_for(path, format_name).name)


def import_one(
    project: Project, found: Found, manner: Manner, progress: Progress
) -> Imported | Skipped:
    """Import a capture; raises what `import_capture` does."""
    return import_capture(
        project,
        found.path,
        part=found.part,
        format_name=manner.format_name or found.format_name,
        subject=manner.subject,
        thresholds=manner.thresholds or {},
        progress=progress,
    )


def _captures_in(folder: Path, format_name: str | None, deepest: int) -> Iterator[Found]:
    """Every capture below a folder, in the order of their names."""
    for path in _entries(folder):
        importer = recognised_by(path, format_name)
        if importer is not None:
            yield from _parts_at(path, importer.name)
        elif path.is_dir() and deepest:
            yield from _captures_in(path, format_name, deepest - 1)
        else:
            yield from _named(path, format_name)


def _named(path: Path, format_name: str | None) -> Iterator[Found]:
    importer = named_like(path, format_name)
    if importer is not None:
        yield Found(path, format_name=importer.name)


def _parts_at(path: Path, format_name: str) -> list[Found]:
    """The captures of a source; one that cannot be read is still one, to be named later."""
    try:
        return _parts(path, format_name)
    except BadCapture:
        return [Found(path, format_name=format_name)]


def _parts(path: Path, format_name: str) -> list[Found]:
    return [Found(path, part, format_name) for part in parts_of(path, format_name)]


def _entries(folder: Path) -> Iterable[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.is_symlink())
    except OSError:
        return []
