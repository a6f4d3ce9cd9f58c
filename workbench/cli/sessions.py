"""`sessions` and `show`: what the project holds, and one session of it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.arguments import SessionArg
from workbench.cli.describe import action_line
from workbench.cli.door import Door
from workbench.cli.shapes import (
    consent_json,
    is_good_news,
    listed_json,
    named,
    noted_json,
    state_told,
)
from workbench.cli.verbs import verb
from workbench.domain.timecode import format_timecode

if TYPE_CHECKING:
    from workbench.services.listing import Listed
    from workbench.services.session import Session


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "sessions", sessions)
    verb(app, "show", show)


def sessions(door: Door) -> None:
    """List the sessions, with where the work on each stands."""
    from workbench.services import listing

    with door.project() as project:
        found = listing.sessions(project)
    rows = [
        (
            s.session_id,
            s.title,
            s.subject,
            state_told(s),
            format_timecode(s.duration_us),
            f"{s.tasks_done}/{s.tasks}",
            f"{s.open_flags}/{s.flags}",
            s.frames,
        )
        for s in found
    ]
    headers = ("session", "title", "subject", "state", "lasts", "tasks", "flags", "frames")
    door.show({"sessions": [listed_json(s) for s in found]}, output.table(headers, rows))


def show(
    door: Door,
    session: SessionArg,
    text: Annotated[
        bool, typer.Option("--text", help="A readable log of what was done, masks applied.")
    ] = False,
) -> None:
    """Show one session: counts, consent, chain of custody."""
    from workbench.services import listing

    with door.session(session) as opened:
        found = listing.sessions(opened.project)
        listed = next(s for s in found if s.session_id == opened.session_id)
        document = _document(opened, listed)
        if text:
            log = _log(opened, state_told(listed))
            document["text"] = "\n".join(log)
            door.show(document, log)
        else:
            door.show(document, _lines(document | {"state": state_told(listed)}))


def _document(session: "Session", listed: "Listed") -> dict[str, object]:
    from workbench.services import replaying, reviewing
    from workbench.services.consenting import consents, is_erased

    project = session.project
    shown = replaying.shown_custody(session, replaying.exposure(session))
    custody = asdict(shown)
    del custody["warnings"]
    return {
        **listed_json(listed),
        "duration": format_timecode(listed.duration_us),
        "missing": [m.what for m in reviewing.missing(session)],
        "screens_checked": reviewing.screens_checked(session),
        "approval_lost_by": reviewing.approval_lost_by(session),
        "geometry": [asdict(span) for span in session.capture.geometry],
        "warnings": [noted_json(w) for w in shown.warnings if not is_good_news(w)],
        "verified": [noted_json(w) for w in shown.warnings if is_good_news(w)],
        "consent": {
            "subject": session.subject,
            "erased": is_erased(project, session.subject),
            "consents": [consent_json(c) for c in consents(project, session.subject)],
        },
        "custody": custody
        | {
            "capture_sha256": session.record.text("capture_sha256"),
            "pack_sha256": session.record.text("pack_sha256"),
        },
    }


def _lines(document: dict[str, object]) -> list[str]:
    """The document as names and values, one level deep."""
    flat: list[tuple[str, object]] = []
    for name, value in document.items():
        if isinstance(value, dict):
            flat += [(f"{name}.{inner}", _plain(v)) for inner, v in value.items()]
        elif isinstance(value, list):
            flat += [(name, _plain(item)) for item in value] or [(name, "-")]
        else:
            flat.append((name, _plain(value)))
    return output.fields(flat)


def _log(session: "Session", state: str) -> list[str]:
    """The session as a text to be read from top to bottom."""
    from workbench.services import replaying

    hidden = replaying.exposure(session)
    entries = [
        (action.t_us, 1, action_line(action)) for action in replaying.shown_actions(session, hidden)
    ]
    entries += [
        (window.start_us, 0, f"window: {window.title or '?'} ({window.app or '?'})")
        for window in replaying.shown_windows(session, hidden)
    ]
    header = [
        f"session {output.clean(named(session))} of {session.subject}, "
        f"{format_timecode(session.duration_us)}, {state}",
        "",
    ]
    log = [f"{format_timecode(t)}  {output.clean(what)}" for t, _, what in sorted(entries)]
    return header + log


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(v)}" for name, v in value.items() if v not in ("", None))
    if isinstance(value, list | tuple):
        return "; ".join(_plain(item) for item in value)
    return "-" if value in ("", None) else str(value)
