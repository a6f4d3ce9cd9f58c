"""Actions and events in words, one line each, as people read them in a terminal."""

from workbench.domain.action import Action
from workbench.domain.event import Event


def action_line(action: Action) -> str:
    """What was done, where, and with which text or keys; hidden text stays masked."""
    parts = [action.kind.value]
    if action.x is not None and action.y is not None:
        parts.append(_place(action.x, action.y))
    if action.x2 is not None and action.y2 is not None:
        parts.append(f"to {_place(action.x2, action.y2)}")
    if action.dx or action.dy:
        parts.append(f"by {action.dx:g},{action.dy:g}")
    if action.keys:
        parts.append("+".join(action.keys))
    if action.text is not None:
        parts.append(action.text)
    if action.mask is not None:
        parts.append(f"[{action.mask}]")
    return " ".join(parts)


def event_line(event: Event) -> str:
    """What happened, as the recorder saw it."""
    parts = [event.kind.value]
    if event.x is not None and event.y is not None:
        parts.append(_place(event.x, event.y))
    if event.dx or event.dy:
        parts.append(f"by {event.dx:g},{event.dy:g}")
    parts += [text for text in (event.button, event.key, event.text) if text]
    return " ".join(parts)


def _place(x: float, y: float) -> str:
    return f"{x:g},{y:g}"
