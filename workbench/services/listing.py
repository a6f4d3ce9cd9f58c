"""The sessions of a project as a list: folded from the journal, no capture file is opened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from workbench.domain.member import Permission, Role
from workbench.domain.ontology import ontology_of
from workbench.domain.redaction import POLICY_VERSION
from workbench.domain.review import ReviewState, approval_digest
from workbench.errors import KeyUnavailable
from workbench.services import consenting
from workbench.store.keyring import KeyClass
from workbench.store.project import Project
from workbench.store.words import SessionWords


@dataclass(frozen=True, slots=True)
class Listed:
    """One session in the list; `note` is what its reviewer said last.

    `screens_checked` says that its screens were looked over, none left out, or that it has none.
    """

    session_id: str
    title: str
    subject: str
    format: str
    recorded_at: str
    state: ReviewState
    approval_holds: bool
    duration_us: int
    events: int
    actions: int
    frames: int
    width_px: int
    height_px: int
    tasks: int
    tasks_done: int
    open_flags: int
    flags: int
    redactions: int
    conflicts: int
    open_comments: int
    note: str
    screens_checked: bool
    is_withdrawn: bool
    is_erased: bool

    @property
    def is_closed(self) -> bool:
        """Whether nobody may make anything of it any more: erased, or its consent withdrawn."""
        return self.is_erased or self.is_withdrawn

    @property
    def awaits_label(self) -> bool:
        """Whether it is to be labelled, or mended after it was returned."""
        return not self.is_closed and self.state in _TO_LABEL

    @property
    def awaits_review(self) -> bool:
        """Whether a reviewer is to accept it, to accept it again, or to look over its screens."""
        if self.is_closed:
            return False
        if self.state is ReviewState.ACCEPTED:
            return not (self.approval_holds and self.screens_checked)
        return self.state is ReviewState.SUBMITTED

    @property
    def awaits_findings(self) -> bool:
        """Whether deciding its findings would clear the picture for whoever labels it."""
        return not self.is_closed and self.state in _NOT_LABELLED and self.open_flags > 0

    def urgency(self, role: Role) -> int | None:
        """How soon it needs a member of that role, lower first; None where it does not."""
        if role.may(Permission.REVIEW) and self.awaits_review:
            return 0
        if role.may(Permission.REVIEW) and self.awaits_findings:
            return FINDINGS_FIRST
        if role.may(Permission.LABEL) and self.awaits_label:
            return _LABELLING[self.state]
        return None


FINDINGS_FIRST = 1
"""The urgency of a session of which the findings are to be decided, and nothing else."""

_LABELLING = {ReviewState.RETURNED: 2, ReviewState.DRAFT: 3, ReviewState.NEW: 4}
"""How soon what is to be labelled comes, after what is to be reviewed."""

_NOT_LABELLED = (ReviewState.NEW, ReviewState.DRAFT)
_TO_LABEL = (*_NOT_LABELLED, ReviewState.RETURNED)


def sessions(project: Project) -> list[Listed]:
    """Every session of the project, by the time it was recorded."""
    withdrawn = _withdrawn(project)
    return [_listed(project, row, withdrawn) for row in project.catalogue.overview()]


def next_for(role: Role, listed: Iterable[Listed]) -> Listed | None:
    """The session that waits most for a member of that role; None where none does."""
    urgencies = [(one.urgency(role), one) for one in listed]
    waiting = [(urgency, one) for urgency, one in urgencies if urgency is not None]
    return min(waiting, key=lambda pair: pair[0])[1] if waiting else None


def _withdrawn(project: Project) -> set[str]:
    """The subjects who gave consent and withdrew all of it."""
    consents = consenting.consents(project)
    standing = {consent.subject for consent in consents if not consent.is_withdrawn}
    return {consent.subject for consent in consents} - standing


def _listed(project: Project, row: Mapping[str, object], withdrawn: Collection[str]) -> Listed:
    session_id = str(row["session_id"])
    subject = str(row["subject"])
    state = ReviewState(str(row["state"]))
    accepted = approval_digest(
        str(row["content_digest"]),
        ontology_version=ontology_of(project.common).version,
        policy_version=POLICY_VERSION,
    )
    counts = {name: value for name, value in row.items() if isinstance(value, int)}
    title, note = _words(project, row)
    return Listed(
        session_id=session_id,
        title=title,
        subject=subject,
        format=str(row["format"]),
        recorded_at=str(row["recorded_at"]),
        state=state,
        approval_holds=state is not ReviewState.ACCEPTED or accepted == row["accepted_digest"],
        duration_us=counts["duration_us"],
        events=counts["events"],
        actions=counts["actions"],
        frames=counts["frames"],
        width_px=counts["width_px"],
        height_px=counts["height_px"],
        tasks=counts["tasks"],
        tasks_done=counts["tasks_done"],
        open_flags=counts["open_flags"],
        flags=counts["flags"],
        redactions=counts["redactions"],
        conflicts=counts["conflicts"],
        open_comments=counts["open_comments"],
        note=note,
        screens_checked=row["screens_checked"] is True,
        is_withdrawn=subject in withdrawn,
        is_erased=consenting.is_erased(project, subject),
    )


def _words(project: Project, row: Mapping[str, object]) -> tuple[str, str]:
    """The session's name and its reviewer's note, empty where the subject's key is gone."""
    try:
        key = project.keyring.subject_key(str(row["subject"]), KeyClass.CONTENT)
    except KeyUnavailable:
        return "", ""
    words = SessionWords(project.project_id, key)
    session_id = row["session_id"]
    return (
        words.readable(f"session/{session_id}", "title", str(row["title"])),
        words.readable(f"review/{session_id}", "comment", str(row["note"])),
    )
