"""The actions around the playhead, the one it is in marked."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from workbench.domain.action import Action, ActionKind, Effect
from workbench.domain.masking import MASK_CHARACTER
from workbench.domain.timecode import format_timecode

_LONGEST_MASK = 6
_MASK_RUN = re.compile(f"{MASK_CHARACTER}{{{_LONGEST_MASK},}}")


class ActionList(Static, can_focus=False):
    """Shows as many actions as there is room for, in step with the playhead."""

    DEFAULT_CSS = """
    ActionList {
        width: 1fr; height: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self._actions: Sequence[Action] = ()
        self._starts: list[int] = []
        self._index: int | None = None

    def show(self, actions: Sequence[Action]) -> None:
        """Show these actions."""
        self._actions = actions
        self._starts = [action.t_us for action in actions]
        self._draw()

    def follow(self, t_us: int) -> None:
        """Mark the action that a moment lies in or after."""
        index = bisect_right(self._starts, t_us) - 1
        if index != self._index:
            self._index = index
            self._draw()

    def on_resize(self) -> None:
        """Fill the room there is now."""
        self._draw()

    def _draw(self) -> None:
        rows = max(1, self.size.height - 1)
        index = max(0, self._index if self._index is not None else 0)
        first = max(0, min(index - rows // 2, len(self._actions) - rows))
        parts: list[str | tuple[str, str]] = [("Actions\n", "$secondary")]
        for number, action in enumerate(self._actions[first : first + rows], first):
            is_here = number == self._index
            line = f"{'▸' if is_here else ' '} {format_timecode(action.t_us)[:-2]} {told(action)}"
            parts.append((line + "\n", "bold $accent" if is_here else "$foreground"))
        self.update(Content.assemble(*parts))


_EFFECTS = {
    Effect.COPY: "copies",
    Effect.CUT: "cuts",
    Effect.PASTE: "pastes",
    Effect.WINDOW_SWITCH: "→ window",
    Effect.NAVIGATE: "→ page",
}


def told(action: Action) -> str:
    """An action in a few words, with what it brought about; `~` before what is inferred."""
    sign = "~" if action.is_inferred else ""
    effect = f"  {_EFFECTS[action.effect]}" if action.effect else ""
    return f"{sign}{_done(action)}{effect}"


def _done(action: Action) -> str:
    if action.kind is ActionKind.TYPE:
        text = printable(action.text or "")
        if action.mask is None:
            return f"type {text}"
        # The length stands beside it; a long row of mask characters says nothing more.
        return f"type {_MASK_RUN.sub(MASK_CHARACTER * _LONGEST_MASK, text)} {action.mask}"
    if action.keys:
        return f"{action.kind} {'+'.join(action.keys)}"
    if action.kind is ActionKind.SCROLL:
        return f"scroll {scrolled(action)}"
    if action.x is None or action.y is None:
        return action.kind.value
    return f"{action.kind.value.replace('_', ' ')} {action.x:.0f},{action.y:.0f}"


def scrolled(action: Action) -> str:
    """Which way and how far a scroll went."""
    parts = []
    if action.dy:
        parts.append(f"{'↑' if action.dy > 0 else '↓'} {abs(action.dy):.0f}")
    if action.dx:
        parts.append(f"{'→' if action.dx > 0 else '←'} {abs(action.dx):.0f}")
    return " ".join(parts)


def printable(text: str) -> str:
    """Text in which whatever is no visible character is a sign: no escape reaches the terminal."""
    return "".join(character if character.isprintable() else "·" for character in text)
