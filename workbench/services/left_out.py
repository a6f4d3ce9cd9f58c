"""What a plan leaves behind, each session counted once, and what helps where it is refused."""

from dataclasses import dataclass

from workbench.domain.counting import counted
from workbench.services.planning import Plan


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much stays behind, whatever number of reasons there are for each of it."""

    sessions: int
    """Sessions of which nothing leaves."""
    looked_at: int
    """All the sessions of the project."""
    tasks: int
    """Tasks that stay behind of sessions of which others leave."""
    partly: int
    """The sessions those tasks are of."""

    @property
    def told(self) -> str:
        """It in words, empty where nothing stays behind."""
        parts = []
        if self.sessions:
            parts.append(f"{self.sessions} of {counted(self.looked_at, 'session')}")
        if self.tasks:
            others = f"{self.partly} more" if self.sessions else counted(self.partly, "session")
            parts.append(f"{counted(self.tasks, 'task')} of {others}")
        return " and ".join(parts)


def left_out(plan: Plan) -> LeftOut:
    """What stays behind of a plan: whole sessions, and single tasks of the others."""
    leaving = {task.session_id for task in plan.included}
    behind = {one.session_id for one in plan.excluded}
    tasks = {(o.session_id, o.segment_id) for o in plan.excluded if o.session_id in leaving}
    partly = behind & leaving
    return LeftOut(len(behind - leaving), len(behind | leaving), len(tasks), len(partly))


def empty_splits(plan: Plan) -> list[str]:
    """The splits asked for that keep others from being built, because nothing falls to them."""
    full = [split for split, summary in plan.splits.items() if summary.tasks]
    if not full or plan.request.allow_empty_split:
        return []
    return [split for split in plan.splits if split not in full]


def remedy(plan: Plan) -> str:
    """What helps where a plan is refused, for the command line."""
    if empty_splits(plan):
        return "--allow-empty-split allows it, on record; or ask for fewer, as --split train=1."
    return "`workbench release plan` says what stays behind and why."
