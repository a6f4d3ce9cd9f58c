"""Actions while they are being made out of raw events."""

from dataclasses import dataclass, field

from workbench.domain.action import Action, ActionKind, Effect, Keystroke
from workbench.domain.event import Event


@dataclass(slots=True, eq=False)
class Draft:
    """An action under construction; `t_us` and `end_us` span the events claimed so far."""

    kind: ActionKind
    t_us: int
    end_us: int
    event_ids: list[int] = field(default_factory=list)
    x: float | None = None
    y: float | None = None
    x2: float | None = None
    y2: float | None = None
    button: str | None = None
    clicks: int = 0
    dx: float = 0
    dy: float = 0
    keys: tuple[str, ...] = ()
    keystrokes: list[Keystroke] | None = None
    effect: Effect | None = None
    is_inferred: bool = False

    def claim(self, event: Event) -> None:
        """Count an event as part of this action."""
        self.event_ids.append(event.event_id)
        self.t_us = min(self.t_us, event.t_us)
        self.end_us = max(self.end_us, event.t_us)
        self.is_inferred |= event.is_inferred

    @property
    def text(self) -> str | None:
        """What was left standing of the typed characters; None where nothing can be typed."""
        if self.keystrokes is None:
            return None
        return "".join(k.text for k in self.keystrokes if k.erased_by is None)

    @property
    def is_erased(self) -> bool:
        """Whether this is typing of which nothing was left standing."""
        return self.text == ""

    def finished(self, action_id: int, gap_us: int) -> Action:
        """The action it came to."""
        return Action(
            action_id=action_id,
            t_us=self.t_us,
            end_us=self.end_us,
            kind=self.kind,
            x=self.x,
            y=self.y,
            x2=self.x2,
            y2=self.y2,
            button=self.button,
            clicks=self.clicks,
            dx=self.dx,
            dy=self.dy,
            text=self.text,
            keys=self.keys,
            gap_us=gap_us,
            event_ids=tuple(sorted(self.event_ids)),
            effect=self.effect,
            is_inferred=self.is_inferred,
        )


class Ledger:
    """Every draft so far, the latest one, and the events that belong to none."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.latest: Draft | None = None
        self.unclaimed: list[int] = []

    def begin(self, kind: ActionKind, event: Event) -> Draft:
        """A new draft that starts with this event; whatever was under way has ended."""
        draft = Draft(kind, event.t_us, event.t_us)
        draft.claim(event)
        self.drafts.append(draft)
        self.latest = draft
        return draft

    def fold(self, into: Draft) -> None:
        """Make the latest draft's events part of an earlier one, which is the latest again."""
        draft = self.drafts.pop()
        into.event_ids += draft.event_ids
        into.t_us = min(into.t_us, draft.t_us)
        into.end_us = max(into.end_us, draft.end_us)
        self.latest = into

    def leave(self, event: Event) -> None:
        """Note an event that belongs to no action."""
        self.unclaimed.append(event.event_id)
