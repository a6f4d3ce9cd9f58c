"""Where a box for a finding begins: over what changed while it was typed, else at a click."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from workbench.domain.action import ActionKind
from workbench.domain.flag import Flag
from workbench.domain.geometry import Box
from workbench.domain.place import Place, Where
from workbench.domain.text_screen import TextScreen, changed_cells
from workbench.services.session import Session
from workbench.store.packs import PackReader
from workbench.tui.screens.box import first_box

_LARGEST_SHARE = 4
"""What changed over more than one part in so many of the screen is more than the text."""


def box_to_begin_with(session: Session, size_px: tuple[int, int], flag: Flag | None) -> Box:
    """A box inside a picture of that size, most likely where the finding shows."""
    changed = _written(session, flag.place) if flag is not None else None
    inside = changed.clipped(*size_px) if changed is not None else None
    return inside or first_box(size_px, _last_click(session, flag))


def typed_over(pack: PackReader, place: Place) -> Box | None:
    """What changed from before the first to after the last key of a typed place.

    None where nothing did, or so much that it says nothing.
    """
    before = pack.frame_at(place.t_us)
    after = int(pack.times_us.searchsorted(place.end_us))
    if place.where is not Where.TYPED or before is None or not before < after < len(pack):
        return None
    changed = _around(pack.changed(before, after))
    width_px, height_px = pack.size(after)
    if changed is None or _LARGEST_SHARE * _area(changed) > width_px * height_px:
        return None
    return changed


def text_over(screens: Sequence[TextScreen], place: Place) -> Box | None:
    """As `typed_over`, for screens of text: the cells that changed."""
    times_us = [screen.t_us for screen in screens]
    before = bisect_right(times_us, place.t_us) - 1
    after = bisect_left(times_us, place.end_us)
    if place.where is not Where.TYPED or not 0 <= before < after < len(screens):
        return None
    changed = changed_cells(screens[before], screens[after])
    width_px, height_px = screens[after].size_px
    if changed is None or _LARGEST_SHARE * _area(changed) > width_px * height_px:
        return None
    return changed


def _written(session: Session, place: Place) -> Box | None:
    screens = session.capture.screens
    if screens:
        return text_over(screens, place)
    return typed_over(session.pack, place) if session.pack is not None else None


def _last_click(session: Session, flag: Flag | None) -> tuple[float, float] | None:
    """Where the person clicked last before the place: most likely into its field."""
    clicks = [
        session.pictures.point(action.x, action.y, action.t_us)
        for action in session.capture.actions
        if flag is not None
        and action.kind is ActionKind.CLICK
        and action.t_us <= flag.place.t_us
        and action.x is not None
        and action.y is not None
    ]
    return clicks[-1] if clicks else None


def _around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around some boxes."""
    corners = [(box.x, box.y, box.x + box.width_px, box.y + box.height_px) for box in boxes]
    if not corners:
        return None
    lefts, tops, rights, bottoms = zip(*corners, strict=True)
    return Box(min(lefts), min(tops), max(rights) - min(lefts), max(bottoms) - min(tops))


def _area(box: Box) -> int:
    return box.width_px * box.height_px
