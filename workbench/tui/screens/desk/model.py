"""What the desk works on: a session's things as they may be shown, read again after each change."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.domain.action import Action
from workbench.domain.event import Window
from workbench.domain.exposure import Exposure, PixelMask
from workbench.domain.flag import Flag
from workbench.domain.geometry import Box
from workbench.domain.ontology import Ontology
from workbench.domain.place import Where
from workbench.domain.playback import idle_gaps
from workbench.domain.remark import Remark
from workbench.domain.review import ReviewState
from workbench.domain.segment import Segment, Tier, on_tier, segment_at
from workbench.domain.segmentation import boundaries
from workbench.services import labeling, remarking, replaying, reviewing
from workbench.services.commenting import Bookmark, Comment, bookmarks_of, comments_of
from workbench.services.session import Session
from workbench.tui.screens.stills import stills_of

_STRETCHES = (Where.SCREEN, Where.SPAN)
"""What is masked from when until when it says; a text's window is masked until it is settled."""


class DeskModel:
    """One session on the desk, and what of it is selected."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tier = Tier.TASK
        self.selected_id = ""
        self.last_label = ""
        self.is_peeking = False
        self.stills = stills_of(session)
        """What shows of the screen; None for a session without one."""
        self.reload()

    def reload(self) -> None:
        """Take in what has changed in the journal."""
        session = self.session
        self.all_segments: list[Segment] = session.segments()
        self.flags: list[Flag] = session.flags()
        self.hidden: Exposure = replaying.exposure(session)
        self.comments: list[Comment] = comments_of(session)
        self.bookmarks: list[Bookmark] = bookmarks_of(session)
        self.ontology: Ontology = labeling.ontology(session)
        self.state: ReviewState = session.state()
        self.approval_holds: bool = reviewing.approval_holds(session)
        self.actions: list[Action] = replaying.shown_actions(session, self._shown_hidden)
        hidden = self._shown_hidden
        self.windows: list[Window] = replaying.shown_windows(session, hidden)
        self._titles: list[Window] = replaying.shown_windows(session, replace(hidden, spans=()))
        self.remarks: list[Remark] = remarking.shown_remarks(session, hidden)
        self.returned: str = _returned(session) if self.state is ReviewState.RETURNED else ""
        if self.selected is None:
            self.selected_id = ""

    @property
    def _shown_hidden(self) -> Exposure:
        return Exposure((), (), ()) if self.is_peeking else self.hidden

    @property
    def exposure(self) -> Exposure:
        """What must not show now: nothing at all while the member peeks."""
        return self._shown_hidden

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted the work as it stands."""
        return self.state is ReviewState.ACCEPTED and self.approval_holds

    @property
    def is_handed_in(self) -> bool:
        """Whether the work waits for a reviewer, or was accepted as it stands."""
        return self.state is ReviewState.SUBMITTED or self.is_accepted

    @property
    def segments(self) -> list[Segment]:
        """The segments of the tier in hand."""
        return on_tier(self.all_segments, self.tier)

    @property
    def selected(self) -> Segment | None:
        """The selected segment."""
        return next((s for s in self.all_segments if s.segment_id == self.selected_id), None)

    def select(self, segment: Segment | None) -> None:
        """Select a segment, on the tier it lies on; none, on the tier of the tasks."""
        self.tier = segment.tier if segment else Tier.TASK
        self.selected_id = segment.segment_id if segment else ""

    def target(self, t_us: int) -> Segment | None:
        """What a label goes to: the selected segment, else the one under the playhead."""
        return self.selected or segment_at(self.segments, t_us)

    @property
    def unlabelled(self) -> int:
        """How many segments of the tier have no label."""
        return sum(not segment.is_labelled for segment in self.segments)

    @property
    def undecided(self) -> int:
        """How many flags are open."""
        return sum(flag.is_open for flag in self.flags)

    @cached_property
    def event_times_us(self) -> list[int]:
        """When something other than a pointer move happened."""
        times: list[int] = self.session.capture.event_times_us().tolist()
        return times

    @cached_property
    def action_times_us(self) -> list[int]:
        """When actions began."""
        return sorted({action.t_us for action in self.session.capture.actions})

    @cached_property
    def idle(self) -> list[tuple[int, int]]:
        """The stretches in which nothing happens for long."""
        return idle_gaps(self.event_times_us, self.session.duration_us)

    @cached_property
    def pointer(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The pointer's times and places."""
        return self.session.capture.pointer_path()

    @property
    def frame_times_us(self) -> Sequence[int]:
        """When each frame was taken, or each screen of text began."""
        return self.stills.times_us if self.stills is not None else ()

    def stops(self) -> list[int]:
        """Where boundary keys stop: edges of segments, flags, bookmarks, comments."""
        places = [
            *boundaries(self.segments),
            *(flag.place.t_us for flag in self.flags),
            *(bookmark.t_us for bookmark in self.bookmarks),
            *(comment.t_us for comment in self.comments),
        ]
        last_us = self.session.duration_us - 1
        return sorted({min(t_us, last_us) for t_us in places})

    def action_at(self, t_us: int) -> Action | None:
        """The action that a moment lies in."""
        return next((a for a in self.actions if a.t_us <= t_us <= a.end_us), None)

    def window_at(self, t_us: int) -> Window | None:
        """The window that has the focus at a moment.

        Inside a stretch that is hidden whole its title is masked, before and after it is not:
        `windows`, which shows each title once, masks it for good.
        """
        is_inside = any(start <= t_us < end for start, end in self.exposure.spans)
        windows = self.windows if is_inside else self._titles
        return next((w for w in reversed(windows) if w.start_us <= t_us), None)

    def whole_masks(self, t_us: int) -> list[PixelMask]:
        """The masks that lie over all of the frame that is on the screen at a moment."""
        if self.stills is None:
            return []
        number = self.stills.at(t_us)
        whole = Box(0, 0, *self.stills.size_px(number))
        start_us, end_us = self.stills.stretch(number)
        masks = (m for m in self.exposure.pixels if m.start_us < end_us and start_us < m.end_us)
        return [mask for mask in masks if mask.box is None or mask.box.encloses(whole)]

    def is_liftable(self, mask: PixelMask) -> bool:
        """Whether a reviewer's word would lift it: what is decided for good stays hidden."""
        flag = next((flag for flag in self.flags if flag.flag_id == mask.source_id), None)
        return flag is not None and (flag.is_open or flag.place.where not in _STRETCHES)


def _returned(session: Session) -> str:
    """Who gave the work back, and what is to be mended."""
    record = session.records.get("review", session.session_id)
    version = record.last_version("state")
    comment = session.words.read(record, "comment")
    return f"returned by {version.by if version else '?'}: {comment}"
