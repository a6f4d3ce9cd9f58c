"""Handing work in, giving it back, accepting it; and looking over the screens of a session."""

from collections.abc import Sequence

from workbench.domain.geometry import Box
from workbench.domain.member import Permission
from workbench.domain.ontology import ontology_of
from workbench.domain.op import JSON
from workbench.domain.redaction import POLICY_VERSION
from workbench.domain.review import (
    ReviewState,
    approval_digest,
    content_digest,
    label_authors,
)
from workbench.domain.segmentation import Missing, missing_for_submission
from workbench.errors import Conflict, Refused, UsageError
from workbench.services import replaying
from workbench.services.session import Session


def missing(session: Session) -> list[Missing]:
    """What keeps the session's work from being submitted, warnings last."""
    known = ontology_of(session.project.common).given_keys()
    return missing_for_submission(session.segments(), session.capture.actions, known)


def submit(session: Session, *, comment: str = "") -> None:
    """Hand the work in; raises Refused with what is missing."""
    session.require(Permission.LABEL)
    state = session.state()
    if state in (ReviewState.SUBMITTED, ReviewState.ACCEPTED) and approval_holds(session):
        raise Conflict(f"the session is {state} already", hint="Nothing is to be done.")
    blockers = [item for item in missing(session) if not item.is_warning]
    if blockers:
        counts = f"{len(blockers)} thing{'s' if len(blockers) > 1 else ''}"
        raise Refused(
            f"{counts} missing, first: {blockers[0].what}",
            hint="The desk's S lists them all and jumps there.",
        )
    _set_state(session, "review.submit", ReviewState.SUBMITTED, comment)


def give_back(session: Session, *, comment: str) -> None:
    """Return submitted work to its author with a comment."""
    session.require(Permission.REVIEW)
    if not comment.strip():
        raise UsageError("returning work takes a comment", hint="Say what is to be mended.")
    _require_state(session, ReviewState.SUBMITTED, ReviewState.ACCEPTED)
    _set_state(session, "review.return", ReviewState.RETURNED, comment)


def accept(session: Session, *, comment: str = "") -> None:
    """Approve the work as it stands now; never by somebody who had a hand in it.

    Raises Refused where flags are open, something is in conflict, or the reviewer is an author.
    """
    session.require(Permission.REVIEW)
    _require_state(session, ReviewState.SUBMITTED, ReviewState.ACCEPTED)
    me = session.project.me.name
    if me in label_authors(session.records):
        raise Refused(
            f"{me!r} had a hand in this work and cannot accept it",
            hint="Somebody else with the permission to review has to.",
        )
    undecided = [flag for flag in session.flags() if flag.is_open]
    if undecided:
        raise Refused(
            f"{len(undecided)} flags are undecided", hint="Hide or keep each of them first."
        )
    if session.records.conflicts():
        raise Refused("two people's changes are in conflict", hint="Settle them on the desk.")
    _set_state(
        session, "review.accept", ReviewState.ACCEPTED, comment, digest=current_digest(session)
    )


def current_digest(session: Session) -> str:
    """What an acceptance now would bind."""
    return approval_digest(
        content_digest(session.records),
        ontology_version=ontology_of(session.project.common).version,
        policy_version=POLICY_VERSION,
    )


def approval_holds(session: Session) -> bool:
    """Whether the state says accepted and what was accepted is what stands now.

    True for every other state: there is no approval that could have been lost.
    """
    if session.state() is not ReviewState.ACCEPTED:
        return True
    accepted = session.records.get("review", session.session_id).text("digest")
    return accepted == current_digest(session)


def approval_lost_by(session: Session) -> str:
    """Which op voided the approval, as "kind by whom", empty where it holds."""
    if approval_holds(session):
        return ""
    accepted_us = _accepted_us(session)
    later = [op for op in session.project.ledger.ops(session.session_id) if op.hlc_us > accepted_us]
    for op in reversed(later):
        if any(change.type in ("segment", "flag", "redaction") for change in op.changes):
            return f"{op.kind} by {op.by}"
    return "a new version of the ontology or the redaction policy"


def check_screens(session: Session, *, scenes: int, never_shown: Sequence[int]) -> None:
    """Record that a reviewer looked over the session's scene changes, and what was masked then."""
    session.require(Permission.REVIEW)
    record = session.records.get("screens", session.session_id)
    unseen: list[JSON] = [*sorted(never_shown)]
    masks: list[JSON] = [
        [mask.start_us, mask.end_us, [*mask.box.as_list()] if mask.box else None]
        for mask in replaying.exposure(session).pixels
    ]
    fields: dict[str, JSON] = {
        "alive": True,
        "pack_sha256": session.record.text("pack_sha256"),
        "scenes": scenes,
        "never_shown": unseen,
        "masks": masks,
    }
    edit = session.edit("screens.check")
    edit.update(record, fields)
    edit.save()


def screens_checked(session: Session) -> bool:
    """Whether a reviewer has looked over all that shows of this very pack, or there is none.

    What a mask hid then and no mask hides now has been looked at by nobody.
    """
    pack_sha256 = session.record.text("pack_sha256")
    if not pack_sha256:
        return True
    record = session.records.get("screens", session.session_id)
    masked_then = record.get("masks")
    if record.text("pack_sha256") != pack_sha256 or not isinstance(masked_then, list):
        return False
    masks = replaying.exposure(session).pixels
    return all(
        any(mask.hides(*stretch) for mask in masks) for stretch in map(_stretch, masked_then)
    )


def _stretch(spelt: JSON) -> tuple[int, int, Box | None]:
    """A mask as `check_screens` recorded it; what cannot be read stands for everything."""
    match spelt:
        case [int(start_us), int(end_us), None]:
            return start_us, end_us, None
        case [int(start_us), int(end_us), [int(x), int(y), int(width), int(height)]]:
            return start_us, end_us, Box(x, y, width, height)
    return 0, 2**62, None


def _accepted_us(session: Session) -> int:
    version = session.records.get("review", session.session_id).last_version("state")
    return version.hlc_us if version else 0


def _require_state(session: Session, *states: ReviewState) -> None:
    if session.state() not in states:
        raise Conflict(
            f"the session is {session.state()}, not submitted",
            hint="Its annotator submits it first.",
        )


def _set_state(
    session: Session, kind: str, state: ReviewState, comment: str, *, digest: str = ""
) -> None:
    record = session.records.get("review", session.session_id)
    fields: dict[str, JSON] = {
        "alive": True,
        "state": state.value,
        "comment": comment.strip() or None,
        "digest": digest,
    }
    edit = session.edit(kind)
    edit.update(record, fields)
    edit.save()
