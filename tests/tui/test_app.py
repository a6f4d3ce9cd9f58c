"""The program as a whole: two people at once, a full disk, themes, sizes, and nothing secret."""

import asyncio
import errno
import os
from typing import TYPE_CHECKING, NoReturn

import pytest
from textual import events

from workbench.domain.geometry import Box
from workbench.domain.segment import Outcome
from workbench.errors import NotAllowed
from workbench.services import labeling
from workbench.services.consenting import erase
from workbench.services.membership import remove_member
from workbench.tui.dialogs.ask import Ask, TextBox
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.review.scenes import ScenesScreen
from workbench.tui.screens.sessions import SessionsScreen
from workbench.tui.theme import THEMES

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit

S = 1_000_000


async def test_two_people_see_each_others_changes(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as ana, sit(team, "rev", session_id) as rev:
        ana.desk.seek(6 * S)
        await ana.press("enter")
        await ana.press("1")
        rev.app._follow()
        await rev.pilot.pause()
        assert [s.labels for s in rev.desk.model.segments] == [
            s.labels for s in ana.desk.model.segments
        ]
        assert "1 unlabelled" in rev.line("segment")

        await rev.press("c")
        await rev.write("well cut")
        ana.app._follow()
        await ana.press("C")
        assert "rev: well cut" in ana.message


async def test_a_full_disk_says_not_saved_and_editing_goes_on_once_it_is_not(
    stocked: "tuple[Team, str]", sit: "Sit", monkeypatch: pytest.MonkeyPatch
) -> None:
    team, session_id = stocked

    def full(fd: int, data: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        for _ in range(2):
            with monkeypatch.context() as patched:
                patched.setattr(os, "write", full)
                await seat.press("enter")
            assert "NOT SAVED" in seat.message
            assert "disk is full" in seat.message
            assert seat.app.screen.query_one("#message").has_class("failed")
            assert "NOT SAVED" in seat.line("status")
            assert seat.desk.model.segments == []

        await seat.press("right")
        assert "NOT SAVED" in seat.line("status")

        await seat.press("enter")
        assert len(seat.desk.model.segments) == 2
        assert "saved ✓" in seat.line("status")
        assert not seat.app.screen.query_one("#message").has_class("failed")


async def test_the_theme_changes_with_a_key(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    dark, light = (theme.name for theme in THEMES)

    async with sit(team, "ana", session_id) as seat:
        seen = [seat.app.theme]
        for _ in range(2):
            await seat.press("f2")
            seen.append(seat.app.theme)

        assert seen == [dark, light, dark]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_what_must_always_be_seen_is_seen(
    stocked: "tuple[Team, str]", sit: "Sit", size: tuple[int, int]
) -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    first, _ = labeling.split_at(session, 6 * S)
    labeling.label(session, first, ["form"])
    labeling.set_instruction(session, first, "Order lamps now")
    labeling.set_outcome(session, first, Outcome.PARTIAL)

    async with sit(team, "ana", session_id, size=size) as seat:
        await seat.press("right", "left")
        lines = seat.shown.splitlines()
        shown = "\n".join(lines)

        for seen in (
            "shop-floor",
            "draft",
            "00:00.000 / 00:12.000",
            "1x",
            "Fit",
            "task",
            "saved ✓",
            "form",
            "Order lamps",
            "1 unlabelled",
            "3 undecided",
            "density",
            "space play",
            "? help",
        ):
            assert seen in shown
        for digit in range(1, 9):
            assert f"{digit}" in seat.line("legend")
        # The window of the first field is masked, and fills the screen.
        assert "Actions" in shown


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_long_title_leaves_room_for_what_must_be_seen(
    stocked: "tuple[Team, str]", sit: "Sit", size: tuple[int, int]
) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id, size=size) as seat:
        seat.desk.lines._title = (
            "a very long title that somebody gave to a recording of theirs " * 3
        )
        await seat.press("right")

        assert "saved ✓" in seat.shown.splitlines()[0]
        assert "00:12.000" in seat.shown.splitlines()[0]


async def test_nothing_secret_is_on_the_annotators_screen(
    real: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = real
    secrets = ("maria.alvarez@example.com", "555-0142", "4111 1111 1111 1111", "hunter2!")

    async with sit(team, "ana", session_id, size=(200, 60)) as seat:
        for action in list(seat.desk.model.actions):
            seat.desk.seek(action.end_us)
            await seat.pilot.pause()
            shown = seat.shown
            assert not any(secret in shown for secret in secrets)
            assert not any(secret[:6] in shown for secret in secrets)


@pytest.mark.parametrize("key", ["", "m", "c", "S", "q"])
async def test_a_member_who_is_removed_while_at_the_desk_leaves_in_order(
    stocked: "tuple[Team, str]", sit: "Sit", key: str
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        remove_member(team.open(), "ana")
        if key:
            seat.app.post_message(events.Key(key, key))
        # A pilot waits for the screens, and there are none any more.
        while not seat.app.is_leaving:
            await asyncio.sleep(0.01)

        assert isinstance(seat.app.ended, NotAllowed)
        assert "the membership of 'ana' has ended" in seat.app.ended.message
        assert seat.app.crash is None


async def test_keys_that_come_after_the_end_of_a_membership_do_nothing(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        desk = seat.desk
        remove_member(team.open(), "ana")
        seat.app._follow()
        for command in ("desk.transport.play", "desk.flow.bookmark", "desk.labels.digit.1"):
            desk.action_command(command)

        assert not desk.playback.is_playing
        assert [op for op in team.open().ledger.ops(session_id) if op.by == "ana"] == []
        assert seat.app.crash is None


async def test_the_screens_over_a_session_close_when_its_subject_is_erased(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        await seat.press("w", "s")
        kinds = [type(screen) for screen in seat.app.screen_stack]
        assert kinds[1:] == [SessionsScreen, DeskScreen, ReviewScreen, ScenesScreen]
        erase(team.open(), "p-01")
        seat.app._follow()
        await seat.pilot.pause()

        assert [type(screen) for screen in seat.app.screen_stack][1:] == [SessionsScreen]
        assert seat.message == "the subject of this session was erased. Nothing of it opens."
        assert seat.rows[0][4] == "erased"


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_comment_that_is_being_written_when_the_subject_is_erased_is_not_taken(
    stocked: "tuple[Team, str]", sit: "Sit", key: str
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("c", *"words")
        assert isinstance(seat.app.screen, Ask)
        erase(team.open(), "p-01")
        await seat.press(key)
        await seat.until(lambda: isinstance(seat.app.screen, SessionsScreen))

        assert "the subject of this session was erased" in seat.message
        assert seat.kinds(session_id) == []


async def test_what_is_pressed_after_an_erasure_and_before_it_is_heard_of_changes_nothing(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        erase(team.open(), "p-01")
        await seat.press("enter")

        assert isinstance(seat.app.screen, SessionsScreen)
        assert "the subject of this session was erased" in seat.message
        assert seat.kinds(session_id) == []


async def test_a_desk_that_was_left_carries_no_command_out_any_more(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "ana", session_id) as seat:
        desk = seat.desk
        done = seat.kinds(session_id)
        desk.selection_box = Box(10, 10, 20, 20)
        await seat.press("q")
        # An arrow would move the box, and a cut would be asked about: the work was handed in.
        for key in ("transport.play", "transport.on_5", "segments.split", "flow.bookmark"):
            desk.action_command(f"desk.{key}")
        desk.say("nobody reads this")
        desk.dismiss()

        assert not desk.playback.is_playing
        assert seat.kinds(session_id) == done
        assert isinstance(seat.app.screen, SessionsScreen)


async def test_words_that_the_disk_refused_are_there_when_one_writes_again(
    stocked: "tuple[Team, str]", sit: "Sit", monkeypatch: pytest.MonkeyPatch
) -> None:
    team, session_id = stocked

    def full(fd: int, data: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter")
        for key in ("c", "t"):
            with monkeypatch.context() as patched:
                patched.setattr(os, "write", full)
                await seat.press(key)
                await seat.write("much work")
            assert "NOT SAVED" in seat.message
            await seat.press(key)
            assert seat.app.screen.query_one(TextBox).text == "much work"
            await seat.press("enter")

        assert [comment.text for comment in seat.desk.model.comments] == ["much work"]
        assert [s.instruction for s in seat.desk.model.segments] == ["much work", ""]
