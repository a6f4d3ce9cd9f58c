"""Exports that are not as they were written are errors, never fewer or other rows."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.domain.release import Release, ReleasedAction, Row, Scope
from workbench.errors import Damaged, StorageFailed
from workbench_parquet import ParquetExporter
from workbench_parquet.columns import columns
from workbench_parquet.layout import ABOUT_KEY, About
from workbench_parquet.schema import FEATURES_KEY, arrow_schema, arrow_table, features
from workbench_parquet.seal import BLANK, SEAL_KEY, seal
from workbench_parquet.writing import Limits, write_release

Alter = Callable[[Path], None]

ALL = frozenset(Scope)


def _row(number: int) -> Row:
    action = ReleasedAction("type", text=f"typed {number}", keys=("ctrl", "s"))
    return Row(
        task_id="task",
        session_id="session",
        subject="subject",
        step_index=number,
        n_steps=30,
        t_us=number,
        end_us=number + 1,
        task_instruction="instruct",
        intent="intend",
        outcome="success",
        action=action,
        code="pyautogui",
        image=bytes([number]) * 3_000,
        image_t_us=0,
        width_px=10,
        height_px=10,
        app="a title",
        thought="a thought",
        redacted="none",
    )


def _release(**row_counts: int) -> Release:
    return Release("demo", "1", ALL, row_counts, lambda split: map(_row, range(row_counts[split])))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Three files of ten rows, and one of five."""
    limits = Limits(group_rows=5, file_bytes=20_000)
    release = _release(train=30, validation=5, test=0)
    write_release(release, tmp_path, progress=lambda *step: None, limits=limits)
    return tmp_path


def _read_all(out: Path) -> int:
    exporter = ParquetExporter()
    return sum(len(list(exporter.read(out, split))) for split in ("train", "validation", "test"))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _replace_with_text(path: Path) -> None:
    path.write_text("PAR1 not really a Parquet file PAR1")


def _flip_a_pixel(path: Path) -> None:
    written = bytearray(path.read_bytes())
    written[written.index(bytes([3]) * 100)] ^= 1
    path.write_bytes(written)


def _rename_a_column(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"thought", b"tho_ght"))


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + path.read_bytes()[-8:])


def _rewrite_without_its_seal(path: Path) -> None:
    pq.write_table(pq.read_table(path), path)


def _delete(path: Path) -> None:
    path.unlink()


def _swap_with_the_next(path: Path) -> None:
    other = path.with_name("part-00001.parquet")
    spare = path.with_name("spare")
    path.rename(spare)
    other.rename(path)
    spare.rename(other)


def _take_that_of_another_split(path: Path) -> None:
    shutil.copy(path.parents[1] / "validation" / path.name, path)


def _take_that_of_another_release(path: Path) -> None:
    other = path.parents[1] / "other"
    release = replace(_release(train=30, validation=5, test=0), version="2")
    limits = Limits(group_rows=5, file_bytes=20_000)
    write_release(release, other, progress=lambda *step: None, limits=limits)
    shutil.copy(other / "train" / "part-00001.parquet", path.with_name("part-00001.parquet"))
    shutil.rmtree(other)


def _put_another_file_beside(path: Path) -> None:
    path.with_name("notes.txt").write_text("hello")


MISPLACED = (_swap_with_the_next, _take_that_of_another_split, _take_that_of_another_release)


@pytest.mark.parametrize(
    "alter",
    [
        _cut,
        _empty,
        _replace_with_text,
        _flip_a_pixel,
        _rename_a_column,
        _append,
        _rewrite_without_its_seal,
        _delete,
        _swap_with_the_next,
        _take_that_of_another_split,
        _take_that_of_another_release,
        _put_another_file_beside,
    ],
)
def test_an_altered_export_is_an_error_to_read_and_to_search(export: Path, alter: Alter) -> None:
    assert _read_all(export) == 35

    alter(export / "train" / "part-00000.parquet")

    with pytest.raises(Damaged) as caught:
        _read_all(export)
    assert caught.value.hint
    if alter not in MISPLACED:
        with pytest.raises(Damaged):
            list(ParquetExporter().strings(export))


def test_a_lost_last_file_is_noticed(export: Path) -> None:
    (export / "train" / "part-00002.parquet").unlink()

    with pytest.raises(Damaged, match="not as many"):
        _read_all(export)


@pytest.mark.parametrize("left", [True, False], ids=["its folder is left", "all of it"])
def test_a_lost_split_is_not_an_empty_one(export: Path, left: bool) -> None:
    shutil.rmtree(export / "validation")
    if left:
        (export / "validation").mkdir()

    with pytest.raises(Damaged, match="not as many"):
        list(ParquetExporter().read(export, "validation"))


