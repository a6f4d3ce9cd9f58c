"""One recording, opened: what it says of itself, its events, windows, screens and elements."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import TextScreen
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench_rrweb.events import EventReader
from workbench_rrweb.pointer import at_pointer
from workbench_rrweb.records import (
    Record,
    counting_late,
    in_order,
    read_records,
    with_hovers,
)
from workbench_rrweb.screens import ScreenMaker
from workbench_rrweb.survey import Survey

_CLOCK = (
    "Unix time in milliseconds as the page's browser had it; a position of the pointer"
    " is as much earlier than its record as it says"
)


class RrwebCapture:
    """A recording of rrweb; each of its iterators goes through the file anew."""

    is_drawn = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tally = WarningTally()
        records = counting_late(read_records(path, self._tally), self._tally)
        self._survey = Survey(in_order(records), self._tally)
        if self._survey.starts_us is None:
            raise BadCapture(
                "the file holds no record of rrweb that can be read",
                hint="Copy it again from its source; records packed by rrweb must be unpacked.",
            )
        if not self._survey.geometry:
            detail = "the recording does not say how large the page showed"
            self._tally.add("screen-unknown", detail)
        self.info = CaptureInfo(
            format_version="unstated",
            recorder="rrweb",
            platform="web",
            started_at=_iso(self._survey.starts_us),
            clock=_CLOCK,
            geometry=tuple(self._survey.geometry),
        )

    def events(self) -> Iterator[Event]:
        """Raw events in time order, numbered as they stand in the file."""
        events = EventReader(self._survey, self._tally).read(in_order(self._records()))
        return at_pointer(in_order(events))

    def windows(self) -> Iterator[Window]:
        """The titles of the pages, each tab a window."""
        return iter(self._survey.windows)

    def frames(self) -> Iterator[SourceFrame]:
        """None: rrweb takes no pictures."""
        return iter(())

    def screens(self) -> Iterator[TextScreen]:
        """The page's text as it changed."""
        return ScreenMaker().screens(in_order(with_hovers(self._records())))

    def remarks(self) -> Iterator[Remark]:
        """What each press was on."""
        return iter(self._survey.remarks)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    def _records(self) -> Iterator[Record]:
        return read_records(self._path, WarningTally())


def _iso(t_us: int) -> str:
    try:
        return datetime.fromtimestamp(t_us / 1e6, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return ""
