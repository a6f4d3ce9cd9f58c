"""Text on screens of text: looked through like any other, and placed to the cell it stands in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench.domain.geometry import Box
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import TextScreen
from workbench.plugin_api import Detector
from workbench.services.detecting import Detection, findings_in
from workbench.services.text_blocks import Block, blocks_of

_MANY = 100


def detect_on_screens(
    detectors: Sequence[Detector], screens: Sequence[TextScreen], end_us: int
) -> list[Detection]:
    """Everything detectors find in screens that last until `end_us`, each with its cells' boxes.

    A detector that fails raises PluginFailed: nothing found and could not look differ.
    """
    blocks = list(blocks_of(screens, end_us))
    texts = list(dict.fromkeys(block.text for block in blocks))
    return [
        detection
        for detector in detectors
        for detection in _detections(detector, blocks, _findings(detector, texts))
    ]


def _findings(detector: Detector, texts: Sequence[str]) -> dict[str, Sequence[Finding]]:
    found = findings_in(detector, [Passage(text, PassageSource.SCREEN) for text in texts])
    return dict(zip(texts, found, strict=True))


def _detections(
    detector: Detector, blocks: Sequence[Block], findings: dict[str, Sequence[Finding]]
) -> Iterator[Detection]:
    places: dict[tuple[Finding, str], list[Place]] = defaultdict(list)
    for block in blocks:
        for finding in findings[block.text]:
            value = block.text[finding.start : finding.end]
            places[finding, value] += block.places(finding.start, finding.end)
    name = f"{detector.name}/{detector.version}"
    for (finding, value), found in places.items():
        for place in gathered(found):
            yield Detection(name, finding.kind, finding.confidence, finding.reason, place, value)


def gathered(places: Sequence[Place]) -> Sequence[Place]:
    """The places of a value, or where there are very many the one that holds them all."""
    return places if len(places) <= _MANY else [_holding(places)]


def _holding(places: Sequence[Place]) -> Place:
    boxes = [place.box for place in places if place.box is not None]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width_px for box in boxes)
    bottom = max(box.y + box.height_px for box in boxes)
    start_us, end_us = min(place.t_us for place in places), max(place.end_us for place in places)
    box = Box(left, top, right - left, bottom - top)
    return Place(Where.SCREEN, start_us, end_us, length=places[0].length, box=box)
