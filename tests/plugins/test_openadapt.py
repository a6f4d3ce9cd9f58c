"""Reading real recordings of openadapt-capture."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.reduction import Reduction, focus_changes, reduce_events
from workbench.plugin_api import CaptureInfo, Importer, SourceFrame
from workbench_openadapt import OpenAdaptImporter

ROOT = Path(__file__).resolve().parents[2]
CRM1 = ROOT.parent / "shared" / "captures" / "openadapt_capture" / "crm1"
SAMPLES = sorted(path.parent for path in (ROOT / "sample_sessions").glob("*/capture/recording.db"))

needs_crm1 = pytest.mark.skipif(not CRM1.is_dir(), reason="the shared captures are not here")
needs_samples = pytest.mark.skipif(not SAMPLES, reason="the sample sessions are not here")


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def _read(source: Path) -> tuple[CaptureInfo, list[Event], list[Window], list[CaptureWarning]]:
    with OpenAdaptImporter().open(source) as capture:
        events, windows = list(capture.events()), list(capture.windows())
        return capture.info, events, windows, list(capture.warnings())


def _reduced(source: Path) -> Reduction:
    _, events, windows, _ = _read(source)
    return reduce_events(events, window_changes_us=focus_changes(windows))


def _as_truth(action: Action) -> list[Any]:
    """An action as the truth files write it down."""
    if action.kind == "type":
        return ["type", action.text]
    if action.keys:
        return [action.kind.value, *action.keys]
    places = [action.x, action.y]
    if action.kind == "drag":
        places += [action.x2, action.y2]
    if action.kind == "scroll":
        places += [action.dx, action.dy]
    return [action.kind.value, *places]


def _edited(actions: list[list[Any]]) -> list[list[Any]]:
    """The truth with every backspace done that corrects the typing just before it."""
    edited: list[list[Any]] = []
    for action in actions:
        last = edited[-1] if edited and edited[-1][0] == "type" else None
        if action == ["press", "backspace"] and last is not None and last[1]:
            last[1] = last[1][:-1]
        elif action[0] == "type" and last is not None:
            last[1] += action[1]
        else:
            edited.append(action[:2] if action[0] == "type" else action)
    return edited


def test_it_is_an_importer() -> None:
    importer: Importer = OpenAdaptImporter()

    assert (importer.name, importer.version) == ("openadapt", "2")


@needs_crm1
def test_the_recording_is_recognised_by_content(tmp_path: Path) -> None:
    importer = OpenAdaptImporter()
    renamed = tmp_path / "anything"
    shutil.copy(CRM1 / "recording.db", renamed)

    assert importer.recognises(CRM1)
    assert importer.recognises(CRM1 / "recording.db")
    assert importer.recognises(renamed)
    assert not importer.recognises(CRM1 / "profiling.json")
    assert not importer.recognises(CRM1.parent)


@needs_crm1
def test_its_files_are_the_database_the_film_and_the_documents() -> None:
    files = OpenAdaptImporter().files(CRM1)

    assert list(files) == sorted(CRM1.iterdir())
    assert OpenAdaptImporter().files(CRM1 / "recording.db") == files


@needs_crm1
def test_every_action_done_is_found_and_no_other() -> None:
    truth = json.loads((CRM1.parent / "crm1.truth.json").read_text())
    expected = [
        action[:2] if action[0] == "type" else action for action in truth["expected_actions"]
    ]

    reduced = _reduced(CRM1)

    assert [_as_truth(action) for action in reduced.actions] == expected
    assert reduced.unclaimed_ids == ()


@needs_crm1
def test_the_character_typed_and_erased_is_kept_with_what_erased_it() -> None:
    (vip,) = [run for run in _reduced(CRM1).typed if len(run.keystrokes) == 4]

    assert [(k.text, k.event_id, k.erased_by) for k in vip.keystrokes] == [
        ("V", 184, None),
        ("I", 188, None),
        ("P", 192, None),
        ("p", 195, 197),
    ]


@needs_crm1
def test_its_events_are_numbered_and_timed_as_the_recorder_did() -> None:
    info, events, windows, warnings = _read(CRM1)

    assert [event.event_id for event in events] == list(range(1, 260))
    assert events[8] == Event(9, 1795436251412620, EventKind.DOWN, 470, 122, button="left")
    assert (info.started_at, info.platform) == ("2026-11-23T12:17:28.573+00:00", "linux")
    assert info.description == "Create customer Maria Alvarez in the CRM and save it"
    assert (info.reduction.double_click_us, info.reduction.double_click_px) == (500_000, 5)
    (screen,) = info.geometry
    assert (screen.width_px, screen.height_px, screen.scale) == (1280, 720, 1)
    assert [(w.title, w.box) for w in windows] == [("Northwind CRM - New customer", None)]
    assert {w.code: w.count for w in warnings} == {"seal-verified": 5, "window-origin": 1}


@needs_crm1
def test_a_release_carries_the_key_its_press_had() -> None:
    """The recorder calls the key "@" going down and "2" coming up."""
    _, events, _, _ = _read(CRM1)

    (pressed,) = [e for e in events if e.kind is EventKind.PRESS and e.text == "@"]
    released = next(
        e for e in events if e.event_id > pressed.event_id + 1 and e.kind is EventKind.RELEASE
    )
    assert released.key == pressed.key == "@"


@needs_crm1
def test_reading_changes_nothing_of_the_source(tmp_path: Path) -> None:
    source = tmp_path / "crm1"
    shutil.copytree(CRM1, source)
    for path in (source, *source.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = _digests(source)

    with OpenAdaptImporter().open(source) as capture:
        list(capture.events())
        list(capture.windows())
        next(iter(capture.frames()))
        during = {path.name for path in source.iterdir()}

    assert _digests(source) == before
    assert during == set(before)


@needs_crm1
def test_stored_pictures_and_the_film_show_the_same(tmp_path: Path) -> None:
    """Frames bound by number differ from their lossless screenshot by coding noise only."""
    without = _copy_without_pictures(CRM1, tmp_path / "film-only")
    with OpenAdaptImporter().open(CRM1) as capture:
        stored = list(capture.frames())
    with OpenAdaptImporter().open(without) as capture:
        filmed = list(capture.frames())

    assert [f.t_us for f in stored] == [f.t_us for f in filmed]
    assert len(stored) == 131
    assert max(_difference(a, b) for a, b in zip(stored, filmed, strict=True)) < 0.05


@needs_crm1
def test_without_the_recorders_frame_numbers_the_film_is_at_most_a_frame_off(
    tmp_path: Path,
) -> None:
    source = _copy_without_pictures(CRM1, tmp_path / "film-only")
    (film,) = source.glob("*.mp4")
    film.write_bytes(film.read_bytes().replace(b"openadapt.capture-video-timing/v1", b"x" * 33))
    with OpenAdaptImporter().open(CRM1) as capture:
        stored = list(capture.frames())
    with OpenAdaptImporter().open(source) as capture:
        filmed = list(capture.frames())

    off = [_difference(a, b) > 0.05 for a, b in zip(stored, filmed, strict=True)]
    assert sum(off) <= 2
    for place in (place for place, is_off in enumerate(off) if is_off):
        near = stored[max(0, place - 1) : place + 2]
        assert min(_difference(frame, filmed[place]) for frame in near) < 0.05


@needs_samples
@pytest.mark.parametrize("source", SAMPLES, ids=lambda path: path.parent.name)
def test_a_sample_session_reads_as_what_was_done_in_it(source: Path) -> None:
    truth_file = source.parent / "truth.json"
    if not truth_file.is_file():
        pytest.skip("its truth is not written yet")
    expected = _edited(json.loads(truth_file.read_text())["actions"])

    reduced = _reduced(source)

    assert [_as_truth(action) for action in reduced.actions] == expected
    assert reduced.unclaimed_ids == ()


@needs_samples
@pytest.mark.parametrize("source", SAMPLES[:1], ids=lambda path: path.parent.name)
def test_a_sample_session_has_a_picture_for_every_screenshot(source: Path) -> None:
    with OpenAdaptImporter().open(source) as capture:
        screen = capture.info.geometry[0]
        shape = (screen.height_px, screen.width_px, 3)
        times = [_checked(frame, shape) for frame in capture.frames()]
        codes = {warning.code for warning in capture.warnings()}

    assert times == sorted(times)
    assert len(times) > 50
    assert not codes & {"frames-missing", "video-truncated", "seal-mismatch"}


def _checked(frame: SourceFrame, shape: tuple[int, int, int]) -> int:
    assert frame.image.dtype == np.uint8
    assert frame.image.shape == shape
    return frame.t_us


def _difference(a: SourceFrame, b: SourceFrame) -> float:
    return float(np.abs(a.image.astype(np.int16) - b.image).mean())


def _copy_without_pictures(source: Path, to: Path) -> Path:
    import sqlite3

    to.mkdir()
    for path in source.iterdir():
        if path.suffix in (".db", ".mp4"):
            shutil.copyfile(path, to / path.name)
    with sqlite3.connect(to / "recording.db") as database:
        database.execute("UPDATE screenshot SET png_data = NULL")
    database.close()
    return to
