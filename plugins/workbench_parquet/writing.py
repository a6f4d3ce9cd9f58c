"""Writing a release: rows into row groups, row groups into files, all of it or nothing."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.release import Release, Row
from workbench.errors import Damaged, UsageError
from workbench.plugin_api import Progress
from workbench_parquet.columns import columns
from workbench_parquet.layout import About, part_name
from workbench_parquet.part import Part, sync_folder, unfinished, writing_to


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a row group and a file may grow.

    A row group's bytes are those of its images. A file is closed after the row group that
    takes it to `file_bytes`.
    """

    group_rows: int = 100
    group_bytes: int = 64_000_000
    file_bytes: int = 500_000_000


def write_release(
    release: Release, out: Path, *, progress: Progress, limits: Limits
) -> Sequence[Path]:
    """Write every split; the files relative to `out`, sorted.

    A split without rows gets no folder: `datasets` loads no directory that has an empty one.

    Raises UsageError where there are no rows at all or a folder in `out` holds something,
    Damaged where rows are missing or too many, StorageFailed where the disk refuses. Whatever
    is raised, nothing is left behind.
    """
    total = sum(release.row_counts.values())
    if not total:
        raise UsageError("the release has no rows", hint="See what was excluded, and why.")
    if any(out.glob("*/*")):
        raise UsageError("an export stands there already", hint="Choose an empty directory.")
    made = _Made(out)
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        progress("write", done, total)

    progress("write", done, total)
    try:
        for split in sorted(release.row_counts):
            writer = _SplitWriter(release, split, made, limits)
            writer.write(_counted(release.rows(split), count))
    except BaseException:
        made.undo()
        raise
    return sorted(path.relative_to(out) for path in made.files)


class _Made:
    """The folders and files made so far, to be undone together."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.files: list[Path] = []
        self._folders: list[Path] = []

    def folder(self, name: str) -> Path:
        """The folder of a split, made where it is not there yet."""
        folder = self.out / name
        with writing_to(folder):
            for path in (*reversed(self.out.parents), self.out, folder):
                if not path.is_dir():
                    path.mkdir()
                    self._folders.append(path)
                    sync_folder(path.parent)
        return folder

    def undo(self) -> None:
        """Remove all of it."""
        for file in self.files:
            for path in (file, unfinished(file)):
                with contextlib.suppress(OSError):
                    path.unlink()
        for folder in reversed(self._folders):
            with contextlib.suppress(OSError):
                folder.rmdir()


class _SplitWriter:
    """Writes the rows of one split into its files."""

    def __init__(self, release: Release, split: str, made: _Made, limits: Limits) -> None:
        self._release = release
        self._split = split
        self._made = made
        self._limits = limits
        self._columns = columns(release.scopes)
        self._parts = 0
        self._rows = 0
        self._part: Part | None = None

    def write(self, rows: Iterable[Row]) -> None:
        """Write the rows; without any there is no file."""
        try:
            for group in _groups(rows, self._limits):
                self._add(group)
            self._check_count()
            self._close()
        finally:
            if self._part is not None:
                self._part.abandon()

    def _add(self, group: Sequence[Row]) -> None:
        part = self._part or self._open()
        part.add(group)
        self._rows += len(group)
        if part.size_bytes >= self._limits.file_bytes:
            self._close()

    def _open(self) -> Part:
        about = About.of(self._release, self._split, part=self._parts, first_row=self._rows)
        path = self._made.folder(self._split) / part_name(self._parts)
        self._made.files.append(path)
        self._part = Part(path, self._columns, about)
        self._parts += 1
        return self._part

    def _close(self) -> None:
        if self._part is not None:
            self._part.finish()
            self._part = None

    def _check_count(self) -> None:
        expected = self._release.row_counts[self._split]
        if self._rows != expected:
            raise Damaged(
                f"{self._split!r} was to have {expected} rows and has {self._rows}",
                hint="Build the release again.",
            )


def _groups(rows: Iterable[Row], limits: Limits) -> Iterator[list[Row]]:
    """The rows in groups within the limits; a row too large for any is a group of its own."""
    group: list[Row] = []
    group_bytes = 0
    for row in rows:
        row_bytes = len(row.image or b"")
        if group and (
            len(group) == limits.group_rows or group_bytes + row_bytes > limits.group_bytes
        ):
            yield group
            group, group_bytes = [], 0
        group.append(row)
        group_bytes += row_bytes
    if group:
        yield group


def _counted(rows: Iterable[Row], count: Callable[[], None]) -> Iterator[Row]:
    for row in rows:
        yield row
        count()
