"""Which files hold what PC Tracker recorded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.domain.told import writable
from workbench.source_files import (
    JSONValue,
    beginning,
    decoded,
    file_inside,
    first_line,
    json_lines,
    json_object,
    lies_inside,
    objects_in,
    text_in,
)

_HEAD_BYTES = 1_000_000
_MOST_FILES = 10_000
_STAMP = re.compile(r"\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d")
_DESCRIPTION = re.compile(r"\*\*Description:\*\*[ \t]*(.*?)(?=\n\s*\n|\n\*\*Level|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of actions, and what belongs to it."""

    log: Path

    @property
    def twin(self) -> Path | None:
        """The file that tells the same for people, where there is one."""
        return file_inside(self.log.parent, self.log.with_suffix(".md").name)

    def is_one(self) -> bool:
        """Whether its first line is one of PC Tracker's."""
        fields = json_object(decoded(first_line(beginning(self.log, _HEAD_BYTES))))
        is_stamped = _STAMP.fullmatch(text_in(fields.get("timestamp"))) is not None
        return is_stamped and {"action", "screenshot"} <= fields.keys()

    def lines(self, tally: WarningTally) -> Iterator[dict[str, JSONValue]]:
        """Each line's object; lines that are none are counted."""
        return objects_in(json_lines(self.log, tally), tally)

    def picture(self, name: object) -> Path | None:
        """The picture a line names, as Windows or any other system writes paths."""
        return file_inside(self.log.parent, name)

    def files(self) -> set[Path]:
        """The actions, their twin, and every picture they name."""
        lines = self.lines(WarningTally())
        named = {self.picture(line.get("screenshot")) for line in lines}
        return {self.log} | {path for path in (self.twin, *named) if path is not None}

    def description(self) -> str:
        """What was to be done, as the twin says; empty where it says nothing."""
        text = beginning(self.twin, _HEAD_BYTES).decode(errors="replace")
        found = _DESCRIPTION.search(text.replace("\r\n", "\n"))
        return writable(found[1].strip()) if found else ""


def recordings_at(source: Path) -> Sequence[Recording]:
    """The recordings in a folder by their names, or the one that a file is."""
    try:
        if not source.is_dir():
            found = [source] if source.is_file() else []
        else:
            found = sorted(path for path in source.glob("*.jsonl") if lies_inside(source, path))
    except (OSError, ValueError):
        return []
    return [Recording(path) for path in found[:_MOST_FILES] if Recording(path).is_one()]
