"""Street addresses by their build: house number, street word, unit, town, postcode."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from workbench.domain.finding import Finding
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading
from workbench_rules.streets import ALONE, PARTICLES, PREFIXES, STRONG, SUFFIXES, UNITS, WEAK

_TOKEN = re.compile(
    r"(?P<postcode>\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b)"
    r"|(?P<number>\d{1,6}(?:-\d{1,4}|/\d{1,4})?[A-Za-z]?\b)"
    r"|(?P<name>[^\W\d_][\w'’-]*\.?)|(?P<line>\n)|(?P<comma>,)|(?P<other>[^\s>])"
)
_LONGEST_NAME = 6
_ENDINGS = tuple(SUFFIXES)


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    kind: str
    glued: bool

    @property
    def word(self) -> str:
        return self.text.lower().rstrip(".")

    @property
    def is_name(self) -> bool:
        return self.kind == "name" and (not self.text[0].islower() or self.word in PARTICLES)


def addresses(reading: Reading) -> Iterator[Finding]:
    """Street addresses of American, British and European build, post boxes included."""
    if not reading.has_digits:
        return
    if not _may_hold_street(reading):
        return
    tokens = _tokens(reading.text)
    past = 0
    for at, token in enumerate(tokens):
        if token.kind != "number" or at < past or _is_part(tokens, at):
            continue
        core = _core(reading, tokens, at)
        if core is None or core.first < past:
            continue
        past = _extended(tokens, core.last) + 1
        start, end = tokens[core.first].start, tokens[past - 1].end
        yield Finding(start, end, "address", core.confidence, core.reason)


class _Core(NamedTuple):
    """The street and house number: their first and last token."""

    first: int
    last: int
    confidence: int
    reason: str


def _may_hold_street(reading: Reading) -> bool:
    """Whether any word could belong to a street; most texts are done here."""
    words = reading.words
    return (
        not words.isdisjoint(_STREET_WORDS)
        or bool(reading.cue_ends(Cue.ADDRESS))
        or any(word.endswith(_ENDINGS) for word in words)
    )


_STREET_WORDS = WEAK | ALONE | PREFIXES | UNITS


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    before = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        found.append(_Token(start, end, match.group(), str(match.lastgroup), start == before))
        before = -1 if match.lastgroup == "line" else end
    return found


def _is_part(tokens: list[_Token], at: int) -> bool:
    """Whether the number hangs on what stands before it, as in a price or a version."""
    return tokens[at].glued and tokens[at - 1].text not in "('\">,"


def _core(reading: Reading, tokens: list[_Token], at: int) -> _Core | None:
    """The street that the number at `at` is a house number of."""
    return (
        _number_then_street(tokens, at)
        or _number_then_prefix(tokens, at)
        or _street_then_number(tokens, at)
        or _number_name_number(reading, tokens, at)
    )


def _number_then_street(tokens: list[_Token], at: int) -> _Core | None:
    names = 0
    for place in range(at + 1, min(at + 2 + _LONGEST_NAME, len(tokens))):
        token = tokens[place]
        if names and token.kind == "name" and _ends_street(tokens, at, place):
            while place + 1 < len(tokens) and _ends_street(tokens, at, place + 1):
                place += 1
            return _Core(at, place, 80, "a house number, a name and a street word")
        if (token.kind == "name" and not token.text.endswith(".")) or _is_initial(token):
            names += 1
        elif token.kind != "number" or names:
            return None
    return None


def _is_initial(token: _Token) -> bool:
    return token.kind == "name" and len(token.text) <= 4


def _ends_street(tokens: list[_Token], at: int, place: int) -> bool:
    token, between = tokens[place], tokens[at + 1 : place]
    if token.word in STRONG:
        return all(t.is_name or t.kind == "number" for t in between) or len(between) <= 2
    return (
        token.word in WEAK
        and not token.text[0].islower()
        and all(t.is_name or t.kind == "number" for t in between)
    )


def _number_then_prefix(tokens: list[_Token], at: int) -> _Core | None:
    place = at + 1
    while place < len(tokens) and place <= at + 2 and tokens[place].kind in ("number", "comma"):
        place += 1
    if place >= len(tokens) or tokens[place].word not in PREFIXES or len(tokens[place].word) < 2:
        return None
    last = _names_from(tokens, place + 1)
    if last is None:
        return None
    if last + 1 < len(tokens) and tokens[last + 1].kind == "number":
        last += 1
    return _Core(at, last, 75, "a house number, a street word and a name")


def _names_from(tokens: list[_Token], at: int) -> int | None:
    """The last of the names that begin at a token, None where none does."""
    last = None
    for place in range(at, min(at + _LONGEST_NAME, len(tokens))):
        if not tokens[place].is_name or tokens[place].word in UNITS or tokens[place].text in UNITS:
            break
        if tokens[place].word not in PARTICLES or tokens[place].text.isupper():
            last = place
        if tokens[place].text.endswith(".") and len(tokens[place].text) > 4:
            break
    return last


def _street_then_number(tokens: list[_Token], number: int) -> _Core | None:
    """European order: the street first, its house number after it, perhaps a number before."""
    place = number - 1
    if place >= 0 and tokens[place].kind == "comma":
        place -= 1
    if place < 0 or not _is_house(tokens[number]):
        return None
    why = "a street's name and a house number"
    if _has_suffix(tokens[place].word) and tokens[place].kind == "name":
        return _Core(_numbered(tokens, place), number, 75, why)
    first = _first_name(tokens, place)
    if tokens[place].word in ALONE and first < place:
        return _Core(_numbered(tokens, first), number, 70, why)
    for at in range(place - 1, max(-1, place - _LONGEST_NAME), -1):
        if tokens[at].kind != "name":
            return None
        if tokens[at].word in PREFIXES and tokens[at + 1].is_name:
            is_sure = not tokens[at].text[0].islower() or "." in tokens[at].text
            return _Core(_numbered(tokens, at), number, 75 if is_sure else 55, why)
    return None


def _is_house(token: _Token) -> bool:
    return len(token.text) <= 5 and not re.fullmatch(r"(?:19|20)\d\d", token.text)


def _first_name(tokens: list[_Token], place: int) -> int:
    """Where the capitalised names right before a token begin."""
    first = place
    while first > 0 and place - first < 4 and tokens[first - 1].is_name:
        first -= 1
    return first


def _numbered(tokens: list[_Token], first: int) -> int:
    """Where the street begins with the number before it, if one stands there."""
    before = first - 1
    if before >= 0 and tokens[before].kind == "number" and not _is_part(tokens, before):
        return before
    return first


def _has_suffix(word: str) -> bool:
    return word.endswith(_ENDINGS) and any(
        word.endswith(ending) and len(word) >= len(ending) + 3 for ending in SUFFIXES
    )


def _number_name_number(reading: Reading, tokens: list[_Token], at: int) -> _Core | None:
    """A number and names, where a unit or a word for an address makes them a street."""
    place = at + 1
    while place < len(tokens) and place <= at + 2 and tokens[place].kind == "number":
        place += 1
    last = _names_from(tokens, place)
    if last is None:
        return None
    if last + 1 < len(tokens) and tokens[last + 1].kind == "number":
        last += 1
    if _unit_at(tokens, _skip(tokens, last + 1)) is not None:
        return _Core(at, last, 70, "a house number and a name before a flat or suite")
    is_full = place > at + 1 or tokens[last].kind == "number"
    if is_full and reading.is_cued(Cue.ADDRESS, tokens[at].start):
        return _Core(at, last, 60, "numbers and a name after a word for an address")
    return None


def _skip(tokens: list[_Token], at: int) -> int:
    """Past commas and line ends, at most three, and a stop glued to a house number."""
    end = min(at + 3, len(tokens))
    if at + 1 < end and tokens[at].text == "." and tokens[at].glued:
        is_going_on = tokens[at + 1].kind in ("comma", "line") or _unit_at(tokens, at + 1)
        at += 1 if is_going_on else 0
    while at < end and tokens[at].kind in ("comma", "line"):
        at += 1
    return at


def _unit_at(tokens: list[_Token], at: int) -> int | None:
    """The last token of a flat's or an office's number that begins at `at`."""
    if at + 1 >= len(tokens) or tokens[at].text.lower() not in UNITS:
        return None
    follows = tokens[at + 1]
    is_number = follows.kind == "number" or (follows.kind == "name" and len(follows.text) <= 2)
    return at + 1 if is_number else None


_POSTCODE = re.compile(r"\d{3,6}(?:-\d{3,4})?")


def _extended(tokens: list[_Token], last: int) -> int:
    """Past the unit, the town, the state, the postcode and the country that follow."""
    is_apart = False
    for _ in range(8):
        at = _skip(tokens, last + 1)
        is_apart = is_apart or at > last + 1
        unit = _unit_at(tokens, at)
        reached = unit or _place_at(tokens, at, is_apart=is_apart)
        if reached is None:
            return last
        last, is_apart = reached, unit is not None or _is_postcode(tokens[reached])
    return last


def _is_postcode(token: _Token) -> bool:
    return token.kind == "postcode" or _POSTCODE.fullmatch(token.text) is not None


def _place_at(tokens: list[_Token], at: int, *, is_apart: bool) -> int | None:
    """The last token of a town, state, postcode or country that begins at `at`."""
    if at >= len(tokens):
        return None
    if _is_postcode(tokens[at]):
        return at
    last = _names_from(tokens, at)
    if last is None:
        return None
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following and _is_postcode(following):
        return last + 1
    is_whole = following is None or following.kind != "name"
    if is_apart:
        return last if is_whole or last > at or len(tokens[at].text) > 3 else None
    return last if is_whole and _is_code(tokens[at]) else None


def _is_code(token: _Token) -> bool:
    return token.text.isupper() and len(token.text) <= 3
