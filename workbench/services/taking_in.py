"""Taking a capture in: everything of it read, looked through, and written into the staging area."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench import plugins
from workbench.domain.custody import Custody
from workbench.domain.finding import Passage, PassageSource
from workbench.domain.geometry import Geometry
from workbench.media.text_image import pictures_of
from workbench.plugin_api import (
    OpenCapture,
    Progress,
    ShowsText,
    SourceFrame,
    SourceSegment,
)
from workbench.services.brought import Brought
from workbench.services.detecting import Detection, detect, telling
from workbench.services.passages import Texts
from workbench.services.reading import Reading
from workbench.services.screen_texts import detect_on_screens
from workbench.services.sealing import Intake, write_sealed
from workbench.services.shown_texts import shown_on_screens
from workbench.services.sources import Source
from workbench.store.captures import CaptureWriter, FrameRow
from workbench.store.keyring import KeyClass
from workbench.store.packs import PackReader, PackWriter
from workbench.store.seals import SubjectKey


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A capture whose files are written and not published yet."""

    intake: Intake
    frames: list[FrameRow]
    detections: list[Detection]
    custody: Custody
    segments: tuple[SourceSegment, ...] = ()
    labelled_by: str = ""
    """Who made the segments, as far as the source says."""

    @property
    def screen(self) -> Geometry:
        """The screen as the session began, else the first picture, else nothing."""
        if self.intake.geometry:
            return self.intake.geometry[0]
        if self.frames:
            return Geometry(0, self.frames[0].width_px, self.frames[0].height_px)
        return Geometry(0, 0, 0)


@dataclass(frozen=True, slots=True)
class TakingIn:
    """Where one session's files go, and under which keys."""

    directory: Path
    project_id: str
    session_id: str
    keys: dict[KeyClass, SubjectKey]
    progress: Progress
    thresholds: Mapping[str, float]
    """Thresholds of the reduction that hold whatever the recorder tells."""

    def take(self, opened: OpenCapture, source: Source) -> TakenIn:
        """Read the capture once and write its files."""
        with CaptureWriter(
            self.directory / "capture.duckdb",
            project_id=self.project_id,
            session_id=self.session_id,
            keys=self.keys,
        ) as writer:
            settings = opened.info.reduction.adjusted(self.thresholds)
            reading = Reading(opened, self.progress, writer.pointer_log, settings)
            intake = reading.intake
            frames = self._pack(itertools.chain(reading.shots(), self._painted(opened, intake)))
            self.progress("detect", 0, 1)
            detections = self._looked_through(intake, opened.info.description)
            brought = Brought(opened, reading.origin_us, intake.duration_us)
            custody = _custody(opened, source, reading, brought)
            self.progress("seal", 0, 1)
            write_sealed(writer, intake, frames, detections, custody)
        by = brought.labelled_by
        return TakenIn(intake, frames, detections, custody, brought.segments, by)

    def _looked_through(self, intake: Intake, description: str) -> list[Detection]:
        """What the detectors find; remarks they find something in are noted, not flagged."""
        detectors = plugins.detectors()
        texts = Texts(
            runs=intake.typed,
            windows=intake.windows,
            events=intake.sealed_events,
            duration_us=intake.duration_us,
            description=description,
            actions=intake.actions,
        )
        remarked = [Passage(remark.text, PassageSource.SCREEN) for remark in intake.remarks]
        intake.private_remarks = telling(detectors, remarked)
        screens, end_us = intake.screens, intake.duration_us
        on_screens = detect_on_screens(detectors, screens, end_us)
        found = shown_on_screens(detect(detectors, texts), on_screens, screens, end_us)
        return [*found, *on_screens]

    def _painted(self, opened: OpenCapture, intake: Intake) -> Iterator[SourceFrame]:
        """Pictures of the screens of text, where that is what showed; their time is the session's.

        It comes after the screenshots, of which there are none then.
        """
        if isinstance(opened, ShowsText) and opened.is_drawn:
            pictures = pictures_of(intake.screens)
            for count, (t_us, image) in enumerate(pictures, 1):
                self.progress("frames", count, len(intake.screens))
                yield SourceFrame(t_us, image)

    def _pack(self, shots: Iterable[SourceFrame]) -> list[FrameRow]:
        path, key = self.directory / "frames.pack", self.keys[KeyClass.CONTENT]
        first = next(iter(shots := iter(shots)), None)
        if first is None:
            return []
        with PackWriter(
            path, project_id=self.project_id, session_id=self.session_id, subject_key=key
        ) as pack:
            for shot in itertools.chain([first], shots):
                pack.add(shot.t_us, shot.image)
        with PackReader(
            path, project_id=self.project_id, session_id=self.session_id, subject_key=key
        ) as reader:
            return [_frame_row(reader, index) for index in range(len(reader))]


def _custody(opened: OpenCapture, source: Source, reading: Reading, brought: Brought) -> Custody:
    info, importer = opened.info, source.importer
    return Custody(
        source=source.path.name,
        format=importer.name,
        format_version=info.format_version,
        importer=f"{importer.name}/{importer.version}",
        digest=source.digest,
        files=source.files,
        recorder=info.recorder,
        platform=info.platform,
        description=info.description,
        recorded_at=info.started_at,
        clock=info.clock,
        warnings=(*opened.warnings(), *reading.warnings(), *brought.warnings),
        thresholds=reading.thresholds,
    )


def _frame_row(reader: PackReader, index: int) -> FrameRow:
    width, height = reader.size(index)
    return FrameRow(index, int(reader.times_us[index]), width, height, _changed(reader, index))


def _changed(reader: PackReader, index: int) -> int:
    """How many tiles differ from the frame before, all of them where its size does."""
    if not index:
        return 0
    if reader.grid(index) != reader.grid(index - 1):
        return int(reader.tile_map(index).size)
    return int(reader.changed_places(index - 1, index).size)
