"""Which files an AgentNetTool recording consists of, and whether a folder holds one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from workbench.domain.pynput_events import is_heard, microseconds
from workbench.domain.tally import WarningTally
from workbench.media.pynput_folder import EVENTS_NAME, METADATA_NAME, PynputFolder
from workbench.source_files import (
    JSONValue,
    first_values,
    json_lines,
    objects_in,
    text_in,
)

PAGES = ("html.jsonl", "html_element.jsonl")
_TASK_NAME = "task_name.json"
_LINE_BYTES = 64_000_000
_ENCRYPTED = b"gAAAA"
"""How every token of Fernet begins: a version byte of 128 and the high half of a time."""


@dataclass(frozen=True, slots=True)
class RecordingFolder(PynputFolder):
    """The events of a recording, and what lies beside them."""

    beside: ClassVar = (
        METADATA_NAME,
        _TASK_NAME,
        "hub_task_id.txt",
        "top_window.jsonl",
        "element.jsonl",
        "a11y.jsonl",
        *PAGES,
        "event_buffer.jsonl",
        "reduced_events_complete.jsonl",
        "reduced_events_vis.jsonl",
    )

    def event_lines(self, tally: WarningTally) -> Iterator[JSONValue]:
        """The value of each line of the events that is no cipher; the others are counted."""
        return _plain_lines(self.events, tally)

    def lines(self, name: str, tally: WarningTally) -> Iterator[dict[str, JSONValue]]:
        """The objects of a file's lines; none where the file is missing."""
        path = self.file(name)
        return objects_in(_plain_lines(path, tally) if path is not None else (), tally)

    def description(self, tally: WarningTally) -> str:
        """The name of the task, and what it was about."""
        task = self.document(_TASK_NAME)
        if not task and self.file(_TASK_NAME) is not None:
            tally.add("task-unreadable", "the name of the task could not be read")
        parts = (text_in(task.get(name)).strip() for name in ("task_name", "description"))
        return "\n".join(part for part in parts if part)

    def is_recording(self) -> bool:
        """Whether the events are AgentNetTool's, or its metadata lies beside what may be."""
        if self.file(self.events.name) is None:
            return False
        heard = [line for line in first_values(self.events) if is_heard(line)]
        if any("event_idx" in line or "pynput_key" in line for line in heard):
            return True
        is_told = microseconds(self.metadata().get("video_start_timestamp")) is not None
        return is_told and (bool(heard) or self.events.name == EVENTS_NAME)


def _plain_lines(path: Path, tally: WarningTally) -> Iterator[JSONValue]:
    """The value of each line that is no cipher; the others are counted."""
    noticed = WarningTally()
    yield from json_lines(path, noticed)
    unread = noticed.warnings()
    encrypted = _encrypted_lines(path) if unread else 0
    tally.add("lines-encrypted", "lines that the recorder encrypted, left out", encrypted)
    for warning in unread:
        known = min(encrypted, warning.count)
        encrypted -= known
        tally.add(warning.code, warning.detail, warning.count - known)


def _encrypted_lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            lines = iter(lambda: file.readline(_LINE_BYTES), b"")
            return sum(line.startswith(_ENCRYPTED) for line in lines)
    except OSError:
        return 0
