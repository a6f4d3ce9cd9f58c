"""The program as a whole: its help, its common options, how errors end it, how light it is."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer.main
from typer.core import TyperGroup

from workbench.cli.errors import report
from workbench.cli.main import main, make_app
from workbench.cli.sections import SECTIONS
from workbench.errors import NotFound

from .conftest import Shell

HEAVY = ("duckdb", "pyarrow", "cv2", "textual", "cryptography", "av", "PIL", "numpy", "rich")


def test_starting_up_imports_nothing_heavy() -> None:
    code = f"import sys, workbench.cli.main; print([m for m in {HEAVY!r} if m in sys.modules])"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"


def test_every_command_stands_in_a_section_of_the_help() -> None:
    top = typer.main.get_command(make_app())

    assert isinstance(top, TyperGroup)
    assert set(top.commands) == {name for names in SECTIONS.values() for name in names}


def test_every_command_and_every_option_says_what_it_does() -> None:
    for path, command in _commands():
        assert command.help, path
        for parameter in command.params:
            assert getattr(parameter, "help", None) or path == (), (path, parameter.name)


@pytest.mark.parametrize("name", [name for names in SECTIONS.values() for name in names])
def test_every_command_prints_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0

    assert f"workbench {name}" in capsys.readouterr().out


def test_common_options_count_before_and_after_the_verb_and_the_later_one_holds(
    team_shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    project = str(team_shell.project)

    for arguments in (
        ["--json", "--project", project, "--as", "ana", "whoami"],
        ["whoami", "--json", "--project", project, "--as", "ana"],
        [
            "--as",
            "lea",
            "--project",
            "/no",
            "whoami",
            "--project",
            project,
            "--json",
            "--as",
            "ana",
        ],
    ):
        assert main(arguments) == 0
        assert '"role": "annotator"' in capsys.readouterr().out


def test_a_group_takes_the_common_options_between_noun_and_verb(team_shell: Shell) -> None:
    assert team_shell("members", "--json").json["members"][0]["name"] == "ana"
    assert team_shell("consent", "--json", "list").json == {"consents": []}


def test_a_noun_without_its_verb_says_what_is_missing(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = shell("release", status=2)

    assert ended.err.splitlines()[0] == "error: `workbench release` takes a verb"
    assert len(ended.err.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["frame"],
        ["events", "s", "--kind", "x"],
        ["flag", "add", "--x"],
    ],
)
def test_wrong_use_is_two_lines_and_status_2(shell: Shell, arguments: list[str]) -> None:
    ended = shell(*arguments, status=2)

    first, second = ended.err.splitlines()
    assert first.startswith("error: ")
    assert second.startswith("hint: ")
    assert ended.out == ""


def test_with_json_an_error_is_one_document(shell: Shell) -> None:
    ended = shell("sessions", "--json", status=2)

    assert set(ended.json["error"]) == {"message", "hint", "exit_status"}
    assert ended.json["error"]["exit_status"] == 2
    assert ended.err == ""


def test_of_an_unforeseen_error_only_the_type_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status = report(ValueError("ines.quiroga@example.org"), as_json=False, debug=False)

    shown = capsys.readouterr()
    assert status == 2
    assert "ValueError" in shown.err
    assert "quiroga" not in shown.err + shown.out
    assert "Traceback" not in shown.err


def test_debug_adds_the_traceback_to_stderr(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = shell("--debug", "sessions", status=2)

    assert "Traceback" in ended.err
    assert NotFound.__name__ in ended.err


def test_ctrl_c_ends_with_130_and_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.plugins.plugin_table", interrupted)

    assert main(["plugins"]) == 130
    assert "cancelled" in capsys.readouterr().err


def test_the_desk_needs_a_terminal(shell: Shell) -> None:
    assert "needs a terminal" in shell(status=2).err
    assert "needs a terminal" in shell("open", status=2).err


def test_the_version_is_printed(shell: Shell) -> None:
    assert shell("--version").out.startswith("workbench ")
    assert "version" in shell("--version", "--json").json


def test_a_shell_can_be_taught_to_complete(
    shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Typer looks at the processes above it unless told not to; under a runner there is no shell.
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")

    assert "_WORKBENCH_COMPLETE" in shell("--show-completion", "bash").out


def test_session_ids_are_completed(
    stocked_shell: tuple[Shell, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, session = stocked_shell
    line = f"workbench --project {shell.project} show s-"

    ended = subprocess.run(
        [sys.executable, "-m", "workbench"],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
            "_WORKBENCH_COMPLETE": "complete_bash",
            "_TYPER_COMPLETE_TESTING": "1",
            "COMP_WORDS": line,
            "COMP_CWORD": "4",
        },
    )

    assert ended.stdout.split() == [session]


def _commands() -> Iterator[tuple[tuple[str, ...], TyperGroup]]:
    def walk(
        path: tuple[str, ...], command: TyperGroup
    ) -> Iterator[tuple[tuple[str, ...], TyperGroup]]:
        yield path, command
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk((*path, name), inner)

    top = typer.main.get_command(make_app())
    assert isinstance(top, TyperGroup)
    yield from walk((), top)
