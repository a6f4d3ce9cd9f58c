"""What a release would hold, what stays behind and why; nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from workbench import plugins
from workbench.domain.member import Permission
from workbench.domain.release import Scope
from workbench.domain.segment import NOT_A_TASK, Segment, Tier, on_tier
from workbench.domain.splits import place_subjects
from workbench.errors import UsageError, WorkbenchError
from workbench.services import gates, replaying
from workbench.services.gates import Excluded
from workbench.services.leaks import HiddenValue, hidden_values, told_in
from workbench.services.rows import COORDS, is_blank, outside_image, task_actions
from workbench.services.session import Session, require
from workbench.store.identity import check_name
from workbench.store.keyring import KeyClass
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """What somebody asks to be released."""

    name: str
    version: str
    purpose: str
    ratios: dict[str, float]
    on: date
    format: str = "parquet"
    parent: str = ""
    coords: str = "pixel"
    allow_empty_split: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        check_name(self.version)
        if self.parent:
            check_name(self.parent)
        if self.coords not in COORDS:
            raise UsageError(
                f"{self.coords!r} are no coordinates", hint=f"Known: {', '.join(COORDS)}."
            )

    @property
    def title(self) -> str:
        """The name the release goes by."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task that would leave."""

    session_id: str
    subject: str
    task: Segment
    rows: int
    blank_rows: int
    """Rows whose image would be masked all over."""


