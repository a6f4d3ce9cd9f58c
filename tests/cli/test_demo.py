"""The demo can be run again, in either way, and leaves alone what somebody has worked on."""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.pty_terminal import PtyTerminal
from workbench.cli import demo as demo_command
from workbench.config import Settings, load_settings
from workbench.services import demonstrating, replaying
from workbench.services.session import Session
from workbench.store.project import Project

from .conftest import Shell

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A demo as it is when its screens open, and what its making told of its progress."""
    root = tmp_path_factory.mktemp("demo") / "it"
    settings = Settings(
        project=root / "project",
        keyring=None,
        user="lea",
        config_dir=root / "config",
        state_dir=root / "state",
    )
    told: list[str] = []
    demonstrating.set_out(settings, progress=lambda step, done, total: told.append(step))
    return root, told


@pytest.fixture
def demo(
    begun: tuple[Path, list[str]], make_shell: Callable[[Path], Shell], tmp_path: Path
) -> Shell:
    """A copy of it."""
    shutil.copytree(begun[0], tmp_path / "copy")
    return make_shell(tmp_path / "copy")


def states(shell: Shell) -> list[str]:
    return sorted(s["state"] for s in shell.json("sessions")["sessions"])


def journal(shell: Shell) -> bytes:
    return b"".join(
        path.read_bytes() for path in sorted((shell.project / "journal").glob("*.jsonl"))
    )


def test_progress_says_which_session_it_is_at(begun: tuple[Path, list[str]]) -> None:
    _, told = begun

    firsts = [step for step in dict.fromkeys(told) if step.endswith("frames")]
    assert firsts == [f"session {number} of 5, frames" for number in range(1, 6)]


def test_where_a_shell_would_not_find_the_program_it_is_named_by_its_path(
    demo: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workbench").touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [".venv/bin/workbench", "demo"])

    monkeypatch.setenv("PATH", str(tmp_path))
    named = demo_command._ways_in(_settings(demo))
    monkeypatch.setenv("PATH", "/nowhere")
    by_path = demo_command._ways_in(_settings(demo))

    assert all(way.split()[1] == "workbench" for way in named)
    assert all(way.split()[1] == ".venv/bin/workbench" for way in by_path)


@pytest.mark.slow
def test_a_begun_demo_goes_on_to_a_release_and_can_be_run_once_more(demo: Shell) -> None:
    assert states(demo) == ["accepted", "accepted", "new", "new", "submitted"]

    first = demo.json("demo")
    after = journal(demo)
    again = demo.json("demo")

    assert states(demo) == ["accepted"] * 5
    assert (first["problems"], again["problems"]) == (0, 0)
    assert first["rows"] == again["rows"] > 100
    assert journal(demo) == after
    assert [r["version"] for r in demo.json("release", "list")["releases"]] == ["1"]


def test_the_boxes_answer_the_findings_so_that_no_window_is_masked_for_them(demo: Shell) -> None:
    listed = demo.json("sessions")["sessions"]
    session_id = next(s["session_id"] for s in listed if s["title"] == "crm-intake")
    flags = demo.json("flags", session_id)["flags"]

    with closing(Project.open(_settings(demo))) as project:
        masks = replaying.exposure(Session(project, session_id)).pixels

    assert {flag["state"] for flag in flags} == {"hidden"}
    assert {flag["shows"] for flag in flags} == {"boxes", "nowhere"}
    assert {mask.kind for mask in masks} == {"redacted"}


@pytest.mark.slow
def test_a_finished_demo_whose_release_was_moved_away_makes_the_next_version(demo: Shell) -> None:
    done = demo.json("demo")
    shutil.rmtree(done["release"])

    again = demo.json("demo")

    assert again["problems"] == 0
    assert [r["version"] for r in demo.json("release", "list")["releases"]] == ["1", "2"]


@pytest.mark.parametrize(
    "work",
    [
        ("segment", "add", "SESSION", "--tier", "note", "--start", 0, "--end", 1),
        ("flag", "add", "SESSION", "--at", 1),
        ("consent", "withdraw", "p-01"),
        ("erase", "p-03", "--yes"),
    ],
    ids=lambda work: " ".join(work[:2]),
)
def test_where_somebody_has_worked_it_refuses_before_it_changes_anything(
    demo: Shell, work: tuple[object, ...]
) -> None:
    session = demo.json("sessions")["sessions"][-1]["session_id"]
    demo(*(session if word == "SESSION" else word for word in work))
    before, told = journal(demo), states(demo)

    ended = demo("demo", status=2)

    assert "somebody has worked on this demo" in ended.err
    assert "--project" in ended.err
    assert journal(demo) == before
    assert states(demo) == told
    assert not (demo.project.parent / "project-desk.png").exists()


def test_talk_and_looks_are_no_work(demo: Shell, tmp_path: Path) -> None:
    session = demo.json("sessions")["sessions"][0]["session_id"]
    before = journal(demo)
    demo("comment", session, "nice", "--at", 1)
    demo("frame", session, "--at", 1, "--out", tmp_path / "f.png", "--raw", "--reason", "curious")

    assert journal(demo) != before
    demonstrating.refuse_to_finish(_settings(demo), demo.project.parent / "out")


def test_begun_once_more_it_leaves_everything_as_people_left_it(demo: Shell) -> None:
    session = demo.json("sessions")["sessions"][0]["session_id"]
    demo("review", "return", _submitted(demo), "--comment", "too short", who="demo-rev")
    demo("segment", "add", session, "--tier", "note", "--start", 0, "--end", 1)
    demo("erase", "p-02", "--yes")
    before = journal(demo)

    demonstrating.set_out(_settings(demo))

    assert journal(demo) == before


def test_a_project_that_is_no_demo_is_left_alone(stocked_shell: tuple[Shell, str]) -> None:
    shell, _ = stocked_shell
    before = journal(shell)

    ended = shell("demo", status=2)

    assert "is a project, but no demo" in ended.err
    assert journal(shell) == before


def test_a_release_of_another_demo_is_not_taken_for_its_own(demo: Shell) -> None:
    (demo.project.parent / "project-release").mkdir()
    before = journal(demo)

    ended = demo("demo", status=2)

    assert "is there already" in ended.err
    assert journal(demo) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_whoever_leaves_the_screens_is_told_where_it_is_and_how_to_come_back(demo: Shell) -> None:
    argv = [
        sys.executable,
        "-m",
        "workbench",
        "--project",
        str(demo.project),
        "--as",
        "lea",
        "demo",
    ]
    homes = {name: os.environ[name] for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with PtyTerminal(argv, 120, 40, homes) as terminal:
        shown = terminal.wait_for("sheet-report", timeout_s=120)
        terminal.write("qq")
        terminal.wait_for(f"workbench --project {demo.project}", start=shown)
        terminal.wait_for("--as demo-ana", start=shown)
        terminal.wait_for("--as demo-rev", start=shown)
        assert terminal.wait_for_end() == 0


def _settings(shell: Shell) -> Settings:
    return replace(load_settings(project=shell.project), user="lea")


def _submitted(shell: Shell) -> str:
    found = shell.json("sessions")["sessions"]
    return next(str(s["session_id"]) for s in found if s["state"] == "submitted")
