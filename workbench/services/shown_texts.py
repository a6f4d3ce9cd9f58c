"""Where flagged texts show on screens of text: read there, where of pixels it has to be assumed.

A text that was looked for masks no window but the cells it stands in; and the whole screen while
it is typed, when less of it shows than can be told from other words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.domain.pieces import Wanted, folded, is_told, spread
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import TextScreen
from workbench.services.detecting import Detection
from workbench.services.screen_texts import gathered
from workbench.services.text_blocks import blocks_of, whole_screens


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
    keyed = [(_key(one), one) for one in found]
    texts = _texts(keyed, on_screens)
    wanted = Wanted(texts)
    places: dict[str, list[Place]] = defaultdict(list)
    seen: dict[str, list[tuple[str, int, int]]] = {}
    for block in blocks_of(screens, end_us):
        if block.text not in seen:
            seen[block.text] = list(wanted.pieces(block.text))
        for text, start, stop in seen[block.text]:
            here = block.places(start, stop)
            places[text] += [place for place in here if not texts[text].is_masked(place)]
    for screen in whole_screens(screens, end_us):
        for text in wanted.spread_in(screen.bare):
            known = _Text([], [*texts[text].masked, *places[text]])
            in_screen = (one for span in spread(screen.text, text) for one in screen.places(*span))
            places[text] += [place for place in in_screen if not known.is_masked(place)]
    marked = [replace(one, shows=Shows.READ) if text in texts else one for text, one in keyed]
    shown = (
        replace(texts[text].found[0], place=place)
        for text, in_text in places.items()
        for place in gathered(_going_on(in_text))
    )
    return [*marked, *shown]


def _going_on(places: Sequence[Place]) -> list[Place]:
    """The places, those that follow each other in one box as one."""
    lasting: dict[Box | None, Place] = {}
    done: list[Place] = []
    for place in sorted(places, key=lambda one: one.t_us):
        before = lasting.get(place.box)
        if before is not None and before.end_us >= place.t_us:
            lasting[place.box] = replace(before, end_us=max(before.end_us, place.end_us))
        else:
            done += [before] if before is not None else []
            lasting[place.box] = place
    return sorted([*done, *lasting.values()], key=lambda one: one.t_us)


def _texts(
    keyed: Iterable[tuple[str, Detection]], on_screens: Iterable[Detection]
) -> dict[str, _Text]:
    """The texts that can be told from other words, by themselves."""
    texts: dict[str, _Text] = {}
    for text, one in keyed:
        if is_told(text):
            known = texts.setdefault(text, _Text([], []))
            known.found.append(one)
            if one.place.where is Where.TYPED:
                known.masked.append(one.place)
    for one in on_screens:
        if (text := _key(one)) in texts:
            texts[text].masked.append(one.place)
    return texts


def _key(one: Detection) -> str:
    """What is the same for every spelling of a value."""
    return folded(one.value).strip()
