"""Typing that was paused and went on: what stands in one field was typed in several runs.

Nothing but corrections lies between such runs, no click and no other key, so a value may begin
in one and end in the next, and what it is called may stand in the one before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.action import Action, ActionKind
from workbench.domain.finding import Finding, Passage
from workbench.services.passages import Source


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of which the first `kept` characters stood when the next one was begun."""

    source: Source
    kept: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Runs that follow each other, as one passage."""

    passage: Passage
    parts: tuple[_Part, ...]

    def within(self, finding: Finding) -> Iterator[tuple[Source, int, int]]:
        """The runs that a finding reaches into, each with the characters of it there.

        What was erased before the next run was begun belongs to what it reaches across.
        """
        offset = 0
        for part in self.parts:
            start = max(finding.start - offset, 0)
            stop = min(finding.end - offset, part.kept)
            if start < stop:
                goes_on = finding.end > offset + part.kept
                whole = len(part.source.passage.text)
                yield part.source, start, whole if goes_on else stop
            offset += part.kept


def resumed(sources: Iterable[Source], actions: Iterable[Action]) -> list[Resumed]:
    """Every chain of two runs or more between which nothing was done but corrections."""
    as_left = {s.source_id: s for s in sources if s.run is not None and s.is_as_left}
    chains: list[list[_Part]] = [[]]
    for action in sorted(actions, key=lambda action: (action.t_us, action.action_id)):
        chain, source = chains[-1], as_left.get(action.action_id)
        if source is not None:
            chain.append(_Part(source, len(source.passage.text)))
        elif chain and _is_correction(action):
            last = chain[-1]
            chain[-1] = _Part(last.source, max(0, last.kept - 1))
        elif chain:
            chains.append([])
    return [_joined(chain) for chain in chains if len(chain) > 1]


def _is_correction(action: Action) -> bool:
    return action.kind is ActionKind.PRESS and action.keys == ("backspace",)


def _joined(parts: Sequence[_Part]) -> Resumed:
    text = "".join(part.source.passage.text[: part.kept] for part in parts)
    first = parts[0].source.passage
    return Resumed(Passage(text, first.source, first.window_title), tuple(parts))
