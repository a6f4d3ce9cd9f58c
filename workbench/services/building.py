"""Building a release: rows written by an exporter, then the manifest, then the record of it.

Everything is written beside the target under a name that looks unfinished, and renamed once it
is complete and on record, so that a directory that looks like a release is one.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from workbench import __version__, plugins
from workbench.domain.ontology import ontology_of
from workbench.domain.op import JSON, Change
from workbench.domain.records import ALIVE
from workbench.domain.redaction import POLICY_VERSION
from workbench.domain.release import Release, Row
from workbench.domain.review import accepted_by
from workbench.errors import Refused, UsageError
from workbench.plugin_api import Exporter, Progress
from workbench.services import replaying, reviewing
from workbench.services.cards import dataset_card
from workbench.services.leaks import leaked_values, subjects_values
from workbench.services.left_out import remedy
from workbench.services.planning import Plan, ReleaseRequest, plan_release
from workbench.services.progress import no_progress
from workbench.services.rows import RowStyle, pseudonym, rows_of_task
from workbench.services.session import Session
from workbench.store.files import (
    file_sha256,
    flush_directory,
    storage_errors,
    write_atomic,
)
from workbench.store.project import Project

MANIFEST = "manifest.json"
CARD = "README.md"
MANIFEST_FORMAT = "workbench-release/1"


@dataclass(frozen=True, slots=True)
class Built:
    """A release that was made."""

    plan: Plan
    directory: Path
    manifest_sha256: str
    files: int
    size_bytes: int


def build_release(
    project: Project, request: ReleaseRequest, out: Path, *, progress: Progress = no_progress
) -> Built:
    """Plan, write, record and put in place; raises Refused where the plan is refused.

    Building the same release again gives the same bytes; another one of that name and version
    is refused.
    """
    plan = plan_release(project, request)
    if plan.refusals:
        raise Refused(
            f"nothing is released: {'; '.join(plan.refusals)}",
            hint=remedy(plan),
        )
    out = out.resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already", hint="Name a new directory with --out.")
    lock = FileLock(out.parent / f".{out.name}.lock", timeout=0)
    with storage_errors("the release"):
        out.parent.mkdir(parents=True, exist_ok=True)
        Path(lock.lock_file).touch()
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(f"{out} is being built already", hint="Wait for it to end.") from None
    unfinished = out.parent / f".{out.name}.unfinished"
    try:
        # What a build left behind that was killed.
        shutil.rmtree(unfinished, ignore_errors=True)
        return _build(project, plan, unfinished, out, progress)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def rows_of(project: Project, plan: Plan, split: str) -> Iterator[Row]:
    """The rows of a split in their fixed order."""
    style = RowStyle(plan.request.title, plan.request.coords, plan.scopes)
    session: Session | None = None
    for planned in plan.tasks_of(split):
        if session is None or session.session_id != planned.session_id:
            if session is not None:
                session.close()
            session = Session(project, planned.session_id)
            hidden = replaying.exposure(session)
        yield from rows_of_task(session, planned.task, hidden, style)
    if session is not None:
        session.close()


def release_of(project: Project, plan: Plan) -> Release:
    """The release that an exporter receives."""
    return Release(
        name=plan.request.name,
        version=plan.request.version,
        scopes=plan.scopes,
        row_counts={split: summary.rows for split, summary in plan.splits.items()},
        rows=lambda split: rows_of(project, plan, split),
    )


def _build(project: Project, plan: Plan, unfinished: Path, out: Path, progress: Progress) -> Built:
    exporter = plugins.exporter(plan.request.format)
    with storage_errors("the release"):
        unfinished.mkdir()
    with plugins.plugin_call("exporter", exporter.name, "Nothing was released."):
        written = exporter.write(release_of(project, plan), unfinished, progress=progress)
    manifest = _manifest(project, plan, f"{exporter.name}/{exporter.version}")
    write_atomic(unfinished / CARD, dataset_card(manifest).encode())
    paths = sorted([*(str(path) for path in written), CARD])
    manifest["files"] = {
        path: {
            "sha256": file_sha256(unfinished / path),
            "size_bytes": (unfinished / path).stat().st_size,
        }
        for path in paths
    }
    data = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    write_atomic(unfinished / MANIFEST, data)
    _refuse_leaks(project, plan, unfinished, exporter)
    digest = file_sha256(unfinished / MANIFEST)
    _record(project, plan, digest, data)
    with storage_errors("the release"):
        if out.exists():
            out.rmdir()
        unfinished.rename(out)
        flush_directory(out.parent)
    size_bytes = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Built(plan, out, digest, len(paths) + 1, size_bytes)


def _refuse_leaks(project: Project, plan: Plan, directory: Path, exporter: Exporter) -> None:
    """A redacted value may stand in people's own words too, and in names from the recording."""
    values, _ = subjects_values(project, _session_ids(plan))
    leaks = leaked_values(directory, values, exporter)
    if leaks:
        where, kind = leaks[0]
        raise Refused(
            f"nothing is released: a redacted {kind} stands in {where}",
            hint="Take it out of the instruction, or redact that place too; then review again.",
        )


