"""`consent` and `erase`: what recorded people allowed, took back, or want gone."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.arguments import SubjectArg
from workbench.cli.door import Door
from workbench.cli.errors import cancelled
from workbench.cli.shapes import consent_json
from workbench.cli.values import day
from workbench.cli.verbs import noun, verb
from workbench.domain.consent import Consent
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.store.project import Project


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "consent", "Record, show and withdraw what recorded people allowed.")
    verb(group, "add", add)
    verb(group, "show", show)
    verb(group, "list", list_)
    verb(group, "withdraw", withdraw)
    verb(app, "erase", erase)


def add(
    door: Door,
    subject: SubjectArg,
    purpose: Annotated[
        list[str],
        typer.Option("--purpose", metavar="TEXT", help="What for; may be repeated."),
    ],
    scope: Annotated[
        str, typer.Option("--scope", metavar="SCOPES", help="Of keys,pointer,screen.")
    ],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day it holds.")],
    granted: Annotated[
        str | None, typer.Option("--granted", metavar="DATE", help="The day it was given.")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="FILE", help="Its digest goes on record."),
    ] = None,
) -> None:
    """Put a subject's consent on record."""
    from workbench.services import consenting
    from workbench.store.files import file_sha256

    terms = consenting.ConsentTerms(
        purposes=tuple(purpose),
        scopes=consenting.parse_scopes(scope),
        until=day(until),
        granted_at=day(granted).isoformat() if granted else "",
        evidence_sha256=file_sha256(evidence) if evidence else "",
    )
    with door.project() as project:
        consent_id = consenting.add_consent(project, subject, terms)
        found = next(c for c in consenting.consents(project) if c.consent_id == consent_id)
    door.show(consent_json(found), _table([found]))


def show(door: Door, subject: SubjectArg) -> None:
    """Show one subject's consents and sessions."""
    from workbench.services import consenting

    with door.project() as project:
        found = consenting.consents(project, subject)
        sessions = consenting.subject_sessions(project, subject)
        told = _named(project, sessions)
        erased = consenting.is_erased(project, subject)
    document = {
        "subject": subject,
        "erased": erased,
        "consents": [consent_json(c) for c in found],
        "sessions": sessions,
    }
    door.show(document, [*_table(found), f"sessions: {told or 'none'}"])


def list_(door: Door) -> None:
    """List every consent on record."""
    from workbench.services import consenting

    with door.project() as project:
        found = consenting.consents(project)
    door.show({"consents": [consent_json(c) for c in found]}, _table(found))


def withdraw(door: Door, subject: SubjectArg) -> None:
    """Withdraw a subject's consents; says which sessions this blocks and who holds releases."""
    from workbench.services import consenting, distributing

    with door.project() as project:
        blocked = consenting.withdraw(project, subject)
        told = _named(project, blocked)
        releases = distributing.releases_with(project, subject)
    document = {
        "subject": subject,
        "sessions_blocked": blocked,
        "releases": [
            {
                "name": r.name,
                "version": r.version,
                "rows": r.rows,
                "files": list(r.files),
                "recipients": list(r.recipients),
            }
            for r in releases
        ],
    }
    rows = [
        (r.name, r.version, r.rows, len(r.files), ", ".join(r.recipients) or "-") for r in releases
    ]
    lines = [
        f"{subject}'s consents are withdrawn; blocked: {told or 'no session'}.",
        "Releases that hold something of theirs:",
        *output.table(("release", "version", "rows", "files", "handed to"), rows),
    ]
    door.show(document, lines)


def erase(
    door: Door,
    subject: SubjectArg,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a subject for good: keys, captures, screenshots."""
    from workbench.services import consenting

    with door.project() as project:
        if not yes:
            _ask(door, subject, _named(project, consenting.subject_sessions(project, subject)))
        erased = consenting.erase(project, subject)
    document = {"subject": subject, "erased": True, "sessions": erased}
    door.show(document, [f"{subject} is erased: {', '.join(erased) or 'no session'}."])


def _ask(door: Door, subject: str, sessions: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            "erasing cannot be taken back and asks first",
            hint="Give --yes where nobody can answer.",
        )
    door.say(f"This destroys everything recorded of {subject}: {sessions or 'nothing'}.")
    if not typer.confirm("Erase for good?", err=True):
        raise cancelled()


def _named(project: "Project", session_ids: Sequence[str]) -> str:
    """Sessions in a line: each with its id and what it is called."""
    from workbench.services.session import titles

    called = titles(project)
    return ", ".join(output.clean(f"{i} {called.get(i, '')}".rstrip()) for i in session_ids)


def _table(found: list[Consent]) -> list[str]:
    rows = [
        (
            c.subject,
            "withdrawn" if c.is_withdrawn else "granted",
            ", ".join(c.purposes),
            ",".join(sorted(c.scopes)),
            c.until.isoformat(),
        )
        for c in found
    ]
    return output.table(("subject", "state", "purposes", "scopes", "until"), rows)
