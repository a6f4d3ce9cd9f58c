"""The log says what an undo undid and why somebody looked, and nothing else of people's words."""

from pathlib import Path

from .conftest import Shell


def test_an_undo_and_a_redo_say_what_they_took_back_and_did_again(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    shell("segment", "add", session, "--start", 0, "--end", 8, who="ana")
    shell("undo", session, who="ana")
    shell("redo", session, who="ana")

    printed = shell("audit", "log", "--limit", 3).out
    ops = shell.json("audit", "log", "--limit", 3)["ops"]

    assert "undo of segment.add" in printed
    assert "redo of segment.add" in printed
    assert [(op["kind"], op["undoes_kind"]) for op in ops] == [
        ("segment.add", ""),
        ("undo", "segment.add"),
        ("redo", "segment.add"),
    ]


def test_a_line_of_the_log_fits_a_terminal_of_80_columns(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, _ = stocked_shell

    lines = shell("audit", "log").out.splitlines()

    assert len(lines) > 2
    assert max(map(len, lines)) <= 80


def test_why_somebody_looked_is_shown_to_members_and_lies_sealed_in_the_journal(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    asked = ("frame", session, "--at", 6, "--out", tmp_path / "raw.png", "--raw")
    shell(*asked, "--reason", "is the address whole?", who="rev")

    last = shell.json("audit", "log", "--limit", 1, who="ana")["ops"][0]
    printed = shell("audit", "log", "--limit", 1, who="ana").out
    journal = b"".join(path.read_bytes() for path in (shell.project / "journal").glob("*.jsonl"))

    assert (last["kind"], last["reason"]) == ("peek", "is the address whole?")
    assert "is the address whole?" in printed
    assert b"address whole" not in journal


def test_after_an_erasure_nobody_reads_why_somebody_looked(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    asked = ("frame", session, "--at", 6, "--out", tmp_path / "raw.png", "--raw")
    shell(*asked, "--reason", "is the address whole?", who="rev")
    shell("erase", "p-01", "--yes")

    ops = shell.json("audit", "log")["ops"]

    assert [op["reason"] for op in ops if op["kind"] == "peek"] == [""]


def test_the_words_of_other_ops_are_not_in_the_log(approved_shell: tuple[Shell, str]) -> None:
    shell, session = approved_shell
    shell("comment", session, "which order is this?", "--at", 3, who="rev")

    ended = shell("audit", "log", "--json")

    assert "which order" not in ended.out
    assert {op["reason"] for op in ended.json["ops"]} == {""}
