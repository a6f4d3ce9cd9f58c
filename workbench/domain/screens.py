"""Looking over a session's screens: which scenes were seen, and what was masked at that time.

A look counts for one pack and for what showed then: what a mask hid and no mask hides now has
been looked at by nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from workbench.domain.exposure import PixelMask
from workbench.domain.geometry import Box
from workbench.domain.op import JSON
from workbench.domain.records import Record

Stretch: TypeAlias = tuple[int, int, Box | None]
"""What a mask hid: from when until when, and which box, or everything for None."""

_UNREADABLE: Stretch = (0, 2**62, None)


@dataclass(frozen=True, slots=True)
class Look:
    """What reviewers have looked at of one pack's scenes, all their visits together."""

    scenes: int
    never_shown: frozenset[int]
    """The first frames of the scenes that were left out."""
    masked: tuple[Stretch, ...]
    """What was masked then."""

    def lifted(self, masks: Sequence[PixelMask]) -> list[Stretch]:
        """What was masked then and no mask hides now."""
        return lifted(self.masked, masks)


def lifted(masked: Iterable[Stretch], masks: Sequence[PixelMask]) -> list[Stretch]:
    """Which of these stretches no mask hides by itself."""
    return [stretch for stretch in masked if not any(mask.hides(*stretch) for mask in masks)]


def stretches_of(masks: Iterable[PixelMask]) -> tuple[Stretch, ...]:
    """What these masks hide."""
    return tuple((mask.start_us, mask.end_us, mask.box) for mask in masks)


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
    return Look(record.number("scenes"), numbers, tuple(map(_stretch, masked)))


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
    }


def _stretch(spelt: JSON) -> Stretch:
    """A mask as it was recorded; what cannot be read stands for everything."""
    match spelt:
        case [int(start_us), int(end_us), None]:
            return start_us, end_us, None
        case [int(start_us), int(end_us), [int(x), int(y), int(width), int(height)]]:
            return start_us, end_us, Box(x, y, width, height)
    return _UNREADABLE
