"""The desk's flow and safety keys: talking, handing on, flagging, hiding, looking under masks."""

from typing import TYPE_CHECKING

import pytest

from workbench.domain.action import ActionKind
from workbench.domain.flag import FlagState
from workbench.domain.place import Where
from workbench.domain.review import ReviewState
from workbench.domain.segment import Outcome
from workbench.services import commenting, labeling, redacting, reviewing
from workbench.tui.dialogs.choose import Choose
from workbench.tui.screens.desk import safety
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

S = 1_000_000


async def test_m_puts_a_bookmark_and_takes_it_away(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(3 * S)
        await seat.press("m")
        assert [b.t_us for b in seat.desk.model.bookmarks] == [3 * S]

        await seat.press("m")
        assert seat.desk.model.bookmarks == []


async def test_comments_are_written_here_and_gone_through(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        for seconds, text in ((2, "first"), (7, "second")):
            seat.desk.seek(seconds * S)
            await seat.press("c")
            await seat.write(text)
        found = []
        for _ in range(3):
            await seat.press("C")
            found.append((seat.desk.position_us, seat.message))

        assert [t_us for t_us, _ in found] == [2 * S, 7 * S, 2 * S]
        said = [message.partition("   ")[0] for _, message in found]
        assert said == ["rev: first", "rev: second", "rev: first"]


async def test_comments_at_one_moment_are_all_gone_to_and_x_closes_the_one_gone_to(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(2 * S)
        for text in ("first", "second"):
            await seat.press("c")
            await seat.write(text)
        await seat.press("C")
        one = seat.message
        await seat.press("C")
        assert {one, seat.message} == {"ana: first   x closes it", "ana: second   x closes it"}
        gone_to = seat.message.partition(":")[2].split()[0]

        await seat.press("x")
        assert [c.text for c in seat.desk.model.comments if c.is_resolved] == [gone_to]
        await seat.press("u")
        assert seat.message == "undone: closing a comment"
        assert not any(comment.is_resolved for comment in seat.desk.model.comments)

        seat.desk.seek(9 * S)
        await seat.press("x")
        assert "no open comment is here" in seat.message


async def test_submitting_lists_what_is_missing_and_enter_goes_there(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "1", "2")
        second = seat.desk.model.segments[1]
        seat.desk.model.selected_id = seat.desk.model.segments[0].segment_id
        await seat.press("t")
        await seat.write("Search for lamps")
        seat.desk.seek(0)

        await seat.press("S")
        assert isinstance(seat.app.screen, Choose)
        assert "instruction" in seat.shown

        await seat.press("enter")
        assert seat.desk.model.selected_id == second.segment_id
        assert seat.desk.position_us == second.start_us
        assert seat.desk.model.state is ReviewState.DRAFT


async def test_a_reviewer_accepts_with_the_same_key_and_refusals_are_said(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id) as seat:
        assert "S accept" in seat.message
        await seat.press("S")
        assert "undecided flags" in seat.message
        assert "» submitted" in seat.line("status")

        team.decide(session_id)
        seat.app._follow()
        await seat.press("S")
        assert seat.desk.model.state is ReviewState.ACCEPTED
        assert "✓ accepted" in seat.line("status")
        seat.desk.say("")
        assert "S accept" not in seat.message


async def test_work_that_was_handed_in_points_to_what_waits_next(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "ana", session_id) as seat:
        assert "Q next for me" in seat.message
        assert "S submit" not in seat.message


async def _hand_in_one_task(seat: "Seat") -> None:
    seat.desk.seek(3 * S)
    await seat.press("i", "right", "o", "1", "t")
    await seat.write("Order lamps")
    await seat.press("S")


async def test_a_submission_names_what_waits_next_and_q_upper_opens_it(
    stocked: "tuple[Team, str]",
    capture_maker: "Callable[..., Path]",
    tmp_path: "Path",
    sit: "Sit",
) -> None:
    team, session_id = stocked
    sources = [capture_maker(tmp_path / name, description=name) for name in ("accepted", "waiting")]
    done, waiting = (team.take_in(source, subject="p-02") for source in sources)
    team.label(done)
    team.approve(done)

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        await _hand_in_one_task(seat)
        assert seat.message.endswith("Q opens what waits for you next: waiting")
        assert "waits for you next: waiting" in seat.shown
        await seat.press("Q")
        assert seat.desk.session_id == waiting

        await _hand_in_one_task(seat)
        assert seat.message.endswith("; nothing else waits for you")
        await seat.press("Q")
        assert seat.message == "nothing else waits for you"
        assert seat.desk.session_id == waiting
        await seat.press("q")
        assert isinstance(seat.app.screen, SessionsScreen)


async def test_q_upper_opens_the_findings_where_those_are_what_a_reviewer_is_waited_for(
    stocked: "tuple[Team, str]",
    capture_maker: "Callable[..., Path]",
    tmp_path: "Path",
    sit: "Sit",
) -> None:
    team, session_id = stocked
    second = team.take_in(capture_maker(tmp_path / "another", description="n"), subject="p-02")

    async with sit(team, "rev", session_id) as seat:
        await seat.press("Q")
        assert seat.review.session_id == second
        await seat.press("q")
        assert isinstance(seat.app.screen, SessionsScreen)


async def test_a_reviewer_accepts_anew_on_the_desk_what_lost_its_approval(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved
    session = team.session("ana", session_id)
    labeling.set_outcome(session, session.segments()[0].segment_id, Outcome.PARTIAL)

    async with sit(team, "rev", session_id) as seat:
        assert "✗ approval lost" in seat.line("status")
        await seat.press("S")

        assert seat.message == "accepted ✓; nothing else waits for you"
        assert seat.desk.model.approval_holds


async def test_what_is_accepted_or_not_handed_in_is_not_accepted(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "rev", session_id) as seat:
        await seat.press("S")
        assert "accepted already" in seat.message

        await seat.press("u", "u")
        reviewing.give_back(team.session("rev", session_id), comment="again")
        seat.app._follow()
        await seat.press("S")
        assert "not submitted" in seat.message


async def test_accepting_without_a_look_at_the_screens_says_what_is_left_to_do(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)
    session = team.session("rev", session_id)
    redacting.keep(session, session.flags(), reason="made up")

    async with sit(team, "rev", session_id) as seat:
        await seat.press("S")

        assert (
            seat.message == "accepted ✓; no release before its screens are looked over: w, then s"
        )


async def test_returned_work_says_why_until_it_is_changed(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)
    reviewing.give_back(team.session("rev", session_id), comment="second task ends late")

    async with sit(team, "ana", session_id) as seat:
        assert "returned by rev: second task ends late" in seat.shown
        await seat.press("C")
        assert seat.message == "returned by rev: second task ends late"
        await seat.press("m")
        assert seat.app.screen.query_one("#notice").display

        await seat.press("tab", "p")
        assert not seat.app.screen.query_one("#notice").display

    async with sit(team, "ana", session_id) as seat:
        assert "returned by rev: second task ends late" in seat.shown


async def test_returning_takes_a_comment(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id) as seat:
        await seat.press("B", "escape")
        assert "» submitted" in seat.line("status")

        await seat.press("B")
        await seat.write("mend the second")
        assert seat.desk.model.state is ReviewState.RETURNED


async def test_braces_go_to_the_neighbouring_sessions(
    stocked: "tuple[Team, str]",
    capture_maker: "Callable[..., Path]",
    tmp_path: "Path",
    sit: "Sit",
) -> None:
    team, session_id = stocked
    source = capture_maker(tmp_path / "another", description="Count them")
    second = team.take_in(source, subject="p-02")

    async with sit(team, "ana") as seat:
        first = seat.app.screen.query_one("DataTable")
        await seat.press("enter")
        opened = seat.desk.session_id
        await seat.press("right_curly_bracket")
        assert {opened, seat.desk.session_id} == {session_id, second}
        await seat.press("right_curly_bracket")
        assert "no further session" in seat.message

        await seat.press("left_curly_bracket")
        assert seat.desk.session_id == opened
        await seat.press("q")
        assert isinstance(seat.app.screen, SessionsScreen)
        assert first.is_attached


async def test_f_flags_the_text_typed_here_and_masks_it_and_its_window_at_once(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        action = next(a for a in seat.desk.model.actions if a.text == "order forty lamps")
        seat.desk.seek(action.t_us)
        await seat.press("f")
        assert "Flag the text typed here" in seat.shown
        await seat.press("b")

        mine = [f for f in seat.desk.model.flags if f.detector == "person"]
        assert [(f.kind, f.place.where, f.place.source_id) for f in mine] == [
            ("business", Where.TYPED, action.action_id)
        ]
        assert mine[0].state is FlagState.OPEN
        assert "until a reviewer says where it shows" in seat.message
        assert "order forty lamps" not in seat.shown
        masks = [m for m in seat.desk.model.hidden.pixels if m.source_id == mine[0].flag_id]
        assert [(m.start_us, m.end_us) for m in masks] == [(action.t_us, seat.desk.duration_us)]


async def test_f_flags_another_action_here_and_says_that_later_is_not_masked(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        action = next(a for a in seat.desk.model.actions if a.kind is ActionKind.CLICK)
        seat.desk.seek(action.t_us)
        await seat.press("f", "n")

        (mine,) = (f for f in seat.desk.model.flags if f.detector == "person")
        assert (mine.place.where, mine.place.t_us) == (Where.SPAN, action.t_us)
        assert "what shows later is not" in seat.message


async def test_f_flags_the_range_that_was_begun(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(2 * S)
        await seat.press("i", "right", "f", "h")

        (mine,) = (f for f in seat.desk.model.flags if f.detector == "person")
        assert (mine.place.t_us, mine.place.end_us, mine.kind) == (2 * S, 7 * S, "health")


async def test_a_flagged_stretch_masks_the_title_while_the_playhead_is_in_it(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    redacting.add_flag(team.session("ana", session_id), kind="person", t_us=2 * S, end_us=3 * S)

    async with sit(team, "ana", session_id) as seat:
        shown = {}
        for t_us in (2 * S - 1, 2 * S, 3 * S - 1, 3 * S):
            seat.desk.seek(t_us)
            shown[t_us] = "window: Orders" in seat.line("keys")
        assert shown == {2 * S - 1: True, 2 * S: False, 3 * S - 1: False, 3 * S: True}

        # Where each title is shown once, it stays masked.
        assert "Orders" not in {window.title for window in seat.desk.model.windows}


async def test_a_box_is_moved_sized_and_hidden_by_keys(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        seat.desk.seek(S)
        await seat.press("R")
        begun = seat.desk.selection_box
        assert begun is not None
        await seat.press("left", "up", "shift+right", "shift+down")
        moved = seat.desk.selection_box
        assert moved is not None
        assert moved.x < begun.x
        assert moved.y < begun.y
        assert moved.width_px > begun.width_px
        assert moved.height_px > begun.height_px
        assert seat.desk.position_us == S

        await seat.press("enter", "e")
        (redaction,) = seat.desk.session.redactions()
        assert redaction.place.box == moved
        assert (redaction.place.t_us, redaction.place.end_us) == (S, seat.desk.duration_us)
        assert seat.desk.selection_box is None
        assert seat.kinds(session_id) == ["redaction.box"]


async def test_escape_forgets_a_box(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        await seat.press("R", "escape")

        assert seat.desk.selection_box is None
        assert seat.kinds(session_id) == []


async def test_a_peek_is_recorded_shows_what_is_masked_and_ends_by_itself(
    stocked: "tuple[Team, str]", sit: "Sit", monkeypatch: pytest.MonkeyPatch
) -> None:
    team, session_id = stocked
    monkeypatch.setattr(safety, "_PEEK_S", 3.0)
    secret = "ines.quiroga"

    async with sit(team, "rev", session_id, size=(160, 45)) as seat:
        await seat.press("v", "enter", "escape")
        assert not seat.desk.model.is_peeking

        await seat.press("v")
        await seat.write("check the field")
        assert seat.line("status").startswith("PEEK")
        assert secret in seat.shown
        assert seat.kinds(session_id) == ["peek"]

        await seat.until(lambda: not seat.desk.model.is_peeking)
        await seat.pilot.pause()
        assert secret not in seat.shown
        assert "PEEK" not in seat.line("status")


async def test_what_the_review_decides_stands_on_the_desk_when_one_comes_back(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        before = seat.desk.model.undecided
        await seat.press("w")
        assert isinstance(seat.app.screen, ReviewScreen)
        await seat.press("a", "q")

        assert seat.desk.model.undecided == before - 1
        assert f"{before - 1} undecided" in seat.line("segment")


async def test_undo_by_keys_says_what_it_took_back(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        await seat.press("c")
        await seat.write("hello")
        await seat.press("u")

        assert commenting.comments_of(seat.desk.session) == []
        assert seat.message == "undone: comment"


async def test_undo_and_redo_name_the_segment_and_select_it_on_its_tier(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "1", "2")
        first, second = seat.desk.model.segments
        await seat.press("T")
        seat.desk.seek(3 * S)
        await seat.press("i", "right", "o", "3")
        (step,) = seat.desk.model.segments
        seat.desk.model.selected_id = ""

        found = []
        for key in ("u", "u", "u", "u", "U", "U", "U"):
            await seat.press(key)
            found.append((seat.message, seat.desk.model.tier.value, seat.desk.model.selected_id))

        assert found == [
            ("undone: label of step 1/1", "step", step.segment_id),
            ("undone: segment on the tier step", "step", ""),
            ("undone: label of 2/2", "task", second.segment_id),
            ("undone: label of 1/2", "task", first.segment_id),
            ("redone: label of 1/2", "task", first.segment_id),
            ("redone: label of 2/2", "task", second.segment_id),
            ("redone: segment of step 1/1", "step", step.segment_id),
        ]
        assert "▸ 1/1" in seat.line("segment")
