"""`audit`: is the journal whole and are the files what was imported; who did what."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.complete import session_ids
from workbench.cli.door import Door
from workbench.cli.verbs import noun, verb

if TYPE_CHECKING:
    from workbench.services.auditing import LoggedOp
    from workbench.services.retelling import Retold

_DEFAULT_LIMIT = 50


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "audit", "Check the journal and the files; list who did what.")
    verb(group, "verify", verify)
    verb(group, "log", log)


def verify(door: Door) -> int:
    """Check every chain, every signature, every op's right, and every session's files."""
    from workbench.services import auditing

    with door.project() as project:
        found = auditing.audit(project)
    document = {
        "ok": not found.findings,
        "ops": found.ops,
        "writers": found.writers,
        "sessions": found.sessions,
        "findings": [asdict(finding) for finding in found.findings],
    }
    lines = [f"{found.ops} ops of {found.writers} writers, {found.sessions} sessions checked."]
    rows = [(f.code, f.where, f.detail, f.op_hash[:12]) for f in found.findings]
    lines += output.table(("finding", "where", "what", "op"), rows) if rows else ["All is well."]
    door.show(document, lines)
    return 1 if found.findings else 0


def log(
    door: Door,
    session: Annotated[
        str | None,
        typer.Option(
            "--session", metavar="SESSION", help="Only of this one.", autocompletion=session_ids
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help="The latest so many.")
    ] = _DEFAULT_LIMIT,
) -> None:
    """List the latest ops: when, who, what; not the words in them."""
    from workbench.services import auditing, retelling
    from workbench.services.session import find_session

    with door.project() as project:
        session_id = find_session(project, session) if session else None
        found = auditing.log(project, session_id=session_id, limit=limit)
        told = retelling.retell(project, found)
    rows = [
        (_seconds(o.at), o.by, _what(o, t), o.session_id or "-", o.op_hash[:12], t.reason)
        for o, t in zip(found, told, strict=True)
    ]
    headers = ("at (utc)", "by", "kind", "session", "op", "why")
    ops = [asdict(op) | asdict(t) for op, t in zip(found, told, strict=True)]
    door.show({"ops": ops}, output.table(headers, rows))


def _what(op: "LoggedOp", told: "Retold") -> str:
    kind = f"{op.kind} of {told.undoes_kind}" if told.undoes_kind else op.kind
    return f"{kind} ×{len(op.objects)}" if len(op.objects) > 1 else kind


def _seconds(at: str) -> str:
    """A time of the journal, as people read it."""
    return at[:19].replace("T", " ")
