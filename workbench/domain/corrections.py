"""What stood on the screen while a text was typed and corrected, and what of it was left."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from workbench.domain.action import TypedRun

SHORTEST_ECHO = 4
"""This many characters of a value in a row tell something of it; fewer stand by chance."""


def texts_that_stood(run: TypedRun, moment: Callable[[int], int]) -> list[tuple[int, ...]]:
    """Every text that stood right before a correction, then the text as it was left.

    Each is the places of its characters in `run.keystrokes`. `moment` orders events by time.
    """
    stood: list[tuple[int, ...]] = []
    standing: list[int] = []
    for place, keystroke in enumerate(run.keystrokes):
        now = moment(keystroke.event_id)
        if standing and _is_gone(run, standing[-1], moment, now):
            stood.append(tuple(standing))
            while standing and _is_gone(run, standing[-1], moment, now):
                standing.pop()
        standing.append(place)
    left = tuple(i for i in standing if run.keystrokes[i].erased_by is None)
    if len(left) < len(standing):
        stood.append(tuple(standing))
    return [*stood, left]


def parts_of(text: str) -> dict[str, list[int]]:
    """Where every four characters in a row stand in a text, whatever their case."""
    parts: dict[str, list[int]] = {}
    for position, part in enumerate(_parts(text)):
        parts.setdefault(part, []).append(position)
    return parts


def echoes(value: str, parts: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
    """The stretches of a text, given as its parts, that repeat four or more of a value in a row."""
    found = {position for part in _parts(value) for position in parts.get(part, ())}
    return joined([(position, position + SHORTEST_ECHO) for position in found])


def joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches, sorted, with those made one that have fewer than four characters between."""
    made: list[tuple[int, int]] = []
    for start, stop in sorted(stretches):
        if made and start < made[-1][1] + SHORTEST_ECHO:
            made[-1] = (made[-1][0], max(stop, made[-1][1]))
        else:
            made.append((start, stop))
    return made


def _is_gone(run: TypedRun, place: int, moment: Callable[[int], int], now: int) -> bool:
    erased_by = run.keystrokes[place].erased_by
    return erased_by is not None and moment(erased_by) < now


def _parts(text: str) -> Iterator[str]:
    # Folding a character may make two of it; positions count characters as they are.
    folded = [character.casefold() for character in text]
    for position in range(len(folded) - SHORTEST_ECHO + 1):
        yield "".join(folded[position : position + SHORTEST_ECHO])
