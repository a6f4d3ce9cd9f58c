"""Looking over a session's screens: which scenes were seen, how closely, what was masked then.

A look counts for one pack and for what showed then: what a mask hid and no mask hides now has
been looked at by nobody. How close it was, in screen pixels to a terminal cell's width, is kept
on record and decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from workbench.domain.exposure import PixelMask
from workbench.domain.geometry import Box
from workbench.domain.op import JSON
from workbench.domain.records import Record

Stretch: TypeAlias = tuple[int, int, Box | None]
"""What a mask hid: from when until when, and which box, or everything for None."""

_UNREADABLE: Stretch = (0, 2**62, None)

READABLE_PX = 3
"""More screen pixels than this to a cell, and text of the usual 13 to 16 px cannot be read.

A letter of it is about 7 px wide and a cell is one sample across: letters need two. Seen on
screenshots of browsers: at 2 px all text can be read, at 3 most of it, at 4 headings only and
at 6 nothing.
"""


def is_readable(px_per_cell: int | None) -> bool:
    """Whether text can be read at that scale; False where it is not known."""
    return px_per_cell is not None and px_per_cell <= READABLE_PX


@dataclass(frozen=True, slots=True)
class Look:
    """What reviewers have looked at of one pack's scenes, all their visits together."""

    scenes: int
    never_shown: frozenset[int]
    """The first frames of the scenes that were left out."""
    masked: tuple[Stretch, ...]
    """What was masked then."""
    px_per_cell: int | None = None
    """Screen pixels to a cell where it was looked at from furthest; None where nobody knows."""

    def lifted(self, masks: Sequence[PixelMask]) -> list[Stretch]:
        """What was masked then and no mask hides now."""
        return lifted(self.masked, masks)


def lifted(masked: Iterable[Stretch], masks: Sequence[PixelMask]) -> list[Stretch]:
    """Which of these stretches no mask hides by itself."""
    return [stretch for stretch in masked if not any(mask.hides(*stretch) for mask in masks)]


def stretches_of(masks: Iterable[PixelMask]) -> tuple[Stretch, ...]:
    """What these masks hide."""
    return tuple((mask.start_us, mask.end_us, mask.box) for mask in masks)


def closest(drawn: Mapping[Box, int], whole: Box) -> int | None:
    """The closest scale at which all of a picture was drawn, part by part or at once.

    `drawn` has the parts with their pixels to a cell; None where a part of it was not drawn.
    """
    for px_per_cell in sorted(set(drawn.values())):
        if covers([part for part, px in drawn.items() if px <= px_per_cell], whole):
            return px_per_cell
    return None


def covers(parts: Sequence[Box], whole: Box) -> bool:
    """Whether every pixel of a box lies in one of the parts."""
    ends = {part.y + part.height_px for part in parts}
    rows = {whole.y} | {end for end in ends if whole.y < end < whole.y + whole.height_px}
    return all(_covers_row(parts, row, whole) for row in rows)


def _covers_row(parts: Iterable[Box], row: int, whole: Box) -> bool:
    """Whether every pixel of a row does; where a part ends, the next row has to have others."""
    reached = whole.x
    for part in sorted(p for p in parts if p.y <= row < p.y + p.height_px):
        if part.x > reached:
            break
        reached = max(reached, part.x + part.width_px)
    return reached >= whole.x + whole.width_px


def look_of(record: Record, pack_sha256: str) -> Look | None:
    """The look that was recorded of this very pack; None for none, and one not to be read."""
    unseen, masked = record.get("never_shown"), record.get("masks")
    if record.text("pack_sha256") != pack_sha256 or not isinstance(masked, list):
        return None
    if not isinstance(unseen, list):
        return None
    numbers = frozenset(number for number in unseen if isinstance(number, int))
    if len(numbers) != len(unseen):
        return None
    stretches = tuple(map(_stretch, masked))
    px_per_cell = record.number("px_per_cell") or None
    return Look(record.number("scenes"), numbers, stretches, px_per_cell)


def look_fields(look: Look, pack_sha256: str) -> dict[str, JSON]:
    """The fields of the record that keeps a look."""
    unseen: list[JSON] = [*sorted(look.never_shown)]
    masks: list[JSON] = [
        [start_us, end_us, [*box.as_list()] if box else None]
        for start_us, end_us, box in look.masked
    ]
    return {
        "alive": True,
        "pack_sha256": pack_sha256,
        "scenes": look.scenes,
        "never_shown": unseen,
        "masks": masks,
        "px_per_cell": look.px_per_cell,
    }


def _stretch(spelt: JSON) -> Stretch:
    """A mask as it was recorded; what cannot be read stands for everything."""
    match spelt:
        case [int(start_us), int(end_us), None]:
            return start_us, end_us, None
        case [int(start_us), int(end_us), [int(x), int(y), int(width), int(height)]]:
            return start_us, end_us, Box(x, y, width, height)
    return _UNREADABLE
