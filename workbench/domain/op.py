"""Ops: what people decided, one entry each.

An op is one thing a person did. It holds one or more changes, so that a split or a decision
over forty places is saved, shown and undone as a whole. A change sets fields of one object
and names the version of it that its author had seen: the ops nobody had built on yet.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"
else:
    JSON = Any
"""A value inside an op; there are no floats, so that every value has one spelling."""

OP_VERSION = 1


@dataclass(frozen=True, slots=True)
class Change:
    """Fields set on one object, `type/id`; `base` are the op ids its author had seen last."""

    base: tuple[str, ...]
    object: str
    set: dict[str, JSON]

    @property
    def type(self) -> str:
        """The object's type."""
        return self.object.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Op:
    """One journal entry; its fields in the order the journal's lines have them.

    `head` is the hash of the last membership op its author had seen, `prev` the hash of the
    op before it in the same writer's file, `undoes` the op it takes back, if any.
    """

    by: str
    changes: tuple[Change, ...]
    head: str
    hlc_us: int
    id: str
    kind: str
    prev: str
    seq: int
    session: str
    undoes: str
    v: int
    writer: str


def object_key(kind: str, object_id: str) -> str:
    """The name an object goes by in ops."""
    return f"{kind}/{object_id}"
