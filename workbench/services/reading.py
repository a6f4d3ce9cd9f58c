"""Reading a capture: its events reduced, its screenshots passed on, all on the session's clock."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from workbench.domain.event import POINTER_KINDS, Event, EventKind
from workbench.domain.reduction import ReductionSettings, focus_changes, reduce_events
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, OpenCapture, Progress, SourceFrame
from workbench.services.sealing import Intake
from workbench.services.sources import NOTHING_IMPORTED
from workbench.store.captures import PointerLog

Timed = TypeVar("Timed", Event, SourceFrame)


class Reading:
    """One opened capture; the clock starts with the first event or screenshot.

    `intake` holds everything but the screenshots; when the session ends is known only after
    those have passed. Raises BadCapture for a capture that holds neither.
    """

    def __init__(
        self, opened: OpenCapture, progress: Progress, pointer: Callable[[int], PointerLog]
    ) -> None:
        self._progress = progress
        events, first_event_us = _peeked(opened.events())
        self._shots, first_shot_us = _peeked(opened.frames())
        starts = [t for t in (first_event_us, first_shot_us) if t is not None]
        if not starts:
            raise BadCapture("the capture holds neither events nor frames", hint=NOTHING_IMPORTED)
        self._origin_us = min(starts)
        self._pointer = pointer(self._origin_us)
        self.intake = self._reduced(opened, events)

    def shots(self) -> Iterator[SourceFrame]:
        """The screenshots, once; the last one counts even if nothing changed."""
        for count, shot in enumerate(self._shots, 1):
            moved = replace(shot, t_us=shot.t_us - self._origin_us)
            self.intake.last_shot_us = moved.t_us
            self._progress("frames", count, 0)
            yield moved
        self.intake.duration_us = _duration_us(self.intake)

    def _reduced(self, opened: OpenCapture, events: Iterable[Event]) -> Intake:
        windows = [
            replace(window, start_us=max(0, window.start_us - self._origin_us))
            for window in opened.windows()
        ]
        geometry = tuple(
            replace(span, start_us=max(0, span.start_us - self._origin_us))
            for span in opened.info.geometry
        )
        intake = Intake(windows=windows, geometry=geometry)
        reduction = reduce_events(
            self._collected(intake, events),
            window_changes_us=focus_changes(windows),
            settings=_settings(opened.info),
        )
        intake.actions = list(reduction.actions)
        intake.typed = list(reduction.typed)
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


def _settings(info: CaptureInfo) -> ReductionSettings:
    settings = ReductionSettings()
    if info.double_click_us is not None:
        settings = replace(settings, double_click_us=info.double_click_us)
    if info.double_click_px is not None:
        settings = replace(settings, double_click_px=info.double_click_px)
    return settings


def _duration_us(intake: Intake) -> int:
    return max(intake.last_event_us, intake.last_shot_us) + 1


def _peeked(items: Iterable[Timed]) -> tuple[Iterator[Timed], int | None]:
    """The items, and the time of the first of them."""
    iterator = iter(items)
    first = next(iterator, None)
    if first is None:
        return iterator, None
    return itertools.chain([first], iterator), first.t_us
