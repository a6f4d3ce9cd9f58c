"""The main job by command line alone, by three people, on a real capture."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from .conftest import Shell


def test_three_people_take_a_real_capture_to_a_verified_release(
    shell: Shell, crm1: Path, tmp_path: Path
) -> None:
    imported = shell.json("import", crm1, "--subject", "p-01")["sessions"][0]
    session = imported["session_id"]
    shell("members", "add", "ana", "--role", "annotator")
    shell("members", "add", "rev", "--role", "reviewer")
    half = imported["duration_us"] // 2 / 1e6
    form = ("--label", "form", "--instruction", "Add the customer", "--outcome", "success")
    shell("segment", "add", session, "--start", 0, "--end", half, *form, who="ana")
    shell("review", "submit", session, who="ana")
    flags = [flag["flag_id"] for flag in shell.json("flags", session, who="rev")["flags"]]
    shell("flag", "hide", *flags, "--shows", "nowhere", who="rev")
    shell("redact", session, "--at", 0, "--box", "230,108,484,160", who="rev")
    sheet = tmp_path / "sheet.png"
    shell("review", "screens", session, "--sheet", sheet, "--checked", who="rev")
    shell("review", "accept", session, who="rev")
    terms = ("--purpose", "training", "--scope", "keys,pointer,screen", "--until", "2031-01-01")
    shell("consent", "add", "p-01", *terms)
    asked = ("--name", "crm", "--version", "1", "--purpose", "training", "--split", "train=1")

    plan = shell.json("release", "plan", *asked)
    built = shell.json("release", "build", *asked, "--out", tmp_path / "out")
    verified = shell.json("release", "verify", tmp_path / "out")

    assert imported["events"] == 259
    assert imported["actions"] == 19
    assert plan["splits"] == built["splits"]
    rows = pq.read_table(tmp_path / "out" / "train" / "part-00000.parquet").num_rows
    assert rows == plan["splits"]["train"]["rows"] == verified["rows"]
    assert verified["ok"]
    assert verified["leak_audit_done"]


def test_the_actions_of_the_real_capture_are_those_that_were_done(
    shell: Shell, crm1: Path, crm1_truth: dict[str, list[list[object]]]
) -> None:
    session = shell.json("import", crm1)["sessions"][0]["session_id"]

    actions = shell.json("actions", session)["actions"]

    assert [a["kind"] for a in actions] == [e[0] for e in crm1_truth["expected_actions"]]


def test_importing_again_skips_and_changes_nothing(shell: Shell, capture_source: Path) -> None:
    shell("import", capture_source, "--subject", "p-01")
    before = shell.json("audit", "log")["ops"]

    again = shell.json("import", capture_source, "--subject", "p-01")

    assert again["sessions"] == []
    assert again["skipped"][0]["path"] == str(capture_source)
    assert shell.json("audit", "log")["ops"] == before


def test_a_bad_source_among_several_does_not_stop_the_rest(
    shell: Shell, capture_source: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.duckdb"
    bad.write_bytes(b"not a database")

    done = shell.json("import", bad, capture_source, status=1)

    assert len(done["sessions"]) == 1
    assert [skipped["path"] for skipped in done["skipped"]] == [str(bad)]


def test_an_import_of_many_ends_with_all_of_it_added_up(
    shell: Shell, capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    captures = [capture_maker(tmp_path / name, typed=name * 3) for name in ("ab", "cd")]
    bad = tmp_path / "bad.cast"
    bad.write_text('{"version": 2')

    done = shell.json("import", *captures, bad, status=1)
    again = shell("import", *captures, "--subject", "p-01")

    sessions, totals = done["sessions"], done["totals"]
    for what in ("events", "actions", "frames", "duration_us"):
        assert totals[what] == sum(session[what] for session in sessions) > 0
    assert (totals["sessions"], totals["skipped"], totals["failed"]) == (2, 0, 1)
    assert totals["warnings"] == sum(len(session["warnings"]) for session in sessions)
    last = again.out.splitlines()[-1]
    assert last.startswith("in all: 0 sessions, lasting 00:00.000, 0 events")
    assert ", 2 skipped, in " in last


def test_an_import_without_a_subject_says_that_nothing_of_it_is_ever_released(
    shell: Shell, capture_source: Path
) -> None:
    ended = shell("import", capture_source)

    assert "warning: no --subject: 1 session can never be released" in ended.out
    assert "in all" not in ended.out


def test_a_single_bad_source_makes_no_project(shell: Shell, tmp_path: Path) -> None:
    error = shell.json("import", tmp_path / "nowhere", status=2)["error"]

    assert error["exit_status"] == 2
    assert not shell.project.exists()


def test_a_consent_file_names_the_subject_and_goes_on_record(
    shell: Shell, capture_source: Path, tmp_path: Path
) -> None:
    consent = tmp_path / "consent.json"
    terms = {"subject": "p-07", "purposes": ["x"], "scopes": ["keys"], "until": "2031-01-01"}
    consent.write_text(json.dumps(terms))

    imported = shell.json("import", capture_source, "--consent", consent)["sessions"][0]

    assert imported["subject"] == "p-07"
    assert shell.json("consent", "show", "p-07")["consents"][0]["purposes"] == ["x"]
    shell("import", capture_source, "--consent", consent, "--subject", "p-08", status=2)


def test_the_installed_command_reads_the_environment_and_says_nothing_twice(
    approved_shell: tuple[Shell, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, session = approved_shell
    monkeypatch.setenv("WORKBENCH_PROJECT", str(shell.project))
    monkeypatch.setenv("WORKBENCH_USER", "ana")

    ended = _run("sessions", "--json")

    assert ended.returncode == 0
    assert json.loads(ended.stdout)["sessions"][0]["session_id"] == session
    assert ended.stderr == ""


def test_whoever_stops_reading_is_not_complained_to(approved_shell: tuple[Shell, str]) -> None:
    shell, session = approved_shell
    reading, writing = os.pipe()
    os.close(reading)

    ended = _run("--project", str(shell.project), "--as", "lea", "events", session, stdout=writing)

    os.close(writing)
    assert ended.returncode == 0
    assert ended.stderr == ""


def test_the_command_leaves_no_core_dumps_behind() -> None:
    code = (
        "import resource; from workbench.cli.main import main; main(['--version']);"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    pytest.importorskip("resource")

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.endswith("(0, 0)\n")


def _run(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
