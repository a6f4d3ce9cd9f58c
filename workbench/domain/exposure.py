"""What of a session must not show: one answer for every view and every copy that leaves.

Flags hide until they are decided, and go on hiding when the decision was to hide. A flagged
text of which nobody has said where it shows hides its whole window, from its first key on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.action import Action
from workbench.domain.event import Window
from workbench.domain.flag import Flag, FlagState, Shows
from workbench.domain.geometry import Box
from workbench.domain.masking import Hidden
from workbench.domain.pictures import Pictures
from workbench.domain.place import Place, Where
from workbench.domain.redaction import Redaction

_TITLE_BAR_PX = 48
_BORDER_PX = 8


@dataclass(frozen=True, slots=True)
class PixelMask:
    """Pixels not to be shown during `[start_us, end_us)`: a box, or the whole frame for None."""

    start_us: int
    end_us: int
    box: Box | None
    kind: str
    source_id: str
    """The flag or redaction it comes from."""

    def covers(self, t_us: int) -> bool:
        """Whether it applies at a moment."""
        return self.start_us <= t_us < self.end_us

    def hides(self, start_us: int, end_us: int, box: Box | None) -> bool:
        """Whether it alone hides a box, or the whole frame for None, all through a stretch."""
        if not (self.start_us <= start_us and end_us <= self.end_us):
            return False
        return self.box is None or (box is not None and self.box.encloses(box))


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Characters of a captured text not to be shown."""

    where: Where
    source_id: int
    span: Hidden


@dataclass(frozen=True, slots=True)
class Exposure:
    """Everything of one session that must not show."""

    pixels: tuple[PixelMask, ...]
    texts: tuple[HiddenText, ...]
    spans: tuple[tuple[int, int], ...]
    """Stretches of time that are hidden whole."""

    def hidden_in(self, where: Where, source_id: int) -> list[Hidden]:
        """The hidden characters of one text, sorted."""
        return sorted(t.span for t in self.texts if t.where is where and t.source_id == source_id)

    def hides_all_of(self, action: Action) -> bool:
        """Whether the action lies, even in part, in a stretch that is hidden whole."""
        return any(start < action.end_us + 1 and action.t_us < end for start, end in self.spans)


def exposure_of(
    flags: Iterable[Flag],
    redactions: Sequence[Redaction],
    windows: Sequence[Window],
    pictures: Pictures,
    duration_us: int,
) -> Exposure:
    """What must not show of a session, from what was flagged and decided."""
    pixels: list[PixelMask] = []
    texts: list[HiddenText] = []
    spans: list[tuple[int, int]] = []
    boxed = _flags_with_a_box(redactions, pictures)
    for flag in flags:
        if flag.state is FlagState.KEPT:
            continue
        if flag.place.where in (Where.SCREEN, Where.SPAN):
            place = flag.place
            pixels.append(PixelMask(place.t_us, place.end_us, place.box, flag.kind, flag.flag_id))
        elif not _is_settled(flag, boxed):
            until_us = duration_us
            if flag.shows is Shows.READ:
                until_us = min(duration_us, flag.place.echoed_us)
            pixels.extend(_window_masks(flag, windows, pictures, until_us))
        texts.extend(_texts(flag.place, flag.kind))
        if flag.place.where is Where.SPAN:
            spans.append((flag.place.t_us, flag.place.end_us))
    for redaction in redactions:
        place = redaction.place
        texts.extend(_texts(place, "redacted"))
        if place.where in (Where.SCREEN, Where.SPAN):
            name = redaction.redaction_id
            pixels.append(PixelMask(place.t_us, place.end_us, place.box, "redacted", name))
        if place.where is Where.SPAN:
            spans.append((place.t_us, place.end_us))
    pixels.sort(key=lambda mask: (mask.start_us, mask.end_us, mask.source_id))
    return Exposure(tuple(pixels), tuple(texts), tuple(sorted(spans)))


def _is_settled(flag: Flag, boxed: frozenset[str]) -> bool:
    """Whether somebody has said where a flagged text shows, and filled it where it does.

    A description is no part of the screen. Of screens of text that were read only typing is
    masked whole, for what shows of a text before it can be told from others.
    """
    if flag.place.where is Where.DESCRIPTION:
        return True
    if flag.shows is Shows.READ:
        return flag.place.where is not Where.TYPED
    if flag.shows is Shows.BOXES:
        return flag.flag_id in boxed
    return flag.shows is Shows.NOWHERE


def _flags_with_a_box(redactions: Sequence[Redaction], pictures: Pictures) -> frozenset[str]:
    """The flags answered by a box that hides anything at all."""
    return frozenset(
        flag_id
        for redaction in redactions
        if redaction.place.where is Where.SCREEN and pictures.shows_any_of(redaction.place)
        for flag_id in redaction.flag_ids
    )


def _window_masks(
    flag: Flag, windows: Sequence[Window], pictures: Pictures, until_us: int
) -> Iterator[PixelMask]:
    """The text's window, from its first key on, wherever it was and will be on the pictures."""
    place = flag.place
    end_us = max(until_us, place.t_us + 1)
    for box in _window_boxes(windows, place):
        for start_us, until_us, placed in pictures.placed(box, place.t_us, end_us):
            yield PixelMask(start_us, until_us, placed, flag.kind, flag.flag_id)


def _window_boxes(windows: Sequence[Window], place: Place) -> list[Box | None]:
    """Every place the text's window had on the screen; the whole screen where one is unknown."""
    window_id = next((w.window_id for w in reversed(windows) if w.start_us <= place.t_us), None)
    boxes = {window.box for window in windows if window.window_id == window_id}
    known = [box for box in boxes if box is not None]
    if not known or None in boxes:
        return [None]
    known.sort()
    return [_with_frame(box) for box in known]


def _with_frame(box: Box) -> Box:
    """The window with its title bar and borders, which a recorder may leave out."""
    return Box(
        box.x - _BORDER_PX,
        box.y - _TITLE_BAR_PX,
        box.width_px + 2 * _BORDER_PX,
        box.height_px + _TITLE_BAR_PX + _BORDER_PX,
    )


def _texts(place: Place, kind: str) -> list[HiddenText]:
    if place.where in (Where.SCREEN, Where.SPAN) or place.source_id is None or not place.stop:
        return []
    return [HiddenText(place.where, place.source_id, Hidden(place.start, place.stop, kind))]
