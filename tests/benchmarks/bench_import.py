"""Whole imports: from a recorder's folder to sealed, flagged, published sessions."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench import plugins
from workbench.config import Settings
from workbench.services.demonstrating import samples_dir
from workbench.services.measuring import scratch_settings, timed_import
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
    project = Project.create(scratch_settings(work, "lea"))
    figures: dict[str, object] = {}
    for capture in sorted(samples_dir().glob("*/capture")):
        done = timed_import(project, capture, "p-01")
        directory = project.session_dir(done.imported.session_id)
        figures[capture.parent.name] = {
            **done.figures(),
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
    done = timed_import(project, samples_dir() / "sheet-report" / "capture", "p-03")
    project.close()
    return done.imported.session_id
