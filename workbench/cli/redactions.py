"""`redact`, `redactions` and `redaction`: what every view and every copy leaves out."""

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.arguments import OptionalSessionArg, ReasonOpt, SessionArg
from workbench.cli.door import Door, opened_sessions
from workbench.cli.shapes import named, redaction_json, short, stretch
from workbench.cli.values import box as parse_box
from workbench.cli.values import moment
from workbench.cli.verbs import noun, verb
from workbench.domain.redaction import Redaction
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.services.session import Session

_HEADERS = ("redaction", "session", "where", "time", "box or run", "answers", "by")


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "redact", redact)
    verb(app, "redactions", redactions)
    group = noun(app, "redaction", "Take a redaction back.")
    verb(group, "remove", remove)


def redact(
    door: Door,
    session: SessionArg,
    at: Annotated[
        str | None, typer.Option("--at", metavar="T", help="From when on the box is filled.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="T", help="To the end where not given.")
    ] = None,
    box: Annotated[
        str | None, typer.Option("--box", metavar="X,Y,W,H", help="The box of the frames to fill.")
    ] = None,
    text_run: Annotated[
        int | None, typer.Option("--text-run", metavar="ID", help="Hide all typed in this run.")
    ] = None,
    span: Annotated[
        tuple[str, str] | None,
        typer.Option("--span", metavar="T T", help="Hide this stretch of time whole."),
    ] = None,
    flag: Annotated[
        list[str] | None,
        typer.Option("--flag", metavar="ID", help="The flagged text that shows in the box."),
    ] = None,
    reason: ReasonOpt = "",
) -> None:
    """Hide a box, a typed text or a stretch of time in every copy.

    A box given with --flag says where that text shows: its window need not be masked any more.
    """
    if sum(given is not None for given in (box, text_run, span)) != 1:
        raise UsageError(
            "one thing is redacted at a time", hint="Give --box with --at, --text-run or --span."
        )
    if (box is None) != (at is None) or (box is None and (until or flag)):
        raise UsageError(
            "--at, --until and --flag go with --box", hint="Write --at T --box X,Y,W,H."
        )
    with door.session(session) as opened:
        if box is not None and at is not None:
            made = _redact_box(opened, box, at, until, flag or [], reason)
        elif span is not None:
            made = _redact_span(opened, span, reason)
        else:
            made = _redact_run(opened, text_run or 0, reason)
        found = next(r for r in opened.redactions() if r.redaction_id == made)
        document = redaction_json(found, opened.session_id)
        door.show(document, output.table(_HEADERS, [_row(named(opened), found)]))


def redactions(door: Door, session: OptionalSessionArg = "") -> None:
    """List the redactions of one session or all."""
    with door.project() as project:
        found = [
            (opened.session_id, named(opened), redaction)
            for opened in opened_sessions(project, [session] if session else ())
            for redaction in opened.redactions()
        ]
    document = {"redactions": [redaction_json(r, session_id) for session_id, _, r in found]}
    door.show(document, output.table(_HEADERS, [_row(name, r) for _, name, r in found]))


def remove(
    door: Door,
    redaction: Annotated[
        str, typer.Argument(metavar="ID", help="A redaction's id, or its beginning or end.")
    ],
) -> None:
    """Take a redaction back; the flag it answers stays as it was decided."""
    from workbench.services import redacting

    with door.session_of("redaction", redaction) as (opened, redaction_id):
        redacting.remove_redaction(opened, redaction_id)
    document = {"removed": redaction_id}
    door.show(document, [f"Took the redaction {short(redaction_id)} back."])


def _redact_box(
    session: "Session", box: str, at: str, until: str | None, flags: list[str], reason: str
) -> str:
    from workbench.services import redacting

    return redacting.redact_box(
        session,
        parse_box(box),
        t_us=moment(at),
        end_us=moment(until) if until else session.duration_us,
        flags=[redacting.flag(session, _flag_id(session, name)) for name in flags],
        reason=reason,
    )


def _redact_span(session: "Session", span: tuple[str, str], reason: str) -> str:
    from workbench.services import redacting

    start, end = span
    return redacting.redact_span(session, t_us=moment(start), end_us=moment(end), reason=reason)


def _redact_run(session: "Session", run_id: int, reason: str) -> str:
    from workbench.services import redacting

    return redacting.redact_run(session, run_id, reason=reason)


def _flag_id(session: "Session", name: str) -> str:
    from workbench.services.finding import find_object

    session_id, flag_id = find_object(session.project, "flag", name)
    if session_id != session.session_id:
        raise UsageError(f"the flag {name!r} is of another session", hint="Redact there.")
    return flag_id


def _row(session: str, redaction: Redaction) -> tuple[str, ...]:
    place = redaction.place
    what = ",".join(map(str, place.box.as_list())) if place.box else ""
    if place.where.value == "typed":
        what = f"run {place.source_id}"
    return (
        short(redaction.redaction_id),
        session,
        place.where.value,
        stretch(place.t_us, place.end_us),
        what or "-",
        short(redaction.flag_id) if redaction.flag_id else "-",
        redaction.author,
    )
