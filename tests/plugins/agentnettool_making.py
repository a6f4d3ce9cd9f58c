"""Making raw recordings of AgentNetTool."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.plugins.pynput_making import (
    START,
    Line,
    at,
    click,
    counted,
    line,
    make_film,
    timings,
)
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.remark import Remark
from workbench.plugin_api import CaptureInfo
from workbench_agentnettool import AgentNetToolImporter

METADATA: Line = {
    "system": "Windows",
    "release": "10",
    "version": "10.0.19045",
    "machine": "AMD64",
    "screen_width": 160,
    "screen_height": 100,
    "model": "MS-7C95",
    "scroll_direction": 1,
    "start_time": "2024-12-01 10:00:00",
    "stop_time": "2024-12-01 10:00:12",
    "video_start_timestamp": START,
}
TASK = {"task_name": "Order lamps", "description": "Order forty lamps and say so."}


def key(after: float, action: str, name: str | None, told: str) -> Line:
    return line(after, action, name=name, pynput_key=told)


def tap(after: float, name: str, told: str) -> list[Line]:
    return [key(after, "press", name, told), key(after + 0.05, "release", name, told)]


def typed(after: float, text: str) -> list[Line]:
    """The keys one after the other, as pynput on Windows hears them."""
    lines = list[Line]()
    for place, character in enumerate(text):
        name, told = ("space", "Key.space") if character == " " else (character, repr(character))
        lines += tap(after + place / 10, name, told)
    return lines


def stopping(after: float) -> list[Line]:
    """The tool's own hotkey; nobody hears how its modifiers come up."""
    return [
        key(after, "press", "ctrl_l", "Key.ctrl_l"),
        key(after + 0.1, "press", "alt_l", "Key.alt_l"),
        key(after + 0.2, "press", "T", "<84>"),
        key(after + 0.25, "release", "T", "<84>"),
    ]


def numbered(lines: Iterable[Line]) -> list[Line]:
    return [{**one, "event_idx": number} for number, one in enumerate(lines)]


LINES = numbered(
    [
        at(0.1, "move", 10, 20),
        *click(0.3, 60, 40),
        *typed(0.5, "Forty lamps"),
        *tap(1.9, "enter", "Key.enter"),
        at(2.2, "scroll", 60, 40, dx=0, dy=-1),
        at(2.5, "move", 400, 900),
        *stopping(3.0),
    ]
)


def tree(name: str, control: str, *children: Line, left: int = 5) -> Line:
    rectangle = {"left": left, "top": 10, "right": left + 50, "bottom": 30}
    return {
        "Name": name,
        "ControlType": control,
        "BoundingRectangle": rectangle,
        "Depth": 0,
        "Children": list(children),
    }


def step(number: int, action: str, description: str, after: float, **fields: object) -> Line:
    times = {"start_time": START + after, "end_time": START + after + 0.2}
    return {"id": number, "action": action, "description": description, **times, **fields}


BUTTON = tree("Save", "ButtonControl", left=50)
COMPLETE = [
    step(0, "click", "Single left Click", 0.3),
    step(1, "type", "Type: Forty lamps$enter$", 0.5),
    step(5, "scroll", "Scroll \u2193\u00d71", 2.2),
]
BESIDE: dict[str, list[Line]] = {
    "top_window.jsonl": [
        {"time_stamp": START + 0.2, "top_window_name": "chrome"},
        {"time_stamp": START + 2.1, "top_window_name": "explorer"},
        {"time_stamp": START + 2.8, "top_window_name": "chrome"},
    ],
    "element.jsonl": [{"time_stamp": START + 0.3, "a11y_tree": BUTTON}],
    "a11y.jsonl": [
        {"time_stamp": START + 0.25, "axtree": tree("Lamps", "WindowControl", BUTTON)},
        {
            "time_stamp": START + 2.3,
            "axtree": tree("Lamps", "WindowControl", BUTTON, tree("Sent", "TextControl")),
        },
    ],
    "html.jsonl": [],
    "event_buffer.jsonl": [
        {**step(0, "click", "", 0.3), "button": "left", "pressed": True},
        {**step(0, "type", "", 0.5), "name": "F", "key_names": ["F"]},
        {**step(0, "scroll", "", 2.2), "trace": [{"x": 60, "y": 40, "dx": 0, "dy": -1}]},
    ],
    "reduced_events_complete.jsonl": COMPLETE,
    "reduced_events_vis.jsonl": [
        {**COMPLETE[0], "action": "Click on Save"},
        {**COMPLETE[1], "action": "type"},
        {**COMPLETE[2], "action": "scroll", "description": "Scroll down the list"},
    ],
}


def make(
    folder: Path,
    lines: Iterable[Line] = LINES,
    *,
    frames: int = 0,
    beside: dict[str, list[Line]] | None = None,
    **metadata: object,
) -> Path:
    """A recording as AgentNetTool leaves it on a disk; `metadata` are other than usual."""
    folder.mkdir(parents=True)
    files = {"events.jsonl": list(lines), **(BESIDE if beside is None else beside)}
    for name, values in files.items():
        text = "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values)
        (folder / name).write_text(text)
    told = {**METADATA, "obs_record_state_timings": timings(STARTED=[0.4]), **metadata}
    (folder / "metadata.json").write_text(json.dumps(told, indent=4))
    (folder / "task_name.json").write_text(json.dumps(TASK))
    (folder / "hub_task_id.txt").write_text("17")
    if frames:
        make_film(folder / "2024-12-01 10-00-00.mp4", frames)
    return folder


class Found(NamedTuple):
    """All that a recording tells."""

    info: CaptureInfo
    events: list[Event]
    windows: list[Window]
    remarks: list[Remark]
    frame_times_us: list[int]
    codes: dict[str, int]


def read(source: Path) -> Found:
    with AgentNetToolImporter().open(source) as capture:
        events, frames = list(capture.events()), [frame.t_us for frame in capture.frames()]
        windows, remarks = list(capture.windows()), list(capture.remarks())
        return Found(capture.info, events, windows, remarks, frames, counted(capture.warnings()))


def us(after: float) -> int:
    """A time so many seconds after the film has started, on the clock of the recording."""
    return round((START + after) * 1e6)


def keys_of(
    lines: list[Line], where: Path, system: str = "Windows"
) -> tuple[list[Event], dict[str, int]]:
    """The keys that went down, and what was counted besides the film that is not there."""
    found = read(make(where, numbered(lines), beside={}, system=system))
    found.codes.pop("film-missing")
    return [event for event in found.events if event.kind is EventKind.PRESS], found.codes
