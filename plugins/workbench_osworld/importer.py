"""The importer itself: recognising, listing and opening a task's result."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadCapture
from workbench_osworld.capture import OSWorldCapture
from workbench_osworld.folder import TaskFolder


class OSWorldImporter:
    """Reads the folder of one task: its trajectory, screenshots and score."""

    name = "osworld"
    version = "1"
    usual_names = ("traj.jsonl",)

    def recognises(self, source: Path) -> bool:
        """Whether the file is a trajectory, or the folder holds one; never raises."""
        return TaskFolder.of(source) is not None

    def files(self, source: Path) -> Sequence[Path]:
        """The trajectory, its pictures, the score and the documents beside it, sorted."""
        folder = TaskFolder.of(source)
        return [] if folder is None else folder.files()

    @contextmanager
    def open(self, source: Path) -> Iterator[OSWorldCapture]:
        """Open a task's result; raises BadCapture where it is none."""
        folder = TaskFolder.of(source)
        if folder is None:
            raise BadCapture(
                "this is not a result of OSWorld",
                hint="Give the folder of one task, which holds traj.jsonl.",
            )
        yield OSWorldCapture(folder)
