"""Where flagged texts show on screens of text: read there, where of pixels it has to be assumed.

A text that was looked for masks no window but the cells it stands in; and the whole screen while
it is typed, when less of it shows than can be told from other words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from workbench.domain.flag import Shows
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import TextScreen
from workbench.services.detecting import Detection
from workbench.services.screen_texts import gathered
from workbench.services.text_blocks import blocks_of

_LEAST, _MOST = 4, 8


class _Text(NamedTuple):
    """A flagged text: all that was found of it, and where it is known to be masked."""

    text: str
    found: list[Detection]
    masked: list[Place]

    @property
    def least(self) -> int:
        """How many characters of it are told from other words: half of it, within bounds."""
        return max(_LEAST, min(len(self.text) // 2, _MOST))

    def is_masked(self, place: Place) -> bool:
        """Whether a place is masked anyway for as long as it stands."""
        return any(
            known.t_us <= place.t_us
            and place.end_us <= known.end_us
            and (known.box is None or (place.box is not None and known.box.encloses(place.box)))
            for known in self.masked
        )


_Pieces: TypeAlias = dict[int, dict[str, list[_Text]]]
"""The texts by each of their shortest pieces, by its length."""


def shown_on_screens(
    found: Sequence[Detection],
    on_screens: Sequence[Detection],
    screens: Sequence[TextScreen],
    end_us: int,
) -> list[Detection]:
    """The findings in texts, those marked that were looked for on the screens, and a finding for
    each place that shows a piece of one and is none of `on_screens`.

    Without screens of text all stay as they are; so does a text that is too short to be told
    from other words.
    """
    if not screens:
        return list(found)
    texts = _texts(found, on_screens)
    pieces = _by_piece(texts)
    places: dict[str, list[Place]] = defaultdict(list)
    seen: dict[str, list[tuple[_Text, int, int]]] = {}
    for block in blocks_of(screens, end_us):
        if block.text not in seen:
            seen[block.text] = list(_pieces(_folded(block.text), pieces))
        for text, start, stop in seen[block.text]:
            here = block.places(start, stop)
            places[text.text] += [place for place in here if not text.is_masked(place)]
    marked = [_marked(one, texts) for one in found]
    shown = (
        replace(texts[text].found[0], place=place)
        for text, in_text in places.items()
        for place in gathered(in_text)
    )
    return [*marked, *shown]


def stretches_of(text: str, value: str, least: int) -> Iterator[tuple[int, int]]:
    """The longest stretches `[start, stop)` of a text that stand in a value, of `least` characters
    at the least and whatever their case.
    """
    text, value = _folded(text), _folded(value)
    until = 0
    for start in range(len(text) - least + 1):
        stop = start + least
        if stop > until and text[start:stop] in value:
            while stop < len(text) and text[start : stop + 1] in value:
                stop += 1
            until = stop
            yield start, stop


def _texts(found: Sequence[Detection], on_screens: Sequence[Detection]) -> dict[str, _Text]:
    """The texts that can be told from other words, by themselves."""
    texts: dict[str, _Text] = {}
    for one in found:
        text = _folded(one.value).strip()
        if len(text) >= _LEAST:
            known = texts.setdefault(text, _Text(text, [], []))
            known.found.append(one)
            if one.place.where is Where.TYPED:
                known.masked.append(one.place)
    for one in on_screens:
        if (text := _folded(one.value).strip()) in texts:
            texts[text].masked.append(one.place)
    return texts


def _marked(one: Detection, texts: dict[str, _Text]) -> Detection:
    return replace(one, shows=Shows.READ) if _folded(one.value).strip() in texts else one


def _pieces(text: str, by_length: _Pieces) -> Iterator[tuple[_Text, int, int]]:
    """What of a screen's text is a piece of a flagged one, as stretches `[start, stop)` of it."""
    for least, pieces in by_length.items():
        here = (text[at : at + least] for at in range(len(text) - least + 1))
        shown = {one.text: one for piece in here for one in pieces.get(piece, ())}
        for one in shown.values():
            yield from ((one, *stretch) for stretch in stretches_of(text, one.text, least))


def _by_piece(texts: dict[str, _Text]) -> _Pieces:
    pieces: _Pieces = defaultdict(lambda: defaultdict(list))
    for one in texts.values():
        for piece in {one.text[at : at + one.least] for at in range(len(one.text) - one.least + 1)}:
            pieces[one.least][piece].append(one)
    return pieces


def _folded(text: str) -> str:
    """The text in small letters, character for character."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
