"""How fast frames follow each other."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.tui.drawing.pacer import Pacer


def test_two_frames_may_be_under_way_and_not_three() -> None:
    pacer = Pacer()
    assert pacer.wait_s(10.0) == 0
    pacer.sent(10.0)
    assert pacer.wait_s(10.0) == 0
    pacer.sent(10.01)
    assert pacer.wait_s(10.02) > 0


def test_an_answer_makes_room_for_a_frame() -> None:
    pacer = Pacer()
    pacer.sent(10.0)
    pacer.sent(10.0)
    pacer.answered(10.02)
    assert pacer.wait_s(10.02) == 0


def test_a_frame_is_given_up_after_a_quarter_of_a_second() -> None:
    pacer = Pacer()
    pacer.sent(10.0)
    pacer.sent(10.1)
    assert abs(pacer.wait_s(10.1) - 0.15) < 1e-9
    assert pacer.wait_s(10.251) == 0


def test_a_slow_terminal_is_given_three_times_as_long_as_it_took() -> None:
    pacer = Pacer()
    pacer.sent(10.0)
    pacer.answered(10.5)
    pacer.sent(11.0)
    pacer.sent(11.0)
    assert pacer.wait_s(12.0) > 0
    assert pacer.wait_s(12.6) == 0


def test_a_terminal_that_never_answers_is_asked_no_more() -> None:
    pacer = Pacer()
    for number in range(5):
        assert pacer.asks
        pacer.sent(number * 1.0)
    assert not pacer.asks
    assert pacer.wait_s(4.0) == 0


def test_questions_asked_before_a_suspension_are_not_waited_for() -> None:
    pacer = Pacer()
    pacer.sent(10.0)
    pacer.sent(10.0)
    pacer.forget()
    assert pacer.wait_s(10.0) == 0


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=60))
def test_the_wait_is_never_longer_than_the_patience_with_the_slowest_answer(
    happenings: list[tuple[bool, float]],
) -> None:
    pacer, now, slowest, first = Pacer(), 0.0, 0.0, 0.0
    for answered, later in happenings:
        now += later
        if answered:
            pacer.answered(now)
            slowest = max(slowest, now - first)
        else:
            pacer.sent(now)
        # Times add up with the errors of floating point.
        assert 0 <= pacer.wait_s(now) <= max(0.25, 3 * slowest) + 1e-9
