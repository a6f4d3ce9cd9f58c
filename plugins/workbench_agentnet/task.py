"""A task as AgentNet or AgentNetBench writes it down, in one form."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.domain.geometry import Box
from workbench.domain.segment import Outcome
from workbench.source_files import JSONValue, box_in, json_list, json_object, number_in, text_in

_THOUGHTS = ("observation", "thought", "reflection")
_JUDGEMENTS = ("reason", "actual_task", "natural_language_task")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its picture's name, its code, and what was written about it."""

    image: str
    code: str
    words: str
    thoughts: tuple[tuple[str, str], ...]
    targets: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its steps; `judgements` are what was written about it as a whole."""

    labelled_by: str
    instruction: str
    description: str
    outcome: Outcome | None
    screen: tuple[int, int] | None
    platform: str
    steps: tuple[Step, ...]
    judgements: tuple[tuple[str, str], ...] = ()


def read_task(fields: Mapping[str, JSONValue]) -> Task:
    """The task that a JSON object is, whichever of the two forms it has."""
    if isinstance(fields.get("traj"), list):
        return _of_agentnet(fields)
    return _of_benchmark(fields)


def _of_agentnet(fields: Mapping[str, JSONValue]) -> Task:
    instruction = _text(fields, "instruction")
    completed = fields.get("task_completed")
    steps = []
    for one in map(json_object, json_list(fields["traj"])):
        value = json_object(one.get("value"))
        code, words = _text(value, "code"), _text(value, "action")
        steps.append(Step(_text(one, "image"), code, words, _said(value, _THOUGHTS)))
    return Task(
        labelled_by="AgentNet",
        instruction=instruction,
        description=instruction,
        outcome=_OUTCOMES[completed] if isinstance(completed, bool) else None,
        screen=None,
        platform=_text(fields, "system"),
        steps=tuple(steps),
        judgements=_said(fields, _JUDGEMENTS),
    )


_OUTCOMES = {True: Outcome.SUCCESS, False: Outcome.FAILURE}


def _of_benchmark(fields: Mapping[str, JSONValue]) -> Task:
    asked = _text(fields, "user_task_description")
    meta = json_object(fields.get("meta_info"))
    size = json_object(meta.get("screen_resolution"))
    width, height = number_in(size.get("width")), number_in(size.get("height"))
    is_sized = width is not None and height is not None and min(width, height) >= 1
    return Task(
        labelled_by="AgentNetBench",
        instruction=_text(fields, "high_level_task_description") or asked,
        description=asked,
        outcome=None,
        screen=(round(width or 0), round(height or 0)) if is_sized else None,
        platform=_text(meta, "system"),
        steps=tuple(_step(one) for one in map(json_object, json_list(fields.get("steps")))),
    )


def _step(fields: Mapping[str, JSONValue]) -> Step:
    monologue = json_object(fields.get("inner_monologue"))
    return Step(
        image=_text(fields, "image"),
        code=_text(fields, "action"),
        words=_text(monologue, "low_level_instruction"),
        thoughts=_said(monologue, _THOUGHTS),
        targets=tuple(_targets(fields)),
    )


def _targets(fields: Mapping[str, JSONValue]) -> list[Box]:
    """The places on the picture where the action would have been right."""
    boxes = []
    for truth in map(json_object, json_list(fields.get("ground_truth_actions"))):
        metadata = json_object(truth.get("metadata"))
        for one in map(json_object, json_list(metadata.get("bboxes"))):
            if (box := box_in(json_list(one.get("abs_bbox")))) is not None:
                boxes.append(box)
    return boxes


def _said(fields: Mapping[str, JSONValue], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    said = ((name, _text(fields, name)) for name in names)
    return tuple((name, text) for name, text in said if text)


def _text(fields: Mapping[str, JSONValue], name: str) -> str:
    return text_in(fields.get(name))
