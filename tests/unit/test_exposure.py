"""What a stretch that is hidden whole hides, to the microsecond."""

from workbench.domain.action import Action, ActionKind
from workbench.domain.exposure import Exposure

HIDDEN = Exposure((), (), ((1_000, 2_000),))


def action(t_us: int, end_us: int) -> Action:
    return Action(1, t_us, end_us, ActionKind.CLICK)


def test_an_action_is_hidden_where_any_of_its_own_time_lies_in_the_stretch() -> None:
    for t_us, end_us in ((1_000, 1_000), (1_999, 1_999), (500, 1_000), (1_999, 9_000), (0, 9_000)):
        assert HIDDEN.hides_all_of(action(t_us, end_us))


def test_an_action_that_begins_where_the_stretch_ends_is_not_hidden() -> None:
    assert not HIDDEN.hides_all_of(action(2_000, 2_000))
    assert not HIDDEN.hides_all_of(action(2_000, 3_000))


def test_an_action_that_is_over_before_the_stretch_begins_is_not_hidden() -> None:
    assert not HIDDEN.hides_all_of(action(500, 999))
