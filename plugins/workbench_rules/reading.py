"""A text made comparable for rules: look-alike characters folded, positions remembered."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench_rules.cues import CUES, Cue

# Soft hyphen, zero-width characters, directional marks and isolates: invisible inside a number.
_DROPPED = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LOOK_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТХаеѕіјорсхуԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο‐‑‒–—―−﹣＠﹫‘’“”",
        "ABESIJKMHOPCTXaesijopcxydqwABEZHIKMNOPTYXo--------@@''\"\"",
        strict=True,
    )
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿąćęłńóśźżő]+")


_LETTERS = re.compile(r"[^\W\d_]+")


class _Fold(dict[int, str]):
    """Code points to the plain character they look like, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = _LOOK_ALIKE.get(character, character)
        if plain == character:
            normal = unicodedata.normalize("NFKC", character)
            decimal = unicodedata.decimal(character, None)
            plain = str(decimal) if decimal is not None else normal if len(normal) == 1 else plain
        self[code] = plain
        return plain


_FOLD = _Fold((code, chr(code)) for code in range(128))


@dataclass(frozen=True)
class Reading:
    """A passage as the rules read it; `origin` is None where positions are unchanged."""

    text: str
    source: PassageSource
    window_title: str
    origin: tuple[int, ...] | None

    @classmethod
    def of(cls, passage: Passage) -> "Reading":
        """Fold a passage's text, dropping what is invisible."""
        text, origin = passage.text, None
        if not text.isascii():
            if _DROPPED.search(text):
                origin = tuple(i for i, c in enumerate(text) if not _DROPPED.match(c))
                text = "".join(text[i] for i in origin)
            text = text.translate(_FOLD)
        return cls(text, passage.source, passage.window_title, origin)

    def original(self, finding: Finding) -> Finding:
        """The finding at its place in the passage as it was recorded."""
        if self.origin is None:
            return finding
        start, end = self.origin[finding.start], self.origin[finding.end - 1] + 1
        return Finding(start, end, finding.kind, finding.confidence, finding.reason)

    @cached_property
    def lower(self) -> str:
        """The text in ASCII lower case, every character at its place."""
        return self.text.translate(_LOWER)

    @cached_property
    def is_typed(self) -> bool:
        """Whether a person typed this."""
        return self.source is PassageSource.TYPED

    @cached_property
    def _cue_ends(self) -> dict[Cue, list[int]]:
        ends: dict[Cue, list[int]] = {}
        for word in _WORD.finditer(self.text):
            for cue in CUES.get(word.group().lower(), ()):
                ends.setdefault(cue, []).append(word.end())
        return ends

    def cue_ends(self, cue: Cue) -> list[int]:
        """Where the words of a cue end, sorted."""
        return self._cue_ends.get(cue, [])

    def is_cued(self, cue: Cue, start: int, *, within: int = 40) -> bool:
        """Whether a word of the cue ends at most `within` characters before `start`."""
        ends = self.cue_ends(cue)
        at = bisect_right(ends, start)
        return at > 0 and start - ends[at - 1] <= within

    def is_cued_after(self, cue: Cue, end: int, *, within: int = 24) -> bool:
        """Whether a word of the cue ends at most `within` characters after `end`."""
        ends = self.cue_ends(cue)
        at = bisect_left(ends, end)
        return at < len(ends) and ends[at] - end <= within

    @cached_property
    def has_digits(self) -> bool:
        """Whether any digit occurs."""
        return re.search(r"\d", self.text) is not None

    @cached_property
    def words(self) -> frozenset[str]:
        """Every run of letters, in lower case."""
        return frozenset(_LETTERS.findall(self.lower))

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        return len(self.text) - len(self.text.lstrip()), len(self.text.rstrip())

    def fills(self, start: int, end: int) -> bool:
        """Whether `[start, end)` is all there is, but for spaces."""
        return start <= self._bounds[0] and end >= self._bounds[1]


_LOWER = {code: code + 32 for code in range(65, 91)}


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Every line without its end, and where it starts."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        start += len(line)
