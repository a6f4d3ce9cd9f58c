"""The importer itself: recognising, listing and opening recordings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_pctracker.capture import PCTrackerCapture
from workbench_pctracker.folder import Recording, recordings_at


class PCTrackerImporter:
    """Reads the `.jsonl` files PC Tracker writes, one alone or a folder of them."""

    name = "pctracker"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the file, or one in the folder, begins as such a recording; never raises."""
        return bool(recordings_at(source))

    def files(self, source: Path) -> Sequence[Path]:
        """Every file of actions with its twin and its pictures, sorted."""
        return sorted({path for one in recordings_at(source) for path in one.files()})

    def parts(self, source: Path) -> Sequence[str]:
        """The recordings in a folder by their names; one without a name where it is the only."""
        found = recordings_at(source)
        return [one.log.stem for one in found] if len(found) > 1 else [""] * len(found)

    @contextmanager
    def open(self, source: Path) -> Iterator[PCTrackerCapture]:
        """Open the one recording there is; raises BadCapture where there is none, or several."""
        found = recordings_at(source)
        if len(found) > 1:
            raise BadCapture(
                f"the folder holds {len(found)} recordings", hint="Give one of its .jsonl files."
            )
        yield _opened(found)

    @contextmanager
    def open_part(self, source: Path, part: str) -> Iterator[PCTrackerCapture]:
        """Open the recording of that name; raises BadCapture where there is none."""
        yield _opened([one for one in recordings_at(source) if part in ("", one.log.stem)])


def _opened(found: Sequence[Recording]) -> PCTrackerCapture:
    if not found:
        raise BadCapture(
            "this is not a recording of PC Tracker",
            hint="Give its .jsonl file, with the pictures beside it.",
        )
    return PCTrackerCapture(found[0])
