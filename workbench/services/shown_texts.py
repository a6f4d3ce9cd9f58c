"""Where flagged texts show on screens of text: read there, where of pixels it has to be assumed.

A text that was looked for masks no window but the cells it stands in; and the whole screen while
it is typed, when less of it shows than can be told from other words.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from workbench.domain.flag import Shows
from workbench.domain.pieces import Wanted, folded, is_told
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import TextScreen
from workbench.services.detecting import Detection
from workbench.services.screen_texts import gathered
from workbench.services.text_blocks import blocks_of


class _Text(NamedTuple):
    """A flagged text: all that was found of it, and where it is known to be masked."""

    found: list[Detection]
    masked: list[Place]

    def is_masked(self, place: Place) -> bool:
        """Whether a place is masked anyway for as long as it stands."""
        return any(
            known.t_us <= place.t_us
            and place.end_us <= known.end_us
            and (known.box is None or (place.box is not None and known.box.encloses(place.box)))
            for known in self.masked
        )


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
    wanted = Wanted(texts)
    places: dict[str, list[Place]] = defaultdict(list)
    seen: dict[str, list[tuple[str, int, int]]] = {}
    for block in blocks_of(screens, end_us):
        if block.text not in seen:
            seen[block.text] = list(wanted.pieces(block.text))
        for text, start, stop in seen[block.text]:
            here = block.places(start, stop)
            places[text] += [place for place in here if not texts[text].is_masked(place)]
    marked = [_marked(one, texts) for one in found]
    shown = (
        replace(texts[text].found[0], place=place)
        for text, in_text in places.items()
        for place in gathered(in_text)
    )
    return [*marked, *shown]


def _texts(found: Sequence[Detection], on_screens: Sequence[Detection]) -> dict[str, _Text]:
    """The texts that can be told from other words, by themselves."""
    texts: dict[str, _Text] = {}
    for one in found:
        text = folded(one.value).strip()
        if is_told(text):
            known = texts.setdefault(text, _Text([], []))
            known.found.append(one)
            if one.place.where is Where.TYPED:
                known.masked.append(one.place)
    for one in on_screens:
        if (text := folded(one.value).strip()) in texts:
            texts[text].masked.append(one.place)
    return texts


def _marked(one: Detection, texts: dict[str, _Text]) -> Detection:
    return replace(one, shows=Shows.READ) if folded(one.value).strip() in texts else one
