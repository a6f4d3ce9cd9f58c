"""What accessibility services and web pages said of the elements that were acted on."""

import json
from pathlib import Path

import pytest

from tests.plugins.openadapt_making import Hand, Maker, T
from workbench.domain.geometry import Box
from workbench.domain.remark import About, Remark
from workbench.plugin_api import MakesRemarks
from workbench_openadapt import OpenAdaptImporter

_BOUNDS = {"left": 4.4, "top": 5, "right": 24.4, "bottom": 15}


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    """The hand that writes the only recording in a folder of its own."""
    return Maker(tmp_path / "recording.db").recording()


def _remarks(source: Path) -> tuple[list[Remark], dict[str, int]]:
    with OpenAdaptImporter().open(source) as capture:
        assert isinstance(capture, MakesRemarks)
        list(capture.events())
        remarks = list(capture.remarks())
        return remarks, {warning.code: warning.count for warning in capture.warnings()}


def _observed(name: str = "Save", **element: object) -> str:
    fields = {"role": "button", "control_type": "Button", "name": name, "bounds": _BOUNDS}
    process = {"process_id": 4, "process_name": "shop.exe"}
    return json.dumps({"provider": "windows_uia", "element": fields | element, "process": process})


def _us(seconds: float) -> int:
    return round(seconds * 1e6)


def test_an_element_is_told_with_its_role_its_name_and_its_place(hand: Hand) -> None:
    hand.move(5, 6, structural_observation=_observed())

    remarks, codes = _remarks(hand.maker.path)

    t_us = _us(hand.at)
    place = Box(4, 5, 20, 10)
    assert remarks == [Remark(t_us, t_us, About.ELEMENT, "button", "Save", place, "shop.exe")]
    assert codes == {"seal-missing": 1}


def test_the_same_element_again_and_again_is_one_remark(hand: Hand) -> None:
    for name in ("Save", "Save", "Save", "Open", "Save"):
        hand.move(5, 6, structural_observation=_observed(name))
        hand.move(6, 6)

    remarks, _ = _remarks(hand.maker.path)

    tenths = [
        (r.text, *(round((t_us / 1e6 - T) * 10) for t_us in (r.t_us, r.end_us))) for r in remarks
    ]
    assert tenths == [("Save", 1, 5), ("Open", 7, 7), ("Save", 9, 9)]


@pytest.mark.parametrize(
    ("observed", "name", "text"),
    [
        (_observed(role=None), "Button", "Save"),
        (_observed(role=7, control_type=None), "", "Save"),
        (_observed(name="half \ud800"), "button", "half ?"),
    ],
)
def test_what_is_said_of_an_element_is_taken_as_far_as_it_goes(
    hand: Hand, observed: str, name: str, text: str
) -> None:
    hand.move(5, 6, structural_observation=observed)

    ((remark,), _) = _remarks(hand.maker.path)

    assert (remark.name, remark.text) == (name, text)


@pytest.mark.parametrize(
    "bounds",
    [
        None,
        [],
        {},
        {"left": 1},
        _BOUNDS | {"right": 4},
        _BOUNDS | {"right": 1e300},
        _BOUNDS | {"top": "a"},
    ],
)
def test_an_element_without_a_sound_place_has_none(hand: Hand, bounds: object) -> None:
    hand.move(5, 6, structural_observation=_observed(bounds=bounds))

    ((remark,), codes) = _remarks(hand.maker.path)

    assert remark.box is None
    assert codes == {"seal-missing": 1}


@pytest.mark.parametrize(
    "observed", ["[]", '{"element": 3}', _observed("", role="", control_type=""), "{"]
)
def test_an_element_nothing_is_said_of_is_counted(hand: Hand, observed: str) -> None:
    hand.move(5, 6, structural_observation=observed)

    remarks, codes = _remarks(hand.maker.path)

    assert remarks == []
    assert codes == {"elements-unknown": 1, "seal-missing": 1}


def test_places_are_moved_to_where_the_pointer_counts_from(tmp_path: Path) -> None:
    scope = {"capture_desktop": {"origin": [-160, 10], "viewport": [320, 200]}}
    hand = Maker(tmp_path / "recording.db").recording(config=json.dumps(scope))
    hand.move(5, 6, structural_observation=_observed())

    ((remark,), _) = _remarks(tmp_path)

    assert remark.box == Box(164, -5, 20, 10)


def test_where_one_window_was_recorded_the_places_of_elements_are_left_out(tmp_path: Path) -> None:
    scope = {"capture_window": {"viewport": [320, 200]}}
    hand = Maker(tmp_path / "recording.db").recording(config=json.dumps(scope))
    hand.move(5, 6, structural_observation=_observed())

    ((remark,), codes) = _remarks(tmp_path)

    assert remark.box is None
    assert codes["element-place"] == 1


@pytest.mark.parametrize("wrap", ["flat", "message", "payload"])
def test_elements_of_web_pages_are_told_without_their_places(hand: Hand, wrap: str) -> None:
    """Their places count from the page's corner, which nobody says where it is."""
    bbox = {"x": 1, "y": 2, "width": 30, "height": 10}
    element = {"role": "textbox", "name": "E-mail", "bbox": bbox, "tagName": "INPUT"}
    event: dict[str, object] = {
        "eventType": "click",
        "url": "https://example.org",
        "element": element,
    }
    message = event
    if wrap != "flat":
        message = {"message": event if wrap == "message" else {"tabId": 3, "payload": event}}
    hand.put("browser_event", message=json.dumps(message))

    remarks, codes = _remarks(hand.maker.path)

    t_us = _us(hand.at)
    assert remarks == [Remark(t_us, t_us, About.ELEMENT, "textbox", "E-mail")]
    assert codes == {"element-place": 1, "seal-missing": 1}


def test_an_element_of_a_web_page_without_a_role_goes_by_its_tag(hand: Hand) -> None:
    message = {"eventType": "focus", "element": {"tagName": "INPUT"}}
    hand.put("browser_event", message=json.dumps(message))

    ((remark,), _) = _remarks(hand.maker.path)

    assert (remark.name, remark.text) == ("input", "")


def test_elements_of_programs_and_pages_come_in_time_order(hand: Hand) -> None:
    page = json.dumps({"eventType": "focus", "element": {"role": "link", "name": "Help"}})
    hand.put("browser_event", message=page)
    hand.move(5, 6, structural_observation=_observed())
    hand.put("browser_event", message=page)

    remarks, _ = _remarks(hand.maker.path)

    assert [remark.text for remark in remarks] == ["Help", "Save", "Help"]


def test_elements_in_words_of_the_system_are_counted(hand: Hand) -> None:
    hand.move(5, 6, element_state='{"AXRole": "AXButton"}')
    hand.move(5, 6, element_state="{}")

    remarks, codes = _remarks(hand.maker.path)

    assert remarks == []
    assert codes == {"element-state-ignored": 1, "seal-missing": 1}
