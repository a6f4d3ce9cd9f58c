"""Work that was handed in or accepted is not changed by a slip of a key; undo says what it did."""

from typing import TYPE_CHECKING

import pytest

from workbench.domain.member import Permission
from workbench.domain.review import ReviewState
from workbench.services import labeling, reviewing, undoing
from workbench.tui.commands import DESK, Command
from workbench.tui.dialogs.confirm import Confirm
from workbench.tui.screens.desk.screen import DeskScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit

S = 1_000_000
CHANGES = [
    command
    for command in DESK
    if command.permission in (Permission.LABEL, Permission.REDACT)
    or command.id == "desk.safety.flag"
]


async def test_a_stray_digit_on_accepted_work_asks_and_n_leaves_it_as_it_is(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "ana", session_id) as seat:
        before = seat.kinds(session_id)
        await seat.press("tab", "3")
        assert isinstance(seat.app.screen, Confirm)
        assert "rev accepted this; a change voids the approval. Change it?" in seat.shown

        await seat.press("enter", "3", "space")
        assert isinstance(seat.app.screen, Confirm)
        await seat.press("n")
        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.kinds(session_id) == before
        assert seat.desk.model.approval_holds


async def test_after_a_yes_the_edit_is_carried_out_and_nothing_is_asked_again(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "ana", session_id) as seat:
        await seat.press("tab", "3", "y")
        third = labeling.ontology(seat.desk.session).by_digit(3)
        assert third is not None
        assert third.key in {key for s in seat.desk.model.segments for key in s.labels}
        assert not seat.desk.model.approval_holds
        assert "approval lost" in seat.line("status")

        await seat.press("p")
        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.kinds(session_id)[-1] == "segment.outcome"


async def test_who_agreed_to_change_submitted_work_is_asked_anew_once_it_is_accepted(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)
    team.decide(session_id)

    async with sit(team, "ana", session_id) as seat:
        await seat.press("tab", "p")
        assert "waits for a reviewer" in seat.shown
        await seat.press("y", "p")
        assert seat.kinds(session_id)[-2:] == ["segment.outcome"] * 2

        reviewing.accept(team.session("rev", session_id))
        seat.app._follow()
        await seat.press("p")
        assert "rev accepted this" in seat.shown


@pytest.mark.parametrize("command", CHANGES, ids=lambda command: command.id)
async def test_every_key_that_changes_the_work_asks(
    approved: "tuple[Team, str]", sit: "Sit", command: Command
) -> None:
    team, session_id = approved

    async with sit(team, "lea", session_id) as seat:
        seat.desk.action_command(command.id)
        await seat.pilot.pause()

        assert isinstance(seat.app.screen, Confirm)


async def test_looking_and_talking_ask_nothing(approved: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = approved

    async with sit(team, "ana", session_id) as seat:
        await seat.press("right", "m", "c")
        await seat.write("fine")
        await seat.press("C", "x", "u", "tab", "T", "e", "P", "P", "z")

        assert isinstance(seat.app.screen, DeskScreen)
        assert seat.kinds(session_id)[-3:] == ["comment.add", "comment.resolve", "undo"]
        assert seat.desk.model.approval_holds


async def test_a_reviewer_of_submitted_work_is_not_asked_about_flags_and_boxes(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id) as seat:
        await seat.press("f", "p")
        assert seat.kinds(session_id) == ["flag.add"]
        await seat.press("R", "enter", "w")
        assert seat.kinds(session_id) == ["flag.add", "redaction.box"]


async def test_taking_back_a_label_of_accepted_work_asks_too(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "ana", session_id) as seat:
        await seat.press("u")
        assert isinstance(seat.app.screen, Confirm)
        await seat.press("y")
        assert seat.message == "undone: instruction of 2/2"
        assert not seat.desk.model.approval_holds


async def test_the_cut_is_made_where_it_was_asked_for_even_while_playing(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "ana", session_id) as seat:
        desk = seat.desk
        desk.seek(3 * S)
        await seat.press("space", "enter")
        assert isinstance(seat.app.screen, Confirm)
        assert not desk.playback.is_playing
        asked_us = desk.position_us
        await seat.press("y")

        assert desk.position_us == asked_us
        assert len(desk.model.segments) == 3


async def test_undo_says_what_it_took_back_and_redo_what_it_did_again(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "1")
        said = []
        for key in ("u", "u", "u", "U", "U"):
            await seat.press(key)
            said.append(seat.message)

        assert said == [
            "undone: label of 1/2",
            "undone: cut on the tier task",
            "nothing to take back",
            "redone: cut of 1/2",
            "redone: label of 1/2",
        ]


async def test_a_reviewer_who_takes_the_acceptance_back_is_told_so(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "rev", session_id) as seat:
        await seat.press("u")

        assert seat.message == "undone: acceptance"
        assert seat.desk.model.state is ReviewState.SUBMITTED


def test_an_undo_of_a_redo_is_told_by_what_was_done_first(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    segment_id = labeling.add(session, start_us=0, end_us=S)
    labeling.label(session, segment_id, ["form"])

    for act in (undoing.undo, undoing.redo, undoing.undo):
        op = act(session)
        assert op is not None
        assert undoing.in_words(session, op) == "label of 1/1"
