"""What an action brought about besides itself: a copy, a paste, another window, another page."""

from bisect import bisect_right
from collections.abc import Sequence

from workbench.domain.action import ActionKind, Effect
from workbench.domain.drafts import Draft, Ledger
from workbench.domain.event import Event
from workbench.domain.thresholds import ReductionSettings

_CHORDS = {
    "c": Effect.COPY,
    "insert": Effect.COPY,
    "x": Effect.CUT,
    "v": Effect.PASTE,
}
_TAKES = frozenset({Effect.COPY, Effect.CUT})


class Effects:
    """Ties what the desktop reports to the action before it.

    Keys that copy count as copying where a new clipboard follows them, or where the capture
    tells nothing of the clipboard: in a terminal the same keys interrupt.
    """

    def __init__(self, ledger: Ledger, settings: ReductionSettings) -> None:
        self._ledger = ledger
        self._settings = settings
        self._has_clipboard = False

    def clipboard(self, event: Event) -> None:
        """The clipboard has a new content."""
        self._has_clipboard = True
        draft = self._ledger.latest
        if draft is not None and self._follows(event.t_us, draft):
            effect = _by_keys(draft)
            draft.effect = effect if effect in _TAKES else draft.effect
        self._ledger.leave(event)

    def navigate(self, event: Event) -> None:
        """Another page has come, by the action before it or by itself."""
        draft = self._ledger.latest
        if draft is not None and event.t_us - draft.end_us <= self._settings.page_load_us:
            draft.effect = draft.effect or Effect.NAVIGATE
            self._ledger.leave(event)
        else:
            self._ledger.begin(ActionKind.NAVIGATE, event)

    def close(self, window_changes_us: Sequence[int]) -> None:
        """Tie what is known only once everything was seen; `window_changes_us` are sorted."""
        drafts = sorted(self._ledger.drafts, key=lambda draft: draft.t_us)
        for draft in drafts:
            effect = _by_keys(draft)
            if effect is Effect.PASTE or (effect is not None and not self._has_clipboard):
                draft.effect = draft.effect or effect
        starts_us = [draft.t_us for draft in drafts]
        for change_us in window_changes_us:
            before = bisect_right(starts_us, change_us) - 1
            if before >= 0 and self._follows(change_us, drafts[before]):
                drafts[before].effect = drafts[before].effect or Effect.WINDOW_SWITCH

    def _follows(self, t_us: int, draft: Draft) -> bool:
        return t_us - draft.end_us <= self._settings.effect_us


def _by_keys(draft: Draft) -> Effect | None:
    """What the keys of a hotkey mean on every desktop."""
    if draft.kind is not ActionKind.HOTKEY:
        return None
    *held, key = draft.keys
    modifiers = set(held)
    if modifiers == {"shift"}:
        return {"insert": Effect.PASTE, "delete": Effect.CUT}.get(key)
    if modifiers - {"shift"} not in ({"ctrl"}, {"cmd"}):
        return None
    return _CHORDS.get(key)
