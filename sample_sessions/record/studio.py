"""Records one scene: desk up, programs up, recorder on, hands at work, everything down."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict
from pathlib import Path

from openadapt_capture import Recorder

from .desk import Desk
from .hands import Hands
from .scene import Scene, Stage
from .titles import TitleWatch

SETTLE_S = 1.2


def record(scene: Scene, *, scratch: Path) -> Path:
    """Record a scene into `scratch` and return the folder with capture and log."""
    folder = scratch / scene.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    secrets = folder / "secrets.json"
    secrets.write_text(json.dumps({secret.id: secret.value for secret in scene.secrets}))
    os.environ["SAMPLE_SECRETS"] = str(secrets)
    os.environ["SAMPLE_SIGHTINGS"] = str(folder / "sightings.jsonl")
    hands = Hands(seed=scene.seed)
    with Desk(scratch / "home", size=scene.size) as desk:
        stage = Stage(desk, hands, folder)
        scene.prepare(stage)
        time.sleep(SETTLE_S)
        _perform(scene, stage, folder / "capture")
    log = {key: value for key, value in asdict(hands).items() if key not in {"seed", "at"}}
    (folder / "log.json").write_text(json.dumps(log))
    return folder


def _perform(scene: Scene, stage: Stage, capture: Path) -> None:
    with Recorder(
        str(capture),
        task_description=scene.description,
        capture_window_data=True,
        capture_images=scene.images,
        capture_audio=False,
        screen_capture_fps=scene.fps,
    ) as recorder:
        recorder.wait_for_ready()
        # Only now: the recorder forks, and its children would keep our pipes open.
        with TitleWatch(stage.sightings, scene.secrets, mirror=scene.mirror_titles):
            time.sleep(SETTLE_S)
            scene.perform(stage)
            stage.hands.end()
            time.sleep(SETTLE_S)
