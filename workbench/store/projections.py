"""What the lists show of a session, as rows: nothing here needs a key."""

from workbench.domain.op import JSON
from workbench.domain.records import Record, Records
from workbench.domain.review import content_digest, review_state
from workbench.domain.sealed import sealed_data
from workbench.domain.segment import labels_of

PROJECTED: dict[str, tuple[str, ...]] = {
    "session": (
        "session_id",
        "subject",
        "format",
        "source_digest",
        "recorded_at",
        "duration_us",
        "events",
        "actions",
        "frames",
        "width_px",
        "height_px",
        "title",
        "note",
        "state",
        "accepted_digest",
        "content_digest",
        "conflicts",
        "screens_checked",
        "open_comments",
        "changed_us",
    ),
    "segment": (
        "session_id",
        "segment_id",
        "tier",
        "start_us",
        "end_us",
        "labels",
        "outcome",
        "has_instruction",
        "author",
    ),
    "flag": ("session_id", "flag_id", "kind", "detector", "state"),
    "redaction": ("session_id", "redaction_id", "flag_id"),
}
"""The columns of each projected table, in the order of its rows; titles and notes are sealed."""


def rows_of(session_id: str, records: Records) -> dict[str, list[tuple[object, ...]]]:
    """A session's rows for every projected table; none for a session never published."""
    session = records.get("session", session_id)
    if not session.is_alive:
        return {}
    return {
        "session": [_session_row(session, records)],
        "segment": [_segment_row(session_id, record) for record in records.alive("segment")],
        "flag": [_flag_row(session_id, record) for record in records.alive("flag")],
        "redaction": [
            (session_id, record.object_id, record.text("flag"))
            for record in records.alive("redaction")
        ],
    }


def _session_row(session: Record, records: Records) -> tuple[object, ...]:
    review = records.get("review", session.object_id)
    comments = [record for record in records.alive("comment") if record.get("resolved") is not True]
    return (
        session.object_id,
        session.text("subject"),
        session.text("format"),
        session.text("source_digest"),
        session.text("recorded_at"),
        *(
            session.number(name)
            for name in ("duration_us", "events", "actions", "frames", "width_px", "height_px")
        ),
        sealed_data(session.get("title")) or "",
        sealed_data(review.get("comment")) or "",
        review_state(records, session.object_id).value,
        review.text("digest"),
        content_digest(records),
        len(records.conflicts()),
        _screens_checked(session, records),
        len(comments),
        records.last_hlc_us,
    )


def _screens_checked(session: Record, records: Records) -> bool:
    """Whether all screens of this very pack were looked over, or there are none.

    A mask that was lifted since is not known here: that takes the capture's windows.
    """
    pack_sha256 = session.text("pack_sha256")
    screens = records.get("screens", session.object_id)
    is_this_pack = screens.text("pack_sha256") == pack_sha256
    return not pack_sha256 or (is_this_pack and screens.get("never_shown") == [])


def _segment_row(session_id: str, record: Record) -> tuple[object, ...]:
    instruction: JSON = record.get("instruction")
    made = record.last_version("labels") or record.last_version("alive")
    return (
        session_id,
        record.object_id,
        record.text("tier"),
        record.number("start_us"),
        record.number("end_us"),
        ",".join(labels_of(record)),
        record.text("outcome"),
        instruction is not None,
        made.by if made else "",
    )


def _flag_row(session_id: str, record: Record) -> tuple[object, ...]:
    return (
        session_id,
        record.object_id,
        record.text("kind"),
        record.text("detector"),
        record.text("state") or "open",
    )
