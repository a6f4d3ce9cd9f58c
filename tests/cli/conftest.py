"""A terminal for the tests of the command line: commands run in process, as one of the team."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Team
from workbench.cli.main import main


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


class Shell:
    """Runs commands against one project; `lea` leads, `ana` annotates, `rev` reviews."""

    def __init__(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = project
        self._capsys = capsys

    def __call__(self, *arguments: object, who: str = "lea", status: int = 0) -> Ended:
        """Run a command and expect its exit status."""
        self._capsys.readouterr()
        given = [str(argument) for argument in arguments]
        ended = main(["--project", str(self.project), "--as", who, *given])
        printed = self._capsys.readouterr()
        assert ended == status, f"{given}: {ended}\n{printed.out}\n{printed.err}"
        return Ended(ended, printed.out, printed.err)

    def json(self, *arguments: object, who: str = "lea", status: int = 0) -> Any:
        """Run a command with --json; its document."""
        return self(*arguments, "--json", who=who, status=status).json


@pytest.fixture
def make_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], Shell]:
    """Makes shells for a folder that holds `project`, `config` and `state`."""

    def make(root: Path) -> Shell:
        for name in ("config", "state"):
            home = tmp_path / f"home-{name}"
            home.mkdir()
            (root / name).mkdir(parents=True, exist_ok=True)
            (home / "workbench").symlink_to(root / name, target_is_directory=True)
            monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(home))
        for name in ("PROJECT", "KEYRING", "USER"):
            monkeypatch.delenv(f"WORKBENCH_{name}", raising=False)
        return Shell(root / "project", capsys)

    return make


@pytest.fixture
def shell(make_shell: Callable[[Path], Shell], tmp_path: Path) -> Shell:
    """A machine without any project."""
    return make_shell(tmp_path / "fresh")


@pytest.fixture
def team_shell(make_shell: Callable[[Path], Shell], team: Team) -> Shell:
    """A project of lea, ana and rev without a session."""
    return make_shell(team.root)


@pytest.fixture
def stocked_shell(
    make_shell: Callable[[Path], Shell],
    stocked: tuple[Team, str],
) -> tuple[Shell, str]:
    """The same with one imported session, and its id."""
    return make_shell(stocked[0].root), stocked[1]


@pytest.fixture
def approved_shell(
    make_shell: Callable[[Path], Shell],
    approved: tuple[Team, str],
) -> tuple[Shell, str]:
    """The same with that session labelled, decided and accepted."""
    return make_shell(approved[0].root), approved[1]
