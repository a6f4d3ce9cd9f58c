"""OSWorld's results: actions in code, each with the screen after it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from workbench.domain.action import ActionKind
from workbench.domain.remark import About
from workbench.domain.segment import Outcome
from workbench.errors import BadCapture
from workbench.media.images import encode_png
from workbench.source_files import JSONValue
from workbench.testing import check_importer
from workbench.testing.contents import Contents, read_as_imported
from workbench_osworld import OSWorldImporter
from workbench_osworld.notation import calls_in

if TYPE_CHECKING:
    from tests.conftest import Team

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"
REAL = SHARED / "osworld_sft" / "gimp_grayscale_task"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the shared captures are not here")

CLICK, WRITE = "pyautogui.click(x=10, y=12.5)", "pyautogui.write('lamp post')"


def _read(source: Path) -> Contents:
    with OSWorldImporter().open(source) as opened:
        return read_as_imported(opened)


def _picture(shade: int, size: tuple[int, int] = (24, 40)) -> bytes:
    return encode_png(np.full((*size, 3), shade, np.uint8))


def _make(
    folder: Path, actions: Sequence[object], *, stamps: Sequence[str] = (), result: str = "1.0\n"
) -> Path:
    folder.mkdir(parents=True)
    lines = []
    for number, action in enumerate(actions, 1):
        stamp = stamps[number - 1] if stamps else f"20260122@1443{number:02d}500000"
        name = f"step_{number}_{stamp}.png"
        (folder / name).write_bytes(_picture(number * 10))
        line = {"step_num": number, "action_timestamp": stamp, "action": action}
        lines.append({**line, "response": f"I do number {number}", "screenshot_file": name})
    (folder / "traj.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    if result:
        (folder / "result.txt").write_text(result)
    return folder


def _codes(contents: Contents) -> dict[str, int]:
    return {warning.code: warning.count for warning in contents.warnings}


def _shades_before(source: Path) -> list[int | None]:
    """Of each action, which picture was on the screen just before it, by its shade."""
    with OSWorldImporter().open(source) as opened:
        times_us = [action.t_us for action in opened.actions()]
        frames = [(frame.t_us, int(frame.image[0, 0, 0])) for frame in opened.frames()]
    shown = [[shade for t_us, shade in frames if t_us < action_us] for action_us in times_us]
    return [shades[-1] if shades else None for shades in shown]


@needs_real
def test_the_real_trajectory_is_told_as_its_code_has_it() -> None:
    contents = _read(REAL)

    told = [(action.kind.value, action.text or action.keys) for action in contents.actions]
    assert told == [
        ("press", ("cmd",)),
        ("type", "gimp"),
        ("press", ("enter",)),
        ("hotkey", ("ctrl", "o")),
        ("type", "photo.png"),
        ("press", ("enter",)),
        ("click", ()),
        ("click", ()),
        ("hotkey", ("ctrl", "shift", "e")),
        ("type", "gray_photo.png"),
        ("press", ("enter",)),
    ]
    assert len([r for r in contents.remarks if r.about is About.THOUGHT]) == 12
    assert _codes(contents) == {"screen-assumed": 1, "times-invented": 12}
    assert contents.segments == ()


@needs_real
def test_the_real_trajectory_keeps_every_promise() -> None:
    others = [SHARED / "pc_tracker" / "events_example", SHARED / "ducktrack"]
    others += [SHARED / "openadapt_flow" / "mockmed-triage-v1", SHARED / "opencua_cot"]

    check_importer(OSWorldImporter(), REAL, others=others, damaged=60)


def test_a_made_result_keeps_every_promise_however_it_is_damaged(tmp_path: Path) -> None:
    folder = _make(tmp_path / "made", [CLICK, WRITE, "WAIT", "pyautogui.scroll(-3)", "DONE"])
    (folder / "task.json").write_text(json.dumps({"id": "x", "instruction": "Light the lamp"}))
    (folder / "step_reset_20260122.png").write_bytes(_picture(5))

    check_importer(OSWorldImporter(), folder, damaged=100)


def test_pictures_from_after_are_those_before_the_next_action(tmp_path: Path) -> None:
    folder = _make(tmp_path / "x", [CLICK, WRITE, CLICK, "DONE"])

    assert _shades_before(folder) == [None, 10, 20]
    assert _codes(_read(folder)) == {"first-picture-missing": 1}
    (folder / "step_0.png").write_bytes(_picture(5))
    assert _shades_before(folder) == [5, 10, 20]
    assert _codes(_read(folder)) == {}


def test_actions_of_one_second_keep_their_order_and_their_pictures(tmp_path: Path) -> None:
    folder = _make(tmp_path / "x", [CLICK, WRITE, CLICK], stamps=["20260122@144314"] * 3)

    assert _shades_before(folder) == [None, 10, 20]
    assert _codes(_read(folder))["order-kept"] == 2


def test_a_picture_written_twice_is_from_after_the_last_action(tmp_path: Path) -> None:
    folder = _make(tmp_path / "x", [CLICK, WRITE, CLICK])
    text = (folder / "traj.jsonl").read_text()
    second = "step_2_20260122@144302500000.png"
    text = text.replace("step_1_20260122@144301500000.png", second)
    text = text.replace('"step_num": 2', '"step_num": 1')
    (folder / "traj.jsonl").write_text(text)

    assert _shades_before(folder) == [None, None, 20]
    assert _codes(_read(folder))["pictures-overwritten"] == 1


def test_stamps_are_read_to_the_microsecond(tmp_path: Path) -> None:
    stamps = ["20260122@144314366459", "20260122@144315", "nonsense", "20260122@134315"]
    contents = _read(_make(tmp_path / "x", [CLICK] * 4, stamps=stamps))

    at = [action.t_us for action in contents.actions]
    assert [t_us - at[0] for t_us in at] == [0, 633_541, 633_544, 633_547]
    codes = _codes(contents)
    assert (codes["times-unreadable"], codes["clock-backwards"]) == (1, 1)
    assert contents.info.started_at == ""
    assert "zone not recorded" in contents.info.clock


@pytest.mark.parametrize(
    ("result", "last", "outcome"),
    [
        ("1.0\n", "DONE", Outcome.SUCCESS),
        ("0\n", "DONE", Outcome.FAILURE),
        ("0.5", "FAIL", Outcome.PARTIAL),
        ('{"completed": false}', "DONE", Outcome.FAILURE),
        ("nan", "FAIL", Outcome.FAILURE),
        ("", "DONE", Outcome.SUCCESS),
        ("", CLICK, None),
    ],
)
def test_how_it_ended_is_the_score_before_the_word(
    tmp_path: Path, result: str, last: str, outcome: Outcome | None
) -> None:
    folder = _make(tmp_path / "x", [CLICK, last], result=result)
    (folder / "args.json").write_text(json.dumps({"model": "m", "instruction": "Do it"}))

    contents = _read(folder)

    (task,) = contents.segments
    assert (task.instruction, task.outcome) == ("Do it", outcome)
    assert ("outcome-claimed" in _codes(contents)) == (result in ("nan", "") and last != CLICK)
    assert len(contents.actions) == (2 if last == CLICK else 1)


def test_older_folders_name_pictures_by_their_step(tmp_path: Path) -> None:
    (tmp_path / "screenshots").mkdir()
    lines = [{"step_id": n, "action": CLICK, "reasoning": "so"} for n in (1, 2)]
    (tmp_path / "trajectory.jsonl").write_text("".join(json.dumps(x) + "\r\n" for x in lines))
    for n in (1, 2):
        (tmp_path / "screenshots" / f"step_{n}.png").write_bytes(_picture(n * 10))

    contents = _read(tmp_path)

    assert len(contents.frames) == 2
    assert len(contents.actions) == 2
    assert [(s.width_px, s.height_px) for s in contents.info.geometry] == [(40, 24)]
    assert len(OSWorldImporter().files(tmp_path)) == 3


def test_a_tree_of_tasks_is_no_task(tmp_path: Path) -> None:
    _make(tmp_path / "chrome" / "a", [CLICK])
    _make(tmp_path / "chrome" / "b", [CLICK])
    importer = OSWorldImporter()

    assert not importer.recognises(tmp_path)
    assert not importer.recognises(tmp_path / "chrome")
    assert importer.recognises(tmp_path / "chrome" / "a")
    assert importer.recognises(tmp_path / "chrome" / "b" / "traj.jsonl")
    with pytest.raises(BadCapture):
        _read(tmp_path)


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ({"action_type": "tool_use", "command": CLICK, "raw_response": "x"}, ["click"]),
        ({"action_type": "CLICK", "parameters": {"x": 1, "y": 2, "num_clicks": 2}}, ["dou"]),
        ({"action_type": "TYPING", "parameters": {"text": "x"}}, ["type"]),
        ({"action_type": "PRESS", "parameters": {"key": "enter"}}, ["press"]),
        ({"action_type": "HOTKEY", "parameters": {"keys": ["ctrl", "c"]}}, ["hotkey"]),
        ({"action_type": "SCROLL", "parameters": {"dx": 0, "dy": -4}}, ["scroll"]),
        ({"action_type": "DONE"}, []),
        ({"input": {"action": "left_click", "coordinate": [1, 2], "text": "shift"}}, ["click"]),
        ({"input": {"action": "key", "text": "ctrl+s"}}, ["hotkey"]),
        ({"input": {"action": "type", "text": "word"}}, ["type"]),
        (
            {"action": "scroll", "scroll_direction": "down", "scroll_amount": 5},
            ["scroll"],
        ),
        (
            {"action": "left_click_drag", "start_coordinate": [1, 2], "coordinate": [3, 4]},
            ["drag"],
        ),
        ({"action": "screenshot"}, []),
        ({"action_space": "pyautogui", "action": WRITE, "call_id": "c"}, ["type"]),
        ([CLICK, WRITE], ["click", "type"]),
        ("import time\npyautogui.press('a'); time.sleep(1)\npyautogui.press('b')", ["press"] * 2),
    ],
)
def test_actions_in_any_notation_are_told(
    tmp_path: Path, action: JSONValue, kinds: list[str]
) -> None:
    contents = _read(_make(tmp_path / "x", [CLICK, action]))

    told = [action.kind.value for action in contents.actions[1:]]
    assert [kind[: len(asked)] for kind, asked in zip(told, kinds, strict=True)] == kinds
    assert "actions-unknown" not in _codes(contents)


def test_actions_in_no_notation_are_counted(tmp_path: Path) -> None:
    deep: JSONValue = CLICK
    for _ in range(50):
        deep = {"action": deep}
    unknown: list[object] = [None, 7, {}, "do something", {"action_type": "JUMP"}, deep]

    contents = _read(_make(tmp_path / "x", [CLICK, *unknown]))

    assert [action.kind for action in contents.actions] == [ActionKind.CLICK]
    assert _codes(contents)["actions-unknown"] == len(unknown)
    assert calls_in({"input": {"action": "key", "text": "ctrl++"}})[0].values


def test_it_comes_in_whole_through_the_service(team: "Team", tmp_path: Path) -> None:
    folder = _make(tmp_path / "x", [CLICK, WRITE, "WAIT", CLICK, "DONE"])
    (folder / "task.json").write_text(json.dumps({"instruction": "Light the lamp"}))

    session = team.session("rev", team.take_in(folder))

    assert [action.kind.value for action in session.capture.actions] == ["click", "type", "click"]
    assert [a.text for a in session.capture.actions if a.text] == ["lamp post"]
    assert session.pack is not None
    assert len(session.pack) == 5
    (task,) = session.segments()
    assert (task.instruction, task.outcome) == ("Light the lamp", Outcome.SUCCESS)
    assert (task.start_us, task.end_us) == (0, session.duration_us)
