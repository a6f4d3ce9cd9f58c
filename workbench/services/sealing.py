"""What of a capture goes under which key: everything flagged only under the restricted one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.action import Action, TypedRun
from workbench.domain.custody import Custody
from workbench.domain.event import Event, Window
from workbench.domain.geometry import Geometry
from workbench.domain.masking import (
    Hidden,
    erased_ids,
    hidden_key_ids,
    masked_action,
    masked_events,
    masked_text,
    masked_window,
)
from workbench.domain.place import EVENT_TEXTS, Place, Where
from workbench.services.detecting import Detection
from workbench.store.captures import CaptureWriter, FrameRow, rows
from workbench.store.keyring import KeyClass


@dataclass(slots=True)
class Intake:
    """What was read of a capture, on the session's clock; `sealed_events` are not pointer's."""

    windows: list[Window]
    geometry: tuple[Geometry, ...]
    pointer: list[Event] = field(default_factory=list)
    sealed_events: list[Event] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    typed: list[TypedRun] = field(default_factory=list)
    last_shot_us: int = 0
    duration_us: int = 0


def write_sealed(
    writer: CaptureWriter,
    intake: Intake,
    frames: Sequence[FrameRow],
    detections: Iterable[Detection],
    custody: Custody,
) -> None:
    """Write everything: masked twins under the content key, the rest under the restricted one."""
    hidden = _Hidden(intake, detections)
    for event in intake.pointer:
        writer.add_pointer(event)
    writer.add_geometry(intake.geometry)
    _write_twins(writer, "event", *hidden.events())
    _write_twins(writer, "action", *hidden.actions())
    _write_twins(writer, "window", *hidden.windows())
    _write_twins(writer, "keystroke", *hidden.keystrokes())
    writer.add_sealed("frame", rows.frame_rows(frames), KeyClass.CONTENT)
    _write_twins(writer, "custody", *hidden.custody(custody))


def _write_twins(
    writer: CaptureWriter, stream: str, content: list[rows.Row], restricted: list[rows.Row]
) -> None:
    writer.add_sealed(stream, content, KeyClass.CONTENT)
    writer.add_sealed(stream, restricted, KeyClass.RESTRICTED)


class _Hidden:
    """Which of a session's captured things are flagged, and their masked twins."""

    def __init__(self, intake: Intake, detections: Iterable[Detection]) -> None:
        self._intake = intake
        self._by_source: dict[tuple[Where, int], list[Hidden]] = defaultdict(list)
        self._runs = {run.action_id: run for run in intake.typed if run.action_id}
        self._pressed = erased_ids(intake.typed)
        for detection in detections:
            place = detection.place
            span = Hidden(place.start, place.stop, detection.kind)
            if place.source_id is not None and place.stop:
                self._by_source[place.where, place.source_id].append(span)
            self._pressed.update(place.event_ids, self._left_of(place))
        # What an input method typed came without keys.
        self._event_ids = hidden_key_ids(intake.sealed_events, self._pressed) | self._pressed

    def events(self) -> tuple[list[rows.Row], list[rows.Row]]:
        masked = [self._text(event) for event in masked_events(self._events, self._event_ids)]
        return _twins(rows.event_rows(masked), rows.event_rows(self._events))

    def actions(self) -> tuple[list[rows.Row], list[rows.Row]]:
        masked = [
            masked_action(action, self._by_source.get((Where.TYPED, action.action_id), ()))
            for action in self._intake.actions
        ]
        return _twins(rows.action_rows(masked), rows.action_rows(self._intake.actions))

    def windows(self) -> tuple[list[rows.Row], list[rows.Row]]:
        masked = [
            self._app(index, masked_window(window, self._by_source.get((Where.TITLE, index), ())))
            for index, window in enumerate(self._intake.windows)
        ]
        return _twins(rows.window_rows(masked), rows.window_rows(self._intake.windows))

    def keystrokes(self) -> tuple[list[rows.Row], list[rows.Row]]:
        every = rows.keystroke_rows(self._intake.typed)
        content = [row for row in every if row["event_id"] not in self._pressed]
        return content, [row for row in every if row["event_id"] in self._pressed]

    def custody(self, custody: Custody) -> tuple[list[rows.Row], list[rows.Row]]:
        hidden = self._by_source.get((Where.DESCRIPTION, 0), ())
        masked = replace(custody, description=masked_text(custody.description, hidden))
        return _twins(rows.custody_rows(masked), rows.custody_rows(custody))

    @property
    def _events(self) -> list[Event]:
        return self._intake.sealed_events

    def _left_of(self, place: Place) -> list[int]:
        """The events of what is left of a typed value, typed anew perhaps."""
        run = self._runs.get(place.source_id or 0) if place.where is Where.TYPED else None
        return [k.event_id for k in run.standing(place.start, place.stop)] if run else []

    def _app(self, index: int, window: Window) -> Window:
        hidden = self._by_source.get((Where.APP, index))
        if hidden is None or window.app is None:
            return window
        return replace(window, app=masked_text(window.app, hidden))

    def _text(self, event: Event) -> Event:
        where = EVENT_TEXTS.get(event.kind)
        hidden = self._by_source.get((where, event.event_id)) if where else None
        if hidden is None or event.text is None:
            return event
        return replace(event, text=masked_text(event.text, hidden))


def _twins(masked: list[rows.Row], whole: list[rows.Row]) -> tuple[list[rows.Row], list[rows.Row]]:
    """The masked rows, and the whole ones of those that differ."""
    return masked, [row for row, twin in zip(whole, masked, strict=True) if row != twin]
