"""What records of rrweb come to as events, actions, windows and elements."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.plugins.test_rrweb_recording import T0, Recording, element, played, read, text
from workbench.domain.event import EventKind
from workbench.domain.remark import About
from workbench.domain.text_screen import text_of
from workbench.plugin_api import Importer, MakesRemarks, ShowsText
from workbench_rrweb import RrwebImporter

if TYPE_CHECKING:
    from tests.conftest import Team

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures" / "rrweb"
SAMPLE = SHARED / "tern_unmasked.jsonl"

needs_sample = pytest.mark.skipif(not SAMPLE.is_file(), reason="the shared captures are not here")


def test_it_is_an_importer_whose_captures_show_text_and_make_remarks(tmp_path: Path) -> None:
    importer: Importer = RrwebImporter()
    with importer.open(Recording().load().write(tmp_path / "a.jsonl")) as capture:
        assert isinstance(capture, ShowsText)
        assert isinstance(capture, MakesRemarks)
        assert not capture.is_drawn
    assert (importer.name, importer.version) == ("rrweb", "1")


@needs_sample
def test_every_record_of_the_sample_is_an_event_or_counted() -> None:
    records = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    data = [record["data"] for record in records if record["type"] == 3]
    moves = sum(len(one["positions"]) for one in data if one["source"] == 1)
    pressed = Counter(one["type"] for one in data if one["source"] == 2)
    values = [one for one in data if one["source"] == 5]

    found = read(SAMPLE)

    kinds = Counter(event.kind for event in found.events)
    assert kinds[EventKind.MOVE] == moves == 37
    assert (kinds[EventKind.DOWN], kinds[EventKind.UP]) == (pressed[1], pressed[0]) == (8, 8)
    assert kinds[EventKind.SCROLL] == sum(one["source"] == 3 for one in data) == 21
    assert kinds[EventKind.TEXT] + found.codes["choices-not-typed"] == len(values) == 62
    assert found.codes == {
        "choices-not-typed": 3,
        "focus-moved": 1,
        "records-not-shown": sum(one["source"] == 14 for one in data),
        "scroll-in-pixels": 21,
        "typing-masked": 10,
    }


@needs_sample
def test_the_sample_reads_as_what_was_done_in_it() -> None:
    assert read(SAMPLE).told == [
        ("navigate",),
        ("click",),
        ("type", "Ingrid Solheim"),
        ("click",),
        ("type", "ingrid.solheim@example.org"),
        ("click",),
        ("type", "C01X00T47"),
        ("click",),
        ("type", "*" * 10),
        ("press", "tab"),
        ("click",),
        ("click",),
        ("scroll",),
        ("double_click",),
    ]


@needs_sample
def test_the_sample_says_what_it_is_and_what_was_pressed() -> None:
    found = read(SAMPLE)

    assert found.info.started_at == "2026-11-23T12:21:36.452+00:00"
    assert [(g.width_px, g.height_px) for g in found.info.geometry] == [(1192, 789)]
    assert [(w.title, w.app) for w in found.windows] == [("Tern Air - Book a flight", "browser")]
    assert [(r.name, r.text) for r in found.remarks[:6]] == [
        ("textbox", "Passenger"),
        ("textbox", "Email"),
        ("textbox", "Passport no."),
        ("textbox", "Password"),
        ("checkbox", "I agree"),
        ("button", "Search flights"),
    ]
    assert {remark.about for remark in found.remarks} == {About.ELEMENT}


@needs_sample
def test_the_sample_shows_the_page_before_each_press_and_the_results_after() -> None:
    found = read(SAMPLE)
    search_us = found.remarks[5].t_us
    before = [screen for screen in found.screens if screen.t_us < search_us][-1]

    assert [text_of(line) for line in before.lines] == [
        "Tern Air",
        "",
        "Passenger [Ingrid Solheim      ]",
        "Email [ingrid.solheim@example.org]",
        "Passport no. [C01X00T47           ]",
        "Password [**********          ]",
        "Cabin [Business ▾]",
        "[x] I agree",
        "< Search flights >",
        "",
        "[blocked]",
    ]
    assert "Flight TA126 for Ingrid Solheim - $272" in found.shown()
    assert (before.columns, before.rows) == (149, 49)


@needs_sample
def test_the_sample_goes_through_the_service(team: "Team") -> None:
    """The name that the page repeats is found on its screens, as typed text is in its events."""
    session_id = team.take_in(SAMPLE)

    capture = team.session("rev", session_id).capture
    shown = [text_of(line) for screen in capture.screens for line in screen.lines]
    assert len(list(capture.events())) == 135
    assert len(capture.actions) == 14
    assert capture.frames == []
    assert "Flight TA126 for Ingrid Solheim - $272" in shown
    assert "Email [ingrid.solheim@example.org]" in shown
    masked = team.session("ana", session_id).capture
    seen = [text_of(line) for screen in masked.screens for line in screen.lines]
    assert not any("ingrid.solheim@example.org" in line for line in seen)
    assert "ingrid.solheim@example.org" not in [action.text for action in masked.actions]


def test_moves_have_their_own_times_before_that_of_their_record(tmp_path: Path) -> None:
    recording = Recording().load().wait(1).press(10, 7, 8).wait(0.2)
    positions = [
        {"x": 1, "y": 2.5, "id": 10, "timeOffset": -400},
        {"x": 7, "y": 8, "id": 10, "timeOffset": 0},
    ]
    recording.change(1, positions=positions)

    found = played(recording, tmp_path)

    navigation, *rest = found.events
    assert navigation.text == "https://shop.example/orders"
    assert [(e.kind.value, e.x, e.y) for e in rest] == [
        ("move", 1, 2.5),
        ("down", 7, 8),
        ("up", 7, 8),
        ("move", 7, 8),
    ]
    assert rest[0].t_us == (recording.t_ms - 400) * 1000


def test_positions_that_are_none_are_counted(tmp_path: Path) -> None:
    bad = [{"x": None, "y": 1}, {"x": 1e300, "y": 1}, 7, {}, {"x": "1", "y": "1"}]
    recording = Recording().load().wait(9)
    recording.change(1, positions=[*bad, {"x": 1, "y": 1, "timeOffset": -5000}])

    found = played(recording, tmp_path)

    assert found.codes == {"positions-unreadable": 5, "positions-late": 1}
    assert [e.kind.value for e in found.events] == ["navigate", "move"]


def test_a_press_with_a_context_menu_is_of_the_right_button(tmp_path: Path) -> None:
    recording = Recording().load().wait(1).press(10).wait(1)
    recording.interact(1, 10).interact(3, 10).interact(0, 10).wait(1)
    recording.interact(1, 10).interact(0, 10).interact(3, 10).wait(1).press(10)

    found = played(recording, tmp_path)

    assert [a.kind.value for a in found.actions] == [
        "navigate",
        "click",
        "right_click",
        "right_click",
        "click",
    ]
    assert "buttons-assumed" not in found.codes


def test_a_press_that_nothing_follows_is_taken_for_the_left_button(tmp_path: Path) -> None:
    recording = Recording().load().interact(1, 10, 10, 10).interact(0, 10, 200, 90).interact(3, 10)
    recording.wait(5).interact(3, 10).interact(1, 10, 10, 10).interact(0, 10, 90, 90)

    found = played(recording, tmp_path)

    assert [a.kind.value for a in found.actions][1:] == ["drag", "drag"]
    assert [a.button for a in found.actions][1:] == ["right", "left"]
    assert found.codes == {"buttons-assumed": 1, "menus-without-press": 1}


def test_clicks_without_a_press_are_counted_where_presses_are_recorded(tmp_path: Path) -> None:
    recording = Recording().load().press(10).wait(1).interact(2, 10).wait(1).interact(4, 10)

    found = played(recording, tmp_path)

    assert [a.kind.value for a in found.actions] == ["navigate", "click"]
    assert found.codes == {"clicks-without-press": 1}


def test_clicks_stand_for_presses_where_none_are_recorded(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "button", text(12, "Save")))
    recording.interact(2, 11, 30, 40).wait(2).interact(3, 11, 30, 40)

    found = played(recording, tmp_path)

    assert [(a.kind.value, a.x, a.y, a.is_inferred) for a in found.actions][1:] == [
        ("click", 30, 40, True),
        ("right_click", 30, 40, True),
    ]
    assert found.codes == {"clicks-as-presses": 2}
    assert [(r.name, r.text) for r in found.remarks] == [("button", "Save")]


def test_touches_are_a_left_button_and_their_echo_is_left_out(tmp_path: Path) -> None:
    recording = Recording().load().interact(7, 10, 50, 60)
    recording.change(6, positions=[{"x": 52, "y": 61, "id": 10, "timeOffset": 0}])
    recording.interact(9, 10, 52, 61).press(10, 52, 61).wait(3)
    recording.interact(7, 10, 50, 300).interact(8, 10).change(2, type=10, id=10, x=50, y=100)

    found = played(recording, tmp_path)

    assert [(a.kind.value, a.x, a.y2) for a in found.actions][1:] == [
        ("click", 50, None),
        ("drag", 50, 100),
    ]
    assert found.codes["touch-as-pointer"] == 5
    assert found.codes["mouse-after-touch"] == 1


def test_scrolls_are_notches_from_where_the_page_was(tmp_path: Path) -> None:
    box = element(11, "div", rr_scrollTop=50)
    recording = Recording().add(4, {"href": "https://a.example/", "width": 800, "height": 480})
    recording.load(box)
    recording.records[-1]["data"]["initialOffset"] = {"left": 0, "top": 100}
    recording.change(1, positions=[{"x": 5, "y": 6, "id": 10, "timeOffset": 0}])
    recording.change(3, id=1, x=0, y=350).change(3, id=1, x=30, y=300).change(3, id=1, x=30, y=300)
    recording.change(3, id=11, x=0, y=100).change(3, id=99, x=0, y=100)

    found = played(recording, tmp_path)

    scrolls = [e for e in found.events if e.kind is EventKind.SCROLL]
    assert [(e.dx, e.dy) for e in scrolls] == [(0, -2.5), (0.3, 0.5), (0, -0.5)]
    assert {(e.x, e.y) for e in scrolls} == {(5, 6)}
    assert found.codes == {"scroll-in-pixels": 3, "scrolls-unplaced": 2}


def test_a_corrected_text_is_what_the_field_held_at_last(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "input")).press(11).focus(11)
    recording.input(11, "l", "la", "lam", "lamb", "lam", "lamp", "lap", "lamps")

    found = played(recording, tmp_path)

    assert found.told[-1] == ("type", "lamps")
    pressed = [e for e in found.events if e.kind is EventKind.PRESS]
    assert [(e.key, e.is_inferred) for e in pressed] == [("backspace", True)] * 3
    assert found.codes["typing-inferred"] == 3
    assert found.codes["edits-inside"] == 1


def test_what_a_field_held_before_is_not_typed(tmp_path: Path) -> None:
    field = element(11, "input", value="Inv-")
    area = element(12, "textarea", text(13, "Dear "))
    recording = Recording().load(field, area).press(11).type(11, "77", before="Inv-")
    recording.mutate(attributes=[{"id": 11, "attributes": {"value": "set by page"}}])
    recording.press(12).type(12, "all", before="Dear ").press(11).input(11, "set by page!")

    assert [t[1] for t in played(recording, tmp_path).told if t[0] == "type"] == ["77", "all", "!"]


def test_typing_in_the_next_field_is_another_text_after_a_tab(tmp_path: Path) -> None:
    fields = [element(n, "input", name=f"f{n}") for n in (11, 12, 13)]
    disabled = element(14, "input", disabled=True)
    recording = Recording().load(fields[0], disabled, *fields[1:]).press(11).focus(11)
    recording.type(11, "Maria").change(2, type=6, id=11).focus(12).type(12, "hunter2")
    recording.change(2, type=6, id=12).focus(11).input(11, "Maria A")

    found = played(recording, tmp_path)

    assert found.told[2:] == [
        ("type", "Maria"),
        ("press", "tab"),
        ("type", "hunter2"),
        ("press", "unidentified"),
        ("type", " A"),
    ]
    assert found.codes == {"focus-moved": 2}


def test_typing_on_another_page_is_another_text(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "input")).press(11).type(11, "query")
    recording.load(element(21, "input"), href="https://shop.example/found").type(21, "more")

    assert played(recording, tmp_path).told == [
        ("navigate",),
        ("click",),
        ("type", "query"),
        ("press", "unidentified"),
        ("type", "more"),
    ]


def test_a_field_emptied_at_once_keeps_what_was_typed_before(tmp_path: Path) -> None:
    """As when a chat takes a message: what the key was is not recorded."""
    recording = Recording().load(element(11, "textarea")).press(11)
    recording.type(11, "hello").input(11, "").type(11, "bye")

    found = played(recording, tmp_path)

    assert found.told[2:] == [("type", "hello"), ("press", "unidentified"), ("type", "bye")]
    assert found.codes == {"fields-emptied": 1}


def test_values_that_the_page_sets_are_not_typed(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "input"), element(12, "input")).press(11).focus(11)
    recording.type(11, "ab").input(12, "filled").change(
        5, id=11, text="formatted", isChecked=False, userTriggered=False
    )

    found = played(recording, tmp_path)

    assert found.told[-1] == ("type", "ab")
    assert found.codes == {"values-set-by-page": 2}
    assert "filled" in found.shown()[0]


def test_choices_are_shown_and_not_typed(tmp_path: Path) -> None:
    options = [element(n, "option", text(n + 10, f"Choice {n}"), value=f"v{n}") for n in (21, 22)]
    recording = Recording().load(
        element(11, "input", type="checkbox"),
        element(12, "input", type="radio"),
        element(13, "select", *options),
        element(14, "input", type="date"),
    )
    recording.input(11, "on", is_checked=True).input(12, "on", is_checked=True)
    recording.input(13, "v22").input(14, "2031-01-02")

    found = played(recording, tmp_path)

    assert found.told == [("navigate",)]
    assert found.codes == {"choices-not-typed": 4}
    assert found.shown() == [f"[x] (•) [Choice 22 ▾] [{'2031-01-02':20}]"]


def test_masked_values_stay_the_masks_they_are(tmp_path: Path) -> None:
    """T14: the mask keeps the length, and the name comes back as text of the page."""
    recording = Recording().load(element(11, "input"), element(20, "p")).press(11)
    recording.type(11, "*" * 5)
    added = {"parentId": 20, "nextId": None, "node": text(21, "Welcome, Maria")}
    recording.wait(1).mutate(adds=[added])

    found = played(recording, tmp_path)

    assert found.told[-1] == ("type", "*****")
    assert found.codes == {"typing-masked": 5}
    assert found.shown() == [f"[{'*****':20}]", "", "Welcome, Maria"]


def test_pages_are_navigated_to_when_they_load_or_their_address_changes(tmp_path: Path) -> None:
    recording = Recording().load().wait(9).meta("https://shop.example/orders")
    recording.wait(9).meta("https://shop.example/orders/7").wait(9).load(title="Again")

    found = played(recording, tmp_path)

    assert [e.text for e in found.events] == [
        "https://shop.example/orders",
        "https://shop.example/orders/7",
        "https://shop.example/orders",
    ]
    assert [w.title for w in found.windows] == ["Orders", "Again"]


def test_a_title_that_changes_is_a_window_of_the_same_number(tmp_path: Path) -> None:
    recording = Recording().load().wait(1).mutate(texts=[{"id": 5, "value": "(1) Orders"}])

    windows = played(recording, tmp_path).windows

    assert [(w.window_id, w.title) for w in windows] == [(1, "Orders"), (1, "(1) Orders")]
    assert windows[0].start_us == (T0 + 10) * 1000


def test_another_viewport_is_another_span_of_the_screen(tmp_path: Path) -> None:
    recording = Recording().load(text(11, "word " * 60)).wait(1).change(4, width=400, height=320)
    recording.wait(1).change(4, width=-5, height=1e9).wait(1).change(4, width=400, height=320)

    found = played(recording, tmp_path)

    assert [(g.width_px, g.height_px) for g in found.info.geometry] == [(800, 480), (400, 320)]
    assert [(s.columns, s.rows) for s in found.screens][:2] == [(100, 30), (50, 20)]


def test_a_recording_that_tells_no_viewport_says_so(tmp_path: Path) -> None:
    recording = Recording().load(text(11, "here"))
    del recording.records[2]

    found = played(recording, tmp_path)

    assert found.info.geometry == ()
    assert found.codes == {"screen-unknown": 1}
    assert (found.screens[0].columns, found.screens[0].rows) == (160, 45)


def test_records_that_are_not_read_are_counted_by_what_they_are(tmp_path: Path) -> None:
    recording = Recording().load().add(5, {"tag": "t", "payload": {}}).add(6, {"plugin": "p"})
    for source in (7, 8, 9, 10, 11, 13, 14, 15, 16, 17, -4):
        recording.change(source)
    recording.add(99, {}).add(3, {"source": "x"})
    recording.records.append({"type": 3, "data": {"source": 2}, "timestamp": "now"})

    assert played(recording, tmp_path).codes == {
        "records-custom": 2,
        "records-not-shown": 9,
        "records-unknown": 3,
        "records-unreadable": 2,
    }


@pytest.mark.parametrize(
    ("pressed", "role", "name"),
    [
        (
            element(11, "a", element(12, "span", text(13, "Next  page")), href="#"),
            "link",
            "Next page",
        ),
        (element(11, "div", text(12, "Send"), role="button"), "button", "Send"),
        (element(11, "button", aria_label="Close", title="x"), "button", "Close"),
        (element(11, "input", type="submit", value="Pay"), "button", "Pay"),
        (element(11, "input", value="secret", placeholder="Search"), "textbox", "Search"),
        (element(11, "textarea", text(12, "secret"), name="note"), "textbox", "note"),
        (element(11, "div", text(12, "secret"), contenteditable="true"), "div", ""),
        (element(11, "img", alt="Map"), "img", "Map"),
        (element(11, "h2", text(12, "Orders")), "heading", "Orders"),
    ],
)
def test_a_pressed_element_is_told_by_role_and_name_never_by_its_value(
    pressed: dict[str, object], role: str, name: str, tmp_path: Path
) -> None:
    (remark,) = played(Recording().load(pressed).press(11), tmp_path).remarks

    assert (remark.name, remark.text) == (role, name)


def test_a_field_is_named_by_the_label_made_for_it(tmp_path: Path) -> None:
    label = element(11, "label", text(12, "Card number"), for_="card")
    recording = Recording().load(label, element(13, "div", element(14, "input", id="card")))

    (remark,) = played(recording.press(14), tmp_path).remarks

    assert remark.text == "Card number"
