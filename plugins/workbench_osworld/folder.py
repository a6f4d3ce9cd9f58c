"""Which files tell how one task of OSWorld went."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.segment import Outcome
from workbench.domain.tally import WarningTally
from workbench.source_files import (
    JSONValue,
    beginning,
    decoded,
    file_inside,
    first_line,
    json_lines,
    json_object,
    lies_inside,
    number_in,
    objects_in,
    text_in,
)

USUAL_NAMES = ("traj.jsonl", "trajectory.jsonl")
_SUBFOLDER = "screenshots"
_HEAD_BYTES = 4_000_000
_MOST_FILES = 50
_NUMBERED = ("step_num", "step_id", "action_timestamp")
_BEFORE_ALL = re.compile(r"(step_0|step_reset|initial|screenshot_0)(\D.*)?\.(png|jpe?g|webp)", re.I)


@dataclass(frozen=True, slots=True)
class TaskFolder:
    """The trajectory of a task; everything else lies beside it."""

    log: Path

    @classmethod
    def of(cls, source: Path) -> "TaskFolder | None":
        """The task whose trajectory a file is or a folder holds; None where there is none."""
        try:
            if not source.is_dir():
                found = [source] if source.is_file() else []
            else:
                usual = [source / name for name in USUAL_NAMES]
                listed = [*usual, *sorted(source.glob("*.jsonl"))][:_MOST_FILES]
                found = [path for path in listed if lies_inside(source, path)]
            return next((cls(path) for path in found if _begins_a_task(path)), None)
        except (OSError, ValueError):
            return None

    @property
    def root(self) -> Path:
        """The task's folder."""
        return self.log.parent

    def lines(self, tally: WarningTally) -> Iterator[dict[str, JSONValue]]:
        """Each line's object; lines that are none are counted."""
        return objects_in(json_lines(self.log, tally), tally)

    def picture(self, line: Mapping[str, JSONValue], names: Set[str]) -> Path | None:
        """The picture after a line's action, by the name it gives or as such pictures are named.

        `names` are those of `picture_names`.
        """
        if found := file_inside(self.root, named_in(line)):
            return found
        number = line.get("step_num", line.get("step_id"))
        stamp = line.get("action_timestamp")
        usual = [named_in(line), f"step_{number}_{stamp}.png", f"step_{number}.png"]
        places = [*usual, *(f"{_SUBFOLDER}/{name}" for name in usual)]
        here = (file_inside(self.root, place) for place in places if place in names)
        return next((path for path in here if path is not None), None)

    def picture_names(self) -> set[str]:
        """The names of the files that may be pictures, relative to the folder."""
        found = [*_listed(self.root, "*"), *_listed(self.root / _SUBFOLDER, "*")]
        return {path.relative_to(self.root).as_posix() for path in found}

    def picture_before_all(self) -> Path | None:
        """The picture from before the first action, where somebody kept one."""
        for folder in (self.root, self.root / _SUBFOLDER):
            for path in _listed(folder, "*"):
                inside = file_inside(self.root, path.relative_to(self.root).as_posix())
                if _BEFORE_ALL.fullmatch(path.name) and inside:
                    return inside
        return None

    def documents(self) -> list[Path]:
        """The JSON documents beside the trajectory, which may tell the task."""
        found = _listed(self.root, "*.json")
        return [path for path in found if file_inside(self.root, path.name)][:_MOST_FILES]

    def told(self) -> dict[str, JSONValue]:
        """What the documents say together; the first to say something is heard."""
        said: dict[str, JSONValue] = {}
        for path in self.documents():
            value = decoded(beginning(path, _HEAD_BYTES))
            said = json_object(value) | said
        return said

    def outcome(self) -> Outcome | None:
        """How the task ended by `result.txt`: a score, or whether it was completed."""
        text = beginning(file_inside(self.root, "result.txt"), _HEAD_BYTES)
        value = decoded(text.strip().lower() or b"null")
        completed = json_object(value).get("completed", value)
        if isinstance(completed, bool):
            return Outcome.SUCCESS if completed else Outcome.FAILURE
        points = number_in(completed)
        if points is None:
            return None
        if points <= 0:
            return Outcome.FAILURE
        return Outcome.SUCCESS if points >= 1 else Outcome.PARTIAL

    def files(self) -> list[Path]:
        """The trajectory, its pictures, the score and the documents, sorted."""
        names = self.picture_names()
        pictures = {self.picture(line, names) for line in self.lines(WarningTally())}
        score = file_inside(self.root, "result.txt")
        found = {self.log, score, self.picture_before_all(), *pictures, *self.documents()}
        return sorted(path for path in found if path is not None)


def named_in(line: Mapping[str, JSONValue]) -> str:
    """The name a line gives its picture; empty where it gives none."""
    return text_in(line.get("screenshot_file") or line.get("screenshot"))


def _begins_a_task(path: Path) -> bool:
    fields = json_object(decoded(first_line(beginning(path, _HEAD_BYTES)))).keys()
    return bool({"action", "actions"} & fields) and bool(fields & set(_NUMBERED))


def _listed(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern)) if folder.is_dir() else []
    except OSError:
        return []
