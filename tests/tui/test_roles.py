"""What a role may not do is greyed and refused."""

from typing import TYPE_CHECKING

import pytest

from workbench.domain.member import Permission
from workbench.tui.commands import ALL, DESK, RELEASE, REVIEW, SESSIONS, command
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit


@pytest.mark.parametrize("key", ["R", "v", "w", "B"])
async def test_an_annotator_is_refused_what_reviewers_do(
    stocked: "tuple[Team, str]", sit: "Sit", key: str
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press(key)

        assert isinstance(seat.app.screen, DeskScreen)
        assert "the role annotator may not" in seat.message
        assert seat.app.screen.query_one("#message").has_class("refused")
        assert seat.desk.selection_box is None
        assert seat.kinds(session_id) == []


@pytest.mark.parametrize("key", ["L", "w"])
async def test_an_annotator_opens_neither_release_nor_review(
    stocked: "tuple[Team, str]", sit: "Sit", key: str
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        await seat.press(key)

        assert isinstance(seat.app.screen, SessionsScreen)
        assert "the role annotator may not" in seat.message


@pytest.mark.parametrize("key", ["enter", "1", "d", "t"])
async def test_a_reviewer_does_not_label(stocked: "tuple[Team, str]", sit: "Sit", key: str) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        await seat.press(key)

        assert "the role reviewer may not" in seat.message
        assert seat.kinds(session_id) == []


async def test_a_reviewer_does_not_release(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, _ = stocked

    async with sit(team, "rev") as seat:
        await seat.press("L")

        assert isinstance(seat.app.screen, SessionsScreen)
        assert "the role reviewer may not release" in seat.message


@pytest.mark.parametrize("name", ["ana", "rev", "lea"])
async def test_help_greys_what_the_role_does_not_permit(
    stocked: "tuple[Team, str]", sit: "Sit", name: str
) -> None:
    team, session_id = stocked

    async with sit(team, name, session_id, size=(120, 140)) as seat:
        role = seat.project.me.role
        await seat.press("question_mark")
        shown = seat.shown

        on_one_line = [
            wanted for wanted in DESK if len(wanted.help) < 34 and "digit" not in wanted.help
        ]
        assert len(on_one_line) > 20
        for wanted in on_one_line:
            permitted = wanted.permission is None or role.may(wanted.permission)
            assert (f"{wanted.help} Not with your role." in shown) is not permitted
        assert ("Not with your role." in shown) is (name != "lea")


def test_every_command_that_decides_or_releases_asks_for_a_permission() -> None:
    needed = {
        "review.findings.hide": Permission.REDACT,
        "review.findings.box": Permission.REDACT,
        "review.findings.nowhere": Permission.REDACT,
        "review.findings.keep": Permission.REVIEW,
        "review.findings.peek": Permission.REVIEW,
        "review.findings.submit": Permission.REVIEW,
        "scenes.sheet.record": Permission.REVIEW,
        "release.plan.build": Permission.RELEASE,
        "desk.safety.redact": Permission.REDACT,
        "desk.safety.peek": Permission.REVIEW,
        "sessions.list.release": Permission.RELEASE,
    }

    assert {name: command(name).permission for name in needed} == needed
    assert len({wanted.id for wanted in ALL}) == len(ALL)
    assert {*DESK, *SESSIONS, *REVIEW, *RELEASE} <= set(ALL)
