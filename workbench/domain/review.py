"""Where a session's work stands, and what an approval binds.

An approval holds exactly while the digest of what would be released is the one that was
accepted. The digest covers sealed values as they stand: they seal deterministically, so equal
words have equal digests without being opened.
"""

import hashlib
import json
from enum import StrEnum

from workbench.domain.op import JSON
from workbench.domain.records import Record, Records

_BOUND: dict[str, tuple[str, ...]] = {
    "session": ("subject", "capture_sha256", "pack_sha256"),
    "segment": ("tier", "start_us", "end_us", "labels", "instruction", "outcome"),
    "flag": ("kind", "place", "state", "shows", "value_id"),
    "redaction": ("place", "flag"),
}


class ReviewState(StrEnum):
    """Where a session's work stands."""

    NEW = "new"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


def review_state(records: Records, session_id: str) -> ReviewState:
    """The state as people last set it; an accepted session may since have lost its approval."""
    state = records.get("review", session_id).text("state")
    if state:
        # A state we do not know is nobody's approval.
        return ReviewState(state) if state in set(ReviewState) else ReviewState.RETURNED
    return ReviewState.DRAFT if any(records.alive("segment")) else ReviewState.NEW


def content_digest(records: Records) -> str:
    """The SHA-256 of everything in a session that a release would draw on."""
    bound: list[JSON] = [
        [record.key, [record.get(name) for name in names]]
        for kind, names in _BOUND.items()
        for record in sorted(records.alive(kind), key=lambda record: record.object_id)
    ]
    return _digest(bound)


def approval_digest(content: str, *, ontology_version: int, policy_version: int) -> str:
    """What an acceptance binds: the content, and the rules it was judged by."""
    return _digest([content, ontology_version, policy_version])


def label_authors(records: Records) -> frozenset[str]:
    """Everybody who ever had a hand in the session's segments, those deleted since too.

    What somebody took away, or took back, shaped the work as much as what stands.
    """
    authors: set[str] = set()
    for record in records.of_type("segment"):
        authors |= record.authors | {record.text("author")} - {""}
    return frozenset(authors)


def accepted_by(record: Record) -> str:
    """Who accepted what was accepted last, empty where nobody did.

    The digest is the acceptance: whoever gave it answers for it, whoever set the state before.
    """
    digest = record.last_version("digest")
    if digest is None or record.text("state") != ReviewState.ACCEPTED:
        return ""
    return digest.by


def _digest(value: JSON) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
