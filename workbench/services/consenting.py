"""Consents of recorded people: recorded, shown, withdrawn; and the erasure of a person."""

import hashlib
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
from workbench.store.files import parse_json, storage_errors
from workbench.store.identity import check_name
from workbench.store.ops import new_id
from workbench.store.project import Project
from workbench.store.staging import publishing


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
        fields = parse_json(data)
        if not isinstance(fields, dict):
            raise TypeError
        subject = str(fields["subject"])
        terms = ConsentTerms(
            purposes=_listed(fields["purposes"]),
            scopes=frozenset(Scope(scope) for scope in _listed(fields["scopes"])),
            until=date.fromisoformat(fields["until"]),
            granted_at=str(fields.get("granted_at") or ""),
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
    name = prepare_subject(project, subject)
    record_subject(project, name, is_named=subject is not None)
    return name


def prepare_subject(project: Project, subject: str | None) -> str:
    """The subject, with keys but not yet on record; a new name where None. Raises Refused."""
    require(project, Permission.MANAGE)
    name = check_name(subject) if subject else f"p-{secrets.token_hex(4)}"
    refuse_erased(project, name)
    project.keyring.add_subject(name)
    return name


def record_subject(project: Project, name: str, *, is_named: bool) -> None:
    """Put a subject on record who is not; whom nobody named cannot be released."""
    record = project.common.get("subject", name)
    if not record.is_alive:
        fields: dict[str, JSON] = {ALIVE: True, "releasable": is_named}
        project.append("subject.add", [Change(record.heads, record.key, fields)])


def refuse_erased(project: Project, subject: str) -> None:
    """Raise Refused for a subject who was erased."""
    if project.is_erased(subject):
        raise Refused(
            f"the subject {subject!r} was erased", hint="Nothing of theirs is taken in again."
        )


def add_consent(
    project: Project, subject: str, terms: ConsentTerms, *, today: date | None = None
) -> str:
    """Put a consent on record; its id. Raises UsageError for terms that allow nothing.

    `today` is the day by which it is judged, the machine's own where it is not given.
    """
    require(project, Permission.MANAGE)
    check_terms(terms, today or date.today())
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


def check_terms(terms: ConsentTerms, today: date) -> None:
    """Raise UsageError where a consent on these terms would allow nothing, or not yet."""
    if not terms.purposes or not terms.scopes or not all(p.strip() for p in terms.purposes):
        raise UsageError(
            "a consent names at least one purpose and one scope",
            hint="Give --purpose TEXT and --scope keys,pointer,screen.",
        )
    if terms.until < today:
        raise UsageError(
            f"the last day of the consent, {terms.until}, is over", hint="Ask the person anew."
        )
    try:
        is_given = not terms.granted_at or date.fromisoformat(terms.granted_at) <= today
    except ValueError:
        raise UsageError(
            f"{terms.granted_at!r} is not the day a consent was given", hint="Write YYYY-MM-DD."
        ) from None
    if not is_given:
        raise UsageError(
            f"the consent is dated {terms.granted_at}, a day that is yet to come",
            hint="Record it once it is given.",
        )


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
    return project.is_erased(subject)


def erase(project: Project, subject: str) -> list[str]:
    """Destroy a subject's keys and delete their files; the sessions erased, sorted.

    The tombstone comes first, so that an erasure cut off half-way is known and can be repeated.
    Raises StorageFailed where a file cannot be deleted; the keys are gone then all the same.
    """
    require(project, Permission.MANAGE)
    _require_subject(project, subject)
    # Whoever is importing something of theirs has published it, or will be refused.
    with publishing(project.root):
        project.refresh()
        erased = subject_sessions(project, subject)
        record = project.common.get("erasure", subject)
        if not project.is_erased(subject):
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


def _listed(value: object) -> tuple[str, ...]:
    """A list of texts; raises TypeError for anything else, one text on its own included."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError
    return tuple(value)


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
