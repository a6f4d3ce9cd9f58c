"""Comments and bookmarks: words about a moment, which never void an approval; the review's."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.arguments import AtOpt, SessionArg
from workbench.cli.door import Door
from workbench.cli.shapes import short
from workbench.cli.values import moment
from workbench.cli.verbs import verb
from workbench.domain.timecode import format_timecode
from workbench.errors import NotFound, UsageError

if TYPE_CHECKING:
    from workbench.services.commenting import Bookmark, Comment, Verdict


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "comment", comment)
    verb(app, "comments", comments)
    verb(app, "bookmark", bookmark)
    verb(app, "bookmarks", bookmarks)


def comment(
    door: Door,
    session: SessionArg,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you have to say.")],
    at: AtOpt,
) -> None:
    """Say something about a moment of a session; any member may."""
    from workbench.services import commenting

    with door.session(session) as opened:
        made = commenting.add_comment(opened, t_us=moment(at), text=text)
        found = next(c for c in commenting.comments_of(opened) if c.comment_id == made)
    door.show(_comment_json(found), _comment_table([found]))


def comments(
    door: Door,
    session: SessionArg,
    resolve: Annotated[
        str, typer.Option("--resolve", metavar="ID", help="Close this comment first.")
    ] = "",
) -> None:
    """List a session's comments, and what its review says of it."""
    from workbench.services import commenting

    with door.session(session) as opened:
        if resolve:
            ids = [c.comment_id for c in commenting.comments_of(opened)]
            commenting.resolve_comment(opened, _the_one("comment", ids, resolve))
        found = commenting.comments_of(opened)
        verdict = commenting.verdict_of(opened)
    document = {
        "comments": [_comment_json(c) for c in found],
        "review": _verdict_json(verdict) if verdict else None,
    }
    door.show(document, [*_verdict_lines(verdict), *_comment_table(found)])


def bookmark(
    door: Door,
    session: SessionArg,
    at: AtOpt,
    note: Annotated[str, typer.Argument(metavar="[NOTE]", help="A word about it.")] = "",
) -> None:
    """Mark a moment of a session to find it again."""
    from workbench.services import commenting

    with door.session(session) as opened:
        made = commenting.add_bookmark(opened, t_us=moment(at), note=note)
        found = next(b for b in commenting.bookmarks_of(opened) if b.bookmark_id == made)
    door.show(_bookmark_json(found), _bookmark_table([found]))


def bookmarks(
    door: Door,
    session: SessionArg,
    remove: Annotated[
        str, typer.Option("--remove", metavar="ID", help="Take this bookmark away first.")
    ] = "",
) -> None:
    """List a session's bookmarks."""
    from workbench.services import commenting

    with door.session(session) as opened:
        if remove:
            ids = [b.bookmark_id for b in commenting.bookmarks_of(opened)]
            commenting.remove_bookmark(opened, _the_one("bookmark", ids, remove))
        found = commenting.bookmarks_of(opened)
    door.show({"bookmarks": [_bookmark_json(b) for b in found]}, _bookmark_table(found))


def _the_one(kind: str, ids: Iterable[str], name: str) -> str:
    """The id that begins or ends so."""
    matches = [i for i in ids if i.startswith(name) or i.endswith(name)]
    if len(matches) > 1:
        raise UsageError(f"several {kind}s begin or end with {name!r}", hint="Give more of the id.")
    if not matches:
        raise NotFound(f"there is no {kind} {name!r} here", hint=f"`workbench {kind}s` lists them.")
    return matches[0]


def _comment_json(found: "Comment") -> dict[str, object]:
    return {
        "comment_id": found.comment_id,
        "t_us": found.t_us,
        "text": found.text,
        "author": found.author,
        "resolved": found.is_resolved,
    }


def _verdict_json(verdict: "Verdict") -> dict[str, object]:
    return {"state": verdict.state.value, "text": verdict.text, "author": verdict.author}


def _verdict_lines(verdict: "Verdict | None") -> list[str]:
    """What was said with the last step of the review, whole."""
    if verdict is None:
        return []
    return [f"{verdict.state} by {verdict.author}: {output.clean(verdict.text)}", ""]


def _comment_table(found: Iterable["Comment"]) -> list[str]:
    rows = [
        (
            short(c.comment_id),
            format_timecode(c.t_us),
            c.author,
            "resolved" if c.is_resolved else "open",
            c.text,
        )
        for c in found
    ]
    return output.table(("comment", "at", "by", "state", "text"), rows)


def _bookmark_json(found: "Bookmark") -> dict[str, object]:
    return {
        "bookmark_id": found.bookmark_id,
        "t_us": found.t_us,
        "note": found.note,
        "author": found.author,
    }


def _bookmark_table(found: Iterable["Bookmark"]) -> list[str]:
    rows = [(short(b.bookmark_id), format_timecode(b.t_us), b.author, b.note) for b in found]
    return output.table(("bookmark", "at", "by", "note"), rows)
