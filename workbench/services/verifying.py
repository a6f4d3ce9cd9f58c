"""Reading a release again, byte by byte: is it what was approved, and does nothing hidden show?

Without the project's keys the files can be checked against the manifest and against
themselves; whether a hidden value stands in them cannot, and the report says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench import plugins
from workbench.domain.release import SPLITS, Scope
from workbench.errors import BadCapture, Damaged, NewerVersion, NotFound, WorkbenchError
from workbench.plugin_api import Exporter, Progress
from workbench.services.building import MANIFEST, MANIFEST_FORMAT
from workbench.services.comparing import Comparison, decoded, withdrawn_since
from workbench.services.leaks import (
    image_problem,
    leaked_outside,
    leaked_values,
    subjects_values,
)
from workbench.services.progress import no_progress
from workbench.store.files import file_sha256, parse_object
from workbench.store.project import Project


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong with a release; `detail` never quotes a value."""

    code: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found, and whether it could look for hidden values at all."""

    problems: tuple[Problem, ...]
    rows: int
    files: int
    leak_audit_done: bool


def verify_release(
    directory: Path, project: Project | None, *, progress: Progress = no_progress
) -> Verification:
    """Check every file and row; raises NotFound where there is no release."""
    manifest = _read_manifest(directory)
    if project is not None and manifest.get("project") != project.project_id:
        # Another project's keys say nothing about this release.
        project = None
    problems = list(_file_problems(directory, manifest))
    exporter = plugins.exporter(str(manifest["exporter"]).partition("/")[0])
    rows = 0
    if not any(problem.code in ("missing", "altered") for problem in problems):
        rows, found = _check_rows(directory, manifest, exporter, project, progress)
        problems += found
    is_audited = False
    if project is not None:
        problems += _against_record(directory, manifest, project)
        leaks, is_audited = _leaks(directory, manifest, exporter, project)
        problems += leaks
    return Verification(
        problems=tuple(sorted(set(problems))),
        rows=rows,
        files=len(manifest["files"]),
        leak_audit_done=is_audited,
    )


def _leaks(
    directory: Path, manifest: dict[str, Any], exporter: Exporter, project: Project
) -> tuple[list[Problem], bool]:
    """Where hidden values stand, and whether all of them could be looked for everywhere."""
    session_ids = [entry["session_id"] for entry in manifest["sessions"]]
    values, is_complete = subjects_values(project, session_ids)
    problems: list[Problem] = []
    try:
        found = leaked_values(directory, values, exporter)
    except Damaged as error:
        problems.append(Problem("unreadable", "leak audit", error.message))
        found, is_complete = leaked_outside(directory, values), False
    problems += [Problem("leak", where, f"a redacted {kind} stands there") for where, kind in found]
    return problems, is_complete


def _read_manifest(directory: Path) -> dict[str, Any]:
    try:
        manifest = parse_object((directory / MANIFEST).read_bytes())
        known = manifest["format"] == MANIFEST_FORMAT
        if known:
            _check_shape(manifest)
    except FileNotFoundError:
        raise NotFound(
            f"{directory} is no release: it has no {MANIFEST}", hint="Name its directory."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadCapture(f"{MANIFEST} cannot be read", hint="The release is damaged.") from None
    if not known:
        raise NewerVersion(
            f"the release has the format {manifest['format']!r}",
            hint="Install the latest session-workbench.",
        )
    return manifest


def _check_shape(manifest: dict[str, Any]) -> None:
    """Raise KeyError, TypeError, ValueError or AttributeError for what no build writes."""
    date.fromisoformat(manifest["decided_on"])
    for name in ("name", "version", "exporter", "coords", "purpose"):
        manifest[name].encode()
    for entry in manifest["files"].values():
        entry["sha256"].encode()
    for summary in manifest["splits"].values():
        int(summary["rows"])
    for session in manifest["sessions"]:
        session["session_id"].encode()
        session["approved_digest"].encode()
    for scope in manifest["scopes"]:
        Scope(scope)


def _file_problems(directory: Path, manifest: dict[str, Any]) -> Iterator[Problem]:
    listed = dict(manifest["files"])
    present = {
        path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()
    }
    for path in sorted(present - listed.keys() - {MANIFEST}):
        yield Problem("extra", path, "the manifest does not list it")
    for path, entry in sorted(listed.items()):
        if path not in present:
            yield Problem("missing", path, "the manifest lists it")
        elif file_sha256(directory / path) != entry["sha256"]:
            yield Problem("altered", path, "its digest is not the manifest's")


def _check_rows(
    directory: Path,
    manifest: dict[str, Any],
    exporter: Exporter,
    project: Project | None,
    progress: Progress,
) -> tuple[int, list[Problem]]:
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    comparison = Comparison(project, manifest) if project is not None else None
    total = 0
    for split in [split for split in SPLITS if split in manifest["splits"]]:
        expected = manifest["splits"][split]["rows"]
        count = 0
        try:
            for count, row in enumerate(exporter.read(directory, split), 1):
                progress("verify", total + count, 0)
                where = f"{split} row {count}"
                problems += _leakage(row, split, seen, where)
                problems += _row_problems(row, where, comparison)
        except WorkbenchError as error:
            problems.append(Problem("unreadable", split, error.message))
        if count != expected:
            problems.append(Problem("rows", split, f"{count} rows, the manifest says {expected}"))
        total += count
    if comparison is not None:
        comparison.close()
    return total, problems


def _row_problems(
    row: dict[str, object], where: str, comparison: Comparison | None
) -> Iterator[Problem]:
    data = row.get("image")
    if isinstance(data, bytes):
        carried = image_problem(data)
        if carried:
            yield Problem("image", where, f"its image has {carried}")
    image = decoded(data)
    if image is not None and image.shape[1::-1] != (row.get("width_px"), row.get("height_px")):
        yield Problem("image", where, "its image is not as large as the row says")
    if comparison is not None:
        for code, detail in comparison.problems(row, image):
            yield Problem(code, where, detail)


def _leakage(
    row: dict[str, object], split: str, seen: dict[str, str], where: str
) -> Iterator[Problem]:
    subject = str(row.get("subject"))
    if seen.setdefault(subject, split) != split:
        yield Problem("leakage", where, f"{subject} is in {seen[subject]} too")


def _against_record(
    directory: Path, manifest: dict[str, Any], project: Project
) -> Iterator[Problem]:
    title = f"{manifest['name']}@{manifest['version']}"
    record = project.common.get("release", title)
    if not record.is_alive:
        yield Problem("unrecorded", MANIFEST, "this project has no such release on record")
    elif record.text("manifest_sha256") != file_sha256(directory / MANIFEST):
        yield Problem("altered", MANIFEST, "it is not the manifest that is on record")
    for session_id, reason in withdrawn_since(project, manifest):
        yield Problem("withdrawn", session_id, reason)
