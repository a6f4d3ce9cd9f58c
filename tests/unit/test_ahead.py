"""Work done ahead by threads."""

from collections.abc import Iterator

import pytest

from workbench.media.ahead import made_ahead


def test_what_is_made_comes_in_order() -> None:
    assert list(made_ahead(lambda number: number * 2, range(1000))) == list(range(0, 2000, 2))


def test_an_error_comes_in_its_turn() -> None:
    made = made_ahead(lambda number: 1 // (5 - number), range(9))

    assert [next(made) for _ in range(5)] == [0, 0, 0, 0, 1]
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_only_a_few_items_are_taken_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            taken.append(number)
            yield number

    made = made_ahead(str, items())
    next(made)
    made.close()  # type: ignore[attr-defined]

    assert len(taken) < 50
