"""Actions that a source tells: their events, their order in time, what they typed."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.action import ActionKind
from workbench.domain.event import EventKind
from workbench.domain.tally import WarningTally
from workbench.domain.told import OrderedTimes, Told, finished, typed_in, writable


def _noted(times: OrderedTimes) -> dict[str, int]:
    tally = WarningTally()
    times.note(tally)
    return {warning.code: warning.count for warning in tally.warnings()}


def _told() -> Told:
    told = Told()
    told.click(1_000, ActionKind.DOUBLE_CLICK, 10, 20, keys=("ctrl",))
    told.drag(2_000, (1, 2), (3, 4), end_us=2_500)
    told.type(3_000, "lamp", end_us=3_200)
    told.press(4_000, ["Return"])
    told.press(5_000, ["Control_L", "s"])
    told.scroll(6_000, None, None, dy=-3)
    return told


def test_each_action_names_the_events_that_carry_it() -> None:
    told = _told()
    events = {event.event_id: event for event in told.events}

    kinds = [[events[one].kind.value for one in action.event_ids] for action in told.actions]

    assert kinds == [["down"], ["down", "up"], ["text"], ["press"], ["press", "press"], ["scroll"]]
    assert [action.keys for action in told.actions[3:5]] == [("enter",), ("ctrl", "s")]
    assert told.actions[0].clicks == 2


def test_moves_pages_and_the_clipboard_are_events_alone() -> None:
    told = Told()
    told.move(1, 10, 20)
    told.navigate(2, "https://shop.example/")
    told.clipboard(3, "lamp")

    assert told.actions == []
    kinds = [event.kind for event in told.events]
    assert kinds == [EventKind.MOVE, EventKind.NAVIGATE, EventKind.CLIPBOARD]


def test_gaps_run_from_the_end_of_what_came_before() -> None:
    done = finished(_told().actions, origin_us=1_000)

    assert [action.gap_us for action in done] == [0, 1_000, 500, 800, 1_000, 1_000]
    assert [action.t_us for action in done] == [0, 1_000, 2_000, 3_000, 4_000, 5_000]
    assert [action.action_id for action in done] == [1, 2, 3, 4, 5, 6]


def test_every_character_of_a_text_is_a_keystroke_of_its_event() -> None:
    told = _told()
    (run,) = typed_in(told.actions)

    assert "".join(key.text for key in run.kept) == "lamp"
    assert {key.event_id for key in run.keystrokes} == set(told.actions[2].event_ids)


def test_two_steps_of_one_second_keep_their_order() -> None:
    times = OrderedTimes()

    at = [times.at(t_us) for t_us in (5_000_000, 5_000_000, 5_000_000, 6_000_000)]

    assert at == [5_000_000, 5_000_003, 5_000_006, 6_000_000]
    assert _noted(times) == {"order-kept": 2}


def test_after_a_clock_jumped_back_time_goes_on_as_it_did() -> None:
    times = OrderedTimes()

    at = [times.at(t * 1_000_000) for t in (3_600, 3_605, 10, 15)]

    assert at == [3_600_000_000, 3_605_000_000, 3_605_000_003, 3_610_000_000]
    assert _noted(times) == {"clock-backwards": 1}


@given(st.lists(st.one_of(st.none(), st.integers(0, 2**60))))
def test_times_always_go_on_with_room_between_them(told: list[int | None]) -> None:
    times = OrderedTimes()

    at = [times.next() if t_us is None else times.at(t_us) for t_us in told]

    assert all(b - a >= OrderedTimes.STEP_US for a, b in itertools.pairwise(at))
    assert all(0 < t_us < 2**53 for t_us in at)


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_any_text_can_be_written_after(text: str) -> None:
    assert writable(text).encode()[:0] == b""


def test_what_can_be_written_stays_as_it_is() -> None:
    assert writable("Zürich 😀\0") == "Zürich 😀\0"
    assert writable("\ud83d\ude00") == "😀"
    assert writable("a\ud83d") == "a\ufffd"
