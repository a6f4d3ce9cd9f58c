"""Comments and bookmarks about a moment, which void no approval; what its review says of it all."""

from dataclasses import dataclass

from workbench.domain.records import Record
from workbench.domain.review import ReviewState
from workbench.errors import NotFound, UsageError
from workbench.services.session import Session


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about a moment; open until it is resolved."""

    comment_id: str
    t_us: int
    text: str
    author: str
    is_resolved: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said with the last step of a session's review, and where that left its work."""

    state: ReviewState
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A moment somebody wants to find again."""

    bookmark_id: str
    t_us: int
    note: str
    author: str


def comments_of(session: Session) -> list[Comment]:
    """The session's comments, sorted by time."""
    found = [
        Comment(
            comment_id=record.object_id,
            t_us=record.number("t_us"),
            text=session.words.read(record, "text"),
            author=_author(record),
            is_resolved=record.get("resolved") is True,
        )
        for record in session.records.alive("comment")
    ]
    return sorted(found, key=lambda comment: (comment.t_us, comment.comment_id))


def verdict_of(session: Session) -> Verdict | None:
    """What was said when the work was last submitted, returned or accepted; None for nothing."""
    record = session.records.get("review", session.session_id)
    text = session.words.read(record, "comment")
    said = record.last_version("comment")
    return Verdict(session.state(), text, said.by if said else "") if text else None


def bookmarks_of(session: Session) -> list[Bookmark]:
    """The session's bookmarks, sorted by time."""
    found = [
        Bookmark(
            bookmark_id=record.object_id,
            t_us=record.number("t_us"),
            note=session.words.read(record, "note"),
            author=_author(record),
        )
        for record in session.records.alive("bookmark")
    ]
    return sorted(found, key=lambda bookmark: (bookmark.t_us, bookmark.bookmark_id))


def add_comment(session: Session, *, t_us: int, text: str) -> str:
    """Say something about a moment; any member may. The comment's id."""
    if not text.strip():
        raise UsageError("a comment needs words", hint="Say something.")
    _check_moment(session, t_us)
    edit = session.edit("comment.add")
    comment_id = edit.create("comment", {"t_us": t_us, "text": text.strip(), "resolved": False})
    edit.save()
    return comment_id


def resolve_comment(session: Session, comment_id: str) -> None:
    """Close a comment; it stays on record."""
    edit = session.edit("comment.resolve")
    edit.update(_alive(session, "comment", comment_id), {"resolved": True})
    edit.save()


def add_bookmark(session: Session, *, t_us: int, note: str = "") -> str:
    """Mark a moment; the bookmark's id."""
    _check_moment(session, t_us)
    edit = session.edit("bookmark.add")
    bookmark_id = edit.create("bookmark", {"t_us": t_us, "note": note.strip() or None})
    edit.save()
    return bookmark_id


def remove_bookmark(session: Session, bookmark_id: str) -> None:
    """Take a bookmark away."""
    edit = session.edit("bookmark.remove")
    edit.delete(_alive(session, "bookmark", bookmark_id))
    edit.save()


def _alive(session: Session, kind: str, object_id: str) -> Record:
    record = session.records.get(kind, object_id)
    if not record.is_alive:
        raise NotFound(f"there is no {kind} {object_id!r}", hint="It may be gone already.")
    return record


def _author(record: Record) -> str:
    made = record.last_version("alive")
    return made.by if made else ""


def _check_moment(session: Session, t_us: int) -> None:
    if not 0 <= t_us < session.duration_us:
        raise UsageError(
            "that moment is not in the session",
            hint=f"The session lasts {session.duration_us / 1e6:.3f} s.",
        )
