"""What holds of every Parquet export, whatever is in it."""

from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.release import SPLITS, Release, ReleasedAction, Row, Scope
from workbench.errors import Damaged
from workbench_parquet import ParquetExporter
from workbench_parquet.writing import Limits, write_release

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
INT32 = st.integers(-(2**31), 2**31 - 1)
INT64 = st.integers(-(2**63), 2**63 - 1)
PLACE = st.floats(allow_nan=False) | st.none()

ACTIONS = st.builds(
    ReleasedAction,
    type=TEXT,
    x=PLACE,
    y=PLACE,
    x2=PLACE,
    y2=PLACE,
    button=TEXT | st.none(),
    clicks=INT32 | st.none(),
    dx=PLACE,
    dy=PLACE,
    text=TEXT | st.none(),
    keys=st.lists(TEXT, max_size=4).map(tuple) | st.none(),
    duration_us=INT64,
    gap_us=INT64,
)
ROWS = st.builds(
    Row,
    task_id=TEXT,
    session_id=TEXT,
    subject=TEXT,
    step_index=st.integers(0, 2**31 - 1),
    n_steps=INT32,
    t_us=INT64,
    end_us=INT64,
    task_instruction=TEXT,
    intent=TEXT,
    outcome=TEXT,
    action=ACTIONS,
    code=TEXT,
    image=st.binary(max_size=300) | st.none(),
    image_t_us=INT64 | st.none(),
    width_px=INT32 | st.none(),
    height_px=INT32 | st.none(),
    app=TEXT | st.none(),
    thought=TEXT | st.none(),
    redacted=TEXT,
)
SCOPES = st.frozensets(st.sampled_from(sorted(Scope)))
LIMITS = st.builds(
    Limits,
    group_rows=st.integers(1, 5),
    group_bytes=st.integers(1, 1_000),
    file_bytes=st.integers(1, 5_000),
)
SPLIT_ROWS = st.dictionaries(st.sampled_from(SPLITS), st.lists(ROWS, max_size=9), min_size=1)


def _write(
    out: Path, rows: dict[str, list[Row]], scopes: frozenset[Scope], limits: Limits
) -> list[Path]:
    counts = {split: len(of_split) for split, of_split in rows.items()}
    release = Release("demo", "1", scopes, counts, lambda split: iter(rows[split]))
    written = write_release(release, out, progress=lambda *step: None, limits=limits)
    return [out / path for path in written]


def _as_read(row: Row) -> dict[str, object]:
    record = asdict(row)
    record["action"]["keys"] = list(row.action.keys) if row.action.keys is not None else None
    return record


@settings(max_examples=40, deadline=None)
@given(SPLIT_ROWS.filter(lambda rows: any(rows.values())), LIMITS)
def test_rows_come_back_in_order_and_unchanged(rows: dict[str, list[Row]], limits: Limits) -> None:
    with TemporaryDirectory() as folder:
        _write(Path(folder), rows, frozenset(Scope), limits)

        for split, of_split in rows.items():
            read = list(ParquetExporter().read(Path(folder), split))
            assert read == [_as_read(row) for row in of_split]


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5), SCOPES)
def test_what_is_outside_the_scopes_is_in_no_byte(
    rows: list[Row], scopes: frozenset[Scope]
) -> None:
    marked = [
        replace(
            row,
            code="withheld-code",
            image=b"withheld-image",
            app="withheld-app",
            action=replace(row.action, text="withheld-text", keys=("withheld-keys",)),
        )
        for row in rows
    ]
    with TemporaryDirectory() as folder:
        _write(Path(folder), {"train": marked}, scopes, Limits())

        found = {text for _, text in ParquetExporter().strings(Path(folder))}

    expected = {b"withheld-text", b"withheld-keys"} if Scope.KEYS in scopes else set()
    expected |= {b"withheld-image", b"withheld-app"} if Scope.SCREEN in scopes else set()
    expected |= {b"withheld-code"} if {Scope.KEYS, Scope.POINTER} <= scopes else set()
    assert {text for text in found if text.startswith(b"withheld")} == expected


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A file of three rows, and its bytes."""
    row = Row(
        *("task", "session", "subject", 0, 3, 0, 1, "instruct", "intend", "success"),
        *(ReleasedAction("type", x=1, text="typed", keys=("a",)), "code", b"image", 0, 9, 9),
        *("app", None, "none"),
    )
    out = tmp_path_factory.mktemp("small")
    (path,) = _write(out, {"train": [row] * 3}, frozenset(Scope), Limits())
    return path, path.read_bytes()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_changed_byte_goes_unnoticed(small: tuple[Path, bytes], data: st.DataObject) -> None:
    path, written = small
    place = data.draw(st.integers(0, len(written) - 1))
    changed = bytearray(written)
    changed[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)

    with pytest.raises(Damaged):
        list(ParquetExporter().read(path.parents[1], "train"))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_missing_end_goes_unnoticed(small: tuple[Path, bytes], data: st.DataObject) -> None:
    path, written = small
    path.write_bytes(written[: data.draw(st.integers(0, len(written) - 1))])

    with pytest.raises(Damaged):
        list(ParquetExporter().read(path.parents[1], "train"))
