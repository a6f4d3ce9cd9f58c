"""Consents of recorded people: recorded, shown, withdrawn; and the erasure of a person."""

import hashlib
import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.domain.consent import Consent, consents_of
from workbench.domain.member import Permission
from workbench.domain.op import JSON, Change
from workbench.domain.records import ALIVE
from workbench.domain.release import Scope
from workbench.errors import NotFound, Refused, UsageError
from workbench.services.session import require
from workbench.store.files import storage_errors
from workbench.store.identity import check_name
from workbench.store.ops import new_id
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """What a consent says, before it is on record."""

    purposes: tuple[str, ...]
    scopes: frozenset[Scope]
    until: date
    granted_at: str = ""
    evidence_sha256: str = ""


def read_consent_file(path: Path) -> tuple[str, ConsentTerms]:
    """The subject and terms in a consent file; raises UsageError naming what is wrong."""
    try:
        data = path.read_bytes()
        fields = json.loads(data)
        subject = str(fields["subject"])
        terms = ConsentTerms(
            purposes=tuple(str(purpose) for purpose in fields["purposes"]),
            scopes=frozenset(Scope(scope) for scope in fields["scopes"]),
            until=date.fromisoformat(fields["until"]),
            granted_at=str(fields.get("granted_at", "")),
            evidence_sha256=hashlib.sha256(data).hexdigest(),
        )
    except OSError:
        raise UsageError(f"{path} cannot be read", hint="Check the path.") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(
            f"{path} is not a consent file",
            hint='It needs "subject", "purposes", "scopes" and "until" (YYYY-MM-DD), as JSON.',
        ) from None
    return subject, terms


def parse_scopes(text: str) -> frozenset[Scope]:
    """Scopes from `keys,pointer,screen`; raises UsageError."""
    try:
        return frozenset(Scope(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise UsageError(
            f"{text!r} is not a list of scopes", hint="Scopes are keys, pointer and screen."
        ) from None


def ensure_subject(project: Project, subject: str | None) -> str:
    """The subject, with keys and on record; a new one that cannot be released where None.

    Raises Refused for a subject who was erased.
    """
    require(project, Permission.MANAGE)
    name = check_name(subject) if subject else f"p-{secrets.token_hex(4)}"
    if is_erased(project, name):
        raise Refused(
            f"the subject {name!r} was erased", hint="Nothing of theirs is taken in again."
        )
    record = project.common.get("subject", name)
    project.keyring.add_subject(name)
    if not record.is_alive:
        fields: dict[str, JSON] = {ALIVE: True, "releasable": subject is not None}
        project.append("subject.add", [Change(record.heads, record.key, fields)])
    return name


def add_consent(project: Project, subject: str, terms: ConsentTerms) -> str:
    """Put a consent on record; its id."""
    require(project, Permission.MANAGE)
    if not terms.purposes or not terms.scopes:
        raise UsageError(
            "a consent names at least one purpose and one scope",
            hint="Give --purpose TEXT and --scope keys,pointer,screen.",
        )
    ensure_subject(project, subject)
    consent_id = new_id()
    fields: dict[str, JSON] = {
        ALIVE: True,
        "subject": subject,
        "purposes": list(terms.purposes),
        "scopes": [scope.value for scope in sorted(terms.scopes)],
        "until": terms.until.isoformat(),
        "granted_at": terms.granted_at,
        "evidence_sha256": terms.evidence_sha256,
        "state": "granted",
    }
    project.append("consent.add", [Change((), f"consent/{consent_id}", fields)])
    return consent_id


def consents(project: Project, subject: str | None = None) -> list[Consent]:
    """The consents on record, of one subject or all."""
    return consents_of(project.common, subject)


def withdraw(project: Project, subject: str) -> list[str]:
    """Withdraw every consent of a subject; the sessions this blocks, sorted."""
    require(project, Permission.MANAGE)
    _require_subject(project, subject)
    records = [r for r in project.common.alive("consent") if r.text("subject") == subject]
    changes = [
        Change(record.heads, record.key, {"state": "withdrawn"})
        for record in records
        if record.text("state") != "withdrawn"
    ]
    if changes:
        project.append("consent.withdraw", changes)
    return subject_sessions(project, subject)


def subject_sessions(project: Project, subject: str) -> list[str]:
    """The ids of a subject's sessions, sorted."""
    return [s.session_id for s in project.catalogue.sessions() if s.subject == subject]


def is_erased(project: Project, subject: str) -> bool:
    """Whether the subject's keys were destroyed."""
    return project.common.get("erasure", subject).text("state") == "erased"


def erase(project: Project, subject: str) -> list[str]:
    """Destroy a subject's keys and delete their files; the sessions erased, sorted.

    The tombstone comes first, so that an erasure cut off half-way is known and can be repeated.
    Raises StorageFailed where a file cannot be deleted; the keys are gone then all the same.
    """
    require(project, Permission.MANAGE)
    _require_subject(project, subject)
    erased = subject_sessions(project, subject)
    record = project.common.get("erasure", subject)
    if record.text("state") != "erased":
        sessions: list[JSON] = [*erased]
        fields: dict[str, JSON] = {"state": "erased", "sessions": sessions}
        project.append("subject.erase", [Change(record.heads, record.key, fields)])
    project.keyring.destroy_subject(subject)
    with storage_errors("the subject's sessions"):
        for session_id in erased:
            if project.session_dir(session_id).exists():
                shutil.rmtree(project.session_dir(session_id))
        _clear(project.root / "cache")
    project.forget_checkpoint()
    return erased


def _require_subject(project: Project, subject: str) -> None:
    if not project.common.get("subject", subject).is_alive:
        known: Sequence[str] = sorted(r.object_id for r in project.common.alive("subject"))
        raise NotFound(
            f"there is no subject {subject!r}", hint=f"Known: {', '.join(known) or 'none'}."
        )


def _clear(directory: Path) -> None:
    for path in directory.iterdir() if directory.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
