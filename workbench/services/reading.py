"""Reading a capture: its events reduced, its screens passed on, all on the session's clock."""

import collections
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import POINTER_KINDS, Event, EventKind
from workbench.domain.geometry import Geometry
from workbench.domain.reduction import ReductionSettings, focus_changes, reduce_events
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import TextScreen
from workbench.domain.told import finished, typed_in
from workbench.errors import BadCapture
from workbench.plugin_api import (
    MakesRemarks,
    OpenCapture,
    Progress,
    ShowsText,
    SourceFrame,
    TellsActions,
)
from workbench.services.sealing import Intake
from workbench.services.sources import NOTHING_IMPORTED
from workbench.store.captures import PointerLog

Timed = TypeVar("Timed", Event, SourceFrame, TextScreen)


class Reading:
    """One opened capture; the clock starts with the first event, screenshot or screen of text.

    `intake` holds everything but the screenshots; when the session ends is known only after
    those have passed. Raises BadCapture for a capture that holds none of the three.
    """

    def __init__(
        self,
        opened: OpenCapture,
        progress: Progress,
        pointer: Callable[[int, Sequence[Geometry]], PointerLog],
        settings: ReductionSettings,
    ) -> None:
        self._progress = progress
        self._settings = settings
        self.thresholds = {} if isinstance(opened, TellsActions) else settings.numbers()
        """Those the actions are made with; none where they are told."""
        self._recorder_events = 0
        events, first_event_us = _peeked(opened.events())
        self._shots, first_shot_us = _peeked(opened.frames())
        screens, first_screen_us = _peeked(
            opened.screens() if isinstance(opened, ShowsText) else ()
        )
        starts = [t for t in (first_event_us, first_shot_us, first_screen_us) if t is not None]
        if not starts:
            raise BadCapture("the capture holds neither events nor frames", hint=NOTHING_IMPORTED)
        self._origin_us = min(starts)
        self._geometry = tuple(
            replace(span, start_us=max(0, span.start_us - self._origin_us))
            for span in opened.info.geometry
        )
        self._pointer = pointer(self._origin_us, self._geometry)
        self.intake = self._reduced(opened, events)
        self.intake.screens = [self._moved(screen) for screen in screens]
        if isinstance(opened, MakesRemarks):
            self.intake.remarks = [self._remark(remark) for remark in opened.remarks()]

    @property
    def origin_us(self) -> int:
        """When the session starts, on the capture's own clock."""
        return self._origin_us

    def shots(self) -> Iterator[SourceFrame]:
        """The screenshots, once; the last one counts even if nothing changed."""
        for count, shot in enumerate(self._shots, 1):
            moved = replace(shot, t_us=shot.t_us - self._origin_us)
            self.intake.last_shot_us = moved.t_us
            self._progress("frames", count, 0)
            yield moved
        self.intake.duration_us = self._duration_us()

    def warnings(self) -> tuple[CaptureWarning, ...]:
        """What was noticed of the capture, whatever its importer says itself."""
        tally = WarningTally()
        outside = "pointer positions off the screen, kept"
        tally.add("pointer-outside", outside, self._pointer.outside)
        aside = "events that started or stopped the recorder, in no action"
        tally.add("recorder-keys", aside, self._recorder_events)
        return tally.warnings()

    def _reduced(self, opened: OpenCapture, events: Iterable[Event]) -> Intake:
        windows = [
            replace(window, start_us=max(0, window.start_us - self._origin_us))
            for window in opened.windows()
        ]
        intake = Intake(windows=windows, geometry=self._geometry)
        collected = self._collected(intake, events)
        if isinstance(opened, TellsActions):
            collections.deque(collected, maxlen=0)
            intake.actions = finished(opened.actions(), self._origin_us)
            intake.typed = typed_in(intake.actions)
            return intake
        reduction = reduce_events(
            collected, window_changes_us=focus_changes(windows), settings=self._settings
        )
        intake.actions = list(reduction.actions)
        intake.typed = list(reduction.typed)
        self._recorder_events = len(reduction.recorder_ids)
        return intake

    def _collected(self, intake: Intake, events: Iterable[Event]) -> Iterator[Event]:
        """The events but for moves, of which a long capture has millions."""
        origin_us, pointer, move = self._origin_us, self._pointer, EventKind.MOVE
        t_us = origin_us
        for count, event in enumerate(events, 1):
            if count % 50_000 == 0:
                self._progress("events", count, 0)
            kind, t_us = event.kind, event.t_us
            if kind is move:
                pointer.add(event)
                continue
            moved = event._replace(t_us=t_us - origin_us)
            if kind in POINTER_KINDS:
                pointer.add(event)
            else:
                intake.sealed_events.append(moved)
            yield moved
        pointer.close()
        intake.pointer_events = pointer.count
        intake.last_event_us = t_us - origin_us

    def _moved(self, screen: TextScreen) -> TextScreen:
        return replace(screen, t_us=screen.t_us - self._origin_us)

    def _remark(self, remark: Remark) -> Remark:
        t_us, end_us = (max(0, t - self._origin_us) for t in (remark.t_us, remark.end_us))
        return replace(remark, t_us=t_us, end_us=max(t_us, end_us))

    def _duration_us(self) -> int:
        intake = self.intake
        last_screen_us = intake.screens[-1].t_us if intake.screens else 0
        last_end_us = intake.actions[-1].end_us if intake.actions else 0
        return max(intake.last_event_us, intake.last_shot_us, last_screen_us, last_end_us) + 1


def _peeked(items: Iterable[Timed]) -> tuple[Iterator[Timed], int | None]:
    """The items, and the time of the first of them."""
    iterator = iter(items)
    first = next(iterator, None)
    if first is None:
        return iterator, None
    return itertools.chain([first], iterator), first.t_us
