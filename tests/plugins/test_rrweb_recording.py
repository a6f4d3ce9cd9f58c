"""Recordings as rrweb writes them, made here record by record, and the ways they lie in files."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.reduction import focus_changes, reduce_events
from workbench.domain.remark import Remark
from workbench.domain.text_screen import TextScreen, text_of
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo
from workbench_rrweb import RrwebImporter

T0 = 1_795_436_496_000

Raw = dict[str, Any]


def text(node_id: int, content: str) -> Raw:
    """A text node."""
    return {"type": 3, "textContent": content, "id": node_id}


def element(node_id: int, tag: str, *inside: Raw, **attributes: Any) -> Raw:
    """An element; `for_` and the like lose their underscore."""
    named = {
        name.rstrip("_").replace("aria_", "aria-"): value for name, value in attributes.items()
    }
    return {
        "type": 2,
        "tagName": tag,
        "attributes": named,
        "childNodes": [*inside],
        "id": node_id,
    }


def page(*inside: Raw, title: str = "Orders") -> Raw:
    """A page whose nodes 1 to 5 are the document, html, head, title and its text, 10 the body."""
    head = element(3, "head", element(4, "title", text(5, title)))
    html = element(2, "html", head, element(10, "body", *inside))
    return {"type": 0, "childNodes": [{"type": 1, "name": "html", "id": 9}, html], "id": 1}


class Recording:
    """Records written down one after the other, 10 ms apart unless told otherwise."""

    def __init__(self) -> None:
        self.records: list[Raw] = []
        self.t_ms = T0

    def wait(self, seconds: float) -> "Recording":
        self.t_ms += round(seconds * 1000)
        return self

    def add(self, kind: int, data: Any) -> "Recording":
        self.t_ms += 10
        self.records.append({"type": kind, "data": data, "timestamp": self.t_ms})
        return self

    def load(
        self, *inside: Raw, title: str = "Orders", href: str = "https://shop.example/orders"
    ) -> "Recording":
        self.add(0, {}).add(1, {}).meta(href)
        offset = {"left": 0, "top": 0}
        return self.add(2, {"node": page(*inside, title=title), "initialOffset": offset})

    def meta(self, href: str, width: int = 800, height: int = 480) -> "Recording":
        return self.add(4, {"href": href, "width": width, "height": height})

    def change(self, source: int, **data: Any) -> "Recording":
        return self.add(3, {"source": source, **data})

    def mutate(self, **changes: Any) -> "Recording":
        nothing: Raw = {"texts": [], "attributes": [], "removes": [], "adds": []}
        return self.change(0, **{**nothing, **changes})

    def interact(self, what: int, node_id: int, x: float = 50, y: float = 60) -> "Recording":
        return self.change(2, type=what, id=node_id, x=x, y=y)

    def press(self, node_id: int, x: float = 50, y: float = 60) -> "Recording":
        return self.interact(1, node_id, x, y).interact(0, node_id, x, y).interact(2, node_id, x, y)

    def focus(self, node_id: int) -> "Recording":
        return self.change(2, type=5, id=node_id)

    def input(self, node_id: int, *values: str, **more: Any) -> "Recording":
        for value in values:
            self.change(5, id=node_id, text=value, isChecked=more.get("is_checked", False))
        return self

    def type(self, node_id: int, value: str, before: str = "") -> "Recording":
        return self.input(node_id, *(before + value[: n + 1] for n in range(len(value))))

    def write(self, path: Path) -> Path:
        lines = map(json.dumps, self.records)
        path.write_text("".join(f"{line}\n" for line in lines))
        return path


@dataclass(frozen=True)
class Read:
    """Everything read of a recording."""

    info: CaptureInfo
    events: list[Event]
    windows: list[Window]
    screens: list[TextScreen]
    remarks: list[Remark]
    warnings: list[CaptureWarning]

    @property
    def actions(self) -> list[Action]:
        changes = focus_changes(self.windows)
        return list(reduce_events(self.events, window_changes_us=changes).actions)

    @property
    def told(self) -> list[tuple[Any, ...]]:
        return [(a.kind.value, *([a.text] if a.text else a.keys)) for a in self.actions]

    @property
    def codes(self) -> dict[str, int]:
        return {warning.code: warning.count for warning in self.warnings}

    def shown(self, number: int = -1) -> list[str]:
        return [text_of(line) for line in self.screens[number].lines]


def read(source: Path) -> Read:
    with RrwebImporter().open(source) as capture:
        events, windows = list(capture.events()), list(capture.windows())
        screens, remarks = list(capture.screens()), list(capture.remarks())
        assert list(capture.frames()) == []
        return Read(capture.info, events, windows, screens, remarks, list(capture.warnings()))


def played(recording: Recording, tmp_path: Path) -> Read:
    return read(recording.write(tmp_path / "recording.jsonl"))


def _recording() -> Recording:
    field = element(11, "input", name="q")
    return Recording().load(field, text(12, "Zürich ☕ 東京")).press(11).type(11, "lamp")


def _as_posthog_lines(records: list[Raw]) -> str:
    halves = records[:4], records[4:]
    return "\n".join(json.dumps({"window_id": "w1", "data": half}) for half in halves)


FORMS: dict[str, Callable[[list[Raw]], str]] = {
    "array": json.dumps,
    "array over several lines": lambda records: json.dumps(records, indent=2),
    "lines": lambda records: "\n".join(map(json.dumps, records)),
    "lines of Windows": lambda records: "\r\n".join(map(json.dumps, records)) + "\r\n",
    "events": lambda records: json.dumps({"id": "x", "events": records}),
    "events over several lines": lambda records: json.dumps({"events": records}, indent=1),
    "snapshots of PostHog": lambda records: json.dumps({"data": {"snapshots": records}}),
    "windows of PostHog": _as_posthog_lines,
    "pairs of PostHog": lambda records: "\n".join(json.dumps(["w1", one]) for one in records),
    "byte order mark": lambda records: "\ufeff" + "\n".join(map(json.dumps, records)),
    "array behind a byte order mark": lambda records: "\ufeff " + json.dumps(records),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_recording_reads_alike_whichever_way_it_lies_in_its_file(
    form: str, tmp_path: Path
) -> None:
    recording = _recording()
    expected = played(recording, tmp_path)
    source = tmp_path / "anything"
    source.write_text(FORMS[form](recording.records), encoding="utf-8")

    assert RrwebImporter().recognises(source)
    assert read(source) == expected
    assert expected.told == [("navigate",), ("click",), ("type", "lamp")]


def test_a_folder_with_one_recording_is_that_recording(tmp_path: Path) -> None:
    path = _recording().write(tmp_path / "session.jsonl")
    (tmp_path / "notes.txt").write_text("nothing of interest")
    (tmp_path / "other.json").write_text('{"version": 2}')

    assert RrwebImporter().recognises(tmp_path)
    assert RrwebImporter().files(tmp_path) == [path]
    assert read(tmp_path) == read(path)


def test_a_folder_with_two_recordings_is_none(tmp_path: Path) -> None:
    _recording().write(tmp_path / "a.jsonl")
    _recording().write(tmp_path / "b.jsonl")

    assert not RrwebImporter().recognises(tmp_path)


def test_a_recording_that_begins_with_a_page_larger_than_what_is_looked_at_is_recognised(
    tmp_path: Path,
) -> None:
    recording = Recording()
    recording.add(2, {"node": page(text(11, "long " * 400_000)), "initialOffset": {}})
    recording.press(10)
    array = tmp_path / "array.json"
    array.write_text(json.dumps(recording.records))
    lines = recording.write(tmp_path / "lines.jsonl")

    assert RrwebImporter().recognises(array)
    assert RrwebImporter().recognises(lines)
    assert read(array) == read(lines)
    assert read(array).told == [("click",)]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "not JSON",
        "[1, 2, 3]",
        '{"events": []}',
        '{"version": 2, "width": 80, "height": 24}\n[0.1, "o", "hello"]\n',
        '{"time_stamp": 1.5, "action": "move", "x": 1, "y": 2}\n',
        '{"type": 3, "data": {"level": "info"}, "timestamp": 1795436496000}\n',
        '{"type": 2, "data": {"node": 1}, "timestamp": 12}\n',
    ],
)
def test_what_is_no_recording_is_not_recognised(content: str, tmp_path: Path) -> None:
    source = tmp_path / "recording.json"
    source.write_text(content)

    assert not RrwebImporter().recognises(source)


@pytest.mark.parametrize("content", ["", "[]", "not JSON", "[1, 2]", '{"events": []}'])
def test_a_file_without_records_is_a_bad_capture(content: str, tmp_path: Path) -> None:
    source = tmp_path / "recording.json"
    source.write_text(content)

    with pytest.raises(BadCapture) as raised:
        read(source)

    assert raised.value.hint


def test_a_file_that_is_not_there_is_a_bad_capture(tmp_path: Path) -> None:
    assert not RrwebImporter().recognises(tmp_path / "none")
    with pytest.raises(BadCapture):
        read(tmp_path / "none")


def test_two_tabs_have_pages_and_windows_of_their_own(tmp_path: Path) -> None:
    first = Recording().load(element(11, "input", name="a"), title="First")
    second = Recording().wait(5).load(element(11, "p", text(12, "Other page")), title="Second")
    back = Recording().wait(9)
    back.press(11).type(11, "x")
    lines = [
        json.dumps({"window_id": name, "data": recording.records})
        for name, recording in (("w1", first), ("w2", second), ("w1", back))
    ]
    source = tmp_path / "tabs.jsonl"
    source.write_text("\n".join(lines))

    found = read(source)

    assert [(w.window_id, w.title) for w in found.windows] == [
        (1, "First"),
        (2, "Second"),
        (1, "First"),
    ]
    assert [found.shown(n)[0].strip() for n in (0, 1, -1)] == [
        f"[{'':20}]",
        "Other page",
        f"[{'x':20}]",
    ]
    assert found.told[-2:] == [("click",), ("type", "x")]


def test_records_packed_by_the_recorder_are_counted(tmp_path: Path) -> None:
    recording = _recording()
    whole = played(recording, tmp_path)
    recording.add(3, "x\u009c\u00ab")
    source = tmp_path / "packed.json"
    source.write_text(json.dumps([*recording.records, "x\u009cKL"]))

    found = read(source)

    assert found.codes["records-packed"] == 2
    assert found.events == whole.events


def test_a_record_of_an_earlier_time_is_put_in_its_place(tmp_path: Path) -> None:
    recording = _recording()
    expected = played(recording, tmp_path)
    recording.records[5], recording.records[6] = recording.records[6], recording.records[5]

    found = played(recording, tmp_path)

    assert found.events == expected.events
    assert found.codes == {**expected.codes, "out-of-order": 1}


def test_a_record_of_long_ago_gets_the_time_of_the_one_before_it(tmp_path: Path) -> None:
    recording = _recording().wait(60)
    recording.press(11)
    recording.records[-1]["timestamp"] = T0 + 15
    for _ in range(1200):
        recording.change(14, ranges=[])

    found = played(recording, tmp_path)

    times = [event.t_us for event in found.events]
    assert times == sorted(times)
    assert found.codes["clock-backwards"] == 1
