"""The contact sheet of a session's scenes, as a reviewer looks it over."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.domain.timecode import format_timecode
from workbench.errors import NotFound
from workbench.services import replaying
from workbench.services.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def contact_sheet(session: Session, frames: Sequence[int]) -> "NDArray[np.uint8]":
    """One picture of the given frames with their times, everything hidden filled in.

    Raises NotFound for a session without frames.
    """
    from workbench.media.sheets import sheet_of

    if not frames:
        raise NotFound(
            "the session has no frames to look over", hint="It needs no check of its screens."
        )
    hidden = replaying.exposure(session)
    times_us = [session.capture.frames[frame].t_us for frame in frames]
    shots = (replaying.shot_at(session, t_us, hidden).image for t_us in times_us)
    return sheet_of(shots, [format_timecode(t_us) for t_us in times_us])
