"""The captured text that a flagged place is a part of."""

from workbench.domain.place import EVENT_TEXTS, Place, Where
from workbench.services.session import Session

_EVENT_KINDS = {where: kind for kind, where in EVENT_TEXTS.items()}


def source_text(session: Session, place: Place) -> str | None:
    """The whole text, as far as the member's keys open it; None where there is none there."""
    if place.where is Where.TYPED:
        actions = session.capture.actions
        return next((a.text for a in actions if a.action_id == place.source_id), None)
    if place.where in (Where.TITLE, Where.APP):
        return _window_text(session, place)
    if place.where in _EVENT_KINDS:
        events = session.capture.events(kind=_EVENT_KINDS[place.where].value)
        return next((e.text for e in events if e.event_id == place.source_id), None)
    if place.where is Where.DESCRIPTION:
        return session.capture.custody.description
    return None


def _window_text(session: Session, place: Place) -> str | None:
    windows, index = session.capture.windows, place.source_id
    if index is None or not 0 <= index < len(windows):
        return None
    return windows[index].app if place.where is Where.APP else windows[index].title
