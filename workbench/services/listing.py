"""The sessions of a project as a list: folded from the journal, no capture file is opened."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    """One session in the list; `note` is what its reviewer said last."""

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
    is_erased: bool


def sessions(project: Project) -> list[Listed]:
    """Every session of the project, by the time it was recorded."""
    return [_listed(project, row) for row in project.catalogue.overview()]


def _listed(project: Project, row: Mapping[str, object]) -> Listed:
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
