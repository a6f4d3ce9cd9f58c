"""Curated AgentNet tasks come back: actions, pictures, and the labels they were given."""

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from workbench.domain.remark import About
from workbench.domain.segment import Outcome, Tier
from workbench.errors import BadCapture
from workbench.media.images import decode_image, encode_png
from workbench.services.gathering import Manner, captures_at, import_one
from workbench.services.importing import Imported, Skipped
from workbench.services.progress import no_progress
from workbench.services.sources import find_source
from workbench.testing import check_importer
from workbench.testing.contents import Contents, read_as_imported
from workbench_agentnet import AgentNetImporter

if TYPE_CHECKING:
    from tests.conftest import Team

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"
BENCH, CURATED = SHARED / "agentnetbench", SHARED / "opencua_cot"
needs_real = pytest.mark.skipif(not BENCH.is_dir(), reason="the shared captures are not here")

CLICK, WRITE = "pyautogui.click(x=0.5, y=0.25)", "pyautogui.write(message='lamp post')"
SUCCESS = "computer.terminate(status='success')"


def _read(source: Path, part: str = "") -> Contents:
    importer = AgentNetImporter()
    with importer.open_part(source, part) if part else importer.open(source) as opened:
        return read_as_imported(opened)


def _task(name: object, codes: Iterable[str], **more: object) -> dict[str, object]:
    steps = [
        {
            "index": index,
            "image": f"{name}_{index}.png",
            "value": {"code": code, "thought": f"thought {index}", "action": f"Do step {index}"},
        }
        for index, code in enumerate(codes)
    ]
    return {"task_id": name, "instruction": f"Do {name}", "traj": steps, **more}


def _make(folder: Path, tasks: Iterable[Mapping[str, object]], size: int = 40) -> Path:
    (folder / "images").mkdir(parents=True, exist_ok=True)
    lines = []
    for task in tasks:
        lines.append(json.dumps(task) + "\n")
        steps = task["traj"]
        assert isinstance(steps, list)
        for number, step in enumerate(steps):
            picture = encode_png(np.full((20, size, 3), number * 9, np.uint8))
            (folder / "images" / step["image"]).write_bytes(picture)
    path = folder / "tasks.jsonl"
    path.write_text("".join(lines))
    return path


def _codes(contents: Contents) -> dict[str, int]:
    return {warning.code: warning.count for warning in contents.warnings}


@needs_real
def test_the_real_curated_task_is_told_as_its_code_has_it() -> None:
    (line,) = (CURATED / "raw_example.jsonl").read_text().splitlines()
    task = json.loads(line)
    contents = _read(CURATED)

    kinds = [action.kind.value for action in contents.actions]
    assert kinds == ["click", "right_click", "click", "drag", "click", "scroll", *["click"] * 8]
    assert len(kinds) == len(task["traj"]) - 1
    first, drag = contents.actions[0], contents.actions[3]
    assert (first.x, first.y) == (round(0.9722 * 1276, 4), round(0.9701 * 718, 4))
    assert (drag.x, drag.x2) == (round(0.4546 * 1276, 4), round(0.4107 * 1276, 4))
    assert len(contents.frames) == 15
    assert _codes(contents) == {"times-invented": 15}
    (whole,) = contents.segments
    assert (whole.instruction, whole.outcome) == (task["instruction"], Outcome.SUCCESS)


@needs_real
def test_the_real_benchmark_task_comes_back_with_its_labels() -> None:
    task = json.loads((BENCH / "s_df0fd37049f470c2.json").read_text())
    contents = _read(BENCH)

    kinds = [action.kind.value for action in contents.actions]
    assert kinds == ["click", "type", "click", "scroll", "click", "click"]
    assert [action.text for action in contents.actions if action.text] == ["george orwell"]
    assert contents.actions[3].dy == -3
    steps = [s.instruction for s in contents.segments if s.tier is Tier.STEP]
    said = [step["inner_monologue"]["low_level_instruction"] for step in task["steps"]]
    assert steps == said[:-1]
    assert contents.labelled_by == "AgentNetBench"
    names = [r.name for r in contents.remarks if r.about is About.THOUGHT]
    assert (names.count("observation"), names.count("thought")) == (7, 7)
    for action, step in zip(contents.actions, task["steps"], strict=False):
        for truth in step["ground_truth_actions"]:
            for box in truth["metadata"].get("bboxes", []):
                left, top, width, height = box["abs_bbox"]
                assert action.x is not None
                assert action.y is not None
                assert left <= action.x <= left + width
                assert top <= action.y <= top + height


