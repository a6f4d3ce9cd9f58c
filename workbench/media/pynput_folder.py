"""The folder that a recorder of pynput's events writes: lines of events, and what lies beside."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from workbench.domain.tally import WarningTally
from workbench.source_files import (
    JSONValue,
    beginning,
    decoded,
    file_inside,
    films_in,
    json_lines,
    json_object,
)

EVENTS_NAME = "events.jsonl"
METADATA_NAME = "metadata.json"
_DOCUMENT_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class PynputFolder(ABC):
    """The events of a recording, and the files of those names beside them."""

    events: Path
    beside: ClassVar[tuple[str, ...]]

    @classmethod
    def of(cls, source: Path) -> Self:
        """The recording meant by a folder, or by its events themselves."""
        return cls(source / EVENTS_NAME if source.is_dir() else source)

    @abstractmethod
    def is_recording(self) -> bool:
        """Whether the recorder wrote it."""

    @property
    def films(self) -> list[Path]:
        """The films in the folder, sorted; a recording has one."""
        return films_in(self.events.parent)

    def file(self, name: str) -> Path | None:
        """A file of that name in the folder, None where there is none."""
        return file_inside(self.events.parent, name)

    def files(self) -> list[Path]:
        """Every file of the recording, sorted."""
        beside = (path for path in map(self.file, self.beside) if path is not None)
        return sorted({self.events, *self.films, *beside})

    def event_lines(self, tally: WarningTally) -> Iterator[JSONValue]:
        """The value of each line of the events."""
        return json_lines(self.events, tally)

    def metadata(self) -> dict[str, JSONValue]:
        """What the recorder tells of the computer; empty where that is missing or damaged."""
        return self.document(METADATA_NAME)

    def document(self, name: str) -> dict[str, JSONValue]:
        """The object that a file beside the events holds; empty where it holds none."""
        return json_object(decoded(beginning(self.file(name), _DOCUMENT_BYTES)))
