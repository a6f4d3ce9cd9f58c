"""`segments` and `segment`: the stretches of a session and what is said of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from workbench.cli import output
from workbench.cli.arguments import AtOpt, SessionArg
from workbench.cli.door import Door
from workbench.cli.shapes import segment_json, short, stretch
from workbench.cli.values import moment, optional_moment
from workbench.cli.verbs import noun, verb
from workbench.domain.segment import Outcome, Segment, Tier
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.services.session import Session

_IdArg: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="A segment's id, or its beginning or end.")
]
_IdsArg: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="ID ID...", help="Segments of one tier.")
]
_LabelOpt: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="KEY", help="A label of the ontology; may be repeated."),
]
_InstructionOpt: TypeAlias = Annotated[
    str | None,
    typer.Option("--instruction", metavar="TEXT", help="What one would ask an agent to do."),
]
_OutcomeOpt: TypeAlias = Annotated[
    Outcome | None, typer.Option("--outcome", metavar="O", help="success, partial or failure.")
]
_HEADERS = ("segment", "tier", "time", "labels", "outcome", "author", "instruction")


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "segments", segments)
    group = noun(app, "segment", "Make, change, split, merge, label and delete segments.")
    verb(group, "add", add)
    verb(group, "edit", edit)
    verb(group, "label", label)
    verb(group, "split", split)
    verb(group, "merge", merge)
    verb(group, "delete", delete)


def segments(door: Door, session: SessionArg) -> None:
    """List a session's segments."""
    with door.session(session) as opened:
        _show_list(door, opened, opened.segments())


def add(
    door: Door,
    session: SessionArg,
    start: Annotated[str, typer.Option("--start", metavar="T", help="Where it begins.")],
    end: Annotated[str, typer.Option("--end", metavar="T", help="Where it ends; not in it.")],
    tier: Annotated[
        Tier, typer.Option("--tier", metavar="TIER", help="task, step, sensitive, quality, note.")
    ] = Tier.TASK,
    label: _LabelOpt = None,
    instruction: _InstructionOpt = None,
    outcome: _OutcomeOpt = None,
) -> None:
    """Make a segment."""
    from workbench.services import labeling

    with door.session(session) as opened:
        made = labeling.add(
            opened,
            start_us=moment(start),
            end_us=moment(end),
            tier=tier,
            labels=label or (),
            instruction=instruction or "",
            outcome=outcome,
        )
        _show(door, opened, made)


def edit(
    door: Door,
    segment: _IdArg,
    start: Annotated[
        str | None, typer.Option("--start", metavar="T", help="Where it begins.")
    ] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="T", help="Where it ends.")] = None,
    label: _LabelOpt = None,
    instruction: _InstructionOpt = None,
    outcome: _OutcomeOpt = None,
) -> None:
    """Change a segment's edges, labels, instruction or outcome, as one step."""
    from workbench.services import labeling

    if (start, end, label, instruction, outcome) == (None,) * 5:
        raise UsageError("nothing to change was given", hint="Give --start, --end, --label ...")
    with door.session_of("segment", segment) as (opened, segment_id):
        labeling.edit_segment(
            opened,
            segment_id,
            start_us=optional_moment(start),
            end_us=optional_moment(end),
            labels=label,
            instruction=instruction,
            outcome=outcome,
        )
        _show(door, opened, segment_id)


def label(
    door: Door,
    segment: _IdArg,
    keys: Annotated[list[str], typer.Argument(metavar="KEY...", help="Labels of the ontology.")],
) -> None:
    """Say what a segment is, instead of what was said before."""
    from workbench.services import labeling

    with door.session_of("segment", segment) as (opened, segment_id):
        labeling.label(opened, segment_id, keys)
        _show(door, opened, segment_id)


def split(
    door: Door,
    segment: _IdArg,
    at: AtOpt,
    snap: Annotated[
        bool, typer.Option("--snap", help="Cut at the nearest edge of an action.")
    ] = False,
) -> None:
    """Cut a segment in two; the earlier half keeps what was said of the whole."""
    from workbench.services import labeling

    with door.session_of("segment", segment) as (opened, segment_id):
        found = labeling.segment(opened, segment_id)
        t_us = moment(at)
        if not found.contains(t_us):
            raise UsageError(
                f"{format_timecode(t_us)} is not inside that segment",
                hint=f"It goes over {stretch(found.start_us, found.end_us)}.",
            )
        halves = labeling.split_at(opened, t_us, tier=found.tier, snap=snap)
        _show_list(door, opened, [labeling.segment(opened, half) for half in halves])


def merge(door: Door, segments: _IdsArg) -> None:
    """Join neighbouring segments into the first of them."""
    from workbench.services import labeling
    from workbench.services.finding import find_object

    with door.session_of("segment", segments[0]) as (opened, _):
        found = [find_object(opened.project, "segment", name) for name in segments]
        if {session_id for session_id, _ in found} != {opened.session_id}:
            raise UsageError("these segments are of several sessions", hint="Merge within one.")
        merged = labeling.merge(opened, [segment_id for _, segment_id in found])
        _show(door, opened, merged)


def delete(door: Door, segment: _IdArg) -> None:
    """Delete a segment; its time is free again."""
    from workbench.services import labeling

    with door.session_of("segment", segment) as (opened, segment_id):
        labeling.delete(opened, segment_id)
    door.show({"deleted": segment_id}, [f"Deleted the segment {short(segment_id)}."])


def _show(door: Door, session: "Session", segment_id: str) -> None:
    found = next(s for s in session.segments() if s.segment_id == segment_id)
    document = {"session_id": session.session_id, **segment_json(found, session.state().value)}
    door.show(document, output.table(_HEADERS, [_row(found)]))


def _show_list(door: Door, session: "Session", found: Sequence[Segment]) -> None:
    state = session.state().value
    document = {"segments": [segment_json(segment, state) for segment in found]}
    door.show(document, output.table(_HEADERS, [_row(segment) for segment in found]))


def _row(segment: Segment) -> tuple[str, ...]:
    return (
        short(segment.segment_id),
        segment.tier.value,
        stretch(segment.start_us, segment.end_us),
        ",".join(segment.labels) or "-",
        segment.outcome.value if segment.outcome else "-",
        segment.author,
        segment.instruction,
    )
