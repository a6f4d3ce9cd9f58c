"""Cutting, ranging, moving and labelling segments by keys."""

from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.domain.review import ReviewState
from workbench.domain.segment import Outcome, Tier
from workbench.domain.timecode import format_timecode
from workbench.services import labeling
from workbench.tui.screens.desk.screen import DeskScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

S = 1_000_000


async def test_six_tasks_take_space_enters_digits_and_one_instruction_each(
    real: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = real
    cuts = (3_500_000, 7_200_000, 11_300_000, 14_000_000, 18_000_000)
    instructions = ("one", "two", "three", "four", "five", "six")

    async with sit(team, "ana", session_id) as seat:
        seat.pressed = 0
        await seat.press("space")
        for digit, cut_us in enumerate(cuts, 1):
            # The person watches: the playhead runs on to where the task ends.
            seat.desk.seek(cut_us)
            await seat.press("enter", str(digit))
        await seat.press("6")
        for instruction in instructions:
            await seat.press("t")
            await seat.write(instruction)
        await seat.press("S")

        typed = sum(len(instruction) for instruction in instructions)
        assert seat.pressed == 1 + 5 * 2 + 1 + 6 * 2 + typed + 1
        assert seat.desk.model.state is ReviewState.SUBMITTED
        segments = seat.desk.model.segments
        ontology = labeling.ontology(seat.desk.session)
        assert [s.instruction for s in segments] == list(instructions)
        expected = [ontology.by_digit(digit) for digit in range(1, 7)]
        assert [s.labels for s in segments] == [(label.key,) for label in expected if label]
        assert [s.outcome for s in segments] == [Outcome.SUCCESS] * 6
        assert segments[0].start_us == 0
        assert segments[-1].end_us == seat.desk.duration_us
        assert all(a.end_us == b.start_us for a, b in pairwise(segments))


async def test_enter_cuts_at_the_nearest_action_and_selects_the_earlier_half(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(5_100_000)
        await seat.press("enter")

        earlier, later = seat.desk.model.segments
        assert seat.desk.model.selected == earlier
        assert earlier.end_us == later.start_us
        assert seat.message.startswith(f"cut at {format_timecode(earlier.end_us)}; ")
        starts = {a.t_us for a in seat.desk.model.actions}
        ends = {a.end_us + 1 for a in seat.desk.model.actions}
        assert earlier.end_us in starts | ends


async def test_the_segment_line_says_what_the_keys_do_where_no_segment_is(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        assert "enter cuts here in two   i … o makes one" in seat.shown
        labeling.add(team.session("ana", session_id), start_us=0, end_us=2 * S)
        seat.app._follow()
        seat.desk.seek(5 * S)
        assert "a gap: i … o marks a segment" in seat.line("segment")

    async with sit(team, "rev", session_id) as seat:
        seat.desk.seek(5 * S)
        assert seat.line("segment").endswith("no segment here")


async def test_after_an_instruction_the_playhead_is_where_the_next_task_begins(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        first, second, _ = seat.desk.model.segments
        seat.desk.model.selected_id = first.segment_id
        await seat.press("1", "2", "3")
        seat.desk.model.selected_id = first.segment_id
        seat.desk.seek(first.start_us)
        await seat.press("t")
        await seat.write("Do it")

        assert seat.desk.model.selected_id == second.segment_id
        assert seat.desk.position_us == second.start_us


async def test_t_goes_to_where_the_segment_begins_and_asks_with_its_number_label_and_times(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        await _three(seat)
        _, second, _ = seat.desk.model.segments
        seat.desk.model.selected_id = second.segment_id
        await seat.press("4")
        seat.desk.model.selected_id = second.segment_id
        seat.desk.seek(11 * S)
        await seat.press("t")
        start, end = (format_timecode(t_us)[:-2] for t_us in (second.start_us, second.end_us))

        asked = f"Segment 2/3, form, {start}–{end}: what would one ask an agent?"
        assert asked in seat.shown
        assert seat.shown.splitlines()[0].count(format_timecode(second.start_us)) == 1

        await seat.press("escape")
        assert seat.desk.position_us == second.start_us


async def test_after_the_last_thing_that_was_missing_it_says_that_s_submits(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        said = []
        for keys in (("enter", "1"), ("2",), ("t", "x", "enter"), ("t", "y", "enter")):
            await seat.press(*keys)
            said.append("all done" in seat.message)
        assert said == [False, False, False, True]
        assert seat.message == "instruction saved; all done: S submits"

        await seat.press("tab", "0")
        assert seat.message == "not-a-task; all done: S submits"
        await seat.press("S")
        assert seat.desk.model.state is ReviewState.SUBMITTED
        await seat.press("tab", "0", "y")
        assert "all done" not in seat.message


async def test_it_does_not_say_so_where_a_submission_would_be_refused_for_another_reason(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    labeling.add(session, start_us=0, end_us=4 * S)
    labeling.add(session, start_us=9 * S, end_us=10 * S, tier=Tier.STEP, labels=["form"])

    async with sit(team, "ana", session_id) as seat:
        await seat.press("1", "t")
        await seat.write("Order lamps")
        assert seat.message == "instruction saved"

        (step,) = (s for s in session.segments() if s.tier is Tier.STEP)
        labeling.delete(session, step.segment_id)
        seat.app._follow()
        await seat.press("2")
        assert seat.message.endswith("; all done: S submits")


async def test_what_is_unlabelled_is_counted_by_the_tiers_name(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        counted = [seat.line("segment").partition(" ·")[0]]
        seat.desk.seek(6 * S)
        for key in ("enter", "1", "y", "T", "T"):
            await seat.press(key)
            counted.append(seat.line("segment").partition(" ·")[0])

        assert counted == [
            "0 unlabelled tasks",
            "2 unlabelled tasks",
            "1 unlabelled task",
            "1 unlabelled task",
            "1 unlabelled step",
            "0 unlabelled sensitive",
        ]


async def test_i_and_o_make_a_range_and_escape_forgets_one(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("o")
        assert "no range was begun" in seat.message

        seat.desk.seek(2 * S)
        await seat.press("i")
        await seat.press("escape", "o")
        assert "no range was begun" in seat.message

        seat.desk.seek(6 * S)
        await seat.press("i", "left", "o")
        (segment,) = seat.desk.model.segments
        assert (segment.start_us, segment.end_us) == (S, 6 * S)
        assert seat.desk.model.selected == segment


async def _three(seat: "Seat") -> None:
    for cut in (4 * S, 8 * S):
        seat.desk.seek(cut)
        await seat.press("enter")


async def test_tab_selects_the_next_segment_and_goes_there(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        segments = seat.desk.model.segments
        seat.desk.model.selected_id = segments[0].segment_id

        seen = []
        for key in ("tab", "tab", "tab", "shift+tab", "shift+tab"):
            await seat.press(key)
            selected = seat.desk.model.selected
            assert selected is not None
            assert seat.desk.position_us == selected.start_us
            seen.append(segments.index(selected))

        assert seen == [1, 2, 0, 2, 1]


async def test_t_upper_goes_through_the_tiers(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        tiers = []
        for _ in Tier:
            await seat.press("T")
            tiers.append(seat.desk.model.tier)

        assert tiers == [*list(Tier)[1:], Tier.TASK]


async def test_an_edge_is_carried_and_dropped_with_its_neighbour(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        first, second, _ = seat.desk.model.segments
        seat.desk.model.selected_id = first.segment_id
        seat.desk.seek(first.end_us)

        await seat.press("b")
        assert seat.desk.segments.is_carrying
        seat.desk.seek(5_500_000)
        await seat.press("enter")

        moved, neighbour, _ = seat.desk.model.segments
        assert not seat.desk.segments.is_carrying
        assert moved.end_us == neighbour.start_us == 5_500_000
        assert neighbour.segment_id == second.segment_id


async def test_b_again_takes_the_other_edge_and_escape_puts_it_back(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        before = seat.desk.model.segments
        seat.desk.model.selected_id = before[1].segment_id
        seat.desk.seek(before[1].end_us)

        await seat.press("b")
        assert seat.desk.position_us == before[1].end_us
        await seat.press("b")
        assert seat.desk.position_us == before[1].start_us

        await seat.press("right", "escape")
        assert seat.desk.position_us == before[1].start_us
        assert seat.desk.model.segments == before


async def test_merge_delete_duplicate(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        first, second, _ = seat.desk.model.segments
        seat.desk.model.selected_id = first.segment_id

        await seat.press("M")
        merged = seat.desk.model.segments[0]
        assert (merged.segment_id, merged.end_us) == (first.segment_id, second.end_us)

        await seat.press("y")
        copies = [s for s in seat.desk.model.all_segments if s.tier is Tier.STEP]
        assert [(s.start_us, s.end_us) for s in copies] == [(merged.start_us, merged.end_us)]

        await seat.press("d")
        assert len(seat.desk.model.segments) == 1
        assert seat.kinds(session_id)[-3:] == ["segment.merge", "segment.add", "segment.delete"]


async def test_p_upper_loops_the_segment(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        segment = seat.desk.model.segments[1]
        seat.desk.model.selected_id = segment.segment_id

        await seat.press("P")
        assert seat.desk.playback.loop == (segment.start_us, segment.end_us)
        assert seat.desk.playback.is_playing
        assert segment.contains(seat.desk.position_us)

        await seat.press("P")
        assert seat.desk.playback.loop is None


async def test_digits_label_the_selected_segment_then_the_next_one_is_selected(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        segments = seat.desk.model.segments
        seat.desk.model.selected_id = segments[0].segment_id

        await seat.press("1")
        assert seat.desk.model.selected_id == segments[1].segment_id
        await seat.press("0")
        assert seat.desk.model.selected_id == segments[2].segment_id

        labels = [s.labels for s in seat.desk.model.segments]
        first = labeling.ontology(seat.desk.session).by_digit(1)
        assert first is not None
        assert labels == [(first.key,), ("not-a-task",), ()]


async def test_without_a_selection_the_one_under_the_playhead_is_labelled(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        seat.desk.model.selected_id = ""
        seat.desk.seek(seat.desk.model.segments[1].start_us + 1)

        await seat.press("2")

        assert [s.is_labelled for s in seat.desk.model.segments] == [False, True, False]


async def test_the_label_palette_finds_by_a_part_of_the_name(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        seat.desk.model.selected_id = seat.desk.model.segments[0].segment_id

        await seat.press("semicolon")
        await seat.write("repl")

        assert seat.desk.model.segments[0].labels == ("reply",)

        await seat.press("r")
        assert seat.desk.model.segments[1].labels == ("reply",)


async def test_p_goes_through_the_outcomes(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await _three(seat)
        seat.desk.model.selected_id = seat.desk.model.segments[0].segment_id

        seen = []
        for _ in Outcome:
            await seat.press("p")
            seen.append(seat.desk.model.segments[0].outcome)

        assert seen == list(Outcome)


async def test_undo_and_redo_walk_through_the_edits_and_restarts(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(4 * S)
        await seat.press("enter", "1")
        labelled = seat.desk.model.segments

    async with sit(team, "ana", session_id) as seat:
        await seat.press("u")
        assert [s.labels for s in seat.desk.model.segments] == [(), ()]
        await seat.press("u")
        assert seat.desk.model.segments == []
        await seat.press("u")
        assert seat.message == "nothing to take back"

        await seat.press("U", "U")
        assert [(s.start_us, s.labels) for s in seat.desk.model.segments] == [
            (s.start_us, s.labels) for s in labelled
        ]
        await seat.press("U")
        assert seat.message == "nothing to do again"
        assert isinstance(seat.app.screen, DeskScreen)
