"""Running every detector over all texts of a session, and turning findings to places."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.domain.finding import Finding, Passage
from workbench.domain.flag import Shows
from workbench.domain.op import JSON
from workbench.domain.pieces import Wanted, bare_of
from workbench.domain.place import Place, Where
from workbench.errors import PluginFailed
from workbench.plugin_api import Detector
from workbench.plugins import plugin_call
from workbench.services.passages import Found, Source, Texts, sources_of
from workbench.services.resumed_typing import Resumed, resumed
from workbench.services.typed_places import typed_places


@dataclass(frozen=True, slots=True)
class Detection:
    """A place that looks sensitive; `value` is the text itself and never leaves the machine."""

    detector: str
    kind: str
    confidence: int
    reason: str
    place: Place
    value: str
    shows: Shows = Shows.UNKNOWN


def value_id(secret: bytes, value: str) -> str:
    """An opaque id that equal values of one subject share, whatever their case and spacing."""
    folded = "".join(value.casefold().split())
    return hmac.digest(secret, folded.encode(), hashlib.sha256).hex()[:24]


def flag_fields(detection: Detection, secret: bytes) -> dict[str, JSON]:
    """What an op says of a detection: never the value, an opaque id where the secret is known."""
    fields: dict[str, JSON] = {
        "kind": detection.kind,
        "detector": detection.detector,
        "confidence": detection.confidence,
        "reason": detection.reason,
        "place": detection.place.to_json(),
        "state": "open",
        "value_id": value_id(secret, detection.value) if secret else "",
    }
    if detection.shows is not Shows.UNKNOWN:
        fields["shows"] = detection.shows.value
    return fields


def detect(detectors: Sequence[Detector], texts: Texts) -> list[Detection]:
    """Everything the detectors find in a session's texts, sorted by time.

    A value that was corrected is hidden with all that is left of it in the text. A detector
    that fails raises PluginFailed: nothing found and could not look differ.
    """
    sources = sources_of(texts)
    found = [found for detector in detectors for found in _found(detector, sources)]
    across = _across(detectors, resumed(sources, texts.actions), found)
    found = [*(one for one in found if not any(_is_part(one, whole) for whole in across)), *across]
    typed: dict[int, list[Found]] = defaultdict(list)
    placed: list[tuple[Found, Place]] = []
    found += _repeated(found, sources)
    for one in found:
        if one.source.run is None:
            placed.append((one, _place(one)))
        else:
            typed[id(one.source.run)].append(one)
    for in_one_run in typed.values():
        placed += typed_places(in_one_run)
    return sorted((_detection(one, place) for one, place in placed), key=_order)


def telling(detectors: Sequence[Detector], passages: Sequence[Passage]) -> set[int]:
    """The places of those passages in which any detector finds anything."""
    found = (findings_in(detector, passages) for detector in detectors)
    return {place for findings in found for place, here in enumerate(findings) if here}


def findings_in(detector: Detector, passages: Sequence[Passage]) -> Sequence[Sequence[Finding]]:
    """What a detector finds in each passage; raises PluginFailed where it has not looked at all."""
    with plugin_call("detector", detector.name, "Update or remove the plugin and try again."):
        findings = detector.detect(passages)
    if len(findings) != len(passages):
        raise PluginFailed(
            f"the detector {detector.name!r} did not look at every text",
            hint="Update or remove the plugin and try again.",
        )
    return findings


def _found(detector: Detector, sources: Sequence[Source]) -> Iterator[Found]:
    findings = findings_in(detector, [source.passage for source in sources])
    name = _name(detector)
    for source, in_source in zip(sources, findings, strict=True):
        yield from (Found(name, source, finding) for finding in in_source)


def _across(
    detectors: Sequence[Detector], chains: Sequence[Resumed], found: Sequence[Found]
) -> list[Found]:
    """What is found only where runs are read as one, in each run that it reaches into."""
    known = {(one.detector, id(one.source), one.finding) for one in found}
    across: list[Found] = []
    for detector in detectors:
        name = _name(detector)
        findings = findings_in(detector, [chain.passage for chain in chains])
        for chain, in_chain in zip(chains, findings, strict=True):
            for finding in in_chain:
                value = chain.passage.text[finding.start : finding.end]
                for source, start, stop in chain.within(finding):
                    part = replace(finding, start=start, end=stop)
                    if (name, id(source), part) not in known:
                        across.append(Found(name, source, part, value))
    return across


def _is_part(one: Found, whole: Found) -> bool:
    """Whether a finding is but a piece of a value that reaches into another run."""
    inner, outer = one.finding, whole.finding
    is_inside = outer.start <= inner.start and inner.end <= outer.end
    return one.source is whole.source and is_inside and len(one.value) < len(whole.value)


def _repeated(found: Sequence[Found], sources: Sequence[Source]) -> list[Found]:
    """Where titles, addresses and the like repeat, whole, what was typed and is flagged."""
    typed = {one.value: one for one in found if one.source.where is Where.TYPED}
    covered: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in found:
        covered[id(one.source)].append((one.finding.start, one.finding.end))
    wanted = Wanted(typed)
    repeated: list[Found] = []
    # A description says what was to be typed before anybody typed it.
    told_before = (Where.TYPED, Where.DESCRIPTION)
    for source in (source for source in sources if source.where not in told_before):
        text = source.passage.text
        for value, start, stop in wanted.pieces(text):
            is_covered = any(f <= start and stop <= last for f, last in covered[id(source)])
            if not is_covered and bare_of(text[start:stop])[0] == bare_of(value)[0]:
                covered[id(source)].append((start, stop))
                finding = replace(typed[value].finding, start=start, end=stop)
                repeated.append(Found(typed[value].detector, source, finding))
    return repeated


def _name(detector: Detector) -> str:
    return f"{detector.name}/{detector.version}"


def _detection(found: Found, place: Place) -> Detection:
    finding = found.finding
    return Detection(
        found.detector, finding.kind, finding.confidence, finding.reason, place, found.value
    )


def _place(found: Found) -> Place:
    """Where a finding is whose characters cannot be told to keystrokes, or came from none."""
    source, finding = found.source, found.finding
    stands = source.where is not Where.TYPED or source.source_id > 0
    return Place(
        where=source.where,
        t_us=source.t_us,
        end_us=source.end_us,
        source_id=source.source_id,
        start=finding.start if stands else 0,
        stop=finding.end if stands else 0,
        length=finding.end - finding.start,
        event_ids=source.event_ids,
    )


def _order(detection: Detection) -> tuple[int, int, int, str]:
    place = detection.place
    return (place.t_us, place.end_us, -place.stop, detection.kind)
