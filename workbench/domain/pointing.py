"""Buttons and wheels: clicks, drags and scrolls out of raw pointer events."""

import math
from dataclasses import dataclass

from workbench.domain.action import ActionKind
from workbench.domain.drafts import Draft, Ledger
from workbench.domain.event import Event
from workbench.domain.modifiers import Modifiers
from workbench.domain.thresholds import ReductionSettings

_SINGLE = {"right": ActionKind.RIGHT_CLICK, "middle": ActionKind.MIDDLE_CLICK}
_REPEATED = {2: ActionKind.DOUBLE_CLICK, 3: ActionKind.TRIPLE_CLICK}


@dataclass(slots=True, eq=False)
class _Press:
    """A button that is down, and the click before it that it may be a repetition of."""

    draft: Draft
    repeats: Draft | None


class Pointer:
    """Turns buttons and wheel notches into drafts; a button is one action from down to up."""

    def __init__(self, ledger: Ledger, modifiers: Modifiers, settings: ReductionSettings) -> None:
        self._ledger = ledger
        self._modifiers = modifiers
        self._settings = settings
        self._pressed: dict[str, _Press] = {}
        self._last_down_us = 0
        self._last_scroll_us = 0

    def down(self, event: Event) -> None:
        """A button goes down; one that never comes up stays a click where it went down."""
        button = event.button or "left"
        before = self._ledger.latest
        draft = self._begin(_SINGLE.get(button, ActionKind.CLICK), event)
        draft.button, draft.clicks = button, 1
        repeats = before if before is not None and self._repeats(before, draft) else None
        self._pressed[button] = _Press(draft, repeats)
        self._last_down_us = event.t_us

    def up(self, event: Event) -> None:
        """A button comes up: a drag where it moved, else a long press or a click."""
        press = self._pressed.pop(event.button or "left", None)
        if press is None:
            self._ledger.leave(event)
            return
        draft = press.draft
        draft.claim(event)
        if _distance(draft, event.x, event.y) > self._settings.drag_px:
            draft.kind, draft.x2, draft.y2, draft.clicks = ActionKind.DRAG, event.x, event.y, 0
        elif draft.button == "left" and event.t_us - draft.t_us >= self._settings.long_press_us:
            draft.kind = ActionKind.LONG_PRESS
        elif press.repeats is not None and self._ledger.latest is draft:
            self._merge(draft, press.repeats)

    def scroll(self, event: Event) -> None:
        """Wheel notches; those of one gesture are one action, a turn of direction another."""
        last = self._ledger.latest
        if last is not None and self._continues(last, event):
            last.claim(event)
            last.dx, last.dy = last.dx + event.dx, last.dy + event.dy
            self._modifiers.use(last)
        elif event.dx or event.dy:
            draft = self._begin(ActionKind.SCROLL, event)
            draft.dx, draft.dy = event.dx, event.dy
        else:
            self._ledger.leave(event)
            return
        self._last_scroll_us = event.t_us

    def _begin(self, kind: ActionKind, event: Event) -> Draft:
        draft = self._ledger.begin(kind, event)
        draft.x, draft.y = event.x, event.y
        draft.keys = self._modifiers.held(event.t_us)
        self._modifiers.use(draft)
        return draft

    def _repeats(self, before: Draft, draft: Draft) -> bool:
        return (
            before.kind in (ActionKind.CLICK, ActionKind.DOUBLE_CLICK)
            and before.button == draft.button == "left"
            and before.keys == draft.keys
            and draft.end_us - self._last_down_us <= self._settings.double_click_us
            and _distance(before, draft.x, draft.y) <= self._settings.double_click_px
        )

    def _merge(self, draft: Draft, before: Draft) -> None:
        before.clicks += 1
        before.kind = _REPEATED[before.clicks]
        self._ledger.fold(before)
        self._modifiers.replace(draft, before)

    def _continues(self, last: Draft, event: Event) -> bool:
        return (
            last.kind is ActionKind.SCROLL
            and event.t_us - self._last_scroll_us <= self._settings.scroll_gap_us
            and _distance(last, event.x, event.y) <= self._settings.scroll_px
            and last.dx * event.dx >= 0
            and last.dy * event.dy >= 0
            and last.keys == self._modifiers.held(event.t_us)
        )


def _distance(draft: Draft, x: float | None, y: float | None) -> float:
    if draft.x is None or draft.y is None or x is None or y is None:
        return 0.0
    return math.hypot(x - draft.x, y - draft.y)
