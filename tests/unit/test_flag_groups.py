"""Findings by value: what is said of how many are undecided."""

import pytest

from workbench.domain.flag import Flag, FlagState, Shows, grouped, undecided
from workbench.domain.place import Place, Where


def _flag(number: int, value_id: str, state: FlagState = FlagState.OPEN) -> Flag:
    place = Place(Where.TYPED, number, number + 1)
    return Flag(
        flag_id=f"f-{number}",
        kind="email",
        detector="rules",
        place=place,
        state=state,
        shows=Shows.UNKNOWN,
        reason="",
        confidence=90,
        value_id=value_id,
        author="lea",
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [("", "0 undecided"), ("ab", "2 undecided"), ("aab", "2 undecided in 3 places")],
)
def test_values_are_counted_and_places_where_there_are_more(values: str, told: str) -> None:
    flags = [_flag(number, value) for number, value in enumerate(values)]

    assert undecided(grouped(flags)) == told


def test_what_is_decided_of_a_value_counts_no_more() -> None:
    flags = [_flag(1, "a"), _flag(2, "a", FlagState.HIDDEN), _flag(3, "b", FlagState.KEPT)]

    assert undecided(grouped(flags)) == "1 undecided"
