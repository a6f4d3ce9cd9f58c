"""Keeping house: members, identities, the audit, the check-up."""

import json
from pathlib import Path

from .conftest import Shell


def test_members_come_change_and_go(team_shell: Shell) -> None:
    key = team_shell.json("whoami", who="kim")["public_key"]
    team_shell("members", "add", "kim", "--role", "annotator", "--key", key)
    team_shell("members", "add", "kim", "--role", "annotator", "--key", key, status=2)
    team_shell("members", "role", "kim", "reviewer")
    assert team_shell.json("whoami", who="kim")["role"] == "reviewer"

    team_shell("members", "remove", "kim")

    found = {m["name"]: m for m in team_shell.json("members")["members"]}
    assert (found["kim"]["active"], found["kim"]["trial"]) == (False, False)
    assert (found["ana"]["active"], found["ana"]["trial"]) == (True, True)
    team_shell("sessions", who="kim", status=3)
    team_shell("members", "add", "zoe", "--role", "lead", who="ana", status=3)
    team_shell("members", "add", "zoe", "--role", "queen", status=2)
    team_shell("members", "add", "zoe", "--role", "lead", "--key", "wbk1.x", status=2)


def test_an_identity_is_made_once(shell: Shell) -> None:
    first = shell.json("whoami")
    second = shell.json("whoami")

    assert (first["is_new"], second["is_new"]) == (True, False)
    assert first["public_key"] == second["public_key"]
    assert first["public_key"].startswith("wbk1.")
    assert first["role"] is None
    shell("whoami", who="Not A Name", status=2)


def test_plugins_are_listed_by_kind(shell: Shell) -> None:
    found = {(p["kind"], p["name"]) for p in shell.json("plugins")["plugins"]}

    assert {("importers", "duckdb"), ("detectors", "rules"), ("exporters", "parquet")} <= found


def test_a_healthy_project_has_nothing_to_complain_of(stocked_shell: tuple[Shell, str]) -> None:
    shell, _ = stocked_shell

    checks = shell.json("doctor")["checks"]

    assert [check["check"] for check in checks if not check["ok"]] == []
    assert {"project", "keyring", "identity", "journal"} <= {check["check"] for check in checks}
    assert "p-01" not in shell("doctor").out


def test_the_check_up_says_what_is_wrong(stocked_shell: tuple[Shell, str], tmp_path: Path) -> None:
    shell, _ = stocked_shell
    (shell.project / "staging" / "s-00000000").mkdir()

    wrong = [c["check"] for c in shell.json("doctor", status=1)["checks"] if not c["ok"]]
    without = shell.json("doctor", "--keyring", tmp_path / "none", status=1)["checks"]

    assert wrong == ["staging"]
    assert [check["check"] for check in without if not check["ok"]] == ["project"]


def test_an_audit_of_an_honest_project_finds_nothing(approved_shell: tuple[Shell, str]) -> None:
    shell, _ = approved_shell

    found = shell.json("audit", "verify", who="ana")

    assert found["ok"] is True
    assert found["findings"] == []
    assert found["writers"] == 3
    assert found["ops"] == len(shell.json("audit", "log", "--limit", 999)["ops"])


def test_the_log_says_who_did_what_and_quotes_nothing(approved_shell: tuple[Shell, str]) -> None:
    shell, session = approved_shell

    ended = shell("audit", "log", "--session", session, "--json")

    kinds = {(op["by"], op["kind"]) for op in ended.json["ops"]}
    assert {("lea", "session.import"), ("ana", "review.submit"), ("rev", "review.accept")} <= kinds
    assert "Fill in the form" not in ended.out
    assert {op["session_id"] for op in ended.json["ops"]} == {session}


def test_a_changed_capture_and_a_missing_pack_are_found(approved_shell: tuple[Shell, str]) -> None:
    shell, session = approved_shell
    directory = shell.project / "sessions" / session
    with (directory / "capture.duckdb").open("ab") as file:
        file.write(b"\0")
    (directory / "frames.pack").unlink()

    findings = shell.json("audit", "verify", status=1)["findings"]

    assert [(f["code"], f["where"].split()[1]) for f in findings] == [
        ("altered", "capture.duckdb"),
        ("missing", "frames.pack"),
    ]


def test_an_edited_line_is_found_and_the_rest_of_the_project_goes_on(
    approved_shell: tuple[Shell, str],
) -> None:
    shell, session = approved_shell
    path = next((shell.project / "journal").glob("ana-*.jsonl"))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"kind":"segment', b'"kind":"sEgment')
    path.write_bytes(b"".join(lines))

    found = shell.json("audit", "verify", status=1)

    assert {finding["code"] for finding in found["findings"]} & {"chain", "signature", "set-aside"}
    assert shell.json("sessions")["sessions"][0]["session_id"] == session


def test_a_removed_members_late_op_is_set_aside_and_can_be_countersigned(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    shell("comment", session, "before", "--at", 1, who="ana")
    path = next((shell.project / "journal").glob("ana-*.jsonl"))
    early = path.read_bytes()
    shell("comment", session, "late", "--at", 2, who="ana")
    late = path.read_bytes()
    path.write_bytes(early)
    shell("members", "remove", "ana")
    path.write_bytes(late)

    findings = shell.json("audit", "verify", status=1)["findings"]
    shell("members", "countersign", findings[0]["op_hash"])

    assert [finding["code"] for finding in findings] == ["set-aside"]
    assert "removed" in findings[0]["detail"]
    assert shell.json("audit", "verify")["ok"] is True
    texts = [c["text"] for c in shell.json("comments", session)["comments"]]
    assert texts == ["before", "late"]
    assert json.loads(late.splitlines()[1])["by"] == "ana"
