"""Writing releases as Parquet and reading them back."""

import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import combinations
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.domain.release import Release, ReleasedAction, Row, Scope
from workbench.errors import Damaged, StorageFailed, UsageError
from workbench.plugin_api import Exporter
from workbench_parquet import ParquetExporter
from workbench_parquet.columns import columns
from workbench_parquet.writing import Limits, write_release

README = Path(__file__).resolve().parents[2] / "plugins" / "workbench_parquet" / "README.md"

ROW = Row(
    task_id="0190-a",
    session_id="session-1",
    subject="subject-1",
    step_index=0,
    n_steps=3,
    t_us=1_000,
    end_us=2_000,
    task_instruction="Create the customer",
    intent="Name",
    outcome="success",
    action=ReleasedAction(
        "type",
        x=1,
        y=2.5,
        x2=3,
        y2=4,
        button="left",
        clicks=1,
        dx=0,
        dy=-1,
        text="Ana",
        keys=("a",),
    ),
    code="pyautogui.write('Ana')",
    image=b"\x89PNG frame",
    image_t_us=999,
    width_px=1280,
    height_px=720,
    app="CRM",
    thought="she begins",
    redacted="text",
)


def _rows(count: int, *, image_bytes: int = 8) -> list[Row]:
    return [
        replace(
            ROW,
            task_id=f"task-{number // 7}",
            step_index=number % 7,
            t_us=number * 1_000,
            image=None if number % 5 == 4 else bytes([number % 251]) * image_bytes,
            thought=None,
        )
        for number in range(count)
    ]


def _release(scopes: frozenset[Scope] = frozenset(Scope), **rows: list[Row]) -> Release:
    counts = {split: len(of_split) for split, of_split in rows.items()}
    return Release("demo", "1", scopes, counts, lambda split: iter(rows[split]))


