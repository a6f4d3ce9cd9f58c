"""Exports load with Hugging Face `datasets` as they are, images included."""

import io
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from workbench.domain.release import Release, ReleasedAction, Row, Scope
from workbench_parquet import ParquetExporter

SIZE = (64, 48)
COUNTS = {"train": 205, "validation": 3, "test": 0}


def _picture(number: int) -> bytes:
    encoded = io.BytesIO()
    kind = ("PNG", "JPEG", "WEBP")[number % 3]
    Image.new("RGB", SIZE, (number % 256, 90, 160)).save(encoded, kind)
    return encoded.getvalue()


def _row(number: int) -> Row:
    last = number % 10 == 9
    action = ReleasedAction(
        "terminate" if last else "type",
        x=None if last else 3.5,
        text=None if last else "Łódź ✓",
        keys=("ctrl", "s") if number % 2 else None,
        gap_us=number,
    )
    return Row(
        task_id=f"task-{number // 10}",
        session_id="session",
        subject="subject",
        step_index=number % 10,
        n_steps=10,
        t_us=number * 10,
        end_us=number * 10 + 5,
        task_instruction="Save the customer",
        intent="",
        outcome="success",
        action=action,
        code="pyautogui.write('x')",
        image=None if last else _picture(number),
        image_t_us=None if last else number * 10 - 1,
        width_px=None if last else SIZE[0],
        height_px=None if last else SIZE[1],
        app="CRM",
        thought=None,
        redacted="none",
    )


def _export(out: Path, scopes: frozenset[Scope] = frozenset(Scope)) -> None:
    release = Release("demo", "1", scopes, COUNTS, lambda split: map(_row, range(COUNTS[split])))
    ParquetExporter().write(release, out, progress=lambda *step: None)


@pytest.fixture
def hugging_face(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The `datasets` package, with no network and a cache of its own."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()
    yield datasets
    datasets.enable_progress_bars()


@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "streaming"])
def test_every_row_and_picture_loads(
    tmp_path: Path, hugging_face: ModuleType, streaming: bool
) -> None:
    _export(tmp_path / "out")
    files = {
        split: str(tmp_path / "out" / split / "*.parquet") for split in ("train", "validation")
    }

    loaded = hugging_face.load_dataset("parquet", data_files=files, streaming=streaming)

    for split in files:
        rows = list(loaded[split])
        assert len(rows) == COUNTS[split]
        for number, row in enumerate(rows):
            _check(row, _row(number))


def _check(loaded: dict[str, object], written: Row) -> None:
    for name in Row.__dataclass_fields__.keys() - {"image", "action"}:
        assert loaded[name] == getattr(written, name)
    action = loaded["action"]
    assert isinstance(action, dict)
    for name in ReleasedAction.__dataclass_fields__.keys() - {"keys"}:
        assert action[name] == getattr(written.action, name)
    assert action["keys"] == (list(written.action.keys) if written.action.keys else None)
    if written.image is None:
        assert loaded["image"] is None
    else:
        assert isinstance(loaded["image"], Image.Image)
        with Image.open(io.BytesIO(written.image)) as picture:
            assert loaded["image"].convert("RGB").tobytes() == picture.convert("RGB").tobytes()


def test_the_features_are_images_values_and_lists(tmp_path: Path, hugging_face: ModuleType) -> None:
    _export(tmp_path / "out")

    files = str(tmp_path / "out" / "train" / "*.parquet")
    features = hugging_face.load_dataset("parquet", data_files=files)["train"].features

    assert features["image"] == hugging_face.Image()
    assert features["action"]["keys"] == hugging_face.List(hugging_face.Value("string"))
    assert features["action"]["x"] == hugging_face.Value("float64")
    assert features["t_us"] == hugging_face.Value("int64")
    assert list(features) == list(Row.__dataclass_fields__)


def test_the_directory_loads_by_itself(tmp_path: Path, hugging_face: ModuleType) -> None:
    _export(tmp_path / "out")

    loaded = hugging_face.load_dataset(str(tmp_path / "out"))

    assert {split: rows.num_rows for split, rows in loaded.items()} == {
        "train": 205,
        "validation": 3,
    }


def test_a_release_without_the_screen_loads_too(tmp_path: Path, hugging_face: ModuleType) -> None:
    _export(tmp_path / "out", frozenset({Scope.KEYS}))

    files = str(tmp_path / "out" / "train" / "*.parquet")
    rows = hugging_face.load_dataset("parquet", data_files=files)["train"]

    assert "image" not in rows.features
    assert rows[1]["action"] == {
        "type": "type",
        "text": "Łódź ✓",
        "keys": ["ctrl", "s"],
        "duration_us": 0,
        "gap_us": 1,
    }
