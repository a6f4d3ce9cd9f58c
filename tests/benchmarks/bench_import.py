"""Whole imports: from a recorder's folder to sealed, flagged, published sessions."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench import plugins
from workbench.config import Settings
from workbench.services.demonstrating import samples_dir
from workbench.services.importing import Imported, import_capture
from workbench.store.project import Project

TimedFrames = list[tuple[int, NDArray[np.uint8]]]


def sample_frames() -> Iterator[tuple[str, TimedFrames, Path]]:
    """Name, changed frames and film of each sample session."""
    for capture in sorted(samples_dir().glob("*/capture")):
        with plugins.importer("openadapt").open(capture) as opened:
            shots = [(shot.t_us, shot.image) for shot in opened.frames()]
        changed = [
            shot
            for before, shot in zip([None, *shots], shots, strict=False)
            if before is None or not np.array_equal(before[1], shot[1])
        ]
        yield capture.parent.name, changed, next(capture.glob("*.mp4"))


def import_figures(work: Path) -> dict[str, object]:
    """Seconds, events and frames a second of each sample's import, and its sizes on disk."""
    project = Project.create(settings_in(work))
    figures: dict[str, object] = {}
    for capture in sorted(samples_dir().glob("*/capture")):
        started = time.perf_counter()
        imported = import_capture(project, capture, subject="p-01")
        seconds = time.perf_counter() - started
        assert isinstance(imported, Imported)
        directory = project.session_dir(imported.session_id)
        figures[capture.parent.name] = {
            "seconds": seconds,
            "events": imported.events,
            "frames": imported.frames,
            "frames_per_s": imported.frames / seconds,
            "pack_bytes": (directory / "frames.pack").stat().st_size,
            "capture_bytes": (directory / "capture.duckdb").stat().st_size,
            "film_bytes": next(capture.glob("*.mp4")).stat().st_size,
        }
    project.close()
    return figures


def project_for_start(work: Path) -> str:
    """A project with the 1080p sample under `work`, as bench_start opens it; the session's id."""
    settings = Settings(
        project=work / "project",
        keyring=None,
        user="lea",
        config_dir=work / "config-home" / "workbench",
        state_dir=work / "state-home" / "workbench",
    )
    project = Project.create(settings)
    imported = import_capture(project, samples_dir() / "sheet-report" / "capture", subject="p-03")
    project.close()
    assert isinstance(imported, Imported)
    return imported.session_id


def settings_in(root: Path) -> Settings:
    """Settings that keep everything under one directory."""
    return Settings(
        project=root / "project",
        keyring=root / "keyring",
        user="lea",
        config_dir=root / "config",
        state_dir=root / "state",
    )
