"""Which modifier keys are held, and which action a modifier's own events belong to."""

from dataclasses import dataclass, field

from workbench.domain.action import ActionKind
from workbench.domain.drafts import Draft, Ledger
from workbench.domain.event import Event
from workbench.domain.keys import CHORD_MODIFIERS, MODIFIERS
from workbench.domain.thresholds import ReductionSettings


@dataclass(slots=True, eq=False)
class _Hold:
    """A modifier that is down, the action it was used with, and events still without one."""

    pressed_us: int
    owner: Draft | None = None
    waiting: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> None:
        if self.owner is None:
            self.waiting.append(event)
        else:
            self.owner.claim(event)

    def use(self, draft: Draft) -> None:
        for event in self.waiting:
            draft.claim(event)
        self.waiting.clear()
        self.owner = draft


class Modifiers:
    """The modifiers that are held.

    A hold whose release never came ends `modifier_stuck_us` after its last press, or at a
    second press that comes later than a keyboard repeats. Being used does not prolong it: one
    lost release must not turn everything typed afterwards into hotkeys.
    """

    def __init__(self, ledger: Ledger, settings: ReductionSettings) -> None:
        self._ledger = ledger
        self._settings = settings
        self._holds: dict[str, _Hold] = {}

    def press(self, name: str, event: Event) -> None:
        """Hold a modifier, or go on holding it where the keyboard repeats."""
        hold = self._holds.get(name)
        if hold is not None and event.t_us - hold.pressed_us > self._settings.key_repeat_us:
            self._drop(name)
            hold = None
        if hold is None:
            hold = self._holds[name] = _Hold(event.t_us)
        hold.pressed_us = event.t_us
        hold.add(event)

    def release(self, name: str, event: Event) -> None:
        """Let go of a modifier; on its own, ctrl, alt or cmd is an action by itself."""
        hold = self._holds.get(name)
        if hold is None:
            self._ledger.leave(event)
            return
        if hold.owner is None:
            self._tap()
        hold.add(event)
        del self._holds[name]
        for unused in hold.waiting:
            self._ledger.leave(unused)

    def held(self, t_us: int) -> tuple[str, ...]:
        """The modifiers in force at a time, in the order a hotkey names them."""
        if not self._holds:
            return ()
        stuck_us = self._settings.modifier_stuck_us
        for name in [n for n, h in self._holds.items() if t_us - h.pressed_us > stuck_us]:
            self._drop(name)
        return tuple(name for name in MODIFIERS if name in self._holds)

    def use(self, draft: Draft) -> None:
        """Count the modifiers held as part of this action."""
        for hold in self._holds.values():
            hold.use(draft)

    def replace(self, draft: Draft, by: Draft) -> None:
        """Point at the draft that another was folded into."""
        for hold in self._holds.values():
            if hold.owner is draft:
                hold.owner = by

    def close(self) -> None:
        """End the capture: what was pressed, never used and never released is no action."""
        for name in list(self._holds):
            self._drop(name)

    def _drop(self, name: str) -> None:
        hold = self._holds.pop(name)
        for unused in hold.waiting:
            self._ledger.leave(unused)

    def _tap(self) -> None:
        alone = [n for n in MODIFIERS if n in self._holds and self._holds[n].owner is None]
        if not CHORD_MODIFIERS.intersection(alone):
            return
        kind = ActionKind.PRESS if len(alone) == 1 else ActionKind.HOTKEY
        draft = self._ledger.begin(kind, self._holds[alone[0]].waiting.pop(0))
        draft.keys = tuple(alone)
        for name in alone:
            self._holds[name].use(draft)
