"""Sessions by their titles, what is said of them, and what an import says of a capture."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Shell

LONG = "The second task ends late: move its end to where the message appears. " * 4
RELEASED = ("--name", "shop", "--version", "1", "--purpose", "agent-training")


@pytest.mark.parametrize("name", ["shop-floor", "SHOP-Floor", "shop", "sho"])
def test_a_session_goes_by_its_title_or_the_beginning_of_it(
    stocked_shell: tuple[Shell, str], name: str
) -> None:
    shell, session = stocked_shell

    assert shell.json("show", name, who="ana")["session_id"] == session
    assert shell.json("segments", name, who="rev") == {"segments": []}
    assert shell.json("audit", "log", "--session", name)["ops"]


def test_a_title_of_several_sessions_is_refused_with_their_ids(
    stocked_shell: tuple[Shell, str], capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    for folder, typed in (("a", "abc"), ("b", "abcd")):
        shell("import", capture_maker(tmp_path / folder / "shop", typed=typed), "--subject", "p-02")
    ids = sorted(s["session_id"] for s in shell.json("sessions")["sessions"])
    called = sorted(set(ids) - {session})

    beginning = shell("show", "sho", status=2)
    whole = shell("show", "Shop", status=2)

    assert "3 sessions begin with 'sho'" in beginning.err
    assert f"hint: {', '.join(ids)}." in beginning.err
    assert "2 sessions are called 'Shop'" in whole.err
    assert f"hint: {', '.join(called)}." in whole.err
    assert "shop-floor" not in beginning.err + whole.err
    assert shell.json("show", "shop-")["session_id"] == session


def test_a_short_or_unknown_title_names_nothing(stocked_shell: tuple[Shell, str]) -> None:
    shell, _ = stocked_shell

    assert "too short" in shell("show", "sh", status=2).err
    assert "there is no session 'floor'" in shell("show", "floor", status=2).err


def test_a_title_that_does_not_open_any_more_names_nothing(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    shell("erase", "p-01", "--yes")

    assert "there is no session" in shell("show", "shop-floor", status=2).err
    assert "was erased" in shell("show", session, status=4).err


def test_lines_about_a_session_have_its_id_and_its_title(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    named = f"{session} shop-floor"
    said = ("--label", "form", "--instruction", "Do it", "--outcome", "success")
    shell("segment", "add", "shop", "--start", 0, "--end", 12, *said, who="ana")

    assert f"{named} is submitted." in shell("review", "submit", "shop", who="ana").out
    assert named in shell("flags").out
    made = shell("redact", "shop", "--at", 0, "--box", "1,2,30,40", who="rev").out
    assert named in made
    assert named in shell("redactions").out
    assert named in shell("show", "shop", "--text").out
    assert named in shell("consent", "show", "p-01").out
    assert named in shell("release", "plan", *RELEASED, status=1).out
    assert named in shell("consent", "withdraw", "p-01").out


def test_what_a_reviewer_said_stands_whole_over_the_comments(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    assert shell.json("comments", session)["review"] is None
    said = ("--label", "form", "--instruction", "Do it", "--outcome", "success")
    shell("segment", "add", session, "--start", 0, "--end", 12, *said, who="ana")
    shell("review", "submit", session, who="ana")
    shell("review", "return", session, "--comment", LONG, who="rev")
    shell("comment", session, "which order?", "--at", 3, who="rev")

    told = shell("comments", session, who="ana").out
    document = shell.json("comments", session, who="ana")

    assert told.startswith(f"returned by rev: {LONG.strip()}\n")
    assert "which order?" in told
    assert document["review"] == {"state": "returned", "text": LONG.strip(), "author": "rev"}
    assert [comment["text"] for comment in document["comments"]] == ["which order?"]


def test_a_plan_counts_the_sessions_it_leaves_behind_once(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, _ = stocked_shell

    told = shell("release", "plan", *RELEASED, status=1).out

    assert "Stays behind: 1 of 1 session." in told
    assert told.count("shop-floor") == 3
    assert "--allow-empty-split" not in told


def test_a_build_refused_for_an_empty_split_names_the_option_that_allows_it(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, _ = approved_shell

    planned = shell("release", "plan", *RELEASED, status=1).out
    refused = shell("release", "build", *RELEASED, "--out", tmp_path / "out", status=3).err

    for told in (planned, refused):
        assert "hint: --allow-empty-split allows it" in told


def test_an_import_tells_what_is_in_order_apart_from_warnings(
    team_shell: Shell, crm1: Path
) -> None:
    told = team_shell("import", crm1, "--subject", "p-01").out
    shown = team_shell.json("show", "crm1")

    good = [line for line in told.splitlines() if line.startswith("✓ ")]
    bad = [line for line in told.splitlines() if line.startswith("warning: ")]
    assert len(good) == 1
    assert good[0].endswith(
        "crm1: 5 files that match the digests the recorder gave (seal-verified)"
    )
    assert len(bad) == 1
    assert "1 x window-origin" in bad[0]
    assert [noted["code"] for noted in shown["verified"]] == ["seal-verified"]
    assert [noted["code"] for noted in shown["warnings"]] == ["window-origin"]
