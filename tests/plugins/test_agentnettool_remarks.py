"""What AgentNetTool noted beside events: elements, and actions of its own."""

from pathlib import Path

import pytest

from tests.plugins.agentnettool_making import BUTTON, COMPLETE, make, read, step, tree, us
from tests.plugins.pynput_making import (
    START,
    Line,
)
from workbench.domain.geometry import Box
from workbench.domain.remark import About


def test_elements_and_the_tools_own_actions_are_kept_beside_ours(tmp_path: Path) -> None:
    found = read(make(tmp_path / "whole"))

    lamps, save, sent = Box(5, 10, 50, 20), Box(50, 10, 50, 20), Box(5, 10, 50, 20)
    arrow = "Scroll \u2193\u00d71"
    assert [(r.t_us, r.about, r.name, r.text, r.box) for r in found.remarks] == [
        (us(0.25), About.ELEMENT, "ButtonControl", "Save", save),
        (us(0.25), About.ELEMENT, "WindowControl", "Lamps", lamps),
        (us(0.3), About.ACTION, "click", "left pressed", None),
        (us(0.3), About.ELEMENT, "ButtonControl", "Save", save),
        (us(0.3), About.ACTION, "click", "Click on Save", None),
        (us(0.3), About.ACTION, "click", "Single left Click", None),
        (us(0.5), About.ACTION, "type", "Type: Forty lamps$enter$", None),
        (us(2.2), About.ACTION, "scroll", "notches: 1", None),
        (us(2.2), About.ACTION, "scroll", "Scroll down the list", None),
        (us(2.2), About.ACTION, "scroll", arrow, None),
        (us(2.3), About.ELEMENT, "TextControl", "Sent", sent),
        (us(2.3), About.ELEMENT, "WindowControl", "Lamps", lamps),
    ]
    assert {r.end_us - r.t_us for r in found.remarks} <= {0, 200_000, 199_999, 200_001}
    assert found.codes == {
        "buffer-keys-left-out": 1,
        "elements-repeated": 1,
        "film-missing": 1,
        "keyboard-assumed": 1,
        "steps-trimmed": 3,
    }


@pytest.mark.parametrize("name", ["reduced_events_complete.jsonl", "reduced_events_vis.jsonl"])
def test_steps_that_were_trimmed_are_counted_by_the_numbers_missing(
    tmp_path: Path, name: str
) -> None:
    steps = [step(number, "click", "Click", 1) for number in [*range(11), 20, 21, 22]]

    found = read(make(tmp_path / "whole", beside={name: steps}))

    assert found.codes["steps-trimmed"] == 9
    assert [remark.text for remark in found.remarks].count("Click") == 14


def test_elements_of_a_mac_are_read_by_their_name_never_by_what_a_field_holds(
    tmp_path: Path,
) -> None:
    frame = "{'x': 4.0, 'y': 6.0, 'w': 30.4, 'h': 10.0, 'type': 'kAXValueCGRectType'}"
    nodes: list[Line] = [
        {"AXRole": "AXButton", "AXTitle": "Send", "AXFrame": frame},
        {"AXRole": "AXTextField", "AXDescription": "Name", "AXValue": "Tomas Ferreira"},
        {"AXRole": "AXTextField", "AXValue": "Tomas Ferreira"},
        {"AXRole": "AXStaticText", "AXValue": "Total", "AXFrame": {"x": 1, "y": 2, "w": 3, "h": 4}},
    ]
    records: list[Line] = [{"time_stamp": START + 1, "a11y_tree": node} for node in nodes]

    found = read(make(tmp_path / "whole", beside={"element.jsonl": records}, system="Darwin"))

    assert [(r.name, r.text, r.box) for r in reversed(found.remarks)] == [
        ("AXButton", "Send", Box(4, 6, 30, 10)),
        ("AXTextField", "Name", None),
        ("AXTextField", "", None),
        ("AXStaticText", "Total", Box(1, 2, 3, 4)),
    ]


@pytest.mark.parametrize(
    "element", [None, [], {}, "text", {"Name": "", "Children": []}, {"Name": 7, "ControlType": []}]
)
def test_clicks_on_nothing_the_tool_knew_are_counted(tmp_path: Path, element: object) -> None:
    record: Line = {"time_stamp": START + 1, "a11y_tree": element}

    found = read(make(tmp_path / "whole", beside={"element.jsonl": [record]}))

    assert found.remarks == []
    assert found.codes["elements-unknown"] == 1


def test_rectangles_that_are_none_leave_the_element_without_a_place(tmp_path: Path) -> None:
    for number, sides in enumerate(
        ({"left": 9, "top": 0, "right": 3, "bottom": 5}, {"left": "a"}, [1, 2], None)
    ):
        element = {**BUTTON, "BoundingRectangle": sides}
        record: Line = {"time_stamp": START + 1, "a11y_tree": element}
        found = read(make(tmp_path / str(number), beside={"element.jsonl": [record]}))
        assert [(r.text, r.box) for r in found.remarks] == [("Save", None)]


def test_no_more_elements_are_kept_than_a_session_can_use(tmp_path: Path) -> None:
    names = [tree(str(number), "TextControl") for number in range(50_010)]
    records: list[Line] = [{"time_stamp": START + 1, "axtree": tree("All", "Window", *names)}]
    beside = {"a11y.jsonl": records, "reduced_events_complete.jsonl": COMPLETE[:1]}

    found = read(make(tmp_path / "whole", beside=beside))

    assert len(found.remarks) == 50_000
    assert found.codes["remarks-left-out"] == 12
    assert "click" in [remark.name for remark in found.remarks]


def test_times_that_are_none_leave_remarks_out(tmp_path: Path) -> None:
    beside: dict[str, list[Line]] = {
        "element.jsonl": [{"time_stamp": "soon", "a11y_tree": BUTTON}],
        "reduced_events_complete.jsonl": [
            {**step(0, "click", "Click", 1), "start_time": None},
            {**step(1, "click", "Click", 1), "end_time": START - 5},
            {**step(2, "", "", 1), "action": 5},
        ],
    }

    found = read(make(tmp_path / "whole", beside=beside))

    assert [(r.t_us, r.end_us) for r in found.remarks] == [(us(1), us(1))]
    assert found.codes["remarks-unusable"] == 3


def test_lines_that_are_no_objects_and_windows_without_elements_are_counted(
    tmp_path: Path,
) -> None:
    whole = make(tmp_path / "whole", beside={"a11y.jsonl": [{"time_stamp": START}]})
    (whole / "element.jsonl").write_text("[]\nnull\n")
    (whole / "task_name.json").write_text("gAAAA")

    found = read(whole)

    assert (found.remarks, found.info.description) == ([], "")
    counts = [found.codes[code] for code in ("lines-unreadable", "elements-unknown")]
    assert (counts, found.codes["task-unreadable"]) == ([2, 1], 1)


def test_trees_nested_without_end_harm_nothing(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", beside={})
    stamp = f'{{"time_stamp": {START}, "axtree": '
    deep = '{"Name": "a", "Children": [' * 300 + "]}" * 300 + "}"
    endless = "[" * 200_000 + "]" * 200_000 + "}"
    (whole / "a11y.jsonl").write_text(f"{stamp}{deep}\n{stamp}{endless}\n")

    found = read(whole)

    assert len(found.remarks) == 300
    assert found.codes["lines-unreadable"] == 1
