"""Segments that come with a capture: on the session's clock, and inside of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from workbench.domain.tally import WarningTally
from workbench.plugin_api import BringsLabels, OpenCapture, SourceSegment


class Brought:
    """What of an opened capture's segments lies in the session, which runs `[0, duration_us)`.

    One that reaches out of it is cut there, one that lies outside is left out: both are counted.
    """

    def __init__(self, opened: OpenCapture, origin_us: int, duration_us: int) -> None:
        self._tally = WarningTally()
        self.segments: tuple[SourceSegment, ...] = ()
        self.labelled_by = ""
        """Who made them, as far as the source says."""
        if isinstance(opened, BringsLabels):
            self.segments = tuple(self._inside(opened.segments(), origin_us, duration_us))
            self.labelled_by = opened.labelled_by
        self.warnings = self._tally.warnings()

    def _inside(
        self, segments: Iterable[SourceSegment], origin_us: int, duration_us: int
    ) -> Iterator[SourceSegment]:
        for one in segments:
            told = one.start_us - origin_us, one.end_us - origin_us
            start_us, end_us = max(0, told[0]), min(told[1], duration_us)
            if start_us >= end_us:
                said = "segments that came along and lie outside the session, left out"
                self._tally.add("segments-outside", said)
                continue
            if (start_us, end_us) != told:
                said = "segments that came along and reach out of the session, cut at its ends"
                self._tally.add("segments-cut", said)
            yield replace(one, start_us=start_us, end_us=end_us)
