"""Running the detectors again over a session that is here already, and flagging what is new."""

from workbench import plugins
from workbench.domain.event import EventKind
from workbench.domain.flag import Flag
from workbench.domain.place import Place
from workbench.errors import KeyUnavailable
from workbench.services.detecting import detect, flag_fields
from workbench.services.session import Session


def rescan(session: Session) -> list[Flag]:
    """Look over every text the member's keys open; the flags made, sorted by time.

    A place that is flagged already stays as it was decided. Any member may: a flag only hides.
    """
    capture = session.capture
    detections = detect(
        plugins.detectors(),
        runs=capture.typed_runs,
        windows=capture.windows,
        events=capture.events(kind=EventKind.CLIPBOARD.value),
        duration_us=session.duration_us,
    )
    known = [flag.place for flag in session.flags()]
    secret = _value_key(session)
    edit = session.edit("flag.add")
    made: set[str] = set()
    for detection in detections:
        if not any(_covers(place, detection.place) for place in known):
            made.add(edit.create("flag", flag_fields(detection, secret)))
            known.append(detection.place)
    edit.save()
    return [flag for flag in session.flags() if flag.flag_id in made]


def _covers(flagged: Place, found: Place) -> bool:
    """Whether a place is flagged already, all of it."""
    if (flagged.where, flagged.source_id) != (found.where, found.source_id):
        return False
    if found.stop:
        return flagged.start <= found.start and found.stop <= flagged.stop
    return set(found.event_ids) <= set(flagged.event_ids)


def _value_key(session: Session) -> bytes:
    try:
        return session.value_key()
    except KeyUnavailable:
        return b""
