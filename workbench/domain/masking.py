"""Keeping what is flagged from those who need not see it: masked twins of captured things."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from workbench.domain.action import Action, Mask, TypedRun
from workbench.domain.event import Event, EventKind, Window

MASK_CHARACTER = "▒"


@dataclass(frozen=True, slots=True, order=True)
class Hidden:
    """Characters `[start, stop)` of a text that are not to be read, and what kind they are."""

    start: int
    stop: int
    kind: str


def masked_text(text: str, hidden: Iterable[Hidden]) -> str:
    """The text with every hidden character replaced by the mask character."""
    characters = list(text)
    for span in hidden:
        for index in range(span.start, min(span.stop, len(characters))):
            characters[index] = MASK_CHARACTER
    return "".join(characters)


def masked_action(action: Action, hidden: Collection[Hidden]) -> Action:
    """The action as those see it who do not hold the restricted key."""
    if not hidden or action.text is None:
        return action
    first = min(hidden)
    mask = Mask(first.kind, first.stop - first.start)
    return replace(action, text=masked_text(action.text, hidden), mask=mask)


def masked_window(window: Window, hidden: Collection[Hidden]) -> Window:
    """The window with the hidden part of its title masked."""
    if not hidden or window.title is None:
        return window
    return replace(window, title=masked_text(window.title, hidden))


def masked_events(events: Iterable[Event], hidden_ids: Collection[int]) -> list[Event]:
    """The events with the hidden ones reduced to their id.

    The time of each is that of the first of its neighbours: the rhythm of a password says much
    about it.
    """
    masked: list[Event] = []
    run_start_us: int | None = None
    for event in events:
        if event.event_id not in hidden_ids:
            run_start_us = None
            masked.append(event)
            continue
        run_start_us = event.t_us if run_start_us is None else run_start_us
        masked.append(Event(event.event_id, run_start_us, EventKind.MASKED))
    return masked


def erased_ids(runs: Iterable[TypedRun]) -> set[int]:
    """The events of characters that were typed and erased again."""
    return {k.event_id for run in runs for k in run.keystrokes if k.erased_by is not None}


def hidden_key_ids(events: Iterable[Event], press_ids: Collection[int]) -> set[int]:
    """The given presses, their releases, and everything of the keys held down with them."""
    hidden: set[int] = set()
    held: dict[str, int] = {}
    for event in events:
        if event.key is None:
            continue
        if event.kind is EventKind.PRESS:
            held[event.key] = event.event_id
            if event.event_id in press_ids:
                hidden.update(held.values())
        elif event.kind is EventKind.RELEASE and held.pop(event.key, None) in hidden:
            hidden.add(event.event_id)
    return hidden
