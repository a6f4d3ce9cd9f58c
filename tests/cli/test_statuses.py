"""What goes wrong ends with the status that was promised, and never with a traceback."""

import json
from pathlib import Path

import pytest

from .conftest import Shell


def test_an_unknown_user_lacks_an_identity(team_shell: Shell) -> None:
    assert "no identity 'nobody'" in team_shell("sessions", who="nobody", status=4).err


def test_somebody_who_is_no_member_is_not_allowed(team_shell: Shell) -> None:
    team_shell("whoami", who="mallory")

    assert "not a member" in team_shell("sessions", who="mallory", status=3).err


def test_a_missing_keyring_is_named(team_shell: Shell, tmp_path: Path) -> None:
    ended = team_shell("sessions", "--keyring", tmp_path / "none", status=4)

    assert "no keyring" in ended.err


def test_another_projects_keyring_is_refused(team_shell: Shell, tmp_path: Path) -> None:
    other = tmp_path / "other"
    team_shell("init", "--project", other, "--keyring", tmp_path / "ring")

    ended = team_shell("sessions", "--keyring", tmp_path / "ring", status=4)

    assert "belongs to another project" in ended.err


def test_a_project_of_a_newer_version_is_left_alone(team_shell: Shell) -> None:
    marker = team_shell.project / "project.json"
    fields = json.loads(marker.read_text())
    marker.write_text(json.dumps(fields | {"format": 99}))

    assert "format 99" in team_shell("sessions", status=2).err


def test_a_directory_that_is_no_project_is_named(shell: Shell, tmp_path: Path) -> None:
    ended = shell("sessions", "--project", tmp_path, status=2)

    assert "is not a Workbench project" in ended.err
    assert "workbench init" in ended.err


def test_a_project_is_not_founded_where_something_lies(shell: Shell) -> None:
    shell("init")

    assert "is a project already" in shell("init", status=2).err


def test_an_annotator_neither_accepts_nor_releases(approved_shell: tuple[Shell, str]) -> None:
    shell, session = approved_shell

    assert "may not review" in shell("review", "accept", session, who="ana", status=3).err
    plan = ("release", "plan", "--name", "n", "--version", "1", "--purpose", "x")
    assert "may not release" in shell(*plan, who="ana", status=3).err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "s-nowhere"),
        ("events", "s-nowhere"),
        ("segment", "delete", "00000000"),
        ("flag", "keep", "00000000", "--reason", "x"),
        ("redaction", "remove", "00000000"),
        ("segment", "delete", "%%%%%%%%"),
        ("release", "verify", "nowhere"),
        ("release", "handed", "n", "1", "--to", "x"),
        ("consent", "withdraw", "p-99"),
    ],
)
def test_what_is_not_there_is_status_2(
    stocked_shell: tuple[Shell, str], arguments: tuple[str, ...]
) -> None:
    shell, _ = stocked_shell

    first, second = shell(*arguments, status=2).err.splitlines()[-2:]

    assert first.startswith("error: ")
    assert second.startswith("hint: ")


def test_bad_times_labels_and_boxes_are_status_2(stocked_shell: tuple[Shell, str]) -> None:
    shell, session = stocked_shell

    for arguments in (
        ("frame", session, "--at", "soon", "--out", "f.png"),
        ("segment", "add", session, "--start", "0", "--end", "9", "--label", "nonsense"),
        ("segment", "add", session, "--start", "9", "--end", "0"),
        ("segment", "add", session, "--start", "0", "--end", "99:00"),
        ("redact", session, "--at", "1", "--box", "1,2,3"),
        ("redact", session),
        ("redact", session, "--at", "1", "--text-run", "3"),
        ("redact", session, "--text-run", "9999"),
        ("consent", "add", "p", "--purpose", "x", "--scope", "soul", "--until", "2031-01-01"),
        ("consent", "add", "p", "--purpose", "x", "--scope", "keys", "--until", "soon"),
    ):
        assert "error: " in shell(*arguments, status=2).err


@pytest.mark.parametrize("split", ["train=2", "train=0.5", "train=1,train=0", "all=1", "train"])
def test_ratios_that_make_no_sense_are_status_2(team_shell: Shell, split: str) -> None:
    asked = ("--name", "n", "--version", "1", "--purpose", "x", "--split", split)

    assert "--split" in team_shell("release", "plan", *asked, status=2).err


def test_a_flipped_bit_in_a_capture_is_damage_without_a_traceback(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    path = shell.project / "sessions" / session / "capture.duckdb"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    path.write_bytes(data)

    ended = shell("actions", session, status=2)

    assert "Traceback" not in ended.err
    assert shell("sessions").status == 0


def test_erasing_asks_and_does_nothing_where_nobody_can_answer(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell

    assert "--yes" in shell("erase", "p-01", status=2).err
    assert shell.json("erase", "p-01", "--yes")["sessions"] == [session]
    assert shell.json("sessions")["sessions"][0]["is_erased"] is True
    shell("show", session, status=4)
    assert shell.json("flags")["flags"] == []
    assert shell.json("audit", "verify")["ok"] is True
