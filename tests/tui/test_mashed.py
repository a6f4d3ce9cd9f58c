"""Keys pressed at random: nothing stops the program, no screen is lost, and q always leaves."""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.geometry import Size
from textual.pilot import Pilot

from workbench.domain.geometry import Box
from workbench.domain.segment import Tier
from workbench.services import labeling
from workbench.tui.app import WorkbenchApp
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conftest import Team
    from tests.tui.conftest import Sit

S = 1_000_000
_ESCAPE_S = 0.12
"""A little longer than Textual waits for the rest of a sequence that begins with escape."""
_ENOUGH = 60
"""So often are escape and q pressed before the program counts as one that cannot be left."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SIGNS = " /:.,<>[]{}+-=*#@!$%^&()_|'\"~`?;"
_CONTROLS = "\x01\x02\x05\x06\x07\x0b\x0c\x0e\x0f\x10\x12\x13\x14\x15\x17\x19"
_SEQUENCES = (
    *("\r", "\r", "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x7f", "\x1b[3~"),
    *("\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1bOP", "\x1bOQ", "\x1b[15~", *_CONTROLS),
    *("\x1b[1;5D", "\x1b[1;2D", "\x1b[1;2C", "\x1b[1;2A", "\x1b[1;2B", "\x1b[1;5H", "\x1b[1;5F"),
    *("\x1b[<0;10;5M", "\x1b[<0;10;5m", "\x1b[<64;10;5M", "\x1b[<35;20;9M", "\x1b[I", "\x1b[O"),
    # Cut in half, as a slow line does.
    *("\x1b", "\x1b[", "\x1b[1;", "\x1bO", "\x1bx"),
)
_HASTE = ("\r", "p", "y", "n", "1", "t\r\r", "fppp", "c!\r\r\r", "; \r", "\x10\x1b[6~", "\x1b\x1b")
_WIDTHS, _HEIGHTS = (10, 20, 40, 80, 200), (3, 5, 10, 24, 60)


@dataclass
class Masher:
    """Types at the program as a terminal does: bytes, without waiting for what they do."""

    app: WorkbenchApp
    pilot: Pilot[None]
    seed: int
    typed: int = 0
    _parser: XTermParser = field(default_factory=XTermParser)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._size = self.app.size

    async def mash(self, keys: int) -> None:
        """Type so many keys at random, with pastes and other sizes between; look all the while."""
        until = self.typed + keys
        while self.typed < until and not self.app.is_leaving:
            self.type(self._keys())
            if self._random.random() < 0.05:
                self._resize(self._random.choice(_WIDTHS), self._random.choice(_HEIGHTS))
            elif self._random.random() < 0.1:
                self._resize(*self._size)
            if self._random.random() < 0.5:
                await self.pilot.pause(0)
            assert isinstance(self.app.screen_stack[1], SessionsScreen)

    async def leave(self) -> None:
        """Escape and q, again and again, until the program is left."""
        self._resize(*self._size)
        for _ in range(_ENOUGH):
            await self._escape()
            self.type("qq")
            # A pilot waits for the screens, and soon there are none any more.
            await asyncio.sleep(0.05)
            if self.app.is_leaving:
                return

    def type(self, text: str) -> None:
        """Have the terminal send this."""
        self.typed += 1 if text.startswith("\x1b[200~") else max(1, len(text))
        for message in self._parser.feed(text):
            self._send(message)

    async def _escape(self) -> None:
        self.type("\x1b")
        await asyncio.sleep(_ESCAPE_S)
        for message in self._parser.tick():
            self._send(message)

    def _keys(self) -> str:
        kind = self._random.random()
        if kind < 0.03:
            text = self._random.choices(_LETTERS + " \n\r\té漢", k=self._random.randint(1, 200))
            return f"\x1b[200~{''.join(text)}\x1b[201~"
        if kind < 0.1:
            return self._random.choice(_HASTE) * self._random.randint(1, 4)
        return "".join(self._key() for _ in range(self._random.randint(1, 8)))

    def _key(self) -> str:
        kind = self._random.random()
        # q leaves: it has a part of its own.
        letters = _LETTERS.replace("q", "")
        keys: Sequence[str] = letters if kind < 0.6 else _SEQUENCES if kind < 0.85 else _SIGNS
        return self._random.choice(keys)

    def _resize(self, width: int, height: int) -> None:
        self._send(events.Resize(Size(width, height), Size(width, height)))

    def _send(self, message: object) -> None:
        assert isinstance(message, events.Event)
        self.app.post_message(message)


@pytest.mark.parametrize(
    ("name", "size", "opens", "seed"),
    [
        ("rev", (80, 24), "", 1),
        ("ana", (40, 10), "\r", 2),
        ("lea", (200, 60), "w", 3),
        ("rev", (80, 24), "ws", 4),
        ("lea", (40, 10), "R", 5),
    ],
)
async def test_whatever_is_typed_the_program_goes_on_and_q_leaves_it(
    stocked: "tuple[Team, str]",
    sit: "Sit",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    size: tuple[int, int],
    opens: str,
    seed: int,
) -> None:
    team, session_id = stocked
    team.label(session_id)
    # A release goes beside the project, wherever its directory's name was changed to.
    monkeypatch.chdir(tmp_path)

    async with sit(team, name, size=size) as seat:
        masher = Masher(seat.app, seat.pilot, seed)
        if opens:
            masher.type(opens)
        await seat.pilot.pause()
        await masher.mash(420)
        await masher.leave()

        assert seat.app.is_leaving
        assert seat.app.crash is None


async def test_a_key_that_comes_before_a_screen_has_opened_its_session_does_nothing(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev") as seat:
        for screen in (ReviewScreen(session_id), DeskScreen(session_id)):
            seat.app.push_screen(screen)
            for command in screen.COMMANDS_HERE:
                screen.action_command(command.id)
            await seat.pilot.pause()

            assert seat.app.screen is screen
        assert seat.kinds(session_id) == []


async def test_keys_behind_the_q_that_leaves_open_nothing(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev") as seat:
        Masher(seat.app, seat.pilot, 0).type("qqw\r?R\x10\x10")
        while not seat.app.is_leaving:
            await asyncio.sleep(0.01)
        seat.app.open_desk(session_id)

        assert len(seat.app.screen_stack) == 2
        assert seat.app.crash is None


async def test_a_session_is_opened_once_by_two_enters(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "rev") as seat:
        Masher(seat.app, seat.pilot, 0).type("\r\r\r")
        await seat.pilot.pause()

        kinds = [type(screen) for screen in seat.app.screen_stack][1:]
        assert kinds == [SessionsScreen, DeskScreen]


async def test_an_edge_that_is_carried_stays_on_its_tier(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    for tier in (Tier.TASK, Tier.STEP):
        labeling.add(session, start_us=2 * S, end_us=6 * S, tier=tier)

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S - 1)
        await seat.press("b", "T", "right", "enter")

        ends = {segment.tier: segment.end_us for segment in seat.desk.model.all_segments}
        assert ends[Tier.TASK] > 10 * S
        assert ends[Tier.STEP] == 6 * S


async def test_a_box_cannot_be_moved_where_there_is_no_picture(
    team: "Team", sit: "Sit", tmp_path: Path, capture_maker: "Callable[..., Path]"
) -> None:
    source = capture_maker(tmp_path / "late")
    with duckdb.connect(str(source)) as database:
        database.execute("DELETE FROM frame WHERE t_us = 0")
    session_id = team.take_in(source)

    async with sit(team, "rev", session_id) as seat:
        seat.desk.seek(S)
        seat.desk.selection_box = Box(10, 10, 20, 20)
        await seat.press("right")

        assert "there is no picture here" in seat.message
