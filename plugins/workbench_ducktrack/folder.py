"""Which files a DuckTrack recording consists of, and whether a folder holds one."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.pynput_events import is_heard
from workbench.media.pynput_folder import EVENTS_NAME, METADATA_NAME, PynputFolder
from workbench.source_files import beginning, first_values

_DESCRIPTION_NAME = "README.md"
_DESCRIPTION_BYTES = 65_536
_ANOTHERS = {"event_idx", "pynput_key"}
"""What AgentNetTool adds to the same lines."""


@dataclass(frozen=True, slots=True)
class RecordingFolder(PynputFolder):
    """The events of a recording, and what lies beside them."""

    beside: ClassVar = (METADATA_NAME, _DESCRIPTION_NAME)

    def description(self) -> str:
        """What was written of the recording when it was done."""
        text = beginning(self.file(_DESCRIPTION_NAME), _DESCRIPTION_BYTES)
        return text.decode(errors="replace").strip()

    def is_recording(self) -> bool:
        """Whether the events are DuckTrack's, or missing from what else is DuckTrack's."""
        if self.file(self.events.name) is None:
            return False
        metadata = self.metadata()
        if "video_start_timestamp" in metadata:
            return False
        heard = [line for line in first_values(self.events) if is_heard(line)]
        if heard:
            return all(_ANOTHERS.isdisjoint(line) for line in heard)
        is_told = isinstance(metadata.get("obs_record_state_timings"), dict)
        return self.events.name == EVENTS_NAME and is_told and "screen_width" in metadata