@dataclass(slots=True)
class SplitSummary:
    """What one split would hold."""

    subjects: set[str] = field(default_factory=set)
    tasks: int = 0
    rows: int = 0
    blank_rows: int = 0
    duration_us: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, object]:
        """As the command line and the manifest show it."""
        return {
            "subjects": len(self.subjects),
            "tasks": self.tasks,
            "rows": self.rows,
            "rows_masked_all_over": self.blank_rows,
            "hours": round(self.duration_us / 3.6e9, 4),
            "labels": dict(sorted(self.labels.items())),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release would hold; with `refusals` nothing is built at all."""

    request: ReleaseRequest
    included: tuple[PlannedTask, ...]
    excluded: tuple[Excluded, ...]
    placements: dict[str, str]
    """The split of every subject in it."""
    new_placements: dict[str, str]
    scopes: frozenset[Scope]
    splits: dict[str, SplitSummary]
    refusals: tuple[str, ...]

    def tasks_of(self, split: str) -> list[PlannedTask]:
        """The tasks of a split, in the order in which their rows are written."""
        return [task for task in self.included if self.placements[task.subject] == split]


def plan_release(project: Project, request: ReleaseRequest) -> Plan:
    """Look at every session of the project and say what would leave."""
    require(project, Permission.RELEASE)
    plugins.exporter(request.format)
    included: list[PlannedTask] = []
    excluded: list[Excluded] = []
    values: list[HiddenValue] = []
    for session in project.catalogue.sessions():
        tasks, left_out = _judge(project, request, session.session_id, session.subject, values)
        included += tasks
        excluded += left_out
    telling = list(_telling(included, values))
    told = {reason.segment_id for reason in telling}
    included = [planned for planned in included if planned.task.segment_id not in told]
    return _planned(project, request, included, excluded + telling)


def _telling(included: Iterable[PlannedTask], values: list[HiddenValue]) -> Iterator[Excluded]:
    """The tasks whose instruction says what was hidden, in whichever session."""
    for planned in included:
        kinds = told_in(planned.task.instruction or "", values)
        if kinds:
            reason = f"its instruction holds a redacted {kinds[0]}"
            yield Excluded(planned.session_id, planned.task.segment_id, reason)


def _planned(
    project: Project,
    request: ReleaseRequest,
    included: list[PlannedTask],
    excluded: list[Excluded],
) -> Plan:
    subjects = {task.subject for task in included}
    placed = {r.object_id: r.text("split") for r in project.common.alive("placement")}
    new = place_subjects(subjects, placed, request.ratios, partial(_placement_secret, project))
    placements = {**placed, **new}
    elsewhere = {s for s in subjects if placements[s] not in request.ratios}
    excluded += [
        Excluded(t.session_id, t.task.segment_id, f"its subject belongs to {placements[t.subject]}")
        for t in included
        if t.subject in elsewhere
    ]
    included = [task for task in included if task.subject not in elsewhere]
    splits = _summaries(included, placements, request.ratios)
    return Plan(
        request=request,
        included=tuple(sorted(included, key=lambda t: (t.session_id, t.task.start_us))),
        excluded=tuple(sorted(excluded)),
        placements={s: placements[s] for s in sorted(subjects - elsewhere)},
        new_placements=new,
        scopes=_common_scopes(project, request, subjects - elsewhere),
        splits=splits,
        refusals=tuple(_refusals(project, request, splits)),
    )


def _placement_secret(project: Project, subject: str) -> bytes:
    return project.keyring.subject_key(subject, KeyClass.CONTENT).derived("placement")


def _judge(
    project: Project,
    request: ReleaseRequest,
    session_id: str,
    subject: str,
    values: list[HiddenValue],
) -> tuple[list[PlannedTask], list[Excluded]]:
    """Its tasks that would leave and those that stay behind; what it hides joins `values`."""
    reason = gates.subject_gate(project, subject, request.purpose, request.on)
    if reason:
        return [], [Excluded(session_id, "", reason)]
    try:
        session = Session(project, session_id)
        try:
            values += hidden_values(session)
            reasons = list(gates.session_gates(session))
            if reasons:
                return [], [Excluded(session_id, "", reason) for reason in reasons]
            return _judge_tasks(session)
        finally:
            session.close()
    except WorkbenchError as error:
        # A session that cannot be read stays behind; the others need not.
        return [], [Excluded(session_id, "", f"cannot be read: {error.message}")]


def _judge_tasks(session: Session) -> tuple[list[PlannedTask], list[Excluded]]:
    included: list[PlannedTask] = []
    excluded: list[Excluded] = []
    hidden = replaying.exposure(session)
    for task in on_tier(session.segments(), Tier.TASK):
        reason = _task_gate(session, task)
        if reason:
            excluded.append(Excluded(session.session_id, task.segment_id, reason))
        else:
            moments = [*(action.t_us for action in task_actions(session, task)), task.end_us - 1]
            blank = sum(is_blank(session, t_us, hidden) for t_us in moments)
            included.append(
                PlannedTask(session.session_id, session.subject, task, len(moments), blank)
            )
    if not included and not excluded:
        excluded.append(Excluded(session.session_id, "", "no task is marked in it"))
    return included, excluded


def _task_gate(session: Session, task: Segment) -> str:
    if NOT_A_TASK in task.labels:
        return "marked as not a task"
    if not task.is_labelled or not task.instruction or task.outcome is None:
        return "label, instruction or outcome is missing"
    if not task_actions(session, task):
        return "nothing is done in it"
    if outside_image(session, task):
        return "an action lies outside its image"
    return ""


def _summaries(
    included: Iterable[PlannedTask], placements: dict[str, str], ratios: dict[str, float]
) -> dict[str, SplitSummary]:
    splits = {split: SplitSummary() for split in ratios}
    for planned in included:
        summary = splits[placements[planned.subject]]
        summary.subjects.add(planned.subject)
        summary.tasks += 1
        summary.rows += planned.rows
        summary.blank_rows += planned.blank_rows
        summary.duration_us += planned.task.end_us - planned.task.start_us
        summary.labels.update(planned.task.labels)
    return splits


def _common_scopes(
    project: Project, request: ReleaseRequest, subjects: set[str]
) -> frozenset[Scope]:
    """What every subject's consent covers: columns beyond it are absent for all."""
    scopes = frozenset(Scope) if subjects else frozenset[Scope]()
    for subject in subjects:
        scopes &= gates.subject_scopes(project, subject, request.purpose, request.on)
    return scopes


def _refusals(
    project: Project, request: ReleaseRequest, splits: dict[str, SplitSummary]
) -> Iterator[str]:
    damage = project.damage()
    if damage:
        # What is missing may be a withdrawal.
        yield f"part of the journal is missing: of {damage[0].writer}, from op {damage[0].seq} on"
    if not any(summary.tasks for summary in splits.values()):
        yield "no task may leave"
        return
    empty = [split for split, summary in splits.items() if not summary.tasks]
    if empty and not request.allow_empty_split:
        splits_are = "split" if len(empty) == 1 else "splits"
        yield f"the {splits_are} {', '.join(empty)} would be empty"
