"""Where findings are in typed text that was corrected: what of a value is left standing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.corrections import SHORTEST_ECHO, echoes, joined, parts_of
from workbench.domain.place import Place, Where
from workbench.services.passages import Found

_AFTER_LAST_US = 1


@dataclass(frozen=True, slots=True)
class _Left:
    """A run's text as it was left, by its parts, and what of it findings cover."""

    parts: dict[str, list[int]]
    standing: tuple[int, ...]
    """The place in the run of each character's keystroke."""
    positions: dict[int, int]
    """The other way round."""
    covered: frozenset[int]
    """Keystrokes of values that are flagged where they stand."""

    def places_of(self, found: Found) -> list[tuple[int, int]]:
        """The stretches to hide of a value that was corrected; `(0, 0)` where nothing is left.

        Nothing where it was mistyped by a few characters only and is flagged as it stands.
        """
        erased = set(found.places) - self.covered
        if not erased:
            return []
        stretches = self._stretches(found)
        readable = [stretch for stretch in stretches if not self._is_covered(*stretch)]
        if not readable and len(erased) < SHORTEST_ECHO:
            return []
        return readable or stretches[:1] or [(0, 0)]

    def _stretches(self, found: Found) -> list[tuple[int, int]]:
        """What is left of a value: its own characters that stand, and what was typed anew of it."""
        standing = [self.positions[place] for place in found.places if place in self.positions]
        own = [(standing[0], standing[-1] + 1)] if standing else []
        return joined([*own, *echoes(found.value, self.parts)])

    def _is_covered(self, start: int, stop: int) -> bool:
        """Whether a stretch of the text is flagged anyway, all of it."""
        return self.covered.issuperset(self.standing[start:stop])


def typed_places(founds: Sequence[Found]) -> Iterator[tuple[Found, Place]]:
    """The places of all findings in one run, in the text as left and in what stood before.

    A value that stood before and is left in several stretches has a place for each.
    """
    as_left = [found for found in founds if found.source.is_as_left]
    for found in as_left:
        yield found, _place(found, found.finding.start, found.finding.end)
    left = _left(founds[0], as_left)
    hidden: set[tuple[str, int, int]] = set()
    for found in _distinct(founds):
        stretches = [(found.value, *stretch) for stretch in left.places_of(found)]
        # What is typed and corrected over and over is left of every one of its values.
        for value, start, stop in [s for s in stretches if s not in hidden] or stretches[:1]:
            hidden.add((value, start, stop))
            yield found, _place(found, start, stop)


def _left(found: Found, as_left: Sequence[Found]) -> _Left:
    run = found.source.run
    assert run is not None
    standing = tuple(place for place, key in enumerate(run.keystrokes) if key.erased_by is None)
    return _Left(
        parts_of("".join(run.keystrokes[place].text for place in standing)),
        standing,
        {place: position for position, place in enumerate(standing)},
        frozenset(place for found in as_left for place in found.places),
    )


def _distinct(founds: Sequence[Found]) -> list[Found]:
    """Of what stood before corrections, each value once and whole: not again as it grew."""
    values: dict[tuple[str, str, tuple[int, ...]], Found] = {
        (found.detector, found.finding.kind, found.places): found
        for found in founds
        if not found.source.is_as_left
    }
    sets = [frozenset(found.places) for found in values.values()]
    return [
        found
        for found, places in zip(values.values(), sets, strict=True)
        if not any(places < other for other in sets)
    ]


def _place(found: Found, start: int, stop: int) -> Place:
    run = found.source.run
    assert run is not None
    keys = [run.keystrokes[place] for place in found.places]
    return Place(
        where=Where.TYPED,
        t_us=keys[0].t_us,
        end_us=keys[-1].t_us + _AFTER_LAST_US,
        source_id=run.action_id,
        start=start,
        stop=stop,
        length=len(keys),
        event_ids=tuple(dict.fromkeys(k.event_id for k in keys)),
    )
