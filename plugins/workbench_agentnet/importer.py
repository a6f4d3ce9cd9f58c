"""The importer itself: recognising, listing and opening tasks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench_agentnet.capture import AgentNetCapture
from workbench_agentnet.index import Entry, Index, holds_tasks, index_of, is_task
from workbench_agentnet.pictures import PictureFolders
from workbench_agentnet.task import read_task


class AgentNetImporter:
    """Reads AgentNet's JSON lines and AgentNetBench's documents, with the images beside them."""

    name = "agentnet"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether the file, or one in the folder, begins with such a task; never raises."""
        return holds_tasks(source)

    def files(self, source: Path) -> Sequence[Path]:
        """Every file of tasks and every picture their steps name, sorted."""
        entries = index_of(source).entries
        folders = {path: PictureFolders.beside(path) for path in {one.path for one in entries}}
        found = set(folders)
        for entry in entries:
            names = {step.image for step in read_task(entry.read()).steps}
            pictures = (folders[entry.path].find(name) for name in names)
            found |= {path for path in pictures if path is not None}
        return sorted(found)

    def parts(self, source: Path) -> Sequence[str]:
        """The tasks by their ids, each of its own; one without a name where it is the only."""
        entries = index_of(source).entries
        return [""] * len(entries) if len(entries) == 1 else [entry.name for entry in entries]

    def files_of(self, source: Path, part: str) -> Sequence[Path]:
        """The file a task stands in, and every picture its steps name, sorted."""
        entry = index_of(source).named(part)
        if entry is None:
            return []
        folders = PictureFolders.beside(entry.path)
        pictures = (folders.find(step.image) for step in read_task(entry.read()).steps)
        return sorted({entry.path} | {path for path in pictures if path is not None})

    @contextmanager
    def open(self, source: Path) -> Iterator[AgentNetCapture]:
        """Open the one task there is; raises BadCapture where there is none, or several."""
        index = index_of(source)
        if len(index.entries) > 1:
            raise BadCapture(
                f"the source holds {len(index.entries)} tasks", hint="Open one of its parts."
            )
        yield _opened(index, index.named(""))

    @contextmanager
    def open_part(self, source: Path, part: str) -> Iterator[AgentNetCapture]:
        """Open the task of that name; raises BadCapture where there is none."""
        index = index_of(source)
        yield _opened(index, index.named(part))


def _opened(index: Index, entry: Entry | None) -> AgentNetCapture:
    fields = {} if entry is None else entry.read()
    if entry is None or not is_task(fields):
        raise BadCapture(
            "this is no task of AgentNet", hint="Give the .jsonl file, with its images beside it."
        )
    tally = WarningTally()
    tally.add("lines-unreadable", "lines of the source that are no task", index.unreadable)
    return AgentNetCapture(read_task(fields), entry.path, tally)
