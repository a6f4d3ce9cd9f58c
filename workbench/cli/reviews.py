"""`review`: handing work in, giving it back, accepting it, looking over its screens."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.arguments import CommentOpt, ForceOpt, SessionArg
from workbench.cli.door import Door
from workbench.cli.files import refuse_existing, write_private
from workbench.cli.shapes import named
from workbench.cli.verbs import noun, verb
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.services.session import Session


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "review", "Submit work, return it, accept it, look over the screens.")
    verb(group, "submit", submit)
    verb(group, "return", return_)
    verb(group, "accept", accept)
    verb(group, "screens", screens)


def submit(door: Door, session: SessionArg, comment: CommentOpt = "") -> None:
    """Hand a session's work in."""
    from workbench.services import reviewing

    with door.session(session) as opened:
        warnings = [m.what for m in reviewing.missing(opened) if m.is_warning]
        reviewing.submit(opened, comment=comment)
        for warning in sorted(set(warnings)):
            door.say(f"warning: {output.clean(warning)}")
        _show(door, opened, warnings)


def return_(door: Door, session: SessionArg, comment: CommentOpt = "") -> None:
    """Give submitted work back to its author; takes a comment."""
    from workbench.services import reviewing

    with door.session(session) as opened:
        reviewing.give_back(opened, comment=comment)
        _show(door, opened)


def accept(door: Door, session: SessionArg, comment: CommentOpt = "") -> None:
    """Approve submitted work as it stands; never by somebody who had a hand in it."""
    from workbench.services import reviewing

    warnings = []
    with door.session(session) as opened:
        reviewing.accept(opened, comment=comment)
        if not reviewing.screens_checked(opened):
            warnings = ["nothing leaves before its screens are looked over"]
            door.say(f"warning: {warnings[0]}: `workbench review screens {opened.session_id}`")
        _show(door, opened, warnings)


def screens(
    door: Door,
    session: SessionArg,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="F.png", help="Write a contact sheet, masks applied."),
    ] = None,
    checked: Annotated[
        bool,
        typer.Option(
            "--checked",
            help="Record that you have looked over all of them, on the sheet; goes with --sheet.",
        ),
    ] = False,
    force: ForceOpt = False,
) -> None:
    """List the scene changes of a session; nothing is released before they were looked over."""
    from workbench.services import replaying, reviewing

    if checked and sheet is None:
        raise UsageError(
            "--checked goes with --sheet: look before you say so",
            hint="Give --sheet F.png with it and look it over, or page through them: w, then s.",
        )
    with door.session(session) as opened:
        scenes = replaying.scene_starts(opened)
        times_us = [opened.capture.frames[frame_no].t_us for frame_no in scenes]
        if sheet is not None:
            _write_sheet(opened, scenes, sheet, force=force)
        if checked:
            reviewing.check_screens(opened, scenes=len(scenes), never_shown=())
        is_checked = reviewing.screens_checked(opened)
        seen = len(scenes) - len(reviewing.scenes_left(opened))
        look = reviewing.screens_look(opened)
    document = {
        "session_id": opened.session_id,
        "scenes": [
            {"frame_no": frame_no, "t_us": t_us}
            for frame_no, t_us in zip(scenes, times_us, strict=True)
        ],
        "checked": is_checked,
        "scenes_seen": seen,
        "px_per_cell": look.px_per_cell if look else None,
        "sheet": str(sheet) if sheet else None,
    }
    rows = [(frame, format_timecode(t)) for frame, t in zip(scenes, times_us, strict=True)]
    state = "looked over" if is_checked else "looked over so far: nothing leaves before all are"
    scale = f", at {look.px_per_cell} pixels a cell" if look and look.px_per_cell else ""
    told = f"screens {seen}/{len(rows)} {state}{scale}." if rows else "There are no screens."
    door.show(document, [*output.table(("frame", "at"), rows), told])


def _write_sheet(session: "Session", scenes: list[int], path: Path, *, force: bool) -> None:
    from workbench.media.images import encode_png
    from workbench.services.screening import contact_sheet

    refuse_existing(path, replace=force)
    write_private(path, encode_png(contact_sheet(session, scenes)), replace=force)


def _show(door: Door, session: "Session", warnings: list[str] | None = None) -> None:
    state = session.state().value
    document = {
        "session_id": session.session_id,
        "title": session.title,
        "state": state,
        "warnings": warnings or [],
    }
    door.show(document, [f"{output.clean(named(session))} is {state}."])
