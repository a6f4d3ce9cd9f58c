"""Bringing a capture in: read, reduced, looked through, sealed, and published by one op."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

from workbench.domain.custody import CaptureWarning
from workbench.domain.member import Permission
from workbench.domain.op import JSON
from workbench.errors import Refused
from workbench.plugin_api import Progress
from workbench.services import consenting
from workbench.services.detecting import flag_fields
from workbench.services.edit import Edit
from workbench.services.exchanging import segment_fields
from workbench.services.progress import no_progress
from workbench.services.session import require
from workbench.services.sources import Source, find_source
from workbench.services.taking_in import TakenIn, TakingIn
from workbench.store.files import file_sha256
from workbench.store.keyring import KeyClass
from workbench.store.project import Project
from workbench.store.seals import SubjectKey
from workbench.store.staging import Staging, publishing, sweep
from workbench.store.words import SessionWords

PUBLISH = "publish"
"""The last stage of an import, told just before it can no longer be taken back."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A session that was taken in."""

    session_id: str
    subject: str
    format: str
    events: int
    actions: int
    frames: int
    duration_us: int
    width_px: int
    height_px: int
    warnings: tuple[CaptureWarning, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that was left out, and why; `session_id` is where it is already."""

    path: str
    reason: str
    session_id: str = ""
    is_failure: bool = False


def import_capture(
    project: Project,
    source: Path,
    *,
    format_name: str | None = None,
    part: str = "",
    subject: str | None = None,
    consent: consenting.ConsentTerms | None = None,
    thresholds: Mapping[str, float] = MappingProxyType({}),
    progress: Progress = no_progress,
) -> Imported | Skipped:
    """Import one capture, or one part of a source; one that is here already is skipped.

    `thresholds` of the reduction hold whatever the recorder tells. Of several imports of one
    capture at once, one goes through and the others are skipped.
    Raises BadCapture, Refused, PluginFailed, StorageFailed; the project is then as it was.
    """
    require(project, Permission.MANAGE)
    if consent is not None:
        consenting.check_terms(consent, date.today())
    found = find_source(source, format_name, part)
    project.refresh()
    known = _skipped(project, found)
    if known is not None:
        return known
    sweep(project.root, partial(_is_published, project))
    with _subject(project, subject) as name:
        job = _Job(project, found, name, progress, thresholds, is_named=subject is not None)
        result = job.run()
    if consent is not None and isinstance(result, Imported):
        consenting.add_consent(project, name, consent)
    return result


def _skipped(project: Project, source: Source) -> Skipped | None:
    """What is said of a capture that is here already, None where it is not."""
    known = _known_session(project, source.digest)
    if known is None:
        return None
    session_id, subject = known
    if project.is_erased(subject):
        raise Refused(
            "this capture is of a subject who was erased",
            hint="Nothing of theirs is taken in again.",
        )
    return Skipped(str(source.path), f"already imported as {session_id}, of {subject}", session_id)


@contextmanager
def _subject(project: Project, subject: str | None) -> Iterator[str]:
    """The subject with their keys; those of somebody new go again where nothing came of it."""
    name = consenting.prepare_subject(project, subject)
    try:
        yield name
    finally:
        if subject is None and not project.common.get("subject", name).is_alive:
            project.keyring.destroy_subject(name)


def _known_session(project: Project, digest: str) -> tuple[str, str] | None:
    found = (s for s in project.catalogue.sessions() if s.source_digest == digest)
    return next(((s.session_id, s.subject) for s in found), None)


def _is_published(project: Project, session_id: str) -> bool:
    project.refresh()
    return project.ledger.records(session_id).get("session", session_id).is_alive


class _Job:
    """One import from the opened source to the published op."""

    def __init__(
        self,
        project: Project,
        source: Source,
        subject: str,
        progress: Progress,
        thresholds: Mapping[str, float],
        *,
        is_named: bool,
    ) -> None:
        self._project = project
        self._is_named = is_named
        self._source = source
        self._subject = subject
        self._progress = progress
        self._thresholds = thresholds
        self._session_id = f"s-{secrets.token_hex(4)}"
        keyring = project.keyring
        self._keys: dict[KeyClass, SubjectKey] = {
            key_class: keyring.subject_key(subject, key_class) for key_class in KeyClass
        }

    def run(self) -> Imported | Skipped:
        """Import; skipped where another process has published the same capture meanwhile."""
        is_published = partial(_is_published, self._project)
        with Staging(self._project.root, self._session_id, is_published) as staging:
            place = TakingIn(
                directory=staging.directory,
                project_id=self._project.project_id,
                session_id=self._session_id,
                keys=self._keys,
                progress=self._progress,
                thresholds=self._thresholds,
            )
            with (
                self._source.asking(),
                self._source.open() as opened,
            ):
                taken = place.take(opened, self._source)
            staging.move_into_place()
            with publishing(self._project.root):
                self._project.refresh()
                known = _skipped(self._project, self._source)
                self._progress(PUBLISH, 0, 1)
                return known or self._publish(taken)

    def _publish(self, taken: TakenIn) -> Imported:
        consenting.refuse_erased(self._project, self._subject)
        consenting.record_subject(self._project, self._subject, is_named=self._is_named)
        words = SessionWords(self._project.project_id, self._keys[KeyClass.CONTENT])
        edit = Edit(self._project, self._session_id, words, "session.import")
        intake, custody, screen = taken.intake, taken.custody, taken.screen
        directory = self._project.session_dir(self._session_id)
        fields: dict[str, JSON] = {
            "subject": self._subject,
            "title": self._source.title,
            "format": custody.format,
            "source_digest": custody.digest,
            "recorded_at": custody.recorded_at,
            "duration_us": intake.duration_us,
            "events": intake.event_count,
            "actions": len(intake.actions),
            "frames": len(taken.frames),
            "width_px": screen.width_px,
            "height_px": screen.height_px,
            "capture_sha256": file_sha256(directory / "capture.duckdb"),
            "pack_sha256": file_sha256(directory / "frames.pack") if taken.frames else "",
        }
        edit.create("session", fields, object_id=self._session_id)
        for segment in taken.segments:
            edit.create("segment", segment_fields(segment, taken.labelled_by))
        secret = self._keys[KeyClass.RESTRICTED].derived("values")
        for detection in taken.detections:
            edit.create("flag", flag_fields(detection, secret))
        edit.save()
        return Imported(
            session_id=self._session_id,
            subject=self._subject,
            format=custody.format,
            events=intake.event_count,
            actions=len(intake.actions),
            frames=len(taken.frames),
            duration_us=intake.duration_us,
            width_px=screen.width_px,
            height_px=screen.height_px,
            warnings=custody.warnings,
        )
