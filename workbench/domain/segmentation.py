"""Working with the segments of one tier: where to cut, what is free, what is missing."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.domain.action import Action
from workbench.domain.segment import Segment, Tier, on_tier


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to be done before the work can be submitted, and where."""

    what: str
    t_us: int
    segment_id: str = ""
    is_warning: bool = False
    """A warning is shown and does not stop anybody."""


def cut_points(actions: Iterable[Action]) -> list[int]:
    """The moments at which a cut divides no action: before its first event, after its last."""
    return sorted({t for action in actions for t in (action.t_us, action.end_us + 1)})


def snapped(t_us: int, points: Sequence[int], *, reach_us: int) -> int:
    """The nearest of the sorted points within reach, else the moment itself."""
    index = bisect_left(points, t_us)
    near = [p for p in points[max(0, index - 1) : index + 1] if abs(p - t_us) <= reach_us]
    return min(near, key=lambda p: (abs(p - t_us), p), default=t_us)


def gap_around(segments: Sequence[Segment], t_us: int, duration_us: int) -> tuple[int, int]:
    """The free stretch around a moment that no segment contains."""
    start_us = max((s.end_us for s in segments if s.end_us <= t_us), default=0)
    end_us = min((s.start_us for s in segments if s.start_us > t_us), default=duration_us)
    return start_us, end_us


def boundaries(segments: Iterable[Segment]) -> list[int]:
    """Where segments begin and end, sorted."""
    return sorted({t for segment in segments for t in (segment.start_us, segment.end_us)})


def next_unlabelled(segments: Sequence[Segment], t_us: int) -> Segment | None:
    """The next segment without a label, from a moment on and then from the beginning."""
    open_ones = [segment for segment in segments if not segment.is_labelled]
    later = [segment for segment in open_ones if segment.end_us > t_us]
    return next(iter(later or open_ones), None)


def missing_for_submission(
    segments: Sequence[Segment], actions: Sequence[Action], known_labels: Iterable[str]
) -> list[Missing]:
    """What keeps the work from being submitted, warnings last, each sorted by time."""
    tasks = on_tier(segments, Tier.TASK)
    found = [] if tasks else [Missing("no task is marked yet", 0)]
    for segment in segments:
        found.extend(_missing_in(segment, set(known_labels)))
    for tier in Tier:
        found.extend(_overlaps(on_tier(segments, tier)))
    found.extend(_outside_tasks(on_tier(segments, Tier.STEP), tasks))
    found.extend(_crossings(tasks, actions))
    return sorted(found, key=lambda missing: (missing.is_warning, missing.t_us))


def _missing_in(segment: Segment, known_labels: set[str]) -> list[Missing]:
    def missing(what: str) -> Missing:
        return Missing(what, segment.start_us, segment.segment_id)

    found = [missing(f"{name} was changed by two people at once") for name in segment.conflicts]
    if segment.tier is Tier.TASK and not segment.is_labelled:
        found.append(missing("a task has no label"))
    unknown = sorted(set(segment.labels) - known_labels)
    found.extend(missing(f"the label {key!r} is not in the ontology") for key in unknown)
    if segment.is_task and not segment.instruction:
        found.append(missing("a task has no instruction"))
    if segment.is_task and segment.outcome is None:
        found.append(missing("a task has no outcome"))
    return found


def _overlaps(segments: Sequence[Segment]) -> list[Missing]:
    return [
        Missing("two segments overlap", after.start_us, after.segment_id)
        for before, after in pairwise(segments)
        if after.start_us < before.end_us
    ]


def _outside_tasks(steps: Sequence[Segment], tasks: Sequence[Segment]) -> list[Missing]:
    return [
        Missing("a step reaches outside its task", step.start_us, step.segment_id)
        for step in steps
        if not any(t.start_us <= step.start_us and step.end_us <= t.end_us for t in tasks)
    ]


def _crossings(tasks: Sequence[Segment], actions: Sequence[Action]) -> list[Missing]:
    return [
        Missing("an action crosses the end of its task", task.end_us, task.segment_id, True)
        for task in tasks
        if any(a.t_us < task.end_us <= a.end_us and task.contains(a.t_us) for a in actions)
    ]
