"""The releases on record: what they hold, who received them, and who is concerned by what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.domain.member import Permission
from workbench.domain.op import JSON, Change
from workbench.domain.records import Record
from workbench.errors import Damaged, NotFound, UsageError
from workbench.services.session import require
from workbench.store.files import parse_object
from workbench.store.ops import new_id
from workbench.store.project import Project

_HANDED = "handed."
"""Each handing over is a field of its own, so that two people's never conflict."""


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A release that was made, or the part of it that concerns one subject."""

    name: str
    version: str
    purpose: str
    format: str
    rows: int
    files: tuple[str, ...]
    sessions: tuple[str, ...]
    manifest_sha256: str
    recipients: tuple[str, ...]


def releases(project: Project) -> list[ReleaseRecord]:
    """The releases on record, by name and version."""
    found = [_release(project, record) for record in project.common.alive("release")]
    return sorted(found, key=lambda release: (release.name, release.version))


def releases_with(project: Project, subject: str) -> list[ReleaseRecord]:
    """The releases that hold something of a subject, reduced to what is theirs of it."""
    found = [
        _part_of(project, record, subject)
        for record in project.common.alive("release")
        if subject in _texts(record, "subjects")
    ]
    return sorted(found, key=lambda release: (release.name, release.version))


def hand_over(project: Project, name: str, version: str, *, to: str, on: date) -> ReleaseRecord:
    """Put on record who received a release; raises NotFound for one that was never made."""
    require(project, Permission.RELEASE)
    record = project.common.get("release", f"{name}@{version}")
    if not record.is_alive:
        raise NotFound(
            f"there is no release {name!r} {version!r}", hint="`workbench release list` lists them."
        )
    if not to.strip():
        raise UsageError("nobody was named", hint="Give --to WHO.")
    entry: JSON = {"to": to.strip(), "on": on.isoformat()}
    change = Change(record.heads, record.key, {f"{_HANDED}{new_id()}": entry})
    project.append("release.handed", [change])
    return _release(project, project.common.get("release", f"{name}@{version}"))


def _release(project: Project, record: Record) -> ReleaseRecord:
    return ReleaseRecord(
        name=record.text("name"),
        version=record.text("version"),
        purpose=record.text("purpose"),
        format=record.text("format"),
        rows=record.number("rows"),
        files=tuple(sorted(_manifest(project, record)["files"])),
        sessions=_texts(record, "sessions"),
        manifest_sha256=record.text("manifest_sha256"),
        recipients=_recipients(record),
    )


def _part_of(project: Project, record: Record, subject: str) -> ReleaseRecord:
    """The rows and files of one subject's sessions; a split's files count as a whole."""
    whole = _release(project, record)
    manifest = _manifest(project, record)
    own = {s.session_id for s in project.catalogue.sessions() if s.subject == subject}
    entries = [entry for entry in manifest["sessions"] if entry["session_id"] in own]
    splits = {entry["split"] for entry in entries}
    return ReleaseRecord(
        name=whole.name,
        version=whole.version,
        purpose=whole.purpose,
        format=whole.format,
        rows=sum(entry["rows"] for entry in entries),
        files=tuple(path for path in whole.files if path.partition("/")[0] in splits),
        sessions=tuple(sorted(entry["session_id"] for entry in entries)),
        manifest_sha256=whole.manifest_sha256,
        recipients=whole.recipients,
    )


def _manifest(project: Project, record: Record) -> dict[str, Any]:
    """The project's own copy of a release's manifest."""
    path = project.root / "releases" / f"{record.object_id}.json"
    try:
        return parse_object(path.read_bytes())
    except (OSError, ValueError):
        raise Damaged(
            f"the manifest of {record.object_id} cannot be read",
            hint=f"Copy it from the release to {path.name} in the project's releases/.",
        ) from None


def _recipients(record: Record) -> tuple[str, ...]:
    """Everybody it was handed to, in the order of their names, each once."""
    entries = (record.get(name) for name in record.versions if name.startswith(_HANDED))
    return tuple(sorted({str(entry["to"]) for entry in entries if isinstance(entry, dict)}))


def _texts(record: Record, name: str) -> tuple[str, ...]:
    value = record.get(name)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
