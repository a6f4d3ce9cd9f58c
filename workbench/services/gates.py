"""Whether a session may leave: every reason why not, none of them silent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workbench.domain.consent import allowed_scopes, consents_of
from workbench.domain.release import Scope
from workbench.domain.review import ReviewState, accepted_by, label_authors
from workbench.errors import KeyUnavailable
from workbench.services import consenting, replaying, reviewing
from workbench.services.session import Session
from workbench.store.keyring import KeyClass
from workbench.store.project import Project


@dataclass(frozen=True, slots=True, order=True)
class Excluded:
    """A session, or one segment of it, that stays behind, and why."""

    session_id: str
    segment_id: str
    reason: str


def subject_gate(project: Project, subject: str, purpose: str, on: date) -> str:
    """Why nothing of a subject may leave for a purpose on a day, empty where it may."""
    if consenting.is_erased(project, subject):
        return "the subject was erased"
    if project.common.get("subject", subject).get("releasable") is not True:
        return "imported without naming a subject"
    consents = consents_of(project.common, subject)
    if not consents:
        return "no consent on record"
    if allowed_scopes(consents, purpose, on):
        return ""
    if all(consent.is_withdrawn for consent in consents):
        return "consent was withdrawn"
    if not any(purpose in c.purposes for c in consents if not c.is_withdrawn):
        return f"no consent for the purpose {purpose!r}"
    if any(
        consent.granted_at > on.isoformat() for consent in consents if purpose in consent.purposes
    ):
        return "consent is not given yet"
    return "consent has expired"


def subject_scopes(project: Project, subject: str, purpose: str, on: date) -> frozenset[Scope]:
    """What the subject's consents cover for a purpose on a day."""
    return allowed_scopes(consents_of(project.common, subject), purpose, on)


def session_gates(session: Session) -> Iterator[str]:
    """Every reason why a session's work may not leave yet."""
    if KeyClass.RESTRICTED not in session.keys:
        raise KeyUnavailable(
            "a release needs the restricted keys of its subjects", hint="Ask a lead."
        )
    state = session.state()
    if state is not ReviewState.ACCEPTED:
        yield f"not accepted: {state}"
    elif not reviewing.approval_holds(session):
        yield f"approval lost: {reviewing.approval_lost_by(session)}"
    else:
        accepter = accepted_by(session.records.get("review", session.session_id))
        if accepter in label_authors(session.records):
            yield "accepted by somebody who had a hand in it"
    undecided = sum(flag.is_open for flag in session.flags())
    if undecided:
        yield f"undecided flags: {undecided}"
    if session.records.conflicts():
        yield "changes in conflict"
    screens = screens_gate(session)
    if screens:
        yield screens


def screens_gate(session: Session) -> str:
    """Why the screens do not count as looked over, empty where they do or there are none."""
    if reviewing.screens_checked(session):
        return ""
    look = reviewing.screens_look(session)
    if look is None:
        return "screens not checked"
    if look.lifted(replaying.exposure(session).pixels):
        return "screens not checked since a mask was lifted"
    return f"screens not checked: {len(look.never_shown)} of {look.scenes} scenes never shown"
