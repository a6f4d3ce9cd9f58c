"""How closely a picture was looked at: once all of it was drawn, at once or part by part."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.geometry import Box
from workbench.domain.op import JSON, Change, Op
from workbench.domain.records import Records
from workbench.domain.screens import READABLE_PX, closest, covers, is_readable, look_of

_WHOLE = Box(0, 0, 9, 7)
_PARTS = st.builds(
    Box, st.integers(-2, 8), st.integers(-2, 6), st.integers(1, 9), st.integers(1, 7)
)


def _pixels(box: Box) -> set[tuple[int, int]]:
    columns, rows = range(box.x, box.x + box.width_px), range(box.y, box.y + box.height_px)
    return {(x, y) for x in columns for y in rows}


@given(st.lists(_PARTS, max_size=8), _PARTS)
def test_parts_cover_a_picture_when_every_pixel_lies_in_one(parts: list[Box], whole: Box) -> None:
    drawn: set[tuple[int, int]] = set().union(*map(_pixels, parts))

    assert covers(parts, whole) == (_pixels(whole) <= drawn)


@given(st.dictionaries(_PARTS, st.integers(1, 30), max_size=8))
def test_the_closest_look_is_the_first_scale_at_which_all_of_it_was_drawn(
    drawn: dict[Box, int],
) -> None:
    px_per_cell = closest(drawn, _WHOLE)

    assert (px_per_cell is None) == (not covers([*drawn], _WHOLE))
    for px in set(drawn.values()):
        is_whole = covers([part for part, scale in drawn.items() if scale <= px], _WHOLE)
        assert is_whole == (px_per_cell is not None and px >= px_per_cell)


def test_a_part_that_was_looked_at_closely_does_not_stand_for_the_whole() -> None:
    left, right = Box(0, 0, 5, 7), Box(5, 0, 4, 7)

    assert closest({_WHOLE: 13, left: 2}, _WHOLE) == 13
    assert closest({_WHOLE: 13, left: 2, right: 3}, _WHOLE) == 3
    assert closest({left: 2}, _WHOLE) is None


def test_text_is_readable_up_to_a_scale_and_never_at_one_that_nobody_knows() -> None:
    assert is_readable(READABLE_PX)
    assert not is_readable(READABLE_PX + 1)
    assert not is_readable(None)


def _check(number: int, base: tuple[str, ...], px_per_cell: JSON) -> Op:
    fields: dict[str, JSON] = {"alive": True, "pack_sha256": "ab", "scenes": 1}
    fields |= {"never_shown": [], "masks": [], "px_per_cell": px_per_cell}
    change = Change(base, "screens/s-1", fields)
    op_id = f"op-{number}"
    return Op(
        f"rev{number}", (change,), "", number, op_id, "screens.check", "", 0, "s-1", "", 1, ""
    )


def test_two_who_look_at_once_from_different_distances_are_not_in_conflict() -> None:
    records = Records()
    for op in (_check(1, (), 13), _check(2, (), None)):
        records.apply(op)

    assert records.conflicts() == []
    look = look_of(records.get("screens", "s-1"), "ab")
    assert look is not None
    assert look.px_per_cell == 13
