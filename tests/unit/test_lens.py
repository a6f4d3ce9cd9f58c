"""The lens: always inside the picture, never further from its point than it must be."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.lens import FACTORS, Lens, after, parts_of

sizes = st.tuples(st.integers(16, 4000), st.integers(16, 3000))
rooms = st.tuples(st.integers(4, 400), st.integers(4, 200))
factors = st.sampled_from(FACTORS)
places = st.tuples(st.floats(-500, 5000), st.floats(-500, 5000))


@given(sizes, rooms, factors, places)
def test_the_part_lies_inside_the_picture(
    size: tuple[int, int], room: tuple[int, int], factor: float, at: tuple[float, float]
) -> None:
    part = Lens(factor, *at).part(size, room)
    if factor == 1:
        assert part is None
        return
    assert part is not None
    assert part.x >= 0
    assert part.y >= 0
    assert part.x + part.width_px <= size[0]
    assert part.y + part.height_px <= size[1]


@given(sizes, rooms, factors, places, st.floats(0, 1), st.floats(0, 1))
def test_a_point_that_is_followed_is_shown(
    size: tuple[int, int],
    room: tuple[int, int],
    factor: float,
    at: tuple[float, float],
    across: float,
    down: float,
) -> None:
    x, y = across * (size[0] - 1), down * (size[1] - 1)
    part = Lens(factor, *at).following(x, y, size, room).part(size, room)
    # A part is whole pixels, so that a point may be up to one beside it.
    assert part is None or (
        part.x - 1 <= x <= part.x + part.width_px + 1
        and part.y - 1 <= y <= part.y + part.height_px + 1
    )


def test_a_point_in_the_middle_moves_nothing() -> None:
    lens = Lens(4.0, 500, 300)
    size, room = (1920, 1080), (160, 90)
    shown = lens.part(size, room)
    assert lens.following(520, 310, size, room).part(size, room) == shown
    assert lens.following(900, 310, size, room).part(size, room) != shown


def test_a_step_closer_shows_less_and_a_step_back_all_again() -> None:
    size, room = (1920, 1080), (160, 90)
    lens = Lens(1.0, 960, 540)
    closer = lens.stepped(1).stepped(1)
    part = closer.part(size, room)
    assert part is not None
    assert part.width_px == 960
    assert closer.stepped(-1).stepped(-1).part(size, room) is None
    assert lens.stepped(99).factor == FACTORS[-1]
    assert lens.stepped(-99).factor == FACTORS[0]


@given(sizes, rooms, factors)
def test_the_parts_together_show_every_pixel(
    size: tuple[int, int], room: tuple[int, int], factor: float
) -> None:
    parts = [lens.part(size, room) for lens in parts_of(size, room, factor)]
    if factor == 1:
        assert parts == [None]
        return
    columns = {(box.x, box.width_px) for box in parts if box}
    rows = {(box.y, box.height_px) for box in parts if box}
    for spans, whole in ((columns, size[0]), (rows, size[1])):
        end = 0
        for start, length in sorted(spans):
            assert start <= end
            end = max(end, start + length)
        assert end == whole
    assert len(parts) == len(columns) * len(rows)


def test_part_after_part_comes_back_to_the_first() -> None:
    size, room = (1920, 1080), (160, 90)
    parts = parts_of(size, room, 4.0)
    lens, seen = Lens(4.0, 900, 500), []
    for _ in parts:
        lens = after(lens, parts)
        seen.append(lens)
    assert len(set(seen)) == len(parts)
    assert after(lens, parts) == seen[0]
