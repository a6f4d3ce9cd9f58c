"""Which files an openadapt-flow recording consists of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.source_files import (
    JSONValue,
    decoded,
    file_inside,
    first_line,
    json_document,
    json_lines,
    json_list,
    json_object,
    lies_inside,
    number_in,
    objects_in,
    opened,
    text_in,
)

META_NAME = "meta.json"
EVENTS_NAME = "events.jsonl"
_META_BYTES = 16_000_000
_HEAD_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordingFolder:
    """A folder with the recording's two documents and its pictures."""

    root: Path

    @classmethod
    def of(cls, source: Path) -> "RecordingFolder":
        """The recording meant by its folder, or by one of its documents."""
        return cls(source if source.is_dir() else source.parent)

    def is_recording(self) -> bool:
        """Whether both documents begin as openadapt-flow writes them; never raises."""
        try:
            documents = (self.root / META_NAME, self.root / EVENTS_NAME)
            if not all(lies_inside(self.root, path) for path in documents):
                return False
            with opened(documents[1]) as file:
                line = first_line(file.read(_HEAD_BYTES))
            meta = self.meta()
        except (OSError, ValueError, BadCapture):
            return False
        first = json_object(decoded(line))
        return "viewport" in meta and (not line or {"i", "kind", "t"} <= first.keys())

    def meta(self) -> dict[str, JSONValue]:
        """The document about the whole; raises BadCapture where it cannot be read."""
        path = self.root / META_NAME
        try:
            is_small = path.stat().st_size <= _META_BYTES
        except OSError:
            is_small = False
        if not is_small:
            raise BadCapture(f"{META_NAME} is missing or too large", hint="Copy it again.")
        return json_object(json_document(path))

    def lines(self, tally: WarningTally) -> Iterator[dict[str, JSONValue]]:
        """Each line's object; lines that are none are counted."""
        return objects_in(json_lines(self.root / EVENTS_NAME, tally), tally)

    def picture(self, number: object, when: str) -> Path | None:
        """The picture before or after the action of that number."""
        if not isinstance(number, int) or not 0 <= number < 1_000_000:
            return None
        return file_inside(self.root, f"frames/{number:04d}_{when}.png")

    def files(self) -> tuple[Path, ...]:
        """The two documents and every picture that a line is for, sorted."""
        documents = [file_inside(self.root, name) for name in (META_NAME, EVENTS_NAME)]
        lines = self.lines(WarningTally()) if all(documents) else ()
        numbers = [line.get("i") for line in lines]
        named = [self.picture(n, when) for n in numbers for when in ("before", "after")]
        return tuple(sorted({path for path in (*documents, *named) if path is not None}))


def viewport_in(value: JSONValue) -> tuple[int, int] | None:
    """Width and height of the page's own part of the window, None where they are none."""
    numbers = [number_in(number) for number in json_list(value)]
    if len(numbers) != 2:
        return None
    width, height = (0 if number is None else round(number) for number in numbers)
    return (width, height) if 0 < width <= 100_000 and 0 < height <= 100_000 else None


def utc_in(value: JSONValue) -> str:
    """A time with its zone as UTC; empty where there is none."""
    try:
        moment = datetime.fromisoformat(text_in(value))
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""
