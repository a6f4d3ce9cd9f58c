"""What was recorded, with everything hidden masked: events, actions, text, frames and more."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import output
from workbench.cli.arguments import AtOpt, ForceOpt, ReasonOpt, SessionArg
from workbench.cli.describe import action_line, event_line
from workbench.cli.door import Door
from workbench.cli.files import refuse_existing, write_private
from workbench.cli.shapes import action_json, event_json, remark_json, stretch
from workbench.cli.values import moment, optional_moment
from workbench.cli.verbs import verb
from workbench.domain.action import ActionKind
from workbench.domain.event import EventKind, Window
from workbench.domain.text_screen import text_of
from workbench.domain.timecode import format_timecode

if TYPE_CHECKING:
    from workbench.services.session import Session


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "events", events)
    verb(app, "actions", actions)
    verb(app, "text", text)
    verb(app, "remarks", remarks)
    verb(app, "frame", frame)
    verb(app, "screen", screen)


def events(
    door: Door,
    session: SessionArg,
    kind: Annotated[
        EventKind | None, typer.Option("--kind", metavar="K", help="Only events of this kind.")
    ] = None,
    from_: Annotated[str, typer.Option("--from", metavar="T", help="From this moment on.")] = "0",
    to: Annotated[
        str | None, typer.Option("--to", metavar="T", help="Up to, not including, this moment.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=0, help="At most so many.")
    ] = None,
) -> None:
    """List raw events; of a hidden key only that there was one."""
    from workbench.services import replaying

    with door.session(session) as opened:
        shown = replaying.shown_events(
            opened,
            replaying.exposure(opened),
            kind=kind.value if kind else None,
            from_us=moment(from_),
            to_us=optional_moment(to),
        )
        found = list(islice(shown, limit))
    rows = [(e.event_id, format_timecode(e.t_us), event_line(e)) for e in found]
    document = {"events": [event_json(event) for event in found]}
    door.show(document, output.table(("event", "at", "what"), rows))


def actions(door: Door, session: SessionArg) -> None:
    """List what the recorded person did; hidden text is masked."""
    from workbench.services import replaying

    with door.session(session) as opened:
        found = replaying.shown_actions(opened, replaying.exposure(opened))
    rows = [(a.action_id, format_timecode(a.t_us), action_line(a)) for a in found]
    document = {"actions": [action_json(action) for action in found]}
    door.show(document, output.table(("action", "at", "what"), rows))


def text(door: Door, session: SessionArg) -> None:
    """List the typed text as it was left; hidden text is masked."""
    with door.session(session) as opened:
        runs = _runs(opened)
    rows = [(r["run_id"], r["at"], r["text"], r["window"]) for r in runs]
    document = {"runs": [{n: v for n, v in run.items() if n != "at"} for run in runs]}
    door.show(document, output.table(("run", "at", "text", "window"), rows))


def remarks(door: Door, session: SessionArg) -> None:
    """List what the recorder noted besides: elements, actions of its own, thoughts."""
    from workbench.services import remarking, replaying

    with door.session(session) as opened:
        found = remarking.shown_remarks(opened, replaying.exposure(opened))
    rows = [(format_timecode(r.t_us), r.about.value, r.name, r.text) for r in found]
    document = {"remarks": [remark_json(remark) for remark in found]}
    door.show(document, output.table(("at", "about", "name", "text"), rows))


def screen(door: Door, session: SessionArg, at: AtOpt) -> None:
    """Print the screen of text of a moment, masks applied."""
    from workbench.services import remarking, replaying

    with door.session(session) as opened:
        hidden = replaying.exposure(opened)
        shown = remarking.shown_screen(opened, moment(at), hidden)
    lines = [text_of(line) for line in shown.lines]
    document = {
        "t_us": shown.t_us,
        "columns": shown.columns,
        "rows": shown.rows,
        "lines": lines,
        "cursor": list(shown.cursor) if shown.cursor else None,
    }
    door.show(document, [output.clean(line) for line in lines])


def frame(
    door: Door,
    session: SessionArg,
    at: AtOpt,
    out: Annotated[Path, typer.Option("--out", metavar="F.png", help="The PNG to write.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="As recorded, without masks; needs the permission.")
    ] = False,
    reason: ReasonOpt = "",
    force: ForceOpt = False,
) -> None:
    """Write the frame of a moment as a PNG, masks applied.

    --raw shows what is masked: it takes a reason, and who looked and why goes on record first.
    """
    from workbench.media.images import encode_png
    from workbench.services import replaying

    t_us = moment(at)
    refuse_existing(out, replace=force)
    with door.session(session) as opened:
        hidden = replaying.exposure(opened)
        if raw:
            replaying.peek(opened, t_us=t_us, reason=reason)
            shot = replaying.raw_shot_at(opened, t_us)
        else:
            shot = replaying.shot_at(opened, t_us, hidden)
        masks = 0 if raw else len(replaying.masks_on(opened, shot.frame_no, hidden))
    write_private(out, encode_png(shot.image), replace=force)
    height, width = shot.image.shape[:2]
    document = {
        "path": str(out),
        "frame_no": shot.frame_no,
        "t_us": shot.t_us,
        "width_px": width,
        "height_px": height,
        "masks": masks,
        "raw": raw,
    }
    door.show(document, [f"Wrote {out}: the frame of {format_timecode(shot.t_us)}, {masks} masks."])


def _runs(session: "Session") -> list[dict[str, object]]:
    from workbench.services import replaying

    hidden = replaying.exposure(session)
    windows = replaying.shown_windows(session, hidden)
    return [
        {
            "run_id": action.action_id,
            "t_us": action.t_us,
            "end_us": action.end_us,
            "at": stretch(action.t_us, action.end_us),
            "text": action.text,
            "window": _title_at(windows, action.t_us),
            "masked": action.mask is not None,
        }
        for action in replaying.shown_actions(session, hidden)
        if action.kind is ActionKind.TYPE
    ]


def _title_at(windows: list[Window], t_us: int) -> str | None:
    return next((w.title for w in reversed(windows) if w.start_us <= t_us), None)