@needs_real
def test_each_picture_is_from_before_its_action() -> None:
    with AgentNetImporter().open(CURATED) as opened:
        actions = [action.t_us for action in opened.actions()]
        frames = list(opened.frames())

    for number, t_us in enumerate(actions):
        shown = [frame.image for frame in frames if frame.t_us < t_us][-1]
        path = CURATED / "images" / f"{number}.png"
        assert np.array_equal(shown, decode_image(path.read_bytes()))


@needs_real
@pytest.mark.parametrize("source", [BENCH, CURATED], ids=["benchmark", "curated"])
def test_the_real_tasks_keep_every_promise(source: Path) -> None:
    others = [SHARED / "osworld_sft" / "gimp_grayscale_task", SHARED / "ducktrack"]
    others += [SHARED / "openadapt_flow" / "mockmed-triage-v1"]

    check_importer(AgentNetImporter(), source, others=others, damaged=3)


def test_made_tasks_keep_every_promise_however_they_are_damaged(tmp_path: Path) -> None:
    tasks = [
        _task("a", [CLICK, WRITE, SUCCESS], task_completed=True, reason="all of it was done"),
        _task("a", [f"pyautogui.moveTo(x=0.1, y=0.1)\n{CLICK}", "computer.wait()"]),
    ]
    path = _make(tmp_path / "made", tasks)

    check_importer(AgentNetImporter(), path, damaged=80)


def test_many_tasks_are_parts_with_names_of_their_own(tmp_path: Path) -> None:
    tasks = [_task(name, [CLICK, SUCCESS]) for name in ("b", "a", "b", "b (2)", "x\x1b[31m\ny", 7)]
    path = _make(tmp_path, tasks)
    importer = AgentNetImporter()

    parts = list(importer.parts(path))

    assert parts == ["b", "a", "b (2)", "b (2) (2)", "x_[31m_y", "7"]
    assert importer.parts(tmp_path) == parts
    assert _read(path, "a").info.description == "Do a"
    with pytest.raises(BadCapture, match="6 tasks"):
        _read(path)
    with pytest.raises(BadCapture):
        _read(path, "c")