def _record(project: Project, plan: Plan, digest: str, manifest: bytes) -> None:
    """Put the release and its subjects' places on record, and keep a copy of the manifest."""
    request = plan.request
    record = project.common.get("release", request.title)
    if record.is_alive:
        if record.text("manifest_sha256") != digest:
            raise Refused(
                f"{request.title} was released before, with other contents",
                hint="Give it another --version.",
            )
        return
    changes = [
        Change(
            project.common.get("placement", subject).heads,
            f"placement/{subject}",
            {ALIVE: True, "split": split},
        )
        for subject, split in sorted(plan.new_placements.items())
        if subject in plan.placements
    ]
    sessions: list[JSON] = [*sorted({task.session_id for task in plan.included})]
    subjects: list[JSON] = [*sorted(plan.placements)]
    # Whoever has this op can tell whether the journal still holds what the plan was made from.
    journal: dict[str, JSON] = {w: [*last] for w, last in project.positions().items()}
    fields: dict[str, JSON] = {
        ALIVE: True,
        "name": request.name,
        "version": request.version,
        "purpose": request.purpose,
        "format": request.format,
        "manifest_sha256": digest,
        "rows": sum(summary.rows for summary in plan.splits.values()),
        "sessions": sessions,
        "subjects": subjects,
        "journal": journal,
    }
    changes.append(Change((), record.key, fields))
    project.append("release.build", changes)
    write_atomic(project.root / "releases" / f"{request.title}.json", manifest)


def _manifest(project: Project, plan: Plan, exporter: str) -> dict[str, object]:
    request = plan.request
    return {
        "format": MANIFEST_FORMAT,
        "name": request.name,
        "version": request.version,
        "parent": request.parent,
        "purpose": request.purpose,
        "project": project.project_id,
        "trial": project.is_trial,
        "workbench": __version__,
        "exporter": exporter,
        "export_format": request.format,
        "coords": request.coords,
        "scopes": sorted(plan.scopes),
        "ratios": request.ratios,
        "allow_empty_split": request.allow_empty_split,
        "decided_on": request.on.isoformat(),
        "ontology_version": ontology_of(project.common).version,
        "policy_version": POLICY_VERSION,
        "splits": {split: summary.to_json() for split, summary in plan.splits.items()},
        "sessions": [_session_entry(project, plan, i) for i in _session_ids(plan)],
        "excluded": [asdict(excluded) for excluded in plan.excluded],
    }


def _session_ids(plan: Plan) -> list[str]:
    return sorted({task.session_id for task in plan.included})


def _session_entry(project: Project, plan: Plan, session_id: str) -> dict[str, object]:
    session = Session(project, session_id)
    review = session.records.get("review", session_id)
    try:
        return {
            "session_id": session_id,
            "subject": pseudonym(session, plan.request.title),
            "split": plan.placements[session.subject],
            "tasks": [t.task.segment_id for t in plan.included if t.session_id == session_id],
            "rows": sum(t.rows for t in plan.included if t.session_id == session_id),
            "approved_digest": reviewing.current_digest(session),
            "approved_by": accepted_by(review),
            "approval_op": (review.last_version("state") or review.versions["state"][0]).op_id,
            "redactions": len(session.redactions()),
        }
    finally:
        session.close()