def _quiet(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _write(release: Release, out: Path, limits: Limits | None = None) -> list[Path]:
    written = write_release(release, out, progress=_quiet, limits=limits or Limits())
    return [out / path for path in written]


def _as_read(row: Row) -> dict[str, object]:
    record = asdict(row)
    record["action"]["keys"] = list(row.action.keys) if row.action.keys is not None else None
    return record


def _tree(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_every_row_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    release = _release(train=_rows(230), validation=_rows(1))

    written = ParquetExporter().write(release, tmp_path, progress=_quiet)

    assert written == [Path("train/part-00000.parquet"), Path("validation/part-00000.parquet")]
    for split in release.row_counts:
        read = list(ParquetExporter().read(tmp_path, split))
        assert read == [_as_read(row) for row in release.rows(split)]


def test_importing_the_exporter_does_not_import_pyarrow() -> None:
    code = "import sys, workbench_parquet; sys.exit('pyarrow' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, env=_env()).returncode == 0


def _env() -> dict[str, str]:
    return {"PYTHONPATH": f"{README.parents[2]}:{README.parents[1]}"}


COLUMNS = """
    task_id session_id subject step_index n_steps t_us end_us task_instruction intent outcome
    action code image image_t_us width_px height_px app thought redacted
"""
PARTS = "type x y x2 y2 button clicks dx dy text keys duration_us gap_us"


def test_the_columns_are_the_contracts_in_its_order(tmp_path: Path) -> None:
    (path,) = _write(_release(train=[ROW]), tmp_path)

    schema = pq.read_schema(path)

    assert schema.names == COLUMNS.split()
    assert [field.name for field in schema.field("action").type] == PARTS.split()


def test_a_row_group_holds_at_most_a_hundred_rows(tmp_path: Path) -> None:
    (path,) = _write(_release(train=_rows(230)), tmp_path)

    metadata = pq.read_metadata(path)

    groups = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert groups == [100, 100, 30]


def test_a_row_group_holds_at_most_its_bytes_of_images(tmp_path: Path) -> None:
    rows = [replace(ROW, image=b"x" * size) for size in (400, 600, 1, 5_000, 999, 1)]

    (path,) = _write(_release(train=rows), tmp_path, Limits(group_bytes=1_000))

    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert groups == [2, 1, 1, 2]
    assert Limits().group_bytes <= 64 * 1024**2


def test_a_file_is_closed_once_it_is_large_enough(tmp_path: Path) -> None:
    limits = Limits(group_rows=10, file_bytes=100_000)
    release = _release(train=_rows(100, image_bytes=3_000))

    written = _write(release, tmp_path, limits)

    assert [path.name for path in written] == [f"part-0000{n}.parquet" for n in range(3)]
    assert all(path.stat().st_size < 150_000 for path in written)
    read = list(ParquetExporter().read(tmp_path, "train"))
    assert read == [_as_read(row) for row in release.rows("train")]


def test_memory_holds_a_few_row_groups_however_many_rows_there_are(tmp_path: Path) -> None:
    def rows(split: str) -> Iterator[Row]:
        for number in range(200):
            yield replace(ROW, step_index=number, image=bytes([number]) * 200_000)

    arrow: list[int] = []
    release = replace(_release(train=[]), row_counts={"train": 200}, rows=rows)
    limits = Limits(group_bytes=1_000_000)
    _write(_release(train=[ROW]), tmp_path / "warm")
    # Of this process other tests may have left something to Arrow.
    before = pa.total_allocated_bytes()

    tracemalloc.start()
    write_release(
        release,
        tmp_path / "out",
        progress=lambda *step: arrow.append(pa.total_allocated_bytes() - before),
        limits=limits,
    )
    written_peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    read = sum(1 for _ in ParquetExporter().read(tmp_path / "out", "train"))
    read_peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert read == 200
    assert max(written_peak, read_peak, *arrow) < 8_000_000


def test_other_programs_read_it(tmp_path: Path) -> None:
    (path,) = _write(_release(train=_rows(230)), tmp_path)

    with duckdb.connect() as database:
        found = database.execute(
            "SELECT count(*), count(image.bytes), any_value(action.keys) FROM read_parquet(?)",
            [str(path)],
        ).fetchone()

    assert found == (230, 184, ["a"])


def test_images_are_stored_as_they_are_and_texts_compressed(tmp_path: Path) -> None:
    image = bytes(range(256)) * 40
    (path,) = _write(_release(train=[replace(ROW, image=image)]), tmp_path)

    group = pq.read_metadata(path).row_group(0)
    leaves = [group.column(leaf) for leaf in range(group.num_columns)]

    stored = {leaf.path_in_schema: leaf.compression for leaf in leaves}
    assert {leaf for leaf in stored if stored[leaf] != "ZSTD"} == {"image.bytes", "image.path"}
    assert image in path.read_bytes()


def test_texts_stand_in_their_column_only(tmp_path: Path) -> None:
    """Statistics, dictionaries of other columns and the footer do not repeat them."""
    rows = [replace(ROW, action=ReleasedAction("type", text=f"secret-{n}")) for n in range(3)]
    (path,) = _write(_release(train=rows), tmp_path)

    group = pq.read_metadata(path).row_group(0)

    for leaf in range(group.num_columns):
        column = group.column(leaf)
        assert column.physical_type != "BYTE_ARRAY" or column.statistics is None
    places = [place for place, text in ParquetExporter().strings(tmp_path) if b"secret-" in text]
    assert places == [f"train/part-00000.parquet row {n} action.text" for n in range(3)]


def test_an_image_is_named_after_its_task_and_step_alone(tmp_path: Path) -> None:
    images = [b"\x89PNG", b"\xff\xd8\xff\xe0", b"RIFF0000WEBP", b"?"]
    rows = [replace(ROW, step_index=n, image=image) for n, image in enumerate(images)]
    (path,) = _write(_release(train=rows), tmp_path)

    stored = pq.read_table(path).column("image").to_pylist()

    assert [image["path"] for image in stored] == [
        "0190-a-00000.png",
        "0190-a-00001.jpg",
        "0190-a-00002.webp",
        "0190-a-00003",
    ]


def test_the_same_release_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    release = _release(train=_rows(230, image_bytes=2_000), test=_rows(3))
    (first, second) = ([p.read_bytes() for p in _write(release, tmp_path / n)] for n in "ab")
    code = (
        "import sys; from pathlib import Path; sys.path.append(sys.argv[1]);"
        "from test_parquet import _release, _rows, _write;"
        "_write(_release(test=_rows(3), train=_rows(230, image_bytes=2_000)), Path(sys.argv[2]))"
    )
    here = str(Path(__file__).parent)
    subprocess.run(
        [sys.executable, "-c", code, here, str(tmp_path / "c")],
        check=True,
        env=_env() | {"PYTHONHASHSEED": "7"},
    )

    third = [path.read_bytes() for path in _tree(tmp_path / "c") if path.is_file()]

    assert first == second
    assert sorted(first) == sorted(third)


SCOPES = [frozenset(some) for n in range(4) for some in combinations(sorted(Scope), n)]
ABSENT = {
    Scope.KEYS: {"action.text", "action.keys", "code"},
    Scope.POINTER: {"code"}
    | {f"action.{name}" for name in ("x", "y", "x2", "y2", "dx", "dy", "button", "clicks")},
    Scope.SCREEN: {"image", "image_t_us", "width_px", "height_px", "app"},
}


def _names(record: dict[str, object]) -> set[str]:
    action = record["action"]
    assert isinstance(action, dict)
    return set(record) | {f"action.{name}" for name in action}


@pytest.mark.parametrize("scopes", SCOPES, ids=lambda scopes: "+".join(sorted(scopes)) or "none")
def test_columns_outside_the_consents_scopes_are_absent(
    tmp_path: Path, scopes: frozenset[Scope]
) -> None:
    _write(_release(scopes, train=[ROW]), tmp_path)

    (record,) = ParquetExporter().read(tmp_path, "train")

    outside = set[str]().union(*(ABSENT[scope] for scope in set(Scope) - scopes))
    assert _names(record) == _names(asdict(ROW)) - outside
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
    assert (b"\x89PNG frame" in written) == (Scope.SCREEN in scopes)


def test_the_readme_lists_what_each_scope_withholds() -> None:
    readme = README.read_text()

    for scope, names in ABSENT.items():
        (line,) = [line for line in readme.splitlines() if line.startswith(f"| `{scope}` |")]
        assert set(line.split("`")[3::2]) == names


def test_a_split_without_rows_has_no_folder_and_reads_as_empty(tmp_path: Path) -> None:
    _write(_release(train=[ROW], test=[]), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["train"]
    assert list(ParquetExporter().read(tmp_path, "test")) == []


def test_a_release_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no rows"):
        _write(_release(train=[], test=[]), tmp_path)

    assert _tree(tmp_path) == []


def test_an_export_is_never_written_over_another(tmp_path: Path) -> None:
    _write(_release(train=_rows(3), test=[ROW]), tmp_path)
    before = {path: path.read_bytes() for path in _tree(tmp_path) if path.is_file()}

    with pytest.raises(UsageError, match="already"):
        _write(_release(train=[ROW]), tmp_path)

    assert {path: path.read_bytes() for path in _tree(tmp_path) if path.is_file()} == before


@pytest.mark.parametrize("announced", [4, 6])
def test_rows_missing_or_too_many_are_an_error(tmp_path: Path, announced: int) -> None:
    release = replace(_release(train=_rows(5)), row_counts={"train": announced})

    with pytest.raises(Damaged, match="was to have"):
        _write(release, tmp_path / "new")

    assert _tree(tmp_path) == []


def test_half_a_character_is_an_error_that_does_not_quote_it(tmp_path: Path) -> None:
    rows = [replace(ROW, intent="private \ud83d")]

    with pytest.raises(Damaged) as caught:
        _write(_release(train=rows), tmp_path)

    assert "private" not in caught.value.message + caught.value.hint
    assert _tree(tmp_path) == []


class _CancelledError(Exception):
    """What the caller raises to stop."""


@pytest.mark.parametrize("after", [0, 1, 150, 233])
def test_cancelling_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    def progress(step: str, done: int, total: int) -> None:
        assert (step, total) == ("write", 233)
        if done == after:
            raise _CancelledError

    release = _release(test=_rows(3), train=_rows(230))

    with pytest.raises(_CancelledError):
        ParquetExporter().write(release, tmp_path / "made" / "here", progress=progress)

    assert _tree(tmp_path) == []


def test_cancelling_removes_the_files_already_complete(tmp_path: Path) -> None:
    complete: set[str] = set()

    def progress(step: str, done: int, total: int) -> None:
        complete.update(path.name for path in tmp_path.rglob("part-*.parquet"))
        if done == total:
            raise _CancelledError

    (tmp_path / "manifest.json").write_text("{}")
    limits = Limits(group_rows=10, file_bytes=20_000)
    rows = _rows(100, image_bytes=3_000)

    with pytest.raises(_CancelledError):
        write_release(_release(train=rows), tmp_path, progress=progress, limits=limits)

    assert len(complete) > 3
    assert _tree(tmp_path) == [tmp_path / "manifest.json"]


def test_a_file_under_its_own_name_is_complete_at_every_moment(tmp_path: Path) -> None:
    sizes: dict[str, set[int]] = {}

    def progress(step: str, done: int, total: int) -> None:
        for path in tmp_path.rglob("part-*.parquet"):
            assert pq.read_metadata(path).num_rows > 0
            sizes.setdefault(path.name, set()).add(path.stat().st_size)

    limits = Limits(group_rows=10, file_bytes=50_000)
    rows = _rows(100, image_bytes=3_000)

    write_release(_release(train=rows), tmp_path, progress=progress, limits=limits)

    assert len(sizes) > 3
    assert all(len(seen) == 1 for seen in sizes.values())


def test_progress_counts_every_row_once(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    exporter: Exporter = ParquetExporter()
    release = _release(train=_rows(3), test=_rows(2))

    exporter.write(release, tmp_path, progress=lambda *step: seen.append(step))

    assert seen == [("write", done, 5) for done in range(6)]


def test_rows_that_cannot_be_read_leave_nothing_behind(tmp_path: Path) -> None:
    def rows(split: str) -> Iterator[Row]:
        yield from _rows(150)
        raise FileNotFoundError("a pack went away")

    release = replace(_release(train=[]), row_counts={"train": 200}, rows=rows)

    with pytest.raises(FileNotFoundError):
        _write(release, tmp_path)

    assert _tree(tmp_path) == []


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [1, 5_000, 400_000, 1_000_000])
def test_a_file_the_system_will_not_let_grow_leaves_nothing_behind(
    tmp_path: Path, size: int
) -> None:
    release = _release(train=_rows(500, image_bytes=3_000))

    with _largest_file(size), pytest.raises(StorageFailed) as caught:
        _write(release, tmp_path)

    assert caught.value.message.startswith("could not write train/part-00000.parquet: ")
    assert _tree(tmp_path) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not permitted here")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_full_disk_leaves_nothing_behind(tiny_disk: Path) -> None:
    release = _release(train=_rows(2_000, image_bytes=3_000))

    with pytest.raises(StorageFailed, match="No space left"):
        _write(release, tiny_disk, Limits(file_bytes=300_000))

    assert _tree(tiny_disk) == []


def test_every_column_says_which_scope_it_needs() -> None:
    everything = columns(frozenset(Scope))

    assert [column.name for column in columns(frozenset()) if column.needs] == []
    assert {scope for column in everything for scope in column.needs} == set(Scope)
