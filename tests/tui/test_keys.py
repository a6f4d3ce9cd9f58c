"""Keys: one list, remappable, never in the way of writing."""

import inspect
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import OptionList

import workbench.tui
from workbench.errors import UsageError
from workbench.tui.commands import ALL, ANYWHERE, DESK, PALETTE, check_keys, key_sign
from workbench.tui.dialogs.ask import TextBox
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit


async def test_a_command_can_be_given_another_key(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    keys = {"desk.flow.bookmark": "h"}

    check_keys(keys)
    async with sit(team, "ana", session_id, size=(120, 140), keys=keys) as seat:
        await seat.press("m")
        assert seat.desk.model.bookmarks == []

        await seat.press("h")
        assert len(seat.desk.model.bookmarks) == 1

        await seat.press("question_mark")
        assert "h  Put a bookmark here" in seat.shown


def test_two_commands_on_one_key_are_refused() -> None:
    with pytest.raises(UsageError, match=r"the key 'c' stands for desk\..* and for desk\."):
        check_keys({"desk.flow.bookmark": "c"})


def test_a_clash_with_a_key_of_every_screen_is_refused() -> None:
    with pytest.raises(UsageError, match="the key 'f2'"):
        check_keys({"review.findings.hide": "f2"})


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no command 'desk\.fly'"):
        check_keys({"desk.fly": "x"})


def test_the_keys_as_they_come_do_not_clash() -> None:
    check_keys({})


def _own_nodes() -> set[type[DOMNode]]:
    found: set[type[DOMNode]] = set()
    for module in pkgutil.walk_packages(workbench.tui.__path__, "workbench.tui."):
        for _, member in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(member, DOMNode) and member.__module__.startswith("workbench."):
                found.add(member)
    return found


def test_no_binding_of_ours_is_a_priority_binding_and_every_one_has_an_id() -> None:
    nodes = _own_nodes()

    assert {"DeskScreen", "ReviewScreen", "ReleaseScreen", "ScenesScreen", "Help", "Ask"} <= {
        node.__name__ for node in nodes
    }
    for node in nodes:
        for binding in node.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding)
            assert binding.id
            assert not binding.priority


async def test_letters_written_in_an_input_are_no_commands(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("c", *"mzTPfuqS1")
        assert seat.app.screen.query_one(TextBox).text == "mzTPfuqS1"
        await seat.press("colon", "question_mark", "space", "tab", "left", "comma")
        assert seat.app.screen.query_one(TextBox).text == "mzTPfuqS1:?, "

        await seat.press("enter")
        assert seat.kinds(session_id) == ["comment.add"]


async def test_escape_cancels_an_input(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("c", *"never mind", "escape")

        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.kinds(session_id) == []


async def test_help_lists_every_command_of_the_screen(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "lea", session_id, size=(120, 140)) as seat:
        await seat.press("question_mark")
        shown = seat.shown

        for command in (*DESK, *ANYWHERE):
            if not command.id.startswith("desk.labels.digit.") or command.arguments == (0,):
                assert command.help[:40] in shown
            assert key_sign(command.keys.split(",")[0]) in shown
        assert "1 … 9  Give the label with that digit." in shown
        await seat.press("q")
        assert isinstance(seat.app.screen, DeskScreen)


async def test_the_palette_lists_every_command_and_runs_one(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "lea", session_id, size=(140, 60)) as seat:
        await seat.press("colon")
        options = seat.app.screen.query_one(OptionList)
        expected = sum(c.id != PALETTE for c in (*DESK, *ANYWHERE))
        await seat.until(lambda: options.option_count >= expected)

        await seat.press(*"bookmark")
        await seat.until(lambda: 0 < options.option_count < 5)
        await seat.press("down", "enter")
        await seat.until(lambda: isinstance(seat.app.screen, DeskScreen))
        await seat.until(lambda: bool(seat.desk.model.bookmarks))


async def test_textuals_own_commands_are_not_offered(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "lea") as seat:
        assert list(seat.app.get_system_commands(seat.app.screen)) == []
        await seat.press("ctrl+p", *"screenshot")
        await seat.pilot.pause()
        assert "Save" not in seat.shown
        await seat.press("escape")
        assert isinstance(seat.app.screen, SessionsScreen)


def test_ids_are_unique_and_name_screen_group_and_verb() -> None:
    assert len({command.id for command in ALL}) == len(ALL)
    for command in ALL:
        assert command.id.split(".")[:3] == [command.screen, command.group, command.verb]
