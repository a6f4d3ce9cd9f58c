"""Every text of a session that detectors look at, and where its characters come from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from workbench.domain.action import Action, TypedRun
from workbench.domain.corrections import SHORTEST_ECHO, texts_that_stood
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.finding import Finding, Passage, PassageSource
from workbench.domain.place import EVENT_TEXTS, Where

_CONTEXT = 256
"""Characters before a correction that are looked at again: labels stand before values."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage and how its characters map back to what was captured.

    For typed text, `places` are its characters' places in the run's keystrokes. Where those
    cannot be told, `event_ids` are every event that may have made it.
    """

    passage: Passage
    where: Where
    source_id: int
    t_us: int
    end_us: int
    event_ids: tuple[int, ...] = ()
    run: TypedRun | None = None
    places: tuple[int, ...] = ()
    is_as_left: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What one detector found in one source; `whole` is the value it is but a part of there."""

    detector: str
    source: Source
    finding: Finding
    whole: str = ""

    @property
    def value(self) -> str:
        """The text itself."""
        return self.whole or self.source.passage.text[self.finding.start : self.finding.end]

    @property
    def places(self) -> tuple[int, ...]:
        """Of typed text, where the value's characters are in the keystrokes of the run."""
        return self.source.places[self.finding.start : self.finding.end]


@dataclass(frozen=True, slots=True)
class Texts:
    """What of a session may hold text; `events` are its key, text and other sealed events.

    `actions` are all of them: they tell which runs go on in one field. `masked` are the typing
    actions of which the reader may not see every keystroke.
    """

    runs: Sequence[TypedRun]
    windows: Sequence[Window]
    events: Sequence[Event]
    duration_us: int
    description: str = ""
    actions: Sequence[Action] = ()
    masked: Sequence[Action] = ()


def sources_of(texts: Texts) -> list[Source]:
    """Every text: typed, with all that stood before corrections; titles, programs, addresses."""
    return [
        *_typed(texts),
        *_masked(texts),
        *_stray(texts),
        *_windows(texts),
        *_event_texts(texts),
        *_description(texts),
    ]


def title_at(windows: Sequence[Window], t_us: int) -> str:
    """The title of the window that has the focus at a moment, empty where none is known."""
    title = ""
    for window in windows:
        if window.start_us > t_us:
            break
        title = window.title or ""
    return title


def _typed(texts: Texts) -> Iterator[Source]:
    moment = _moments(texts.events)
    masked_ids = {action.action_id for action in texts.masked}
    for run in texts.runs:
        if run.keystrokes and (not run.action_id or run.action_id not in masked_ids):
            yield from _typed_in(run, title_at(texts.windows, run.keystrokes[0].t_us), moment)


def _moments(events: Iterable[Event]) -> Callable[[int], int]:
    """What orders events by time; those that are not known count in the order of their ids."""
    in_order = sorted(events, key=lambda event: event.t_us)
    ranks = {event.event_id: rank for rank, event in enumerate(in_order)}
    return lambda event_id: ranks.get(event_id, event_id)


def _typed_in(run: TypedRun, title: str, moment: Callable[[int], int]) -> Iterator[Source]:
    *stood, left = texts_that_stood(run, moment)
    before: tuple[int, ...] = ()
    for places in stood:
        yield _typed_source(run, _not_seen(run, places, before), title, is_as_left=False)
        before = places
    yield _typed_source(run, left, title, is_as_left=True)


def _not_seen(run: TypedRun, places: tuple[int, ...], before: tuple[int, ...]) -> tuple[int, ...]:
    """What is new of a text since the one before, with some context, cut between words."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(places, before, strict=False))
    start = max(0, sum(1 for _ in same) - _CONTEXT)
    while start and run.keystrokes[places[start - 1]].text != " ":
        start -= 1
    return places[start:]


def _typed_source(
    run: TypedRun, places: tuple[int, ...], title: str, *, is_as_left: bool
) -> Source:
    text = "".join(run.keystrokes[place].text for place in places)
    passage = Passage(text, PassageSource.TYPED, title)
    times = [run.keystrokes[place].t_us for place in places] or [0]
    return Source(
        passage,
        Where.TYPED,
        run.action_id,
        times[0],
        times[-1] + 1,
        run=run,
        places=places,
        is_as_left=is_as_left,
    )


def _masked(texts: Texts) -> Iterator[Source]:
    for action in texts.masked:
        title = title_at(texts.windows, action.t_us)
        yield Source(
            Passage(action.text or "", PassageSource.TYPED, title),
            Where.TYPED,
            action.action_id,
            action.t_us,
            action.end_us + 1,
            action.event_ids,
        )


def _stray(texts: Texts) -> Iterator[Source]:
    """Texts of keys that typed nothing, as of a paste that a recorder notes with its keys."""
    typed = {keystroke.event_id for run in texts.runs for keystroke in run.keystrokes}
    for event in texts.events:
        is_key = event.kind is EventKind.PRESS and event.event_id not in typed
        if is_key and len(event.text or "") >= SHORTEST_ECHO:
            passage = Passage(
                event.text or "", PassageSource.TYPED, title_at(texts.windows, event.t_us)
            )
            ids = (event.event_id,)
            yield Source(passage, Where.TYPED, 0, event.t_us, event.t_us + 1, ids)


def _windows(texts: Texts) -> Iterator[Source]:
    ends = [*(window.start_us for window in texts.windows[1:]), texts.duration_us]
    for index, (window, until_us) in enumerate(zip(texts.windows, ends, strict=False)):
        title, end_us = window.title or "", max(until_us, window.start_us + 1)
        for text, source, where in (
            (title, PassageSource.TITLE, Where.TITLE),
            (window.app or "", PassageSource.APP, Where.APP),
        ):
            yield Source(Passage(text, source, title), where, index, window.start_us, end_us)


_PASSAGES = {Where.CLIPBOARD: PassageSource.CLIPBOARD, Where.URL: PassageSource.URL}


def _event_texts(texts: Texts) -> Iterator[Source]:
    for event in texts.events:
        where = EVENT_TEXTS.get(event.kind)
        if where is not None and event.text:
            title = title_at(texts.windows, event.t_us)
            passage = Passage(event.text, _PASSAGES[where], title)
            end_us = max(texts.duration_us, event.t_us + 1)
            yield Source(passage, where, event.event_id, event.t_us, end_us)


def _description(texts: Texts) -> Iterator[Source]:
    passage = Passage(texts.description, PassageSource.DESCRIPTION)
    yield Source(passage, Where.DESCRIPTION, 0, 0, max(texts.duration_us, 1))
