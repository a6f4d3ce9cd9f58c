"""Finding words in a session: only in what the member may see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.action import Action
from workbench.domain.event import Window
from workbench.domain.masking import MASK_CHARACTER
from workbench.domain.segment import Segment
from workbench.services.commenting import Comment


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A moment at which the words stand, and in what."""

    t_us: int
    what: str


def find(
    query: str,
    *,
    actions: Iterable[Action],
    windows: Iterable[Window],
    segments: Iterable[Segment],
    comments: Iterable[Comment],
) -> list[Hit]:
    """Where every word of the query stands, in any case, sorted by time.

    The things given are as they may be shown: what is masked is not in them and never matched.
    """
    words = [word for word in query.casefold().split() if MASK_CHARACTER not in word]
    if not words:
        return []
    places = _places(actions, windows, segments, comments)
    found = {Hit(t_us, what) for t_us, what, text in places if _has(text, words)}
    return sorted(found)


def _places(
    actions: Iterable[Action],
    windows: Iterable[Window],
    segments: Iterable[Segment],
    comments: Iterable[Comment],
) -> Iterator[tuple[int, str, str]]:
    for action in actions:
        yield (
            action.t_us,
            f"{action.kind}",
            " ".join((action.kind, action.text or "", *action.keys)),
        )
    for window in windows:
        yield window.start_us, "window", f"{window.title or ''} {window.app or ''}"
    for segment in segments:
        said = (*segment.labels, segment.instruction, segment.outcome or "")
        yield segment.start_us, segment.tier.value, " ".join(said)
    for comment in comments:
        yield comment.t_us, "comment", comment.text


def _has(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
