"""What an import reads: the files of one capture, whose format they have, and their digest."""

import errno
import hashlib
import stat
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from workbench import plugins
from workbench.domain.custody import SourceFile
from workbench.errors import BadCapture
from workbench.plugin_api import (
    HoldsMany,
    Importer,
    OpenCapture,
    TellsFilesOfParts,
    TellsUsualNames,
)
from workbench.source_files import lies_inside
from workbench.store.files import file_sha256

NOTHING_IMPORTED = "Nothing was imported; check the capture, or update the plugin."


@dataclass(frozen=True, slots=True)
class Source:
    """One capture as it lies on the disk, before anything of it is read."""

    path: Path
    importer: Importer
    files: tuple[SourceFile, ...]
    digest: str
    """SHA-256 over the names, sizes and digests of its files: the same capture has the same."""
    part: str = ""
    """Which of the captures inside, where the source holds many."""

    @property
    def title(self) -> str:
        """A name people recognise: a folder called `capture` goes by the one it lies in.

        A folder around one file goes by that, where files of its format go by any name.
        """
        named = self._only_file or self.path
        stem = named.stem if named.is_file() else named.name
        name = self.path.resolve().parent.name if stem == "capture" else stem
        return f"{name} {self.part}" if self.part else name

    @property
    def _only_file(self) -> Path | None:
        """The file that is all of the capture; None where it goes by a name that all do."""
        if len(self.files) != 1 or not isinstance(self.importer, TellsUsualNames):
            return None
        name = self.files[0].path
        patterns = (one for one in self.importer.usual_names if one.startswith("*"))
        is_own = any(fnmatch(name.lower(), pattern) for pattern in patterns)
        return self.path / name if self.path.is_dir() and is_own else None

    def open(self) -> AbstractContextManager[OpenCapture]:
        """The capture, or that part of the source; raises BadCapture."""
        if self.part and isinstance(self.importer, HoldsMany):
            return self.importer.open_part(self.path, self.part)
        return self.importer.open(self.path)

    def asking(self) -> AbstractContextManager[None]:
        """While its importer is asked: whatever that raises becomes an error of Workbench."""
        return plugins.plugin_call("importer", self.importer.name, NOTHING_IMPORTED)


def find_source(path: Path, format_name: str | None = None, part: str = "") -> Source:
    """The capture at a path, digested; raises BadCapture, PluginUnavailable, PluginFailed."""
    importer = importer_for(path, format_name)
    with plugins.plugin_call("importer", importer.name, NOTHING_IMPORTED):
        paths = _files(importer, path, part)
    root = path if path.is_dir() else path.parent
    if not all(file == path or lies_inside(root, file) for file in paths):
        raise BadCapture(
            "a file of the capture is not there, or lies outside its folder",
            hint="Copy the capture whole, without links.",
        )
    try:
        files = tuple(_digested(file, root) for file in paths)
    except OSError:
        raise BadCapture("a file of the capture cannot be read", hint=NOTHING_IMPORTED) from None
    return Source(path, importer, files, _digest(files, part), part)


def parts_of(path: Path, format_name: str | None = None) -> Sequence[str]:
    """The captures that a source holds by their names, one without a name where it is one.

    Raises BadCapture where there is none.
    """
    importer = importer_for(path, format_name)
    if not isinstance(importer, HoldsMany):
        return [""]
    with plugins.plugin_call("importer", importer.name, NOTHING_IMPORTED):
        parts = importer.parts(path)
    if not parts:
        raise BadCapture(
            f"{path} holds no capture that {importer.name!r} reads",
            hint="Check the path, or leave the format out.",
        )
    return parts


def importer_for(path: Path, format_name: str | None = None) -> Importer:
    """The one named, else the first that recognises the path; raises BadCapture for none.

    One that cannot be loaded is passed over, unless it is the one named: then that is raised.
    """
    check_kind(path)
    if format_name is not None:
        return plugins.importer(format_name)
    candidates = plugins.importers()
    found = _first_that_recognises(candidates, path)
    if found is not None:
        return found
    names = ", ".join(candidate.name for candidate in candidates)
    raise BadCapture(
        f"{path} is no capture that any importer recognises",
        hint=f"Importers: {names}. Force one with --format NAME.",
    )


def recognised_by(path: Path, format_name: str | None = None) -> Importer | None:
    """The importer that recognises what lies there, of all or only the one named, if any does.

    Raises PluginFailed, and PluginUnavailable for the one named.
    """
    try:
        check_kind(path)
    except BadCapture:
        return None
    candidates = [plugins.importer(format_name)] if format_name else plugins.importers()
    return _first_that_recognises(candidates, path)


def named_like(path: Path, format_name: str | None = None) -> Importer | None:
    """The importer whose captures go by the name of a file, for one that nobody recognises."""
    candidates = [plugins.importer(format_name)] if format_name else plugins.importers()
    return next((one for one in candidates if path.is_file() and _is_named(one, path)), None)


def _is_named(candidate: Importer, path: Path) -> bool:
    patterns = candidate.usual_names if isinstance(candidate, TellsUsualNames) else ()
    return any(fnmatch(path.name.lower(), pattern) for pattern in patterns)


def _first_that_recognises(candidates: Iterable[Importer], path: Path) -> Importer | None:
    return next((candidate for candidate in candidates if _recognises(candidate, path)), None)


def _files(importer: Importer, path: Path, part: str) -> Sequence[Path]:
    if part and isinstance(importer, TellsFilesOfParts):
        return importer.files_of(path, part)
    return importer.files(path)


def check_kind(path: Path) -> None:
    """Raise BadCapture unless a file or a folder lies there."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno == errno.EACCES:
            raise BadCapture(f"{path} may not be read", hint="Check who owns it.") from None
        raise BadCapture(f"{path} does not exist", hint="Check the path.") from None
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        # Reading a pipe or a device may never end.
        raise BadCapture(
            f"{path} is neither a file nor a folder", hint="Give the file or folder of a capture."
        )


def _recognises(candidate: Importer, path: Path) -> bool:
    with plugins.plugin_call("importer", candidate.name, NOTHING_IMPORTED):
        return candidate.recognises(path)


def _digested(file: Path, root: Path) -> SourceFile:
    status = file.stat()
    digest = _file_digest(file, status.st_size, status.st_mtime_ns, status.st_ino)
    return SourceFile(_relative(file, root), digest, status.st_size)


@lru_cache(65_536)
def _file_digest(file: Path, _size: int, _changed_ns: int, _inode: int) -> str:
    """A file's digest, read once for all the captures that one source may hold."""
    return file_sha256(file)


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _digest(files: Sequence[SourceFile], part: str) -> str:
    whole = hashlib.sha256(f"{part}\n".encode() if part else b"")
    for file in files:
        whole.update(f"{file.path}\0{file.size_bytes}\0{file.sha256}\n".encode())
    return whole.hexdigest()
