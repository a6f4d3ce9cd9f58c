"""Many captures at once."""

import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.errors import BadCapture
from workbench.services.gathering import Found, Manner, captures_at
from workbench.services.importing import Imported, Skipped
from workbench.services.importing_many import import_many

if TYPE_CHECKING:
    from tests.conftest import Team


def _unseen(step: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def folder(tmp_path: Path, capture_maker: Callable[..., Path]) -> Path:
    """Two captures, one of them a folder deeper, one that is damaged, and what is none."""
    root = tmp_path / "captures"
    capture_maker(root / "b" / "one")
    capture_maker(root / "a" / "deep" / "two", typed="another text")
    (root / "notes.txt").write_text("nothing to see\n")
    (root / "away").symlink_to(tmp_path)
    return root


def test_a_folder_is_searched_for_captures_in_the_order_of_names(folder: Path) -> None:
    found = [str(one.path.relative_to(folder)) for one in captures_at(folder)]

    assert [name.split("/")[0] for name in found] == ["a", "b"]


def test_a_folder_without_a_capture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCapture):
        captures_at(tmp_path)


def test_captures_are_imported_side_by_side_and_a_bad_one_stops_no_other(
    team: "Team", folder: Path
) -> None:
    good = captures_at(folder)
    bad = folder / "c"
    shutil.copytree(good[0].path if good[0].path.is_dir() else good[0].path.parent, bad)
    damaged = next(path for path in bad.rglob("*.duckdb"))
    damaged.write_bytes(damaged.read_bytes()[:4096])
    seen: list[tuple[int, int]] = []

    results = list(
        import_many(
            team.settings(),
            [*good, Found(damaged), good[0]],
            Manner(format_name="duckdb"),
            lambda _step, done, total: seen.append((done, total)),
        )
    )

    assert [type(result) for result in results[:3]] == [Imported, Imported, Skipped]
    assert [getattr(result, "is_failure", False) for result in results] == [
        *(False, False),
        *(True, False),
    ]
    assert seen[0] == (0, 4)
    assert seen[-1] == (4, 4)
    assert len(set(team.open().catalogue.sessions())) == 2


def test_where_a_process_is_killed_the_captures_left_are_imported_one_by_one(
    team: "Team", tmp_path: Path, capture_maker: Callable[..., Path]
) -> None:
    for number in range(5):
        capture_maker(tmp_path / f"c{number}", typed=f"text number {number}")

    def kill(_step: str, done: int, _total: int) -> None:
        if done == 1:
            for process in multiprocessing.active_children():
                process.kill()

    captures = [Found(tmp_path / f"c{number}" / "capture.duckdb") for number in range(5)]
    results = list(import_many(team.settings(), captures, Manner(), kill))

    assert not any(isinstance(r, Skipped) and r.is_failure for r in results)
    assert len({listed.session_id for listed in team.open().catalogue.sessions()}) == 5


@pytest.mark.parametrize("name", ["agentnet", "pctracker"])
def test_a_source_without_any_capture_of_the_format_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()

    for path in (tmp_path, tmp_path / "empty.jsonl"):
        with pytest.raises(BadCapture, match=f"no capture that '{name}' reads"):
            captures_at(path, name)