def test_a_directory_without_an_export_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="no export"):
        list(ParquetExporter().read(tmp_path, "train"))


def test_a_split_that_was_never_written_is_an_error(export: Path) -> None:
    with pytest.raises(Damaged):
        list(ParquetExporter().read(export, "other"))


def _resealed(path: Path, about: bytes, table: pa.Table, described: bytes) -> None:
    """Write a file that passes for whole, as only a faulty exporter or a forger would."""
    with path.open("w+b") as file:
        with pq.ParquetWriter(file, table.schema, compression="NONE", store_schema=False) as writer:
            writer.write_table(table)
            writer.add_key_value_metadata(
                {ABOUT_KEY: about, FEATURES_KEY: described, SEAL_KEY: BLANK}
            )
        seal(file)


def test_columns_beyond_the_scopes_it_states_are_an_error(export: Path) -> None:
    path = export / "validation" / "part-00000.parquet"
    table = pq.read_table(path)
    about = About.parse(pq.read_metadata(path).metadata[ABOUT_KEY])
    fewer = About(**{**asdict(about), "scopes": ("keys",)})
    described = features(columns(frozenset({Scope.KEYS})))

    _resealed(path, about.encode(), table, features(columns(ALL)))
    assert len(list(ParquetExporter().read(export, "validation"))) == 5
    _resealed(path, fewer.encode(), table, described)

    with pytest.raises(Damaged, match="other columns than its scopes allow"):
        list(ParquetExporter().read(export, "validation"))


@pytest.mark.parametrize("about", [b"", b"[]", b"{}", b'{"scopes":["all"]}', b'{"scopes":3}'])
def test_a_file_that_does_not_say_what_it_holds_is_an_error(export: Path, about: bytes) -> None:
    path = export / "validation" / "part-00000.parquet"

    _resealed(path, about, pq.read_table(path), features(columns(ALL)))

    with pytest.raises(Damaged, match="does not say what it holds"):
        list(ParquetExporter().read(export, "validation"))


def test_text_that_does_not_decode_is_an_error(export: Path) -> None:
    path = export / "validation" / "part-00000.parquet"
    about = pq.read_metadata(path).metadata[ABOUT_KEY]
    table = pq.read_table(path)
    _resealed(path, about, table, features(columns(ALL)))

    with path.open("r+b") as file:
        whole = file.read()
        file.seek(whole.index(b"typed 3"))
        file.write(b"\xfftype")
        file.seek(whole.rindex(SEAL_KEY) + len(SEAL_KEY) + 2)
        file.write(BLANK)
        seal(file)

    with pytest.raises(Damaged, match="cannot be decoded"):
        list(ParquetExporter().read(export, "validation"))


def test_a_file_that_cannot_be_opened_is_the_disks_failure(export: Path) -> None:
    path = export / "validation" / "part-00000.parquet"
    path.unlink()
    path.mkdir()

    with pytest.raises(StorageFailed, match="could not read"):
        list(ParquetExporter().read(export, "validation"))


def test_the_search_covers_every_string_of_the_export(export: Path) -> None:
    strings = list(ParquetExporter().strings(export))
    texts = {text for _, text in strings}
    found = dict(strings)

    row = asdict(_row(3))
    action = row.pop("action")
    words = [value for value in [*row.values(), *action.values()] if isinstance(value, str)]
    assert {word.encode() for word in words} <= texts
    assert {_row(n).image for n in range(30)} <= texts
    assert {b"ctrl", b"s", b"task-00003", b"action.keys.list.element"} <= texts
    assert found["train/part-00001.parquet file name"] == b"train/part-00001.parquet"
    assert found["train/part-00001.parquet row 9 action.text"] == b"typed 19"
    assert found["train/part-00001.parquet row 9 action.keys[1]"] == b"s"
    about = json.loads(found["train/part-00001.parquet metadata workbench"])
    assert (about["release"], about["first_row"], about["part"]) == ("demo", 10, 1)
    assert b'"image":{"_type":"Image"}' in found["train/part-00000.parquet metadata huggingface"]


def test_the_table_takes_from_a_row_only_what_the_scopes_cover() -> None:
    schema = arrow_schema(columns(frozenset()))

    (record,) = arrow_table([_row(1)], schema).to_pylist()

    assert set(record["action"]) == {"type", "duration_us", "gap_us"}
    assert not {"image", "code", "app"} & set(record)
