"""What an entry of the log means to whoever reads it: what an undo took back, why somebody looked.

Why somebody looked under the masks is sealed with the subject's content key: members who hold
it read the reason, to everybody else, and after an erasure, it stays empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from workbench.domain.op import Op
from workbench.errors import KeyUnavailable
from workbench.services.auditing import LoggedOp
from workbench.store.keyring import KeyClass
from workbench.store.project import Project
from workbench.store.words import SessionWords

_PEEK = "peek"


@dataclass(frozen=True, slots=True)
class Retold:
    """What is told of an op beside its kind; empty where there is nothing to tell."""

    undoes_kind: str
    """The kind of the op that an undo took back, or that a redo did again."""
    reason: str


def retell(project: Project, logged: Sequence[LoggedOp]) -> list[Retold]:
    """What is told of each of these ops, in their order."""

    @cache
    def ops_of(session_id: str) -> dict[str, Op]:
        return {op.id: op for op in project.ledger.ops(session_id)}

    return [
        Retold(
            undoes_kind=_first_kind(ops_of(op.session_id), op.undoes) if op.undoes else "",
            reason=_why_looked(project, op) if op.kind == _PEEK else "",
        )
        for op in logged
    ]


def _first_kind(ops: Mapping[str, Op], op_id: str) -> str:
    """The kind of the edit at the beginning of a row of undos and redos."""
    op = ops.get(op_id)
    while op is not None and op.undoes:
        op = ops.get(op.undoes)
    return op.kind if op is not None else ""


def _why_looked(project: Project, logged: LoggedOp) -> str:
    records = project.ledger.records(logged.session_id)
    subject = records.get("session", logged.session_id).text("subject")
    try:
        key = project.keyring.subject_key(subject, KeyClass.CONTENT)
    except KeyUnavailable:
        return ""
    words = SessionWords(project.project_id, key)
    peeks = (key.partition("/") for key in logged.objects)
    reasons = [words.read(records.get(_PEEK, i), "reason") for kind, _, i in peeks if kind == _PEEK]
    return "; ".join(reason for reason in reasons if reason)
