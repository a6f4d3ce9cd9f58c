"""Releases by command line: planned, built, verified, handed on, and withdrawn from."""

from pathlib import Path

import pytest

from .conftest import Shell

ASKED = ("--name", "shop", "--version", "1", "--purpose", "agent-training")
BUILT = (*ASKED, "--split", "train=1")


def test_a_plan_with_refusals_is_status_1_and_writes_nothing(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell

    plan = shell.json("release", "plan", *BUILT, "--out", tmp_path / "out", status=1)

    assert plan["refusals"] == ["no task may leave"]
    assert {entry["session_id"] for entry in plan["excluded"]} == {session}
    assert not (tmp_path / "out").exists()
    shell("release", "build", *BUILT, "--out", tmp_path / "out", status=3)


def test_an_empty_split_is_a_refusal_unless_it_is_allowed(
    approved_shell: tuple[Shell, str],
) -> None:
    shell, _ = approved_shell

    assert "would be empty" in shell("release", "plan", *ASKED, status=1).out
    allowed = shell.json("release", "plan", *ASKED, "--allow-empty-split")
    assert sum(split["tasks"] for split in allowed["splits"].values()) == 2


def test_only_the_subject_is_a_group(approved_shell: tuple[Shell, str]) -> None:
    shell, _ = approved_shell

    shell("release", "plan", *BUILT, "--group-by", "subject")
    refused = shell("release", "plan", *BUILT, "--group-by", "session", status=2)
    assert "session" in refused.err
    refused = shell("release", "plan", *BUILT, "--coords", "miles", status=2)
    assert "miles" in refused.err


def test_a_release_verifies_with_the_keys_and_says_what_it_could_not_do_without(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, _ = approved_shell
    out = tmp_path / "out"
    shell("release", "build", *BUILT, "--out", out)

    assert shell.json("release", "verify", out)["ok"] is True
    for arguments, who in (
        (("--project", tmp_path / "nothing"), "lea"),
        ((), "ana"),
        (("--keyring", tmp_path / "nothing"), "lea"),
    ):
        found = shell("release", "verify", out, *arguments, who=who, status=4)
        assert "leak audit not done" in found.out


def test_another_projects_keys_say_nothing_about_a_release(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, _ = approved_shell
    shell("release", "build", *BUILT, "--out", tmp_path / "out")
    shell("init", "--project", tmp_path / "other")

    other = tmp_path / "other"
    found = shell("release", "verify", tmp_path / "out", "--project", other, status=4)
    assert "leak audit not done" in found.out


@pytest.mark.parametrize("who", ["lea", "nobody"])
def test_a_changed_file_is_found_with_and_without_the_keys(
    approved_shell: tuple[Shell, str], tmp_path: Path, who: str
) -> None:
    shell, _ = approved_shell
    shell("release", "build", *BUILT, "--out", tmp_path / "out")
    with (tmp_path / "out" / "README.md").open("a") as file:
        file.write("one more line\n")

    problems = shell.json("release", "verify", tmp_path / "out", who=who, status=1)["problems"]

    assert [problem["code"] for problem in problems] == ["altered"]


def test_a_withdrawal_names_the_sessions_rows_files_and_recipients(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = approved_shell
    built = shell.json("release", "build", *BUILT, "--out", tmp_path / "out")
    shell("release", "handed", "shop", "1", "--to", "acme")
    shell("release", "handed", "shop", "1", "--to", "Beta Ltd")
    shell("release", "handed", "shop", "1", "--to", "acme", who="rev", status=3)

    withdrawn = shell.json("consent", "withdraw", "p-01")

    assert withdrawn["sessions_blocked"] == [session]
    assert withdrawn["releases"] == [
        {
            "name": "shop",
            "version": "1",
            "rows": built["splits"]["train"]["rows"],
            "files": ["train/part-00000.parquet"],
            "recipients": ["Beta Ltd", "acme"],
        }
    ]
    plan = shell.json("release", "plan", *BUILT, status=1)
    assert plan["excluded"][0]["reason"] == "consent was withdrawn"
    problems = shell.json("release", "verify", tmp_path / "out", status=1)["problems"]
    assert [problem["code"] for problem in problems] == ["withdrawn"]


def test_releases_are_listed_with_those_who_received_them(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = approved_shell
    assert shell.json("release", "list") == {"releases": []}
    shell("release", "build", *BUILT, "--out", tmp_path / "out")
    shell("release", "handed", "shop", "1", "--to", "acme")

    listed = shell.json("release", "list", who="ana")["releases"]

    assert [(r["name"], r["version"], r["recipients"]) for r in listed] == [("shop", "1", ["acme"])]
    assert listed[0]["sessions"] == [session]
    shell("release", "handed", "shop", "2", "--to", "acme", status=2)
