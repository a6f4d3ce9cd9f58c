"""Pieces of a sensitive text inside other texts: as it is, in other letters, spaced out."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

_LEAST, _MOST = 4, 8
_LEAST_BARE = 6


class Wanted:
    """Texts that are looked for in many others: those shorter than is told apart are not."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_piece: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._by_spread: dict[str, set[str]] = defaultdict(set)
        for wanted in texts:
            if is_told(wanted):
                whole, (bare, _) = folded(wanted).strip(), bare_of(wanted)
                for text in (whole, bare):
                    for piece in _shortest(text, least_told(text)):
                        self._by_piece[least_told(text)][piece].add(wanted)
                if len(bare) >= _LEAST_BARE:
                    for piece in _shortest(bare, _least_spread(bare, least_told(whole))):
                        self._by_spread[piece].add(wanted)

    def pieces(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each text of which a piece stands in this one, with its stretches `[start, stop)`."""
        seen = (folded(text), bare_of(text)[0])
        shown = {
            wanted
            for least, texts in self._by_piece.items()
            for form in seen
            for piece in _shortest(form, least)
            for wanted in texts.get(piece, ())
        }
        for wanted in sorted(shown):
            yield from ((wanted, *stretch) for stretch in pieces_in(text, wanted))

    def spread_in(self, bare: str) -> list[str]:
        """The texts of which two thirds stand in the letters and digits of another, sorted."""
        found = (texts for piece, texts in self._by_spread.items() if piece in bare)
        return sorted(set().union(*found))


def least_told(text: str) -> int:
    """How many characters of a text are told from other words: half of it, within bounds."""
    return max(_LEAST, min(len(text) // 2, _MOST))


def is_told(text: str) -> bool:
    """Whether a text is long enough to be told from other words at all."""
    return len(folded(text).strip()) >= _LEAST


def pieces_in(text: str, value: str, least: int | None = None) -> list[tuple[int, int]]:
    """The stretches `[start, stop)` of a text that stand in a value, whatever their case.

    They have `least` characters, else as many as are told from other words. Two thirds of a value
    are found with blanks and marks between too, as cards are spaced out; less of it may be a
    name that stands in an address.
    """
    least = least_told(folded(value).strip()) if least is None else least
    found = [*_stretches(folded(text), folded(value).strip(), least), *spread(text, value, least)]
    return [one for one in sorted(set(found)) if not any(_is_inside(one, other) for other in found)]


def spread(text: str, value: str, least: int | None = None) -> list[tuple[int, int]]:
    """Where two thirds of a value or more stand in a text with blanks and marks between."""
    least = least_told(folded(value).strip()) if least is None else least
    bare, places = bare_of(text)
    bare_value, _ = bare_of(value)
    if len(bare_value) < max(least, _LEAST_BARE) or len(bare) == len(text):
        return []
    found = _stretches(bare, bare_value, _least_spread(bare_value, least))
    return [(places[start], places[stop - 1] + 1) for start, stop in found]


def _is_inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def bare_of(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, folded, and where each of them stands in it."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    return folded("".join(text[place] for place in places)), places


def _shortest(text: str, least: int) -> Iterator[str]:
    return (text[at : at + least] for at in range(len(text) - least + 1))


def _least_spread(bare: str, least: int) -> int:
    return max(least, -(-2 * len(bare) // 3))


def folded(text: str) -> str:
    """The text in small letters without accents, character for character."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(4096)
def _folded(character: str) -> str:
    return unicodedata.normalize("NFKD", character.lower())[0]


def _stretches(text: str, value: str, least: int) -> Iterator[tuple[int, int]]:
    """The longest stretches of a text that stand in a value."""
    until = 0
    for start in range(len(text) - least + 1):
        stop = start + least
        if stop > until and text[start:stop] in value:
            while stop < len(text) and text[start : stop + 1] in value:
                stop += 1
            until = stop
            yield start, stop
