"""`detect`, `flags` and `flag`: what somebody must look at, and what is decided about it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from workbench.cli import output
from workbench.cli.arguments import OptionalSessionArg, ReasonOpt, SessionArg, SessionsArg
from workbench.cli.door import Door, opened_session, opened_sessions
from workbench.cli.progress import progress_bar
from workbench.cli.shapes import flag_json, named, short, stretch
from workbench.cli.values import box as parse_box
from workbench.cli.values import moment, optional_moment
from workbench.cli.verbs import noun, verb
from workbench.domain.flag import Flag, Shows
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.services.session import Session
    from workbench.store.project import Project

_DEFAULT_SPAN_US = 1_000_000

_Found: TypeAlias = tuple[str, str, Flag]
"""A session's id, the session as people read it, and a flag of it."""

_IdsArg: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Flags, by their ids or beginnings or ends.")
]
_OnlyOpt: TypeAlias = Annotated[
    bool, typer.Option("--only", help="Only the places named, not all of the same value.")
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "detect", detect)
    verb(app, "flags", flags)
    group = noun(app, "flag", "Flag a place; hide flagged places, or keep them visible.")
    verb(group, "add", add)
    verb(group, "hide", hide)
    verb(group, "keep", keep)


def detect(door: Door, sessions: SessionsArg = None) -> None:
    """Run the detectors again and flag what is new.

    What was found is never printed, only its kind and where it is.
    """
    from workbench.services import rescanning

    found: list[_Found] = []
    with door.project() as project:
        for opened in opened_sessions(project, sessions or ()):
            with progress_bar(opened.session_id):
                found += [(opened.session_id, named(opened), f) for f in rescanning.rescan(opened)]
    _show_list(door, found)


def flags(door: Door, session: OptionalSessionArg = "") -> None:
    """List the flags; values are shown as kind and length."""
    found: list[_Found] = []
    with door.project() as project:
        for opened in opened_sessions(project, [session] if session else ()):
            found += [(opened.session_id, named(opened), flag) for flag in opened.flags()]
    _show_list(door, found)


def add(
    door: Door,
    session: SessionArg,
    at: Annotated[str | None, typer.Option("--at", metavar="T", help="From when on.")] = None,
    kind: Annotated[
        str, typer.Option("--kind", metavar="K", help="password, person, contact, money, ...")
    ] = "other",
    until: Annotated[
        str | None, typer.Option("--until", metavar="T", help="One second later where not given.")
    ] = None,
    box: Annotated[
        str | None, typer.Option("--box", metavar="X,Y,W,H", help="Only this part of the frames.")
    ] = None,
    text_run: Annotated[
        int | None, typer.Option("--text-run", metavar="ID", help="All typed in this run.")
    ] = None,
    reason: ReasonOpt = "",
) -> None:
    """Flag a stretch of time, a box of its frames or a typed text: somebody look here.

    Anybody may. A typed text masks its window until a reviewer says where it shows.
    """
    from workbench.services import redacting

    if (at is None) == (text_run is None) or (at is None and (until or box)):
        raise UsageError("one thing is flagged at a time", hint="Give --at, or --text-run alone.")
    with door.session(session) as opened:
        if at is not None:
            flag_id = _flag_stretch(opened, kind, at, until, box, reason)
        else:
            flag_id = redacting.flag_run(opened, text_run or 0, kind=kind, reason=reason)
        _show_one(door, opened, redacting.flag(opened, flag_id))


def _flag_stretch(
    session: "Session", kind: str, at: str, until: str | None, box: str | None, reason: str
) -> str:
    from workbench.services import redacting

    t_us = moment(at)
    return redacting.add_flag(
        session,
        kind=kind,
        t_us=t_us,
        end_us=optional_moment(until) or min(t_us + _DEFAULT_SPAN_US, session.duration_us),
        box=parse_box(box) if box else None,
        reason=reason,
    )


def hide(
    door: Door,
    flags: _IdsArg,
    only: _OnlyOpt = False,
    shows: Annotated[
        Shows | None,
        typer.Option(
            "--shows",
            metavar="WHERE",
            help="Where a flagged text shows on the screen: nowhere, boxes or unknown.",
        ),
    ] = None,
) -> None:
    """Hide flagged places in every copy: all places of the same value, or only those named.

    A flagged text masks its whole window until --shows says that it shows nowhere, or boxes
    have been drawn over it.
    """
    from workbench.services import redacting

    decided: list[str] = []
    redactions: list[str] = []
    with door.project() as project:
        for session, ids in _by_session(project, flags):
            chosen = _chosen(session, ids, only=only)
            redactions += redacting.hide(session, chosen, shows=shows)
            decided += [flag.flag_id for flag in chosen]
    document = {"flags": decided, "state": "hidden", "redactions": redactions}
    door.show(document, [f"Hid {len(decided)} places, {len(redactions)} redactions made."])


def keep(door: Door, flags: _IdsArg, reason: ReasonOpt = "", only: _OnlyOpt = False) -> None:
    """Keep flagged places visible, with a reason that goes on record."""
    from workbench.services import redacting

    decided: list[str] = []
    with door.project() as project:
        for session, ids in _by_session(project, flags):
            chosen = _chosen(session, ids, only=only)
            redacting.keep(session, chosen, reason=reason)
            decided += [flag.flag_id for flag in chosen]
    door.show({"flags": decided, "state": "kept"}, [f"Kept {len(decided)} places visible."])


def _by_session(project: "Project", names: Sequence[str]) -> Iterator[tuple["Session", list[str]]]:
    """The sessions that flags belong to, each opened for a while, with the ids of its flags."""
    from workbench.services.finding import find_object

    ids: dict[str, list[str]] = {}
    for name in names:
        session_id, flag_id = find_object(project, "flag", name)
        ids.setdefault(session_id, []).append(flag_id)
    for session_id in ids:
        with opened_session(project, session_id) as session:
            yield session, ids[session_id]


def _chosen(session: "Session", ids: Sequence[str], *, only: bool) -> list[Flag]:
    """The flags named, and every other place of their values unless only those are meant."""
    from workbench.services.redacting import flag_groups

    if only:
        return [flag for flag in session.flags() if flag.flag_id in ids]
    return [
        flag
        for group in flag_groups(session)
        if any(flag.flag_id in ids for flag in group.flags)
        for flag in group.flags
    ]


def _show_one(door: Door, session: "Session", flag: Flag) -> None:
    document = flag_json(flag, session.session_id)
    door.show(document, output.table(_HEADERS, [_row(named(session), flag)]))


def _show_list(door: Door, found: Sequence[_Found]) -> None:
    document = {"flags": [flag_json(flag, session_id) for session_id, _, flag in found]}
    rows = [_row(session, flag) for _, session, flag in found]
    door.show(document, output.table(_HEADERS, rows))


_HEADERS = ("flag", "session", "state", "what", "where", "time", "shows", "by", "reason")


def _row(session: str, flag: Flag) -> tuple[str, ...]:
    return (
        short(flag.flag_id),
        session,
        flag.state.value,
        flag.masked,
        flag.place.where.value,
        stretch(flag.place.t_us, flag.place.end_us),
        flag.shows.value,
        flag.author if flag.detector == "person" else flag.detector,
        flag.reason,
    )
