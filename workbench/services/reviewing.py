"""Handing work in, giving it back, accepting it; and looking over the screens of a session."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from workbench.domain.member import Permission
from workbench.domain.ontology import ontology_of
from workbench.domain.op import JSON
from workbench.domain.records import Record
from workbench.domain.redaction import POLICY_VERSION
from workbench.domain.review import (
    ReviewState,
    approval_digest,
    content_digest,
    label_authors,
)
from workbench.domain.screens import Look, Stretch, look_fields, look_of, stretches_of
from workbench.domain.segmentation import Missing, missing_for_submission
from workbench.domain.timecode import format_timecode
from workbench.errors import Conflict, Refused, UsageError
from workbench.services import replaying
from workbench.services.leaks import hidden_values, told_in
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
        raise Refused(f"undecided flags: {len(undecided)}", hint="Hide or keep each of them first.")
    if session.records.conflicts():
        raise Refused("two people's changes are in conflict", hint="Settle them on the desk.")
    _refuse_what_tells(session)
    _set_state(
        session, "review.accept", ReviewState.ACCEPTED, comment, digest=current_digest(session)
    )


def _refuse_what_tells(session: Session) -> None:
    """An instruction may say in clear what was hidden; those who review can tell."""
    values = hidden_values(session)
    for segment in session.segments():
        kinds = told_in(segment.instruction or "", values)
        if kinds:
            raise Refused(
                f"the instruction at {format_timecode(segment.start_us)} holds a hidden {kinds[0]}",
                hint="Return it to be said in other words, or keep the finding.",
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


def check_screens(
    session: Session,
    *,
    scenes: int,
    never_shown: Sequence[int],
    px_per_cell: int | None = None,
) -> None:
    """Record that a reviewer looked over the session's scenes, and what was masked then.

    `never_shown` are the first frames of those that were left out, now and before: as long as
    there are any, nothing is released, and the next visit goes on with them. `px_per_cell` says
    how many screen pixels a terminal cell stood for where they were looked at from furthest.
    """
    session.require(Permission.REVIEW)
    masked = stretches_of(replaying.exposure(session).pixels)
    look = Look(scenes, frozenset(never_shown), masked, px_per_cell)
    edit = session.edit("screens.check")
    edit.update(_screens_record(session), look_fields(look, session.record.text("pack_sha256")))
    edit.save()


def screens_look(session: Session) -> Look | None:
    """What has been looked at of this very pack; None where nobody has."""
    return look_of(_screens_record(session), session.record.text("pack_sha256"))


def screens_checked(session: Session) -> bool:
    """Whether reviewers have looked at all that shows of this very pack, or there is none.

    False while a single scene was left out, and where a mask was lifted since: what it hid
    then and no mask hides now has been looked at by nobody.
    """
    if not session.record.text("pack_sha256"):
        return True
    look = screens_look(session)
    if look is None or look.never_shown:
        return False
    return not look.lifted(replaying.exposure(session).pixels)


def scenes_left(session: Session) -> list[int]:
    """The first frames of the scenes nobody has looked at as they show now, sorted."""
    starts = replaying.scene_starts(session)
    look = screens_look(session)
    if look is None or not look.never_shown.issubset(starts):
        return starts
    gone = look.lifted(replaying.exposure(session).pixels)
    bared = scenes_bared(session, starts, gone)
    return [start for start in starts if start in look.never_shown or start in bared]


def scenes_bared(session: Session, starts: Sequence[int], gone: Iterable[Stretch]) -> set[int]:
    """Those of the scenes, by first frame, in which masks lay that were lifted."""
    pack, lifted = session.pack, list(gone)
    if pack is None or not lifted:
        return set()
    edges = [*(int(pack.times_us[start]) for start in starts), session.duration_us]
    return {
        start
        for start, (from_us, to_us) in zip(starts, pairwise(edges), strict=True)
        if any(lifted_us < to_us and from_us < end_us for lifted_us, end_us, _ in lifted)
    }


def _screens_record(session: Session) -> Record:
    return session.records.get("screens", session.session_id)


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
