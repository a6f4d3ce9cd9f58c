"""The exporter itself; what needs pyarrow is imported when it is called."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from workbench.domain.release import Release
from workbench.plugin_api import Progress


class ParquetExporter:
    """Writes releases as Parquet, one action a row; the same release gives the same bytes."""

    name = "parquet"
    version = "1"

    def write(self, release: Release, out: Path, *, progress: Progress) -> Sequence[Path]:
        """Write `SPLIT/part-NNNNN.parquet` for every split that has rows.

        There must be rows, and no folder in `out` may hold anything yet (UsageError). Raises
        StorageFailed where the disk refuses, Damaged where the rows are not as many as
        announced or hold half characters. Whatever is raised, by `progress` too, nothing
        written is left behind.
        """
        from workbench_parquet.writing import Limits, write_release

        return write_release(release, out, progress=progress, limits=Limits())

    def read(self, out: Path, split: str) -> Iterable[dict[str, object]]:
        """The rows of a split by column name, `image` as encoded bytes, `keys` as a list.

        Raises Damaged while iterating where a file is missing, cut short, altered, misplaced,
        or has other columns than its scopes allow.
        """
        from workbench_parquet.reading import read_rows

        return read_rows(out, split)

    def strings(self, out: Path) -> Iterator[tuple[str, bytes]]:
        """Every string under `out` with where it stands, for a leak audit to search.

        Names of files and columns, metadata and statistics are among them, not only rows.
        Raises Damaged while iterating where a file is altered or not one of an export.
        """
        from workbench_parquet.reading import read_strings

        return read_strings(out)