def test_a_line_that_is_none_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    path = _make(tmp_path, [_task("a", [CLICK])])
    text = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n") + b"{no\n" + text[:60])

    contents = _read(path)

    assert len(contents.actions) == 1
    assert _codes(contents) == {"lines-unreadable": 2, "times-invented": 1}


def test_how_it_was_judged_holds_over_what_its_last_step_says(tmp_path: Path) -> None:
    failed = _read(_make(tmp_path / "a", [_task("a", [CLICK, SUCCESS], task_completed=False)]))
    said = _read(_make(tmp_path / "b", [_task("b", [CLICK, SUCCESS])]))
    open_ended = _read(_make(tmp_path / "c", [_task("c", [CLICK])]))

    outcomes = [one.segments[0].outcome for one in (failed, said, open_ended)]
    assert outcomes == [Outcome.FAILURE, Outcome.SUCCESS, None]
    assert _codes(failed)["outcomes-differ"] == 1


def test_a_task_without_its_pictures_is_replayed_without(tmp_path: Path) -> None:
    path = _make(tmp_path, [_task("a", [CLICK, WRITE, CLICK, SUCCESS])])
    for name in ("a_0.png", "a_2.png"):
        (tmp_path / "images" / name).unlink()
    some = _read(path)
    for name in ("a_1.png", "a_3.png"):
        (tmp_path / "images" / name).unlink()
    none = _read(path)

    assert [(a.x, a.y) for a in some.actions if a.x] == [(20, 5), (20, 5)]
    assert _codes(some) == {"frames-missing": 2, "times-invented": 4}
    assert [(a.x, a.y) for a in none.actions if a.x] == [(960, 270), (960, 270)]
    assert _codes(none) == {"frames-missing": 4, "screen-assumed": 1, "times-invented": 4}
    assert [segment.tier for segment in none.segments] == [Tier.TASK, *[Tier.STEP] * 3]


def test_pictures_of_another_size_are_another_screen(tmp_path: Path) -> None:
    path = _make(tmp_path, [_task("a", [CLICK, CLICK, CLICK])])
    wide = encode_png(np.zeros((20, 80, 3), np.uint8))
    (tmp_path / "images" / "a_1.png").write_bytes(wide)

    contents = _read(path)

    spans = [(span.start_us, span.width_px) for span in contents.info.geometry]
    assert spans == [(0, 40), (1_000_000, 80), (2_000_000, 40)]
    assert [action.x for action in contents.actions] == [20, 40, 20]


def test_places_told_in_pixels_are_taken_as_pixels(tmp_path: Path) -> None:
    codes = ["pyautogui.click(12, 7)", "pyautogui.click(1, 1)", "pyautogui.moveTo(3, 3)"]
    contents = _read(_make(tmp_path, [_task("a", codes)]))

    assert [(a.x, a.y) for a in contents.actions] == [(12, 7), (1, 1)]
    codes_seen = {"hovers": 1, "places-in-pixels": 1, "times-invented": 3}
    assert _codes(contents) == codes_seen


def test_twenty_thousand_tasks_are_named_quickly(tmp_path: Path) -> None:
    task = _task("NAME", [CLICK] * 12)
    line = json.dumps(task).replace("thought", "thought " * 12)
    path = tmp_path / "many.jsonl"
    with path.open("w") as file:
        file.writelines(line.replace("NAME", f"t{n}") + "\n" for n in range(20_000))

    began = time.perf_counter()
    parts = AgentNetImporter().parts(path)
    took = time.perf_counter() - began

    assert len(set(parts)) == 20_000
    assert took < 10
    assert len(_read(path, "t19999").actions) == 12


@needs_real
def test_it_comes_in_whole_through_the_service(team: "Team") -> None:
    session = team.session("rev", team.take_in(BENCH / "s_df0fd37049f470c2.json"))

    assert len(session.capture.actions) == 6
    assert [a.text for a in session.capture.actions if a.text] == ["george orwell"]
    assert session.pack is not None
    assert len(session.pack) == 7
    segments = session.segments()
    assert [s.tier for s in segments].count(Tier.STEP) == 6
    (task,) = [s for s in segments if s.tier is Tier.TASK]
    assert (task.start_us, task.end_us) == (0, session.duration_us)
    assert (task.outcome, task.author, task.source) == (
        Outcome.SUCCESS,
        "AgentNetBench",
        "imported",
    )


def test_a_task_is_known_by_its_own_files_alone(team: "Team", tmp_path: Path) -> None:
    source = _make(tmp_path / "set", [_task(f"t{n}", [CLICK, SUCCESS]) for n in range(3)])
    found = captures_at(source)
    imported = import_one(team.open(), found[1], Manner(), no_progress)
    assert isinstance(imported, Imported)

    custody = team.session("lea", imported.session_id).capture.custody
    assert [file.path for file in custody.files] == [
        *("images/t1_0.png", "images/t1_1.png", "tasks.jsonl"),
    ]
    (tmp_path / "set" / "images" / "t0_0.png").write_bytes(b"another")
    again = import_one(team.open(), found[1], Manner(), no_progress)
    assert isinstance(again, Skipped)
    assert again.session_id == imported.session_id


def test_a_task_of_very_many_is_found_at_once(tmp_path: Path) -> None:
    source = tmp_path / "tasks.jsonl"
    picture = encode_png(np.zeros((4, 4, 3), np.uint8))
    (tmp_path / "images").mkdir()
    with source.open("w") as file:
        for number in range(20_000):
            file.write(json.dumps(_task(f"t{number}", [CLICK])) + "\n")
    for number in range(0, 20_000, 2_000):
        (tmp_path / "images" / f"t{number}_0.png").write_bytes(picture)
    found = captures_at(tmp_path)

    begun = time.perf_counter()
    known = {
        find_source(one.path, one.format_name, one.part).digest for one in found[:20_000:2_000]
    }

    assert len(known) == 10
    assert time.perf_counter() - begun < 5
