"""A promise that does not hold, in a sentence."""

from collections.abc import Iterable


def demand(holds: bool, sentence: str) -> None:
    """Raise AssertionError with that sentence unless the promise holds."""
    if not holds:
        raise AssertionError(sentence)


def demand_order(values: Iterable[int], what: str) -> None:
    """Raise AssertionError unless the values never go back."""
    last = None
    for place, value in enumerate(values):
        demand(last is None or value >= last, f"{what} {place} comes before the one it follows")
        last = value


def demand_quiet(said: str, private: Iterable[str], where: str) -> None:
    """Raise AssertionError where something said aloud quotes a recorded text."""
    is_quoting = any(text in said for text in private)
    demand(not is_quoting, f"{where} quotes a text that was recorded")
