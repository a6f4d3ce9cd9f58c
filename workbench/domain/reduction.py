"""From raw events to what the person did: clicks, drags, scrolls, typing, keys and hotkeys."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from workbench.domain.action import Action, TypedRun
from workbench.domain.drafts import Draft, Ledger
from workbench.domain.effects import Effects
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.modifiers import Modifiers
from workbench.domain.pointing import Pointer
from workbench.domain.recorder_keys import set_aside
from workbench.domain.thresholds import ReductionSettings
from workbench.domain.typing_runs import Keyboard

__all__ = ["Reduction", "ReductionSettings", "focus_changes", "reduce_events"]

_DEFAULTS = ReductionSettings()


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a stream of events amounts to.

    `actions` are numbered from 1 in time order. `typed` has a run for every `type` action and,
    with action_id 0, one for everything typed and then erased completely: that is no action,
    but it may be a secret all the same. Every event but the moves is in exactly one action's
    `event_ids` or in `unclaimed_ids`; those among the latter that started or stopped the
    recorder are `recorder_ids`.
    """

    actions: tuple[Action, ...]
    typed: tuple[TypedRun, ...]
    unclaimed_ids: tuple[int, ...]
    recorder_ids: tuple[int, ...] = ()


def reduce_events(
    events: Iterable[Event],
    *,
    window_changes_us: Sequence[int] = (),
    settings: ReductionSettings = _DEFAULTS,
) -> Reduction:
    """The actions that the events amount to; `window_changes_us` end a run of typing.

    Events out of order are taken by their times. Moves are passed over: where a drag went is in
    its button's events.
    """
    move = EventKind.MOVE
    meaningful = [event for event in events if event.kind is not move]
    meaningful.sort(key=attrgetter("t_us"))
    ledger = Ledger()
    modifiers = Modifiers(ledger, settings)
    pointer = Pointer(ledger, modifiers, settings)
    keyboard = Keyboard(ledger, modifiers, settings, window_changes_us)
    effects = Effects(ledger, settings)
    handlers = _handlers(pointer, keyboard, effects)
    for event in meaningful:
        handlers.get(event.kind, ledger.leave)(event)
    keyboard.close()
    modifiers.close()
    effects.close(sorted(window_changes_us))
    return _reduction(ledger, settings)


def focus_changes(windows: Iterable[Window]) -> tuple[int, ...]:
    """When the focus went to another window; a new title of the same window is no change."""
    changes: list[int] = []
    current: int | None = None
    for window in windows:
        if window.window_id != current:
            changes.append(window.start_us)
            current = window.window_id
    return tuple(changes)


def _handlers(
    pointer: Pointer, keyboard: Keyboard, effects: Effects
) -> dict[EventKind, Callable[[Event], None]]:
    return {
        EventKind.DOWN: pointer.down,
        EventKind.UP: pointer.up,
        EventKind.SCROLL: pointer.scroll,
        EventKind.PRESS: keyboard.press,
        EventKind.RELEASE: keyboard.release,
        EventKind.TEXT: keyboard.text,
        EventKind.CLIPBOARD: effects.clipboard,
        EventKind.NAVIGATE: effects.navigate,
    }


def _reduction(ledger: Ledger, settings: ReductionSettings) -> Reduction:
    drafts = sorted(ledger.drafts, key=lambda draft: (draft.t_us, draft.event_ids[0]))
    aside = set_aside(drafts, settings.recorder_signs, settings.recorder_words)
    actions: list[Action] = []
    typed: list[TypedRun] = []
    unclaimed = [*ledger.unclaimed, *aside]
    ended_us: int | None = None
    for draft in drafts:
        if draft.is_erased:
            unclaimed += draft.event_ids
            typed.append(_run(draft, 0))
            continue
        gap_us = 0 if ended_us is None else max(0, draft.t_us - ended_us)
        actions.append(draft.finished(len(actions) + 1, gap_us))
        ended_us = draft.end_us if ended_us is None else max(ended_us, draft.end_us)
        if draft.keystrokes is not None:
            typed.append(_run(draft, len(actions)))
    return Reduction(tuple(actions), tuple(typed), tuple(sorted(unclaimed)), tuple(sorted(aside)))


def _run(draft: Draft, action_id: int) -> TypedRun:
    return TypedRun(action_id, tuple(draft.keystrokes or ()))
