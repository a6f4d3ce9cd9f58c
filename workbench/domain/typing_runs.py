"""Keys: typed text with its corrections, named keys and hotkeys out of raw key events."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.action import ActionKind, Keystroke
from workbench.domain.dead_keys import composed, is_dead
from workbench.domain.drafts import Draft, Ledger
from workbench.domain.event import Event
from workbench.domain.keys import (
    CHORD_MODIFIERS,
    MODIFIERS,
    TEXT_KEY,
    is_named,
    normalise_key,
)
from workbench.domain.modifiers import Modifiers
from workbench.domain.thresholds import ReductionSettings


@dataclass(slots=True, eq=False)
class _Run:
    """The typing under way; `standing` are the places of the keystrokes not erased yet."""

    draft: Draft
    keystrokes: list[Keystroke]
    last_us: int
    standing: list[int] = field(default_factory=list)

    def add(self, event: Event, text: str) -> None:
        for character in text:
            self.standing.append(len(self.keystrokes))
            self.keystrokes.append(Keystroke(character, event.t_us, event.event_id))
        self.last_us = event.t_us

    def erase(self, event: Event) -> None:
        place = self.standing.pop()
        self.keystrokes[place] = replace(self.keystrokes[place], erased_by=event.event_id)
        self.last_us = event.t_us


class Keyboard:
    """Turns key events into drafts.

    Keys count when they go down, so overlapping keys keep the order they were pressed in; a
    release goes to the action its press went to.
    """

    def __init__(
        self,
        ledger: Ledger,
        modifiers: Modifiers,
        settings: ReductionSettings,
        window_changes_us: Sequence[int],
    ) -> None:
        self._ledger = ledger
        self._modifiers = modifiers
        self._settings = settings
        self._changes_us = sorted(window_changes_us)
        self._pressed: dict[str, Draft] = {}
        self._dead: Event | None = None
        self._run: _Run | None = None

    def press(self, event: Event) -> None:
        """A key goes down."""
        key = normalise_key(event.key or "")
        if key in MODIFIERS:
            self._modifiers.press(key, event)
            return
        if is_dead(key):
            self._drop_dead()
            self._dead = event
            return
        held = self._modifiers.held(event.t_us)
        text = _typed_text(key, event.text, held)
        if not text:
            self._drop_dead()
        if text:
            draft = self._type_after_dead(event, text)
        elif key == "backspace" and set(held) <= {"shift"} and self._may_erase(event):
            draft = self._erase(event)
        elif key:
            draft = self._press_named(event, (*held, key.lower()) if held else (key,))
        else:
            self._ledger.leave(event)
            return
        self._modifiers.use(draft)
        self._pressed[key.lower()] = draft

    def close(self) -> None:
        """End the capture."""
        self._drop_dead()

    def release(self, event: Event) -> None:
        """A key comes up."""
        key = normalise_key(event.key or "")
        if key in MODIFIERS:
            self._modifiers.release(key, event)
            return
        draft = self._pressed.pop(key.lower(), None)
        if draft is None:
            self._ledger.leave(event)
        else:
            draft.claim(event)

    def text(self, event: Event) -> None:
        """Characters that came without keys, as from an input method."""
        if event.text:
            self._type(event, event.text)
        else:
            self._ledger.leave(event)

    def _type(self, event: Event, text: str) -> Draft:
        run = self._current_run(event)
        if run is None:
            draft = self._ledger.begin(ActionKind.TYPE, event)
            draft.keystrokes = []
            run = self._run = _Run(draft, draft.keystrokes, event.t_us)
        else:
            run.draft.claim(event)
        run.add(event, text)
        return run.draft

    def _type_after_dead(self, event: Event, text: str) -> Draft:
        dead, self._dead = self._dead, None
        if dead is None:
            return self._type(event, text)
        draft = self._type(event, composed(normalise_key(dead.key or ""), text))
        draft.claim(dead)
        return draft

    def _drop_dead(self) -> None:
        """An accent that nothing took."""
        if self._dead is not None:
            self._ledger.leave(self._dead)
            self._dead = None

    def _may_erase(self, event: Event) -> bool:
        run = self._current_run(event)
        return run is not None and bool(run.standing)

    def _erase(self, event: Event) -> Draft:
        assert self._run is not None
        self._run.draft.claim(event)
        self._run.erase(event)
        return self._run.draft

    def _press_named(self, event: Event, keys: tuple[str, ...]) -> Draft:
        kind = ActionKind.PRESS if len(keys) == 1 else ActionKind.HOTKEY
        draft = self._ledger.begin(kind, event)
        draft.keys = keys
        return draft

    def _current_run(self, event: Event) -> _Run | None:
        run = self._run
        if run is None or run.draft is not self._ledger.latest:
            return None
        if event.t_us - run.last_us > self._settings.typing_pause_us:
            return None
        if bisect_right(self._changes_us, run.last_us) != bisect_right(
            self._changes_us, event.t_us
        ):
            return None
        return run


def _typed_text(key: str, text: str | None, held: tuple[str, ...]) -> str:
    """The characters a key press types; empty where it is a named key or a hotkey."""
    if key == TEXT_KEY:
        text = " "
    if not text or not text.isprintable() or is_named(key):
        return ""
    chords = CHORD_MODIFIERS.intersection(held)
    if not chords or "alt_gr" in held:
        return text
    # Option on a Mac is a second level of characters: option+l types "@" on a German keyboard.
    if held == ("alt",) and key and text.casefold() != key.casefold():
        return text
    return ""
