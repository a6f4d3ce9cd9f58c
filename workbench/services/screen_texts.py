"""Text on screens of text: looked through like any other, and placed to the cell it stands in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench.domain.geometry import Box
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import CELL_PX, TextScreen, cells_of
from workbench.plugin_api import Detector
from workbench.services.detecting import Detection, findings_in

_MANY = 100
"""A value seen at more places than this is one place that holds them all."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that run on into each other, from `t_us` until one of them changes.

    `cells` says for each character of `text` in which row and column it stands.
    """

    text: str
    cells: tuple[tuple[int, int], ...]
    t_us: int
    end_us: int


def detect_on_screens(
    detectors: Sequence[Detector], screens: Sequence[TextScreen], end_us: int
) -> list[Detection]:
    """Everything detectors find in screens that last until `end_us`, each with its cells' boxes.

    A detector that fails raises PluginFailed: nothing found and could not look differ.
    """
    blocks = list(_blocks(screens, end_us))
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
    detector: Detector, blocks: Sequence[_Block], findings: dict[str, Sequence[Finding]]
) -> Iterator[Detection]:
    places: dict[tuple[Finding, str], list[Place]] = defaultdict(list)
    for block in blocks:
        for finding in findings[block.text]:
            value = block.text[finding.start : finding.end]
            places[finding, value] += _places(block, finding)
    name = f"{detector.name}/{detector.version}"
    for (finding, value), found in places.items():
        for place in found if len(found) <= _MANY else [_holding(found)]:
            yield Detection(name, finding.kind, finding.confidence, finding.reason, place, value)


def _places(block: _Block, finding: Finding) -> Iterator[Place]:
    """One for each row that the value stands in."""
    width, height = CELL_PX
    cells = block.cells[finding.start : finding.end]
    for row, in_row in groupby(cells, key=lambda cell: cell[0]):
        columns = [column for _, column in in_row]
        first, last = columns[0], columns[-1]
        box = Box(first * width, row * height, (last + 1 - first) * width, height)
        length = finding.end - finding.start
        yield Place(Where.SCREEN, block.t_us, block.end_us, length=length, box=box)


def _holding(places: Sequence[Place]) -> Place:
    boxes = [place.box for place in places if place.box is not None]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width_px for box in boxes)
    bottom = max(box.y + box.height_px for box in boxes)
    start_us, end_us = min(place.t_us for place in places), max(place.end_us for place in places)
    box = Box(left, top, right - left, bottom - top)
    return Place(Where.SCREEN, start_us, end_us, length=places[0].length, box=box)


def _blocks(screens: Sequence[TextScreen], end_us: int) -> Iterator[_Block]:
    """Every block once for as long as it stood, by the time it went."""
    standing: dict[int, tuple[_Lines, int]] = {}
    for screen in screens:
        now = dict(_rows_of_blocks(screen))
        for row, (lines, since_us) in list(standing.items()):
            if now.get(row) != lines:
                yield _block(row, lines, since_us, screen.t_us)
                del standing[row]
        for row, lines in now.items():
            standing.setdefault(row, (lines, screen.t_us))
    for row, (lines, since_us) in standing.items():
        yield _block(row, lines, since_us, max(end_us, since_us + 1))


_Lines = tuple[str, ...]
"""The characters of some rows, cell by cell."""


def _rows_of_blocks(screen: TextScreen) -> Iterator[tuple[int, _Lines]]:
    """The rows that run on into each other: a line that fills its row goes on in the next."""
    first, block = 0, list[str]()
    for row, line in enumerate(screen.lines):
        cells = "".join(character for character, _ in cells_of(line, screen.columns))
        if not block:
            first = row
        block.append(cells)
        if cells[-1:] in (" ", "") or row + 1 == len(screen.lines):
            if any(text.strip() for text in block):
                yield first, tuple(block)
            block = []


def _block(row: int, lines: _Lines, t_us: int, end_us: int) -> _Block:
    characters: list[str] = []
    cells: list[tuple[int, int]] = []
    for number, line in enumerate(lines, row):
        for column, character in enumerate(line):
            if character != "\0":
                characters.append(character)
                cells.append((number, column))
    text = "".join(characters)
    kept = len(text.rstrip())
    return _Block(text[:kept], tuple(cells[:kept]), t_us, end_us)
