"""One recording, opened: what it says of itself, its events, windows, frames and remarks."""

from collections.abc import Iterator
from operator import itemgetter

from workbench.domain.event import Event, Window
from workbench.domain.pynput_events import microseconds
from workbench.domain.remark import Remark
from workbench.domain.tally import WarningTally
from workbench.domain.thresholds import ReductionSettings
from workbench.media.pynput_capture import PynputCapture
from workbench.source_files import beginning, text_in
from workbench_agentnettool.folder import PAGES, RecordingFolder
from workbench_agentnettool.keys import CodedKeys
from workbench_agentnettool.remarks import remarks_of

_SIGNS = (
    *((f"{held}+{key}",) for held in ("ctrl+alt", "alt+cmd") for key in "tr"),
    # With option held, a Mac's T and R type these.
    ("alt+cmd+\u2020",),
    ("alt+cmd+\u00ae",),
)


class AgentNetToolCapture(PynputCapture):
    """A recording of AgentNetTool, open for reading; nothing of it is changed."""

    _folder: RecordingFolder

    def __init__(self, folder: RecordingFolder) -> None:
        tally = WarningTally()
        super().__init__(
            folder,
            tally,
            recorder="AgentNetTool",
            description=folder.description(tally),
            reduction=ReductionSettings.told(recorder_signs=_SIGNS),
        )
        pages = sum(bool(beginning(folder.file(name), 64).strip()) for name in PAGES)
        tally.add("pages-unread", "files of web pages, which are not read", pages)

    def events(self) -> Iterator[Event]:
        """Raw events in the order they were written, by the tool's own numbers."""
        return self._events_by(CodedKeys(self._tally, self._metadata.platform), first_id=0)

    def windows(self) -> Iterator[Window]:
        """Changes of the program in front; the tool does not tell its windows apart."""
        changes: list[tuple[int, str]] = []
        for record in self._folder.lines("top_window.jsonl", self._tally):
            t_us = microseconds(record.get("time_stamp"))
            app = text_in(record.get("top_window_name"))
            if t_us is None or not app:
                self._tally.add("windows-unusable", "windows without a usable time or program")
            else:
                changes.append((t_us, app))
        ids: dict[str, int] = {}
        for t_us, app in sorted(changes, key=itemgetter(0)):
            yield Window(ids.setdefault(app, len(ids) + 1), t_us, None, app)

    def remarks(self) -> Iterator[Remark]:
        """The elements under the pointer and in windows, and the tool's own actions."""
        yield from remarks_of(self._folder, self._tally)
