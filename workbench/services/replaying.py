"""What a session looked like at a moment, with everything that must not show filled in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.action import Action
from workbench.domain.event import Window
from workbench.domain.exposure import Exposure, PixelMask, exposure_of
from workbench.domain.geometry import Box
from workbench.domain.masking import masked_action, masked_window
from workbench.domain.member import Permission
from workbench.domain.op import JSON
from workbench.domain.place import Where
from workbench.errors import NotFound, UsageError
from workbench.services.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SCENE_SHARE = 0.2
"""A frame of which this share of the tiles changed begins a new scene."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame as it may be shown; `image` is height x width x 3, BGR."""

    frame_no: int
    t_us: int
    image: "NDArray[np.uint8]"


def exposure(session: Session) -> Exposure:
    """What of the session must not show, as things stand."""
    return exposure_of(
        session.flags(), session.redactions(), session.capture.windows, session.duration_us
    )


def shot_at(session: Session, t_us: int, hidden: Exposure) -> Shot:
    """The last frame at or before a moment, with its masks filled; raises NotFound before one."""
    shot = raw_shot_at(session, t_us)
    return Shot(shot.frame_no, shot.t_us, masked_image(session, shot, hidden))


def raw_shot_at(session: Session, t_us: int) -> Shot:
    """The last frame at or before a moment, as it was recorded."""
    pack = session.pack
    frame_no = pack.frame_at(t_us) if pack is not None else None
    if pack is None or frame_no is None:
        raise NotFound(
            "there is no frame at or before that moment",
            hint="The session has none, or its first one comes later.",
        )
    return Shot(frame_no, int(pack.times_us[frame_no]), pack.image(frame_no))


def masks_on(session: Session, shot: Shot, hidden: Exposure) -> list[PixelMask]:
    """Every mask that applies at any moment at which the frame was on the screen."""
    shown_until_us = _shown_until_us(session, shot.frame_no)
    return [
        mask for mask in hidden.pixels if mask.start_us < shown_until_us and shot.t_us < mask.end_us
    ]


def masked_image(session: Session, shot: Shot, hidden: Exposure) -> "NDArray[np.uint8]":
    """A copy of the frame with its masks filled."""
    from workbench.media.masks import fill

    image = shot.image.copy()
    height, width = image.shape[:2]
    whole = Box(0, 0, width, height)
    fill(image, [mask.box or whole for mask in masks_on(session, shot, hidden)])
    return image


def shown_actions(session: Session, hidden: Exposure) -> list[Action]:
    """The actions with everything hidden masked in their texts."""
    return [
        masked_action(action, hidden.hidden_in(Where.TYPED, action.action_id))
        for action in session.capture.actions
    ]


def shown_windows(session: Session, hidden: Exposure) -> list[Window]:
    """The windows with everything hidden masked in their titles."""
    return [
        masked_window(window, hidden.hidden_in(Where.TITLE, index))
        for index, window in enumerate(session.capture.windows)
    ]


def peek(session: Session, *, t_us: int, reason: str) -> None:
    """Put on record that the acting member looks at what is masked; raises NotAllowed."""
    session.require(Permission.REVIEW)
    if not reason.strip():
        raise UsageError("looking under a mask takes a reason", hint="Give --reason TEXT.")
    edit = session.edit("peek")
    fields: dict[str, JSON] = {"t_us": t_us, "reason": reason}
    edit.create("peek", fields)
    edit.save()


def scene_starts(session: Session) -> list[int]:
    """The frames at which a new scene begins: the first one, and those that change much."""
    pack = session.pack
    if pack is None:
        return []
    starts = []
    for frame in session.capture.frames:
        grid = pack.grid(frame.frame_no)
        tiles = grid.columns * grid.rows
        if frame.frame_no == 0 or frame.changed_tiles >= _SCENE_SHARE * tiles:
            starts.append(frame.frame_no)
    return starts


def _shown_until_us(session: Session, frame_no: int) -> int:
    pack = session.pack
    if pack is not None and frame_no + 1 < len(pack):
        return int(pack.times_us[frame_no + 1])
    return session.duration_us
