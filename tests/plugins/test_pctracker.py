"""PC Tracker: an action a line, each with the screen before it."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.action import Action
from workbench.domain.remark import About
from workbench.domain.segment import Outcome
from workbench.errors import BadCapture
from workbench.media.images import decode_image, encode_png
from workbench.testing import check_importer
from workbench.testing.contents import Contents, read_as_imported
from workbench_pctracker import PCTrackerImporter
from workbench_pctracker.grammar import read_action

if TYPE_CHECKING:
    from tests.conftest import Team

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"
REAL = SHARED / "pc_tracker" / "events_example"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the shared captures are not here")
OTHERS = [SHARED / "osworld_sft" / "gimp_grayscale_task", SHARED / "ducktrack"]


def _read(source: Path, part: str = "") -> Contents:
    importer = PCTrackerImporter()
    with importer.open_part(source, part) if part else importer.open(source) as opened:
        return read_as_imported(opened)


def _line(second: int, action: str, *, picture: str = "", **more: object) -> dict[str, object]:
    stamp = f"2024-11-26_16:15:{second:02d}"
    fields = {"timestamp": stamp, "action": action, "screenshot": picture, "element": None}
    return {**fields, "rect": None, **more}


def _make(folder: Path, lines: list[dict[str, object]], name: str = "task1_x") -> Path:
    (folder / "screenshot").mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(lines):
        picture = folder / "screenshot" / f"{name}_{number}.png"
        picture.write_bytes(encode_png(np.full((20, 32, 3), number * 9, np.uint8)))
        line["screenshot"] = line["screenshot"] or f"screenshot/{picture.name}"
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def _shown_before(contents: Contents, action: Action) -> int:
    """Which picture was on the screen just before an action."""
    return sum(frame.t_us < action.t_us for frame in contents.frames) - 1


@needs_real
def test_the_real_recording_is_told_as_its_recorder_has_it() -> None:
    lines = [json.loads(line) for line in next(REAL.glob("*.jsonl")).read_text().splitlines()]
    contents = _read(REAL)

    done = [line["action"] for line in lines if line["action"] != "finish"]
    assert len(contents.actions) == len(done) == 7
    typed = [action.text for action in contents.actions if action.kind == "type"]
    assert typed == ["Hello, world"]
    clicks = [f"click ({a.x:.0f}, {a.y:.0f})" for a in contents.actions if a.x is not None and a.y]
    assert clicks == [action for action in done if action.startswith("click")]
    assert len(contents.frames) == len(lines)
    assert [_shown_before(contents, action) for action in contents.actions] == [*range(7)]
    assert contents.warnings == ()
    assert {(s.width_px, s.height_px) for s in contents.info.geometry} == {(1920, 1080)}


@needs_real
def test_the_real_recording_brings_its_task_and_its_elements() -> None:
    contents = _read(REAL)

    (task,) = contents.segments
    assert task.instruction.startswith("create a new blank slide with title")
    assert task.outcome is Outcome.SUCCESS
    elements = [r.text for r in contents.remarks if r.about is About.ELEMENT]
    assert elements == ["Start", "PowerPoint", "Blank Presentation", "Unknown", "Close", "Save"]


@needs_real
def test_the_pictures_are_those_without_marks() -> None:
    with PCTrackerImporter().open(REAL) as opened:
        first = next(opened.frames())

    plain = sorted((REAL / "screenshot").glob("*_1.png"))[0]
    assert np.array_equal(first.image, decode_image(plain.read_bytes()))


@needs_real
def test_the_real_recording_keeps_every_promise() -> None:
    check_importer(PCTrackerImporter(), REAL, others=[p for p in OTHERS if p.exists()], damaged=2)


def test_a_made_recording_keeps_every_promise_however_it_is_damaged(tmp_path: Path) -> None:
    lines = [
        _line(1, "press (1, 2)"),
        _line(2, "drag to (3, 4)"),
        _line(2, "hotkey (ctrl, C)", element="Save", rect={"left": 1, "top": 2, "right": 9}),
        _line(4, "type text: a somewhat longer text"),
        _line(5, "scroll (0, -3)", thought="down to the end"),
        _line(6, "fail"),
    ]
    path = _make(tmp_path / "made", lines)
    path.with_suffix(".md").write_text(
        "# Task\r\n**Description:** do it all\r\n\r\n**Level:** easy"
    )

    check_importer(PCTrackerImporter(), path.parent, damaged=80)


def test_paths_of_windows_name_the_same_pictures(tmp_path: Path) -> None:
    lines = [_line(1, "click (1, 2)"), _line(2, "wait")]
    path = _make(tmp_path, lines)
    text = path.read_text().replace("screenshot/", r"screenshot\\")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    contents = _read(path)

    assert "\\" in text
    assert len(contents.frames) == 2
    assert [warning.code for warning in contents.warnings] == ["waits"]


def test_actions_of_one_second_each_have_their_own_picture(tmp_path: Path) -> None:
    path = _make(tmp_path, [_line(7, f"click ({x}, 5)") for x in range(5)])

    contents = _read(path)

    assert [action.x for action in contents.actions] == [0, 1, 2, 3, 4]
    assert [_shown_before(contents, action) for action in contents.actions] == [0, 1, 2, 3, 4]
    assert [(w.code, w.count) for w in contents.warnings] == [("order-kept", 4)]


def test_a_press_and_a_drag_are_one_action(tmp_path: Path) -> None:
    lines = [
        _line(1, "press (10, 20)"),
        _line(3, "drag to (30, 40)"),
        _line(4, "press (5, 5)"),
        _line(5, "click (6, 6)"),
        _line(6, "drag to (7, 7)"),
        _line(7, "drag from (1, 2) to (3.5, 4)"),
    ]
    contents = _read(_make(tmp_path, lines))

    told = [(a.kind.value, a.x, a.x2, a.duration_us) for a in contents.actions]
    assert told == [
        ("drag", 10, 30, 2_000_000),
        ("click", 5, None, 0),
        ("click", 6, None, 0),
        ("drag", None, 7, 0),
        ("drag", 1, 3.5, 0),
    ]
    codes = {warning.code: warning.count for warning in contents.warnings}
    assert codes == {"drags-without-start": 1, "presses-alone": 1}


def test_a_folder_of_several_recordings_holds_as_many_captures(tmp_path: Path) -> None:
    _make(tmp_path, [_line(1, "click (1, 2)")], "task1_a")
    second = _make(tmp_path, [_line(1, "type text: x"), _line(2, "fail")], "free_task_b")
    (tmp_path / "other.jsonl").write_text('{"time_stamp": 1, "action": "move"}\n')
    importer = PCTrackerImporter()

    assert importer.parts(tmp_path) == ["free_task_b", "task1_a"]
    assert importer.parts(second) == [""]
    assert len(importer.files(tmp_path)) == 5
    assert [a.kind.value for a in _read(tmp_path, "free_task_b").actions] == ["type"]
    assert _read(second).segments[0].outcome is Outcome.FAILURE
    with pytest.raises(BadCapture, match="2 recordings"):
        _read(tmp_path)
    with pytest.raises(BadCapture):
        _read(tmp_path, "task9")


def test_a_clock_that_goes_back_is_counted_and_time_goes_on(tmp_path: Path) -> None:
    lines = [_line(30, "click (1, 1)"), _line(10, "click (2, 2)"), _line(12, "click (3, 3)")]
    lines.append(_line(13, "click (4, 4)") | {"timestamp": "yesterday"})

    contents = _read(_make(tmp_path, lines))

    first, second, third, fourth = (action.t_us for action in contents.actions)
    assert (second - first, third - second, fourth - third) == (3, 1_999_997, 3)
    codes = {warning.code: warning.count for warning in contents.warnings}
    assert codes == {"clock-backwards": 1, "times-unreadable": 1}


def test_a_picture_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    path = _make(tmp_path / "in", [_line(1, "click (1, 2)"), _line(2, "click (1, 2)")])
    shutil.copy(path.parent / "screenshot" / "task1_x_0.png", tmp_path / "secret.png")
    path.write_text(path.read_text().replace("screenshot/task1_x_1.png", "../secret.png"))

    contents = _read(path)

    assert len(contents.frames) == 1
    assert [(w.code, w.count) for w in contents.warnings] == [("frames-missing", 1)]
    assert tmp_path / "secret.png" not in PCTrackerImporter().files(path)


@given(st.text())
def test_any_words_are_an_action_or_none(words: str) -> None:
    spoken = read_action(words)

    assert spoken is None or spoken.verb
    typed = read_action(f"type text: {words}")
    assert typed is not None
    assert typed.text == words


def test_the_grammar_of_keys() -> None:
    chord = read_action("hotkey (ctrl, ,)")
    assert chord is not None
    assert chord.keys == ("ctrl", ",")
    named = read_action("press key Page Down")
    assert named is not None
    assert named.keys == ("page_down",)
    capital = read_action("hotkey (cmd, shift, S)")
    assert capital is not None
    assert capital.keys == ("cmd", "shift", "s")


@needs_real
def test_it_comes_in_whole_through_the_service(team: "Team") -> None:
    session = team.session("rev", team.take_in(REAL))
    capture = session.capture

    assert len(capture.actions) == 7
    assert [action.text for action in capture.actions if action.text] == ["Hello, world"]
    assert session.pack is not None
    assert len(session.pack) == 8
    (task,) = session.segments()
    assert task.outcome is Outcome.SUCCESS
    assert (task.start_us, task.end_us) == (0, session.duration_us)
