"""What a recorded person allowed, for what, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.domain.records import Record, Records
from workbench.domain.release import Scope


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent of one subject; `until` is the last day it holds."""

    consent_id: str
    subject: str
    purposes: tuple[str, ...]
    scopes: frozenset[Scope]
    until: date
    is_withdrawn: bool = False
    granted_at: str = ""
    evidence_sha256: str = ""

    def allows(self, purpose: str, on: date) -> bool:
        """Whether it holds for a purpose on a day, from the day it was given to its last."""
        is_day = self._given_on() <= on <= self.until
        return not self.is_withdrawn and purpose in self.purposes and is_day

    def _given_on(self) -> date:
        """The day it was given: always, where none is on record; never, where that is no day."""
        return _date(self.granted_at, date.max) if self.granted_at else date.min


def consents_of(common: Records, subject: str | None = None) -> list[Consent]:
    """The consents on record, of one subject or all, in the order of their ids."""
    found = (_consent(record) for record in common.alive("consent"))
    return sorted(
        (c for c in found if subject is None or c.subject == subject), key=lambda c: c.consent_id
    )


def allowed_scopes(consents: Iterable[Consent], purpose: str, on: date) -> frozenset[Scope]:
    """Everything the consents that hold for the purpose cover together; empty for none."""
    allowed: set[Scope] = set()
    for consent in consents:
        if consent.allows(purpose, on):
            allowed |= consent.scopes
    return frozenset(allowed)


def _consent(record: Record) -> Consent:
    return Consent(
        consent_id=record.object_id,
        subject=record.text("subject"),
        purposes=_texts(record, "purposes"),
        scopes=frozenset(Scope(s) for s in _texts(record, "scopes") if s in set(Scope)),
        until=_date(record.text("until"), date.min),
        is_withdrawn=record.text("state") != "granted",
        granted_at=record.text("granted_at"),
        evidence_sha256=record.text("evidence_sha256"),
    )


def _date(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _texts(record: Record, name: str) -> tuple[str, ...]:
    value = record.get(name)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
