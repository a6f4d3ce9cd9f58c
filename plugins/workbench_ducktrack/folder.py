"""Which files a DuckTrack recording consists of, and whether a folder holds one."""

from dataclasses import dataclass
from pathlib import Path

from workbench.domain.pynput_events import is_heard
from workbench.source_files import (
    JSONValue,
    beginning,
    decoded,
    file_inside,
    films_in,
    first_values,
    json_object,
)

_EVENTS_NAME = "events.jsonl"
_METADATA_NAME = "metadata.json"
_DESCRIPTION_NAME = "README.md"
_METADATA_BYTES = 4_000_000
_DESCRIPTION_BYTES = 65_536
_ANOTHERS = {"event_idx", "pynput_key"}
"""What AgentNetTool adds to the same lines."""


@dataclass(frozen=True, slots=True)
class RecordingFolder:
    """The events of a recording, and what lies beside them."""

    events: Path

    @classmethod
    def of(cls, source: Path) -> "RecordingFolder":
        """The recording meant by a folder, or by its events themselves."""
        return cls(source / _EVENTS_NAME if source.is_dir() else source)

    @property
    def films(self) -> list[Path]:
        """The films in the folder, sorted; a recording has one."""
        return films_in(self.events.parent)

    def files(self) -> list[Path]:
        """Every file of the recording, sorted."""
        beside = map(self._file, (_METADATA_NAME, _DESCRIPTION_NAME))
        return sorted({self.events, *self.films, *(path for path in beside if path is not None)})

    def metadata(self) -> dict[str, JSONValue]:
        """What the recorder tells of the computer; empty where that is missing or damaged."""
        return json_object(decoded(beginning(self._file(_METADATA_NAME), _METADATA_BYTES)))

    def description(self) -> str:
        """What was written of the recording when it was done."""
        text = beginning(self._file(_DESCRIPTION_NAME), _DESCRIPTION_BYTES)
        return text.decode(errors="replace").strip()

    def is_recording(self) -> bool:
        """Whether the events are DuckTrack's, or missing from what else is DuckTrack's."""
        if self._file(self.events.name) is None:
            return False
        metadata = self.metadata()
        if "video_start_timestamp" in metadata:
            return False
        heard = [line for line in first_values(self.events) if is_heard(line)]
        if heard:
            return all(_ANOTHERS.isdisjoint(line) for line in heard)
        is_told = isinstance(metadata.get("obs_record_state_timings"), dict)
        return self.events.name == _EVENTS_NAME and is_told and "screen_width" in metadata

    def _file(self, name: str) -> Path | None:
        return file_inside(self.events.parent, name)
