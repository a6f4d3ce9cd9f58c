"""Cutting, ranging, moving edges: the segments of the tier in hand."""

from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from workbench.domain.segment import Segment, Tier, segment_at
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError
from workbench.services import labeling

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen


@dataclass(frozen=True, slots=True)
class CarriedEdge:
    """An edge that was picked up: whose it is, which, and where it was."""

    segment_id: str
    tier: Tier
    is_end: bool
    from_us: int


class Segments:
    """The segment keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._edge: CarriedEdge | None = None
        self.range_start_us: int | None = None
        """Where a range begins whose end is not given yet."""

    @property
    def is_carrying(self) -> bool:
        """Whether an edge is picked up."""
        return self._edge is not None

    def pending_stretch(self, t_us: int) -> tuple[int, int] | None:
        """The range or the move of an edge as it would be if it ended here."""
        if self._edge is not None:
            return self._edge.from_us, t_us
        if self.range_start_us is not None:
            return self.range_start_us, t_us
        return None

    def split(self) -> None:
        """Cut here and select the earlier half; drops an edge that is carried."""
        if self._edge is not None:
            self._drop()
            return
        model = self._desk.model
        here = self._desk.position_us

        def cut() -> None:
            model.selected_id, _ = labeling.split_at(self._desk.session, here, tier=model.tier)

        self._desk.change(cut)
        if model.selected is not None:
            end = format_timecode(model.selected.end_us)
            self._desk.say(f"cut at {end}; a digit labels the earlier half")

    def range_in(self) -> None:
        """Begin a range here."""
        self.range_start_us = self._desk.position_us
        self._desk.show_position()

    def range_out(self) -> None:
        """End the range here and make a segment of it."""
        if self.range_start_us is None:
            raise UsageError("no range was begun", hint="i begins one.")
        start_us, end_us = sorted((self.range_start_us, self._desk.position_us))
        model = self._desk.model
        made: list[str] = []
        self._desk.change(
            lambda: made.append(
                labeling.add(self._desk.session, start_us=start_us, end_us=end_us, tier=model.tier)
            )
        )
        self.range_start_us = None
        self._select(made[0])

    def next(self) -> None:
        """Select the next segment and go to it."""
        self._select_neighbour(1)

    def last(self) -> None:
        """Select the segment before and go to it."""
        self._select_neighbour(-1)

    def tier(self) -> None:
        """Work on the next tier."""
        tiers = list(Tier)
        model = self._desk.model
        model.tier = tiers[(tiers.index(model.tier) + 1) % len(tiers)]
        model.selected_id = ""
        self._desk.show_model()

    def edge(self) -> None:
        """Pick up the selected segment's edge, or change to its other one."""
        segment = self._target()
        if self._edge is not None and self._edge.segment_id == segment.segment_id:
            is_end = not self._edge.is_end
        else:
            here = self._desk.position_us
            is_end = abs(here - segment.end_us) <= abs(here - segment.start_us)
        from_us = segment.end_us if is_end else segment.start_us
        self._edge = CarriedEdge(segment.segment_id, segment.tier, is_end, from_us)
        self._desk.model.selected_id = segment.segment_id
        self._desk.transport.pause()
        self._desk.seek(min(from_us, self._desk.duration_us - 1))
        self._desk.say("carrying the edge: move, then enter; esc puts it back")

    def merge(self) -> None:
        """Merge with the next segment of the tier."""
        segment = self._target()
        later = [s for s in self._desk.model.segments if s.start_us >= segment.end_us]
        if not later:
            raise UsageError("there is no later segment to merge with", hint="Select another.")
        both = (segment.segment_id, later[0].segment_id)
        self._desk.change(partial(labeling.merge, self._desk.session, both), "merged")
        self._select(segment.segment_id, seek=False)

    def delete(self) -> None:
        """Delete the selected segment."""
        segment_id = self._target().segment_id
        self._desk.change(
            partial(labeling.delete, self._desk.session, segment_id), "deleted; u takes it back"
        )

    def duplicate(self) -> None:
        """Copy the segment to the next tier."""
        tiers = list(Tier)
        segment = self._target()
        to_tier = tiers[(tiers.index(segment.tier) + 1) % len(tiers)]
        self._desk.change(
            partial(labeling.duplicate, self._desk.session, segment.segment_id, to_tier),
            f"copied to the tier {to_tier}",
        )

    def loop(self) -> None:
        """Play the segment over and over, or no longer."""
        now = monotonic()
        playback = self._desk.playback
        if playback.loop is not None:
            self._desk.playback = playback.looping(None, now)
        else:
            segment = self._target()
            loop = (segment.start_us, segment.end_us)
            self._desk.playback = playback.looping(loop, now).turned(1, now)
        self._desk.show_position()

    def cancel(self) -> bool:
        """Put a carried edge back or forget a range; whether there was one."""
        if self._edge is not None:
            from_us, self._edge = self._edge.from_us, None
            self._desk.seek(min(from_us, self._desk.duration_us - 1))
            return True
        if self.range_start_us is not None:
            self.range_start_us = None
            self._desk.show_position()
            return True
        return False

    def _drop(self) -> None:
        """Put the carried edge down here; the neighbour's edge at that place comes along."""
        edge = self._edge
        if edge is None:
            return
        to_us = self._desk.position_us
        self._desk.change(
            partial(
                labeling.move_boundary,
                self._desk.session,
                edge.tier,
                from_us=edge.from_us,
                to_us=to_us,
            ),
            "edge moved",
        )
        self._edge = None
        self._desk.show_position()

    def _target(self) -> Segment:
        model = self._desk.model
        segment = model.selected or segment_at(model.segments, self._desk.position_us)
        if segment is None:
            raise UsageError("no segment is selected", hint="tab selects one.")
        return segment

    def _select_neighbour(self, step: int) -> None:
        model = self._desk.model
        segments = model.segments
        if not segments:
            raise UsageError("there is no segment yet", hint="enter cuts here: two segments.")
        here = self._desk.position_us
        current = model.selected or segment_at(segments, here)
        if current in segments:
            index = (segments.index(current) + step) % len(segments)
        else:
            later = [i for i, s in enumerate(segments) if s.start_us > here]
            index = later[0] if later and step > 0 else (later[0] - 1 if later else -1)
        self._select(segments[index].segment_id)

    def _select(self, segment_id: str, *, seek: bool = True) -> None:
        model = self._desk.model
        model.selected_id = segment_id
        self._desk.show_model()
        if seek and model.selected is not None:
            self._desk.seek(model.selected.start_us)
