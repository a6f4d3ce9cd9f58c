"""`release`: planning, building and verifying what leaves, and who received it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from workbench.cli import output
from workbench.cli.door import Door
from workbench.cli.progress import progress_bar
from workbench.cli.shapes import plan_json
from workbench.cli.verbs import noun, verb
from workbench.errors import KeyUnavailable, UsageError, WorkbenchError

if TYPE_CHECKING:
    from workbench.services.planning import Plan, ReleaseRequest
    from workbench.services.verifying import Verification
    from workbench.store.project import Project

_NameOpt: TypeAlias = Annotated[str, typer.Option("--name", metavar="N", help="Its name.")]
_VersionOpt: TypeAlias = Annotated[str, typer.Option("--version", metavar="V", help="Its version.")]
_PurposeOpt: TypeAlias = Annotated[
    str, typer.Option("--purpose", metavar="TEXT", help="What for; consents must cover it.")
]
_ParentOpt: TypeAlias = Annotated[
    str, typer.Option("--parent", metavar="V", help="The version it follows.")
]
_FormatOpt: TypeAlias = Annotated[
    str, typer.Option("--format", metavar="NAME", help="The exporter.")
]
_SplitOpt: TypeAlias = Annotated[
    str, typer.Option("--split", metavar="SPLITS", help="train=0.8,validation=0.1,test=0.1")
]
_GroupOpt: TypeAlias = Annotated[
    str, typer.Option("--group-by", metavar="GROUP", help="What is never divided: subject.")
]
_CoordsOpt: TypeAlias = Annotated[
    str, typer.Option("--coords", metavar="UNIT", help="pixel, unit or thousand.")
]
_AllowOpt: TypeAlias = Annotated[
    bool, typer.Option("--allow-empty-split", help="A split may stay empty; goes on record.")
]
_DirArg: TypeAlias = Annotated[Path, typer.Argument(metavar="DIR", help="The release.")]
_DEFAULT_SPLIT = "train=0.8,validation=0.1,test=0.1"


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "release", "Plan, build and verify releases; note who received them.")
    verb(group, "plan", plan)
    verb(group, "build", build)
    verb(group, "verify", verify)
    verb(group, "list", list_)
    verb(group, "handed", handed)


def plan(
    door: Door,
    name: _NameOpt,
    version: _VersionOpt,
    purpose: _PurposeOpt,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where it would go; not written.")
    ] = None,
    parent: _ParentOpt = "",
    format_: _FormatOpt = "parquet",
    split: _SplitOpt = _DEFAULT_SPLIT,
    group_by: _GroupOpt = "subject",
    coords: _CoordsOpt = "pixel",
    allow_empty_split: _AllowOpt = False,
) -> int:
    """Say what a release would hold, what stays behind and why; writes nothing.

    The exit status is 1 where there are refusals: then nothing would be built.
    """
    from workbench.services.planning import plan_release
    from workbench.services.session import titles

    del out
    request = _request(
        name, version, purpose, parent, format_, split, group_by, coords, allow_empty_split
    )
    with door.project() as project:
        planned = plan_release(project, request)
        called = titles(project)
    door.show(plan_json(planned), _plan_lines(planned, called))
    return 1 if planned.refusals else 0


def build(
    door: Door,
    name: _NameOpt,
    version: _VersionOpt,
    purpose: _PurposeOpt,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="A new directory for the release.")
    ],
    parent: _ParentOpt = "",
    format_: _FormatOpt = "parquet",
    split: _SplitOpt = _DEFAULT_SPLIT,
    group_by: _GroupOpt = "subject",
    coords: _CoordsOpt = "pixel",
    allow_empty_split: _AllowOpt = False,
) -> None:
    """Write a release: redacted, consented, approved; then its manifest and card."""
    from workbench.services.building import build_release
    from workbench.services.session import titles

    request = _request(
        name, version, purpose, parent, format_, split, group_by, coords, allow_empty_split
    )
    with door.project() as project, progress_bar(request.title) as progress:
        built = build_release(project, request, out, progress=progress)
        called = titles(project)
    document = {
        "directory": str(built.directory),
        "manifest_sha256": built.manifest_sha256,
        "files": built.files,
        "size_bytes": built.size_bytes,
        **plan_json(built.plan),
    }
    size = f"{built.size_bytes / 1e6:.1f} MB"
    lines = [f"Built {request.title} in {out}: {built.files} files, {size}.", ""]
    door.show(document, lines + _plan_lines(built.plan, called))


def verify(door: Door, directory: _DirArg) -> int:
    """Read a release again, byte by byte: is it what was approved, does nothing hidden show?"""
    from workbench.services.verifying import verify_release

    with progress_bar(directory.name) as progress, _project_if_any(door) as project:
        try:
            found = verify_release(directory, project, progress=progress)
        except KeyUnavailable:
            found = verify_release(directory, None, progress=progress)
    door.show(_verification_json(directory, found), _verification_lines(found))
    if found.problems:
        return 1
    return 0 if found.leak_audit_done else 4


def list_(door: Door) -> None:
    """List the releases made, and who received them."""
    from workbench.services import distributing

    with door.project() as project:
        found = distributing.releases(project)
    document = {
        "releases": [
            {
                "name": r.name,
                "version": r.version,
                "purpose": r.purpose,
                "format": r.format,
                "rows": r.rows,
                "files": list(r.files),
                "sessions": list(r.sessions),
                "manifest_sha256": r.manifest_sha256,
                "recipients": list(r.recipients),
            }
            for r in found
        ]
    }
    rows = [
        (r.name, r.version, r.purpose, r.rows, len(r.sessions), ", ".join(r.recipients) or "-")
        for r in found
    ]
    headers = ("release", "version", "purpose", "rows", "sessions", "handed to")
    door.show(document, output.table(headers, rows))


def handed(
    door: Door,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The release.")],
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Its version.")],
    to: Annotated[str, typer.Option("--to", metavar="WHO", help="Who received it.")],
) -> None:
    """Put on record who received a release, so that they can be told of a withdrawal."""
    from workbench.services import distributing

    with door.project() as project:
        found = distributing.hand_over(project, name, version, to=to, on=date.today())
    document = {"name": name, "version": version, "recipients": list(found.recipients)}
    door.show(document, [f"{name} {version} was handed to: {', '.join(found.recipients)}."])


@contextmanager
def _project_if_any(door: Door) -> Iterator["Project | None"]:
    """The project, or None where it cannot be opened here: a release can be read without it."""
    with ExitStack() as stack:
        try:
            project = stack.enter_context(door.project())
        except WorkbenchError as error:
            door.say(f"read without the project: {output.clean(error.message)}")
            project = None
        yield project


def _request(
    name: str,
    version: str,
    purpose: str,
    parent: str,
    format_: str,
    split: str,
    group_by: str,
    coords: str,
    allow_empty_split: bool,
) -> "ReleaseRequest":
    from workbench.domain.splits import parse_ratios
    from workbench.services.planning import ReleaseRequest

    if group_by != "subject":
        raise UsageError(
            f"a release cannot be grouped by {group_by!r}", hint="Only --group-by subject."
        )
    try:
        ratios = parse_ratios(split)
    except ValueError as error:
        raise UsageError(f"--split: {error}", hint=f"Write {_DEFAULT_SPLIT}.") from None
    return ReleaseRequest(
        name=name,
        version=version,
        purpose=purpose,
        ratios=ratios,
        on=date.today(),
        format=format_,
        parent=parent,
        coords=coords,
        allow_empty_split=allow_empty_split,
    )


def _plan_lines(planned: "Plan", called: Mapping[str, str]) -> list[str]:
    from workbench.services.left_out import empty_splits, left_out, remedy

    rows = [
        (
            split,
            len(summary.subjects),
            summary.tasks,
            summary.rows,
            f"{summary.duration_us / 6e7:.1f}",
        )
        for split, summary in planned.splits.items()
    ]
    excluded = [
        (f"{e.session_id} {called.get(e.session_id, '')}", e.segment_id[-8:] or "-", e.reason)
        for e in planned.excluded
    ]
    lines = output.table(("split", "subjects", "tasks", "rows", "minutes"), rows)
    if excluded:
        lines += ["", f"Stays behind: {left_out(planned).told}."]
        lines += output.table(("session", "segment", "why"), excluded)
    if planned.refusals:
        lines += ["", *(f"refused: {refusal}" for refusal in planned.refusals)]
    if empty_splits(planned):
        lines.append(f"hint: {remedy(planned)}")
    return lines


def _verification_json(directory: Path, found: "Verification") -> dict[str, object]:
    return {
        "directory": str(directory),
        "ok": not found.problems and found.leak_audit_done,
        "problems": [
            {"code": p.code, "where": p.where, "detail": p.detail} for p in found.problems
        ],
        "rows": found.rows,
        "files": found.files,
        "leak_audit_done": found.leak_audit_done,
        "leak_audit": "done" if found.leak_audit_done else "leak audit not done",
        "text_on_pictures_read": False,
    }


def _verification_lines(found: "Verification") -> list[str]:
    lines = [f"{found.rows} rows in {found.files} files read."]
    if found.problems:
        rows = [(p.code, p.where, p.detail) for p in found.problems]
        lines += output.table(("problem", "where", "what"), rows)
    else:
        lines.append("No problem was found.")
    if not found.leak_audit_done:
        lines.append("leak audit not done: it needs the project and its restricted keys.")
    # With problems or without the keys, not every box of every row was looked at.
    is_whole = found.leak_audit_done and not found.problems
    boxes = "; redacted boxes were checked in the pixels" if is_whole else ""
    return [*lines, f"text on pictures was not read{boxes}."]
