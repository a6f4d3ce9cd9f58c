"""Captures that cannot be read: named with the reason, never passed over."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.errors import BadCapture
from workbench.services.gathering import captures_at
from workbench.services.sources import find_source

CaptureMaker = Callable[..., Path]


def _cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def test_a_damaged_file_that_goes_by_a_captures_name_is_found_to_be_refused(
    tmp_path: Path, capture_maker: CaptureMaker
) -> None:
    whole = capture_maker(tmp_path / "all" / "a")
    damaged = capture_maker(tmp_path / "all" / "b")
    (file,) = list(damaged.rglob("*.duckdb")) or [damaged]
    _cut(file, 100)
    (tmp_path / "all" / "cut.cast").write_text('{"version": 2')
    (tmp_path / "all" / "notes.txt").write_text("not a capture")

    found = captures_at(tmp_path / "all")

    assert {(one.path.name, one.format_name) for one in found} == {
        (whole.name, "duckdb"),
        (file.name, "duckdb"),
        ("cut.cast", "asciicast"),
    }


def test_a_cut_database_is_told_to_be_damaged_and_a_missing_one_to_be_missing(
    tmp_path: Path,
) -> None:
    from workbench import plugins

    openadapt = plugins.importer("openadapt")
    (tmp_path / "recording.db").write_bytes(b"SQLite format 3\0" + bytes(50))
    (found,) = captures_at(tmp_path)

    with pytest.raises(BadCapture, match="damaged, cut short"), openadapt.open(found.path):
        pass
    found.path.unlink()
    missing = pytest.raises(BadCapture, match=r"there is no recording\.db here")
    with missing, openadapt.open(tmp_path):
        pass


def test_a_format_that_is_forced_is_looked_for_in_a_folder_too(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.cast").write_text('{"version": 2, "width": 9, "height": 9}\n')
    (tmp_path / "c.txt").write_text("something else")

    found = captures_at(tmp_path, "asciicast")

    assert [one.path.name for one in found] == ["a.cast", "b.cast"]


def test_a_folder_around_one_cast_goes_by_the_casts_name(tmp_path: Path) -> None:
    cast = '{"version": 2, "width": 9, "height": 9}\n[1.0, "o", "x"]\n'
    (tmp_path / "monday").mkdir()
    (tmp_path / "monday" / "deploy the shop.cast").write_text(cast)

    assert find_source(tmp_path / "monday").title == "deploy the shop"


def test_a_folder_whose_file_has_the_name_they_all_have_goes_by_its_own(
    tmp_path: Path, capture_maker: CaptureMaker
) -> None:
    capture_maker(tmp_path / "friday")
    (tmp_path / "tuesday").mkdir()
    line = '{"step_num": 1, "action": "pyautogui.press(\'a\')", "done": false}\n'
    (tmp_path / "tuesday" / "traj.jsonl").write_text(line)

    titles = {find_source(one.path).title for one in captures_at(tmp_path)}
    assert titles == {"friday", "tuesday"}
