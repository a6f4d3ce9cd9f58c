"""What a session looked like at a moment, with everything that must not show filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.action import Action, Mask
from workbench.domain.custody import Custody
from workbench.domain.event import POINTER_KINDS, Event, EventKind, Window
from workbench.domain.exposure import Exposure, PixelMask, exposure_of
from workbench.domain.flag import FlagState
from workbench.domain.geometry import Box
from workbench.domain.masking import (
    Hidden,
    hidden_key_ids,
    masked_action,
    masked_text,
    masked_window,
)
from workbench.domain.member import Permission
from workbench.domain.op import JSON
from workbench.domain.place import EVENT_TEXTS, Place, Where
from workbench.errors import NotFound, UsageError
from workbench.services.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SCENE_SHARE = 0.2
"""A new scene begins once as many tiles have changed as make this share of the screen."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame as it may be shown; `image` is height x width x 3, BGR."""

    frame_no: int
    t_us: int
    image: "NDArray[np.uint8]"


def exposure(session: Session) -> Exposure:
    """What of the session must not show, as things stand."""
    return exposure_of(
        session.flags(),
        session.redactions(),
        session.capture.windows,
        session.pictures,
        session.duration_us,
    )


def shot_at(session: Session, t_us: int, hidden: Exposure) -> Shot:
    """The last frame at or before a moment, with its masks filled; raises NotFound before one."""
    shot = raw_shot_at(session, t_us)
    return Shot(shot.frame_no, shot.t_us, masked_image(session, shot, hidden))


def raw_shot_at(session: Session, t_us: int) -> Shot:
    """The last frame at or before a moment, as it was recorded."""
    pack = session.pack
    frame_no = pack.frame_at(t_us) if pack is not None else None
    if pack is None or frame_no is None:
        raise NotFound(
            "there is no frame at or before that moment",
            hint="The session has none, or its first one comes later.",
        )
    return Shot(frame_no, int(pack.times_us[frame_no]), pack.image(frame_no))


def frame_stretch(session: Session, frame_no: int) -> tuple[int, int]:
    """From when until when a frame was on the screen; nothing of both without pictures."""
    pack = session.pack
    if pack is None:
        return 0, 0
    is_last = frame_no + 1 >= len(pack)
    end_us = session.duration_us if is_last else int(pack.times_us[frame_no + 1])
    return int(pack.times_us[frame_no]), end_us


def masks_on(session: Session, frame_no: int, hidden: Exposure) -> list[PixelMask]:
    """Every mask that applies at any moment at which the frame was on the screen."""
    start_us, end_us = frame_stretch(session, frame_no)
    return [mask for mask in hidden.pixels if mask.start_us < end_us and start_us < mask.end_us]


def is_masked_all_over(session: Session, frame_no: int, hidden: Exposure) -> bool:
    """Whether one mask hides the whole frame at some moment at which it was on the screen."""
    if session.pack is None:
        return False
    whole = Box(0, 0, *session.pack.size(frame_no))
    masks = masks_on(session, frame_no, hidden)
    return any(mask.box is None or mask.box.encloses(whole) for mask in masks)


def masked_image(session: Session, shot: Shot, hidden: Exposure) -> "NDArray[np.uint8]":
    """A copy of the frame with its masks filled."""
    from workbench.media.masks import fill

    image = shot.image.copy()
    height, width = image.shape[:2]
    whole = Box(0, 0, width, height)
    fill(image, [mask.box or whole for mask in masks_on(session, shot.frame_no, hidden)])
    return image


def shown_actions(session: Session, hidden: Exposure) -> list[Action]:
    """The actions with everything hidden masked in their texts, or taken out where all is."""
    return [
        _without_trace(action)
        if hidden.hides_all_of(action)
        else masked_action(action, hidden.hidden_in(Where.TYPED, action.action_id))
        for action in session.capture.actions
    ]


def shown_events(
    session: Session,
    hidden: Exposure,
    *,
    kind: str | None = None,
    from_us: int = 0,
    to_us: int | None = None,
) -> Iterator[Event]:
    """The raw events `[from_us, to_us)`, hidden ones reduced to their id and a blurred time."""
    capture = session.capture
    secret = hidden_events(session, hidden)
    run_start_us: int | None = None
    for event in capture.events(to_us=to_us):
        shown = event
        if event.event_id in secret:
            run_start_us = event.t_us if run_start_us is None else run_start_us
            shown = Event(event.event_id, run_start_us, EventKind.MASKED)
        elif event.kind not in POINTER_KINDS:
            run_start_us = None
            where = EVENT_TEXTS.get(event.kind)
            if where is not None and event.text is not None:
                spans = hidden.hidden_in(where, event.event_id)
                shown = event._replace(text=masked_text(event.text, spans))
        if shown.t_us >= from_us and kind in (None, shown.kind.value):
            yield shown


