"""Running every detector over typed text, titles and clipboard, and turning findings to places."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.action import Keystroke, TypedRun
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.finding import Finding, Passage, PassageSource
from workbench.domain.op import JSON
from workbench.domain.place import Place, Where
from workbench.errors import PluginFailed
from workbench.plugin_api import Detector
from workbench.plugins import plugin_call

_AFTER_LAST_US = 1


@dataclass(frozen=True, slots=True)
class Detection:
    """A place that looks sensitive; `value` is the text itself and never leaves the machine."""

    detector: str
    kind: str
    confidence: int
    reason: str
    place: Place
    value: str


@dataclass(frozen=True, slots=True)
class _Source:
    """A passage and how its characters map back to what was captured."""

    passage: Passage
    where: Where
    source_id: int
    t_us: int
    end_us: int
    keystrokes: tuple[Keystroke, ...] = ()
    is_as_left: bool = True


def value_id(secret: bytes, value: str) -> str:
    """An opaque id that equal values of one subject share, whatever their case and spacing."""
    folded = "".join(value.casefold().split())
    return hmac.digest(secret, folded.encode(), hashlib.sha256).hex()[:24]


def flag_fields(detection: Detection, secret: bytes) -> dict[str, JSON]:
    """What an op says of a detection: never the value, an opaque id where the secret is known."""
    return {
        "kind": detection.kind,
        "detector": detection.detector,
        "confidence": detection.confidence,
        "reason": detection.reason,
        "place": detection.place.to_json(),
        "state": "open",
        "value_id": value_id(secret, detection.value) if secret else "",
    }


def detect(
    detectors: Sequence[Detector],
    *,
    runs: Iterable[TypedRun],
    windows: Sequence[Window],
    events: Iterable[Event],
    duration_us: int,
) -> list[Detection]:
    """Everything the detectors find in a session's texts, sorted by time.

    A detector that fails raises PluginFailed: nothing found and could not look differ.
    """
    sources = [
        *_typed_sources(runs, windows),
        *_title_sources(windows, duration_us),
        *_clipboard_sources(events, windows, duration_us),
    ]
    found: list[Detection] = []
    for detector in detectors:
        for source, findings in zip(sources, _findings(detector, sources), strict=True):
            found.extend(_detection(detector, source, finding) for finding in findings)
    return _distinct(sorted(found, key=_order))


def _findings(detector: Detector, sources: Sequence[_Source]) -> Sequence[Sequence[Finding]]:
    with plugin_call("detector", detector.name, "Update or remove the plugin and try again."):
        findings = detector.detect([source.passage for source in sources])
    if len(findings) != len(sources):
        raise PluginFailed(
            f"the detector {detector.name!r} did not look at every text",
            hint="Update or remove the plugin and try again.",
        )
    return findings


def _typed_sources(runs: Iterable[TypedRun], windows: Sequence[Window]) -> Iterable[_Source]:
    for run in runs:
        title = title_at(windows, run.keystrokes[0].t_us)
        yield _typed_source(run, run.kept, title, is_as_left=True)
        if len(run.kept) != len(run.keystrokes):
            yield _typed_source(run, run.keystrokes, title, is_as_left=False)


def _typed_source(
    run: TypedRun, keystrokes: tuple[Keystroke, ...], title: str, *, is_as_left: bool
) -> _Source:
    text = "".join(k.text for k in keystrokes)
    passage = Passage(text, PassageSource.TYPED, title)
    times = [k.t_us for k in keystrokes] or [0]
    return _Source(passage, Where.TYPED, run.action_id, times[0], times[-1], keystrokes, is_as_left)


def _title_sources(windows: Sequence[Window], duration_us: int) -> Iterable[_Source]:
    for index, window in enumerate(windows):
        end_us = windows[index + 1].start_us if index + 1 < len(windows) else duration_us
        passage = Passage(window.title or "", PassageSource.TITLE, window.title or "")
        end_us = max(end_us, window.start_us + 1)
        yield _Source(passage, Where.TITLE, index, window.start_us, end_us)


def _clipboard_sources(
    events: Iterable[Event], windows: Sequence[Window], duration_us: int
) -> Iterable[_Source]:
    for event in events:
        if event.kind is EventKind.CLIPBOARD and event.text:
            title = title_at(windows, event.t_us)
            passage = Passage(event.text, PassageSource.CLIPBOARD, title)
            end_us = max(duration_us, event.t_us + 1)
            yield _Source(passage, Where.CLIPBOARD, event.event_id, event.t_us, end_us)


def title_at(windows: Sequence[Window], t_us: int) -> str:
    """The title of the window that has the focus at a moment, empty where none is known."""
    title = ""
    for window in windows:
        if window.start_us > t_us:
            break
        title = window.title or ""
    return title


def _detection(detector: Detector, source: _Source, finding: Finding) -> Detection:
    value = source.passage.text[finding.start : finding.end]
    place = Place(
        where=source.where,
        t_us=source.t_us,
        end_us=source.end_us,
        source_id=source.source_id,
        start=finding.start,
        stop=finding.end,
        length=len(value),
    )
    if source.where is Where.TYPED:
        place = _typed_place(source, finding)
    name = f"{detector.name}/{detector.version}"
    return Detection(name, finding.kind, finding.confidence, finding.reason, place, value)


def _typed_place(source: _Source, finding: Finding) -> Place:
    keys = _keystrokes_of(source.keystrokes, finding)
    return Place(
        where=Where.TYPED,
        t_us=keys[0].t_us,
        end_us=keys[-1].t_us + _AFTER_LAST_US,
        source_id=source.source_id,
        # Characters that were erased again have no place in the text as it was left.
        start=finding.start if source.is_as_left else 0,
        stop=finding.end if source.is_as_left else 0,
        length=finding.end - finding.start,
        event_ids=tuple(k.event_id for k in keys),
    )


def _keystrokes_of(keystrokes: Sequence[Keystroke], finding: Finding) -> list[Keystroke]:
    """The keystrokes that made the finding's characters; one may have made several."""
    found: list[Keystroke] = []
    position = 0
    for keystroke in keystrokes:
        if position < finding.end and finding.start < position + len(keystroke.text):
            found.append(keystroke)
        position += len(keystroke.text)
    return found


def _order(detection: Detection) -> tuple[int, int, int, str]:
    place = detection.place
    return (place.t_us, place.end_us, -place.stop, detection.kind)


def _distinct(detections: Sequence[Detection]) -> list[Detection]:
    """Without what was found again in the raw keystrokes and stands in the text as left."""
    as_left = [d for d in detections if d.place.stop]
    covered = [set(d.place.event_ids) for d in as_left]
    erased = (
        d
        for d in detections
        if not d.place.stop and not any(set(d.place.event_ids) <= ids for ids in covered)
    )
    return sorted([*as_left, *erased], key=_order)
