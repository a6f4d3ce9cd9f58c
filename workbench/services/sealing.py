"""What of a capture goes under which key: everything flagged only under the restricted one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from workbench.domain.action import Action, TypedRun
from workbench.domain.custody import Custody
from workbench.domain.event import Event, Window
from workbench.domain.flag import Shows
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
from workbench.domain.pieces import Wanted, pieces_in
from workbench.domain.place import EVENT_TEXTS, Place, Where
from workbench.domain.remark import About, Remark
from workbench.domain.text_screen import TextScreen, columns_of, masked_line, rows_of
from workbench.services.detecting import Detection
from workbench.store.captures import CaptureWriter, FrameRow, rows, texts
from workbench.store.keyring import KeyClass

Captured = TypeVar("Captured", Event, Action, Window, Custody, Remark)

_SHORTEST_SHOWN = 2
"""Of a text that is being typed this much is covered; one character could be any."""


@dataclass(slots=True)
class Intake:
    """What was read of a capture, on the session's clock; `sealed_events` are not pointer's.

    Pointer events are written as they come, and only counted here.
    """

    windows: list[Window]
    geometry: tuple[Geometry, ...]
    pointer_events: int = 0
    sealed_events: list[Event] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    typed: list[TypedRun] = field(default_factory=list)
    screens: list[TextScreen] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    private_remarks: set[int] = field(default_factory=set)
    """The places in `remarks` of those in which a detector has found something."""
    last_event_us: int = 0
    last_shot_us: int = 0
    duration_us: int = 0

    @property
    def event_count(self) -> int:
        """Pointer events and the others."""
        return self.pointer_events + len(self.sealed_events)


def write_sealed(
    writer: CaptureWriter,
    intake: Intake,
    frames: Sequence[FrameRow],
    detections: Iterable[Detection],
    custody: Custody,
) -> None:
    """Write everything: masked twins under the content key, the rest under the restricted one."""
    hidden = _Hidden(intake, detections)
    writer.add_geometry(intake.geometry)
    _write_twins(writer, "event", rows.event_rows, intake.sealed_events, hidden.events())
    _write_twins(writer, "action", rows.action_rows, intake.actions, hidden.actions())
    _write_twins(writer, "window", rows.window_rows, intake.windows, hidden.windows())
    writer.add_sealed("keystroke", hidden.keystrokes(are_hidden=False), KeyClass.CONTENT)
    writer.add_sealed("keystroke", hidden.keystrokes(are_hidden=True), KeyClass.RESTRICTED)
    _write_twins(writer, "remark", texts.remark_rows, intake.remarks, hidden.remarks())
    _write_screens(writer, intake.screens, hidden)
    writer.add_sealed("frame", rows.frame_rows(frames), KeyClass.CONTENT)
    _write_twins(writer, "custody", rows.custody_rows, [custody], [hidden.custody(custody)])


def _write_twins(
    writer: CaptureWriter,
    stream: str,
    as_rows: Callable[[Iterable[Captured]], Iterable[rows.Row]],
    whole: Sequence[Captured],
    masked: Sequence[Captured],
) -> None:
    """Write the masked ones for all, and the whole ones of those that differ for a few."""
    differing = (one for one, twin in zip(whole, masked, strict=True) if one != twin)
    writer.add_sealed(stream, as_rows(masked), KeyClass.CONTENT)
    writer.add_sealed(stream, as_rows(differing), KeyClass.RESTRICTED)


def _write_screens(writer: CaptureWriter, screens: Sequence[TextScreen], hidden: "_Hidden") -> None:
    """Write twins of screens of text; text that scrolls has too many lines to hold them all."""
    lines = texts.drawn_lines(screens)
    covered = (hidden.covered(line) for line in lines)
    writer.add_sealed("screen", texts.screen_rows(covered), KeyClass.CONTENT)
    again = texts.drawn_lines(screens)
    differing = (line for line in again if hidden.covered(line) != line)
    writer.add_sealed("screen", texts.screen_rows(differing), KeyClass.RESTRICTED)


class _Hidden:
    """Which of a session's captured things are flagged, and their masked twins."""

    def __init__(self, intake: Intake, detections: Iterable[Detection]) -> None:
        self._intake = intake
        self._by_source: dict[tuple[Where, int], list[Hidden]] = defaultdict(list)
        self._detections = list(detections)
        self._typed_and_read = [
            d for d in self._detections if d.place.where is Where.TYPED and d.shows is Shows.READ
        ]
        self._on_screen: dict[int, list[Place]] = defaultdict(list)
        for place in (d.place for d in self._detections if d.place.where is Where.SCREEN):
            for row in rows_of(place.box) if place.box else ():
                self._on_screen[row].append(place)
        self._wanted = Wanted(detection.value for detection in self._detections)
        self._runs = {run.action_id: run for run in intake.typed if run.action_id}
        self._pressed = erased_ids(intake.typed)
        for detection in self._detections:
            place = detection.place
            span = Hidden(place.start, place.stop, detection.kind)
            if place.source_id is not None and place.stop:
                self._by_source[place.where, place.source_id].append(span)
            self._pressed.update(place.event_ids, self._left_of(place))
        # What an input method typed came without keys.
        self._event_ids = hidden_key_ids(intake.sealed_events, self._pressed) | self._pressed

    def events(self) -> list[Event]:
        events = masked_events(self._intake.sealed_events, self._event_ids)
        return [self._text(event) for event in events]

    def actions(self) -> list[Action]:
        return [
            masked_action(action, self._by_source.get((Where.TYPED, action.action_id), ()))
            for action in self._intake.actions
        ]

    def windows(self) -> list[Window]:
        return [
            self._app(index, masked_window(window, self._by_source.get((Where.TITLE, index), ())))
            for index, window in enumerate(self._intake.windows)
        ]

    def remarks(self) -> list[Remark]:
        """What repeats a flagged value, or was noted while one was typed, is covered whole."""
        return [
            replace(remark, text="█" * len(remark.text))
            if number in self._intake.private_remarks or self._repeats_value(remark)
            else remark
            for number, remark in enumerate(self._intake.remarks)
        ]

    def covered(self, drawn: texts.Drawn) -> texts.Drawn:
        """A line of a screen of text with every flagged cell covered."""
        cells = self._cells(drawn)
        return replace(drawn, line=masked_line(drawn.line, cells)) if cells else drawn

    def _repeats_value(self, remark: Remark) -> bool:
        if remark.about is About.ACTION:
            typed = (d.place for d in self._detections if d.place.where is Where.TYPED)
            if any(place.overlaps(remark.t_us, remark.end_us + 1) for place in typed):
                return True
        return any(self._wanted.pieces(remark.text))

    def _cells(self, drawn: texts.Drawn) -> list[tuple[int, int]]:
        """The columns of a line that are flagged as it is drawn."""
        t_us = drawn.screen.t_us
        in_line = self._on_screen.get(drawn.line_no, ())
        boxes = (place.box for place in in_line if place.overlaps(t_us, t_us + 1))
        flagged = [span for box in boxes if box for span in columns_of(box, drawn.line_no)]
        return [*flagged, *self._just_typed(drawn)]

    def _just_typed(self, drawn: texts.Drawn) -> Iterator[tuple[int, int]]:
        """What shows of texts that are being typed: flagged as a time, when all is masked."""
        t_us = drawn.screen.t_us
        text = "".join(run.text for run in drawn.line)
        for detection in self._typed_and_read:
            place = detection.place
            if place.t_us <= t_us < place.echoed_us:
                yield from pieces_in(text, detection.value, _SHORTEST_SHOWN)

    def keystrokes(self, *, are_hidden: bool) -> Iterator[rows.Row]:
        every = rows.keystroke_rows(self._intake.typed)
        return (row for row in every if (row["event_id"] in self._pressed) is are_hidden)

    def custody(self, custody: Custody) -> Custody:
        hidden = self._by_source.get((Where.DESCRIPTION, 0), ())
        return replace(custody, description=masked_text(custody.description, hidden))

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
        return event._replace(text=masked_text(event.text, hidden))
