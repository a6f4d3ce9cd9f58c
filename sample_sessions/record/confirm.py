"""Holds what programs said against the film, and lets the film decide from when to when.

A program's word gives the place and the look of a secret; the film is then searched for that
look, at every height of the same columns, so that no step of a scroll is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from .film import Film, Image
from .glyphs import Edges, edges, rows_with, same_beginning, same_text, words
from .sightings import Box, Sighting

SETTLED_S = 0.3
TYPING_S = 15.0


@dataclass(slots=True)
class Look:
    """How a secret looks in one column of the screen, and the frames that show it."""

    seen: Sighting
    text: Edges
    strip: Image | None = None
    rows: list[int] = field(default_factory=list)
    open: dict[int, float] = field(default_factory=dict)
    spans: list[Sighting] = field(default_factory=list)
    began: float | None = None

    def watch(self, taken: float, image: Image) -> None:
        """Take in the next frame."""
        x, y, width, _height = self.seen.box
        strip = image[:, x : x + width]
        if self.strip is None or not np.array_equal(strip, self.strip):
            self.strip = strip.copy()
            self.rows = rows_with(self.text, edges(image, (x, 0, width, image.shape[0])))
            begun = same_beginning(self.text, edges(image, self.seen.box))
            self.began = (self.began or taken) if begun and y not in self.rows else None
        for row in [row for row in self.open if row not in self.rows]:
            self._close(row, taken)
        for row in self.rows:
            if row not in self.open:
                self.open[row] = taken

    def finish(self, end: float) -> None:
        """Close what the last frame still shows."""
        for row in list(self.open):
            self._close(row, end)

    def _close(self, row: int, end: float) -> None:
        x, _, width, height = self.seen.box
        start = self.open.pop(row)
        self.spans.append(replace(self.seen, box=(x, row, width, height), start=start, end=end))


def confirmed(said: Iterable[Sighting], film: Film, values: Mapping[str, str]) -> list[Sighting]:
    """Every stretch of frames that shows a secret, in order of time."""
    stamps = [taken for _, taken in film.taken]
    told = [seen for seen in said if any(seen.start < taken < seen.end for taken in stamps)]
    looks = _looks(told, film, stamps, values)
    typing: dict[int, list[tuple[float, float]]] = {index: [] for index in range(len(looks))}
    for taken, image in film.frames():
        for index, look in enumerate(looks):
            before = look.began
            look.watch(taken, image)
            if before is not None and look.seen.box[1] in look.rows:
                typing[index].append((before, taken))
    for look in looks:
        look.finish(stamps[-1] + 1 / 24)
    spans = [
        _with_typing(span, typing[index]) for index, look in enumerate(looks) for span in look.spans
    ]
    return _once(spans)


def _looks(
    told: list[Sighting], film: Film, stamps: list[float], values: Mapping[str, str]
) -> list[Look]:
    moments = [_moment(stamps, seen) for seen in told]
    images = film.at(moments)
    looks: list[Look] = []
    for seen, moment in zip(told, moments, strict=True):
        tight = _tightened(seen, images[moment], values[seen.secret])
        if tight is None:
            continue
        text = edges(images[moment], tight.box)
        if text.any() and not any(_known(look, tight, text) for look in looks):
            looks.append(Look(tight, text))
    return looks


def _known(look: Look, seen: Sighting, text: Edges) -> bool:
    same_column = look.seen.box[0] == seen.box[0] and look.text.shape == text.shape
    return look.seen.secret == seen.secret and same_column and same_text(look.text, text)


def _moment(stamps: list[float], seen: Sighting) -> float:
    """When the text surely stands: in a bar in mid-span, elsewhere a little after it was told."""
    inside = [taken for taken in stamps if seen.start < taken < seen.end]
    if seen.ink:
        return inside[len(inside) // 2]
    return next((taken for taken in inside if taken >= seen.start + SETTLED_S), inside[-1])


def _tightened(seen: Sighting, image: Image, value: str) -> Sighting | None:
    """A bar's box cut to the secret's words; None when the bar is empty on the film."""
    if not (seen.title or seen.ink):
        return seen
    x, y, width, height = seen.box
    found = words(image[y + 2 : y + height - 2, x : x + width])
    if seen.title:
        first = len(seen.title[: seen.title.index(value)].split())
        found = found[first : first + len(value.split())]
    if not found:
        return None
    left, top = min(word[0] for word in found), min(word[1] for word in found)
    right = max(word[0] + word[2] for word in found)
    bottom = max(word[1] + word[3] for word in found)
    box = (x + left - 1, y + 2 + top - 1, right - left + 2, bottom - top + 2)
    return replace(seen, box=box)


def _with_typing(span: Sighting, typing: list[tuple[float, float]]) -> Sighting:
    for began, whole in typing:
        if whole == span.start and whole - began <= TYPING_S:
            return replace(span, typing_from=began)
    return span


def _once(spans: list[Sighting]) -> list[Sighting]:
    """The spans without what a longer one of the same secret says about the same pixels."""
    kept: list[Sighting] = []
    for span in sorted(spans, key=lambda seen: seen.start - seen.end):
        pieces = [span]
        for other in kept:
            if other.secret == span.secret and _overlap(other.box, span.box) > 0.5:
                pieces = [part for piece in pieces for part in _without(piece, other)]
        kept += pieces
    return sorted(kept, key=lambda seen: (seen.start, seen.secret, seen.box))


def _without(span: Sighting, other: Sighting) -> list[Sighting]:
    before = replace(span, end=min(span.end, other.start))
    after = replace(span, start=max(span.start, other.end), typing_from=None)
    return [part for part in (before, after) if part.start < part.end]


def _overlap(first: Box, second: Box) -> float:
    """The common area as a part of the smaller box."""
    wide = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    high = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / min(first[2] * first[3], second[2] * second[3])
