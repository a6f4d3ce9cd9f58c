"""One cast, opened: what it says of itself, what was sent to the terminal, what it showed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.geometry import Geometry
from workbench.domain.remark import About, Remark
from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import CELL_PX, TextScreen
from workbench.plugin_api import CaptureInfo, SourceFrame
from workbench.source_files import JSONValue
from workbench_asciicast.cast import Cast, size_in
from workbench_asciicast.keys import KeyReader
from workbench_asciicast.prompts import windows_of
from workbench_asciicast.screens import screens_of

_CLOCKS = {
    1: "seconds since what came before, summed; 0 is the start of the cast",
    2: "seconds since the start of the cast",
    3: "seconds since what came before, summed; 0 is the start of the cast",
}
_CODES = frozenset("oimrx")


class AsciicastCapture:
    """A cast, open for reading; it is read anew for each kind of thing that is asked for."""

    is_drawn = True

    def __init__(self, path: Path) -> None:
        self._tally = WarningTally()
        self._cast = Cast(path, self._tally)
        self._has_input = False
        self._may_have_titles = False
        self._has_remarks = False
        geometry = tuple(self._looked_over())
        header = self._cast.header
        self.info = CaptureInfo(
            format_version=str(header.version),
            started_at=_iso(header.timestamp),
            description=header.title or header.command,
            clock=_CLOCKS[header.version],
            geometry=geometry,
        )

    def events(self) -> Iterator[Event]:
        """What was sent to the terminal, where that was recorded."""
        if not self._has_input:
            return
        keys = KeyReader(self._tally)
        for t_us, code, data in self._cast.told():
            if code == "i":
                yield from keys.read(t_us, data)

    def windows(self) -> Iterator[Window]:
        """The terminal's window, with every title it had and prompts for secrets."""
        header = self._cast.header
        told = self._cast.told() if self._has_input or self._may_have_titles else iter(())
        return windows_of(header, told, self._tally)

    def frames(self) -> Iterator[SourceFrame]:
        """None: what showed is text."""
        return iter(())

    def screens(self) -> Iterator[TextScreen]:
        """What the terminal showed."""
        return screens_of(self._cast.header, self._cast.told(), self._tally)

    def remarks(self) -> Iterator[Remark]:
        """The markers, and the status the recorded program ended with."""
        for t_us, code, data in self._cast.told() if self._has_remarks else ():
            if code == "m":
                yield Remark(t_us, t_us, About.THOUGHT, "marker", data)
            elif code == "x":
                yield Remark(t_us, t_us, About.ACTION, "exit status", data)

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed so far."""
        return self._tally.warnings()

    def _looked_over(self) -> Iterator[Geometry]:
        """The sizes the screen had; all that is wrong with the file's lines is counted here."""
        header = self._cast.header
        latest = _geometry(0, header.columns, header.rows)
        for t_us, code, data in self._cast.told(self._tally):
            self._has_input = self._has_input or code == "i"
            self._may_have_titles = self._may_have_titles or "\x1b]" in data
            self._has_remarks = self._has_remarks or code in ("m", "x")
            if code not in _CODES:
                self._tally.add("codes-unknown", "lines of a kind not known here, left out")
            size = size_in(data) if code == "r" else None
            if size is not None:
                if t_us > latest.start_us:
                    yield latest
                latest = _geometry(t_us, *size)
        yield latest


def _geometry(t_us: int, columns: int, rows: int) -> Geometry:
    return Geometry(t_us, columns * CELL_PX[0], rows * CELL_PX[1])


def _iso(timestamp: JSONValue) -> str:
    """UTC of a Unix time, empty where it is none."""
    if not isinstance(timestamp, int | float) or isinstance(timestamp, bool):
        return ""
    try:
        moment = datetime.fromtimestamp(timestamp, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.isoformat(timespec="milliseconds") if timestamp > 0 else ""
