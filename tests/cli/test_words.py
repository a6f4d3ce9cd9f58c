"""The same thing goes by the same words everywhere, and a slip of the finger is helped."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Shell

SAMPLES = Path(__file__).resolve().parents[2] / "sample_sessions"


def test_a_lost_approval_is_called_so_in_the_list_the_page_and_the_log(
    approved_shell: tuple[Shell, str],
) -> None:
    shell, session = approved_shell
    segment = shell.json("segments", session)["segments"][0]["segment_id"]
    shell("segment", "edit", segment, "--instruction", "Fill it in once more", who="ana")

    listed = shell("sessions").out
    page = shell("show", session).out
    log = shell("show", session, "--text").out.splitlines()[0]
    document = shell.json("show", session)

    assert "approval lost" in listed
    assert "void" not in listed
    assert "state                   approval lost\n" in page
    assert log.endswith(", approval lost")
    assert (document["state"], document["approval_holds"]) == ("accepted", False)


def test_an_approval_that_stands_is_told_as_accepted(approved_shell: tuple[Shell, str]) -> None:
    shell, session = approved_shell

    assert shell.json("show", session)["approval_holds"] is True
    assert shell("show", session, "--text").out.splitlines()[0].endswith(", accepted")


def test_where_nobody_has_accepted_there_is_no_approval_to_hold(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell

    assert shell.json("show", session)["approval_holds"] is None
    assert shell.json("sessions")["sessions"][0]["approval_holds"] is None
    assert "approval_holds          -\n" in shell("show", session).out


def test_a_withdrawn_session_is_called_so_in_the_list_and_the_log(
    approved_shell: tuple[Shell, str],
) -> None:
    shell, session = approved_shell
    shell("consent", "withdraw", "p-01")

    assert "withdrawn" in shell("sessions").out
    assert shell("show", session, "--text").out.splitlines()[0].endswith(", withdrawn")


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("segment", "add", "s-1", "--start", "0", "--end", "1", "--tier", "tsk"), "task"),
        (("segment", "add", "s-1", "--start", "0", "--end", "1", "--tier", "Task"), "task"),
        (("members", "add", "kim", "--role", "reviwer"), "reviewer"),
        (("events", "s-1", "--kind", "pres"), "press"),
        (("flag", "hide", "x", "--shows", "nowher"), "nowhere"),
    ],
)
def test_a_mistyped_value_is_answered_with_the_nearest_one(
    shell: Shell, arguments: tuple[str, ...], nearest: str
) -> None:
    first, second = shell(*arguments, status=2).err.splitlines()

    assert "Value error" not in first
    assert f"'{arguments[-1]}' is not one of '" in first
    assert second.startswith(f"hint: Did you mean '{nearest}'? ")


def test_a_value_that_is_near_to_nothing_is_answered_with_the_choices(shell: Shell) -> None:
    ended = shell("members", "role", "kim", "emperor", status=2)

    assert "'annotator', 'reviewer', 'lead'" in ended.err
    assert "Did you mean" not in ended.err


def test_a_beginning_that_is_too_short_is_called_so(stocked_shell: tuple[Shell, str]) -> None:
    shell, session = stocked_shell

    ended = shell("show", "s-", status=2)

    assert "'s-' is too short to name a session" in ended.err
    assert session in ended.err
    assert shell("show", session[:3]).status == 0


def test_a_beginning_of_several_sessions_says_of_how_many(
    stocked_shell: tuple[Shell, str], capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    other = shell.json("import", capture_maker(tmp_path / "other", typed="other"))["sessions"][0]

    ended = shell("show", "s-", status=2)

    assert "2 sessions begin with 's-'" in ended.err
    assert {session, other["session_id"]} <= set(
        ended.err.replace(",", " ").replace(".", "").split()
    )
    assert "there is no session 's-ffffffff0'" in shell("show", "s-ffffffff0", status=2).err


def test_a_folder_around_a_capture_brings_it_in(shell: Shell) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the sample sessions are not here")

    (session,) = shell.json("import", SAMPLES / "badge-desk")["sessions"]

    assert (session["events"], session["frames"]) == (149, 22)


def test_a_folder_without_any_capture_is_answered_with_the_importers(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "empty" / "inner").mkdir(parents=True)

    assert "Importers: " in shell("import", tmp_path / "empty", status=2).err


def test_what_verify_did_not_look_at_is_said(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, _ = approved_shell
    asked = ("--name", "shop", "--version", "1", "--purpose", "agent-training")
    shell("release", "build", *asked, "--split", "train=1", "--out", tmp_path / "out")

    whole = shell("release", "verify", tmp_path / "out").out.splitlines()[-1]
    without = shell("release", "verify", tmp_path / "out", who="nobody", status=4).out
    document = shell.json("release", "verify", tmp_path / "out")
    (tmp_path / "out" / "train" / "part-00000.parquet").unlink()
    damaged = shell("release", "verify", tmp_path / "out", status=1).out

    assert whole == ("text on pictures was not read; redacted boxes were checked in the pixels.")
    assert "text on pictures was not read." in without
    assert "in the pixels" not in without + damaged
    assert document["text_on_pictures_read"] is False
