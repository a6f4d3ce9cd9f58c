"""The vocabulary that segments are labelled with: versioned, hierarchical, one key a label."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from workbench.domain.op import JSON
from workbench.domain.records import Records
from workbench.domain.segment import NOT_A_TASK

T = TypeVar("T", str, int)


@dataclass(frozen=True, slots=True)
class Label:
    """One label; `parent` is the key of a broader one, `is_deprecated` labels are kept, not given.

    `digit` is the key that gives it on the desk, 1 to 9, or 0 for none.
    """

    key: str
    name: str
    digit: int = 0
    definition: str = ""
    parent: str = ""
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Ontology:
    """A version of the vocabulary."""

    version: int
    labels: tuple[Label, ...]

    def label(self, key: str) -> Label | None:
        """The label of a key, None for an unknown one."""
        if key == NOT_A_TASK:
            return Label(NOT_A_TASK, "not a task")
        return next((label for label in self.labels if label.key == key), None)

    def by_digit(self, digit: int) -> Label | None:
        """The label a digit gives; 0 gives "not a task"."""
        if digit == 0:
            return self.label(NOT_A_TASK)
        return next((label for label in self.labels if label.digit == digit), None)

    def given_keys(self) -> list[str]:
        """The keys that may be given, in the ontology's order, "not a task" last."""
        return [label.key for label in self.labels if not label.is_deprecated] + [NOT_A_TASK]

    def to_json(self) -> JSON:
        """The labels as an op holds them."""
        return [
            {
                "definition": label.definition,
                "deprecated": label.is_deprecated,
                "digit": label.digit,
                "key": label.key,
                "name": label.name,
                "parent": label.parent,
            }
            for label in self.labels
        ]


STARTER = Ontology(
    0,
    (
        Label("search", "search", 1, "Find something: a record, a page, a file."),
        Label("reply", "reply", 2, "Answer or write a message to somebody."),
        Label("file", "file", 3, "Put, move, rename or save a document where it belongs."),
        Label("form", "form", 4, "Fill in a form or a record and submit it."),
        Label("read", "read", 5, "Read or check something without changing it."),
        Label("report", "report", 6, "Gather numbers or text into a document."),
        Label("configure", "configure", 7, "Change a setting, install or start something."),
        Label("transfer", "transfer", 8, "Copy data from one program into another."),
    ),
)
"""What a new project starts with; version 0 is nobody's decision."""


def ontology_of(common: Records) -> Ontology:
    """The ontology in force."""
    record = common.get("ontology", "main")
    if not record.is_alive:
        return STARTER
    labels = record.get("labels")
    return parse_ontology(labels if isinstance(labels, list) else [], record.number("version"))


def parse_ontology(labels: Sequence[JSON], version: int) -> Ontology:
    """An ontology from plain values; raises ValueError that says what is wrong with it."""
    ontology = Ontology(version, tuple(_label(fields) for fields in labels))
    for problem in ontology_problems(ontology):
        raise ValueError(problem)
    return ontology


def ontology_problems(ontology: Ontology) -> list[str]:
    """What is wrong with an ontology, in words."""
    keys = [label.key for label in ontology.labels]
    digits = [label.digit for label in ontology.labels if label.digit]
    problems = [f"the key {key!r} stands twice" for key in _repeated(keys)]
    problems += [f"the digit {digit} is given twice" for digit in _repeated(digits)]
    for label in ontology.labels:
        if label.key in ("", NOT_A_TASK):
            problems.append(f"{label.key!r} cannot be a label's key")
        if not 0 <= label.digit <= 9:
            problems.append(f"{label.key!r}: a digit goes from 1 to 9")
        if label.parent and label.parent not in keys:
            problems.append(f"{label.key!r}: there is no parent {label.parent!r}")
    return problems or _cycles(ontology)


def _repeated(values: Sequence[T]) -> list[T]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


def _cycles(ontology: Ontology) -> list[str]:
    parents = {label.key: label.parent for label in ontology.labels}
    for key in parents:
        above, seen = parents[key], {key}
        while above:
            if above in seen:
                return [f"{key!r} is its own ancestor"]
            seen.add(above)
            above = parents[above]
    return []


def _label(fields: JSON) -> Label:
    if not isinstance(fields, dict) or not isinstance(fields.get("key"), str):
        raise ValueError(f"not a label: {json.dumps(fields)[:80]}")
    digit = fields.get("digit", 0)
    if not isinstance(digit, int):
        raise ValueError(f"{fields['key']!r}: a digit is a number")
    return Label(
        key=str(fields["key"]),
        name=str(fields.get("name") or fields["key"]),
        digit=digit,
        definition=str(fields.get("definition", "")),
        parent=str(fields.get("parent", "")),
        is_deprecated=fields.get("deprecated") is True,
    )