def hidden_events(session: Session, hidden: Exposure) -> frozenset[int]:
    """The ids of every event not to be shown: keys of hidden characters, and hidden stretches."""
    capture = session.capture
    pressed = set[int]()
    for place in hidden_places(session):
        pressed.update(place.event_ids, _keystrokes_at(session, place))
    keyed = [event for event in capture.events() if event.kind not in POINTER_KINDS]
    pressed = hidden_key_ids(keyed, pressed) | pressed
    if hidden.spans:
        pressed |= {
            event.event_id
            for event in capture.events()
            if any(start <= event.t_us < end for start, end in hidden.spans)
        }
    return frozenset(pressed)


def hidden_places(session: Session) -> list[Place]:
    """The typed places that are flagged and not kept, or redacted."""
    places = [flag.place for flag in session.flags() if flag.state is not FlagState.KEPT]
    places += [redaction.place for redaction in session.redactions()]
    return [place for place in places if place.where is Where.TYPED]


def _keystrokes_at(session: Session, place: Place) -> list[int]:
    """The events of the characters that stand at a typed place, typed anew perhaps."""
    if place.event_ids and not session.sees_restricted:
        # Sealed keystrokes are missing from the runs, so that characters cannot be counted.
        return []
    return [
        keystroke.event_id
        for run in session.capture.typed_runs
        if run.action_id == place.source_id
        for keystroke in run.standing(place.start, place.stop)
    ]


def _without_trace(action: Action) -> Action:
    """An action of a stretch that is hidden whole: that something was done is all that shows."""
    length = len(action.text or "")
    mask = Mask("span", length)
    text = None if action.text is None else masked_text(action.text, [Hidden(0, length, "span")])
    return replace(action, text=text, keys=(), mask=mask, x=None, y=None, x2=None, y2=None)


def shown_windows(session: Session, hidden: Exposure) -> list[Window]:
    """The windows with everything hidden masked in their titles and their programs' names."""
    windows = session.capture.windows
    if not windows:
        return []
    ends = [*(window.start_us for window in windows[1:]), session.duration_us]
    return [
        _shown_window(window, _hidden_in_title(hidden, index, window, end_us), hidden, index)
        for index, (window, end_us) in enumerate(zip(windows, ends, strict=True))
    ]


def _shown_window(window: Window, in_title: list[Hidden], hidden: Exposure, index: int) -> Window:
    shown = masked_window(window, in_title)
    if shown.app is None:
        return shown
    return replace(shown, app=masked_text(shown.app, hidden.hidden_in(Where.APP, index)))


def shown_custody(session: Session, hidden: Exposure) -> Custody:
    """The chain of custody with everything hidden masked in the description."""
    custody = session.capture.custody
    spans = hidden.hidden_in(Where.DESCRIPTION, 0)
    return replace(custody, description=masked_text(custody.description, spans))


def _hidden_in_title(hidden: Exposure, index: int, window: Window, end_us: int) -> list[Hidden]:
    """What of a title is hidden: all of it where any of its time is hidden whole."""
    if any(start < end_us and window.start_us < end for start, end in hidden.spans):
        return [Hidden(0, len(window.title or ""), "span")]
    return hidden.hidden_in(Where.TITLE, index)


def peek(session: Session, *, t_us: int, reason: str) -> None:
    """Put on record that the acting member looks at what is masked; raises NotAllowed."""
    session.require(Permission.REVIEW)
    if not reason.strip():
        raise UsageError("looking under a mask takes a reason", hint="Give --reason TEXT.")
    edit = session.edit("peek")
    fields: dict[str, JSON] = {"t_us": t_us, "reason": reason}
    edit.create("peek", fields)
    edit.save()


def scene_starts(session: Session) -> list[int]:
    """The frames at which a new scene begins: the first one, and each by which much has changed.

    Changes add up: what scrolls by in a small window makes scenes too, if fewer.
    """
    pack = session.pack
    if pack is None:
        return []
    starts, changed = [], 0
    for frame in session.capture.frames:
        grid = pack.grid(frame.frame_no)
        changed += frame.changed_tiles
        if frame.frame_no == 0 or changed >= _SCENE_SHARE * grid.columns * grid.rows:
            starts.append(frame.frame_no)
            changed = 0
    return starts
