"""The program as a whole: two people at once, a full disk, themes, sizes, and nothing secret."""

import errno
import os
from typing import TYPE_CHECKING, NoReturn

import pytest

from workbench.domain.segment import Outcome
from workbench.services import labeling
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
        assert ("Actions" in shown) is (size[0] >= 110)


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
