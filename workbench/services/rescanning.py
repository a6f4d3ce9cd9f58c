"""Running the detectors again over a session that is here already, and flagging what is new."""

from collections.abc import Sequence

from workbench import plugins
from workbench.domain.action import Action
from workbench.domain.event import Event, EventKind
from workbench.domain.flag import Flag, FlagState
from workbench.domain.place import EVENT_TEXTS, Place
from workbench.errors import KeyUnavailable
from workbench.services.detecting import detect, flag_fields
from workbench.services.passages import Texts
from workbench.services.screen_texts import detect_on_screens
from workbench.services.session import Session
from workbench.services.shown_texts import shown_on_screens

_TYPING = (EventKind.PRESS, EventKind.TEXT)


def rescan(session: Session) -> list[Flag]:
    """Look over every text the member's keys open; the flags made, sorted by time.

    A place that is flagged already stays as it was decided. One that was flagged for less than
    is left of its value in the text is flagged again. Any member may: a flag only hides.
    """
    detectors = plugins.detectors()
    screens, end_us = session.capture.screens, session.duration_us
    on_screens = detect_on_screens(detectors, screens, end_us)
    found = detect(detectors, _texts(session))
    known = session.flags()
    secret = _value_key(session)
    if secret:
        # Whoever may not see all of the screens cannot tell where a text does not show.
        found = shown_on_screens(found, on_screens, screens, end_us)
    detections = [*found, *on_screens]
    edit = session.edit("flag.add")
    made: set[str] = set()
    seen: set[str] = set()
    for detection in detections:
        fields, place = flag_fields(detection, secret), detection.place
        if place.to_json() not in seen and not _is_flagged(place, str(fields["value_id"]), known):
            made.add(edit.create("flag", fields))
            seen.add(place.to_json())
    edit.save()
    return [flag for flag in session.flags() if flag.flag_id in made]


def _texts(session: Session) -> Texts:
    capture = session.capture
    return Texts(
        runs=capture.typed_runs,
        windows=capture.windows,
        events=_sealed_events(session),
        duration_us=session.duration_us,
        description=capture.custody.description,
        actions=capture.actions,
        masked=_masked(session),
    )


def _sealed_events(session: Session) -> list[Event]:
    kinds = (*_TYPING, *EVENT_TEXTS)
    found = [event for kind in kinds for event in session.capture.events(kind=kind.value)]
    return sorted(found, key=lambda event: (event.t_us, event.event_id))


def _masked(session: Session) -> Sequence[Action]:
    """The typing of which the member may not see every keystroke."""
    capture = session.capture
    seen = {run.action_id: "".join(k.text for k in run.kept) for run in capture.typed_runs}
    return [a for a in capture.actions if a.text and a.text != seen.get(a.action_id)]


def _is_flagged(found: Place, value_id: str, flags: Sequence[Flag]) -> bool:
    """Whether a place is flagged already, all of it, or its very value was kept."""
    return any(
        _covers(flag.place, found) or _was_kept(flag, found, value_id)
        for flag in flags
        if (flag.place.where, flag.place.source_id) == (found.where, found.source_id)
    )


def _covers(flagged: Place, found: Place) -> bool:
    if found.box is not None:
        is_inside = flagged.box is not None and flagged.box.encloses(found.box)
        return is_inside and flagged.t_us <= found.t_us and found.end_us <= flagged.end_us
    if found.stop and not (flagged.start <= found.start and found.stop <= flagged.stop):
        return False
    return set(found.event_ids) <= set(flagged.event_ids)


def _was_kept(flag: Flag, found: Place, value_id: str) -> bool:
    is_same = bool(value_id) and (flag.value_id, set(flag.place.event_ids)) == (
        value_id,
        set(found.event_ids),
    )
    return is_same and bool(found.event_ids) and flag.state is FlagState.KEPT


def _value_key(session: Session) -> bytes:
    try:
        return session.value_key()
    except KeyUnavailable:
        return b""
