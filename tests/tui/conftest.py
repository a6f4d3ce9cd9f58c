"""What tests of the screens share: a person at the program, and projects to sit down at."""

import html
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from workbench.store.project import Project
from workbench.tui.app import WorkbenchApp
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.release import ReleaseScreen
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.widgets.line import Line

if TYPE_CHECKING:
    from tests.conftest import Team

_TEXT = re.compile(r"<text[^>]*? y=\"([\d.]+)\"[^>]*>(.*?)</text>", re.DOTALL)


@dataclass
class Seat:
    """One person at the program; keys are pressed, and what happened is looked at."""

    app: WorkbenchApp
    pilot: Pilot[None]
    pressed: int = 0

    async def press(self, *keys: str) -> None:
        """Press keys one after the other and wait until all is drawn."""
        self.pressed += len(keys)
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Type a text into an input and press enter."""
        names = {" ": "space", ".": "full_stop", "@": "at", "%": "percent_sign", "#": "number_sign"}
        names |= {"=": "equals_sign", ",": "comma", "/": "slash", "-": "minus", ":": "colon"}
        await self.press(*(names.get(character, character) for character in text), "enter")

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let the program go on until something holds; pytest's timeout ends the wait."""
        while not holds():
            await self.pilot.pause(0.01)

    @property
    def project(self) -> Project:
        """The project as this person has it open."""
        return self.app.project

    @property
    def desk(self) -> DeskScreen:
        """The desk on top."""
        screen = self.app.screen
        assert isinstance(screen, DeskScreen)
        return screen

    @property
    def review(self) -> ReviewScreen:
        """The review on top."""
        screen = self.app.screen
        assert isinstance(screen, ReviewScreen)
        return screen

    @property
    def release(self) -> ReleaseScreen:
        """The release screen on top."""
        screen = self.app.screen
        assert isinstance(screen, ReleaseScreen)
        return screen

    def line(self, name: str) -> str:
        """What stands on a line of the screen on top."""
        return str(self.app.screen.query_one(f"#{name}", Line).content)

    @property
    def message(self) -> str:
        """What the message line says."""
        return self.line("message")

    @property
    def shown(self) -> str:
        """Everything on the terminal, line by line."""
        lines: dict[float, str] = {}
        for y, text in _TEXT.findall(self.app.export_screenshot()):
            lines[float(y)] = lines.get(float(y), "") + html.unescape(text).replace("\xa0", " ")
        return "\n".join(lines[y] for y in sorted(lines))

    @property
    def rows(self) -> list[list[str]]:
        """The rows of the list of sessions."""
        table = self.app.screen.query_one(DataTable)
        return [[str(cell) for cell in table.get_row_at(i)] for i in range(table.row_count)]

    def kinds(self, session_id: str) -> list[str]:
        """The kinds of this person's ops in a session, in order."""
        ops = self.project.ledger.ops(session_id)
        return [op.kind for op in ops if op.by == self.project.me.name]


Sit: TypeAlias = Callable[..., AbstractAsyncContextManager[Seat]]
"""Seats somebody: `sit(team, name, session_id="", size=(120, 36), keys={})`."""


@pytest.fixture
def sit() -> Sit:
    """Seats people at the program."""

    @asynccontextmanager
    async def seated(
        team: "Team",
        name: str,
        session_id: str = "",
        *,
        size: tuple[int, int] = (120, 36),
        keys: dict[str, str] | None = None,
        machine: str = "",
    ) -> AsyncIterator[Seat]:
        from dataclasses import replace

        settings = replace(team.settings(name, machine), keys=keys or {})
        app = WorkbenchApp(settings, team.open(name, machine), session_id=session_id)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Seat(app, pilot)

    return seated


@pytest.fixture(scope="session")
def _crm1_taken(
    founded: Path,
    team_class: "type[Team]",
    crm1: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("crm1") / "in"
    shutil.copytree(founded, root)
    return root, team_class(root).take_in(crm1)


@pytest.fixture
def real(
    _crm1_taken: tuple[Path, str], team_class: "type[Team]", tmp_path: Path
) -> Iterator[tuple["Team", str]]:
    """The project with the real capture, not labelled yet."""
    root = tmp_path / "real"
    shutil.copytree(_crm1_taken[0], root)
    team = team_class(root)
    yield team, _crm1_taken[1]
    for project in team.opened:
        project.ledger.tables.connection.close()
