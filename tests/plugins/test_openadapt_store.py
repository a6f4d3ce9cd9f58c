"""The second store of openadapt-capture: capture.db, a table of JSON documents."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plugins.openadapt_making import (
    SIZE,
    STORE_TABLES,
    Maker,
    T,
    film,
    png,
    small_recording,
    small_store,
    store,
    store_capture,
    store_child,
)
from workbench.domain.action import Action
from workbench.domain.event import Event, EventKind
from workbench.domain.reduction import reduce_events
from workbench.errors import BadCapture
from workbench.plugin_api import MakesRemarks
from workbench.services.sources import importer_for
from workbench.testing import check_importer
from workbench_openadapt import OpenAdaptStoreImporter

if TYPE_CHECKING:
    from tests.conftest import Team


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    """An empty store with one capture."""
    made = Maker(tmp_path / "it" / "capture.db", tables=STORE_TABLES)
    store_capture(made)
    return made


def _read(source: Path, part: str = "") -> tuple[list[Event], dict[str, int]]:
    with OpenAdaptStoreImporter().open_part(source, part) as capture:
        events = list(capture.events())
        return events, {warning.code: warning.count for warning in capture.warnings()}


def _actions(source: Path) -> list[Action]:
    with OpenAdaptStoreImporter().open(source) as capture:
        events = list(capture.events())
        return list(reduce_events(events, settings=capture.info.reduction).actions)


def _frames(source: Path) -> tuple[list[tuple[float, int]], dict[str, int]]:
    with OpenAdaptStoreImporter().open(source) as capture:
        shots = [
            (round(f.t_us / 1e6 - T, 3), round(float(f.image.mean()) / 8)) for f in capture.frames()
        ]
        return shots, {warning.code: warning.count for warning in capture.warnings()}


def test_a_small_store_keeps_every_promise_of_an_importer(tmp_path: Path) -> None:
    check_importer(
        OpenAdaptStoreImporter(),
        small_store(tmp_path / "small"),
        others=[small_recording(tmp_path / "recording")],
        damaged=60,
    )


def test_a_store_becomes_a_session(team: "Team", tmp_path: Path) -> None:
    source = small_store(tmp_path / "small")

    session = team.session("rev", team.take_in(source))

    assert importer_for(source).name == "openadapt-store"
    assert [(a.kind.value, a.text) for a in session.capture.actions] == [
        ("click", None),
        ("type", "Hi there"),
    ]
    assert len(session.capture.frames) == 2


def test_raw_events_keep_their_numbers_and_times(maker: Maker) -> None:
    row = store(maker, 0.5, "mouse.move", x=3.5, y=4.0)
    store(maker, 0.75, "mouse.scroll", x=3.5, y=4.0, dx=0, dy=-2)

    events, codes = _read(maker.path)

    t_us = round((T + 0.5) * 1e6)
    assert events[0] == Event(row, t_us, EventKind.MOVE, 3.5, 4.0)
    assert (events[1].kind, events[1].dy) == (EventKind.SCROLL, -2)
    assert codes == {}


def test_of_a_merged_action_the_events_it_came_from_are_taken(maker: Maker) -> None:
    parent = store(maker, 1, "mouse.singleclick", x=5.0, y=6.0, button="left")
    store_child(maker, parent, 1, "mouse.down", x=5.0, y=6.0, button="left")
    store_child(maker, parent, 1.25, "mouse.up", x=5.0, y=6.0, button="left")

    events, codes = _read(maker.path)

    assert [(e.event_id, e.kind) for e in events] == [
        (parent + 1, EventKind.DOWN),
        (parent + 2, EventKind.UP),
    ]
    assert codes == {}


def test_events_stored_as_themselves_and_as_children_count_once(maker: Maker) -> None:
    button: dict[str, object] = {"x": 5.0, "y": 6.0, "button": "left"}
    store(maker, 1, "mouse.down", **button)
    store(maker, 1.25, "mouse.up", **button)
    parent = store(maker, 1, "mouse.singleclick", **button)
    store_child(maker, parent, 1, "mouse.down", **button)
    store_child(maker, parent, 1.25, "mouse.up", **button)

    events, codes = _read(maker.path)

    assert [event.kind for event in events] == [EventKind.DOWN, EventKind.UP]
    assert codes == {"events-repeated": 2}


def test_merged_actions_without_their_events_are_told_apart(maker: Maker) -> None:
    button: dict[str, object] = {"x": 5.0, "y": 6.0, "button": "left"}
    store(maker, 1, "mouse.click", **button)
    store(maker, 3, "mouse.doubleclick", **button | {"x": 50.0})
    store(maker, 5, "mouse.drag", **button | {"dx": 20.0, "dy": 30.0})
    store(maker, 7, "key.type", text="Hi there")
    store(maker, 20, "key.shortcut", modifiers=["ctrl"], key="s")

    actions = _actions(maker.path)

    assert [(a.kind.value, a.text, a.keys) for a in actions] == [
        ("click", None, ()),
        ("double_click", None, ()),
        ("drag", None, ()),
        ("type", "Hi there", ()),
        ("hotkey", None, ("ctrl", "s")),
    ]
    assert (actions[2].x2, actions[2].y2) == (25, 36)
    assert _read(maker.path)[1] == {"actions-told-apart": 5}
    ids = [event.event_id for event in _read(maker.path)[0]]
    assert len(set(ids)) == len(ids)


def test_key_codes_of_the_store_are_read_as_those_of_its_system(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "capture.db", tables=STORE_TABLES)
    store_capture(maker, platform="darwin")
    store(maker, 1, "key.down", key_vk="4")
    store(maker, 2, "key.down", key_char="i", key_vk="34", canonical_key_char="i")

    (typed,) = _actions(tmp_path)

    assert (typed.text, typed.is_inferred) == ("hi", True)
    assert _read(tmp_path)[1] == {"keyboard-assumed": 1}


def test_on_macos_the_pointer_counts_points_of_the_stored_pixels(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "capture.db", tables=STORE_TABLES)
    store_capture(maker, platform="darwin", screen_width=3024, screen_height=1964, pixel_ratio=2.0)

    with OpenAdaptStoreImporter().open(tmp_path) as capture:
        (screen,) = capture.info.geometry
        codes = [warning.code for warning in capture.warnings()]

    assert (screen.width_px, screen.height_px, screen.scale) == (1512, 982, 2)
    assert codes == ["points-assumed"]


def test_screenshots_come_from_their_files_and_from_the_film(maker: Maker) -> None:
    folder = maker.path.parent
    (folder / "screens").mkdir()
    (folder / "screens" / "a.png").write_bytes(png(80))
    film(folder / "video.mp4", range(0, 240, 8))
    paths = ("screens/a.png", "screens\\a.png", "/home/ada/captures/it/screens/a.png")
    for second, path in enumerate(paths):
        store(maker, second, "screen.frame", image_path=path, width=SIZE[0], height=SIZE[1])
    store(maker, 3, "screen.frame", video_timestamp=0.5, width=SIZE[0], height=SIZE[1])
    store(maker, 4, "screen.frame", video_timestamp=0.1, width=SIZE[0], height=SIZE[1])

    shots, codes = _frames(folder)

    assert shots == [(0.0, 10), (1.0, 10), (2.0, 10), (3.0, 5)]
    assert codes == {"frames-missing": 1}
    assert folder / "screens" / "a.png" in OpenAdaptStoreImporter().files(folder)


@pytest.mark.parametrize("path", ["../secret.png", "C:\\secret.png", "link.png", "a\0.png", ""])
def test_no_picture_outside_the_folder_is_opened(maker: Maker, path: str) -> None:
    folder = maker.path.parent
    (folder.parent / "secret.png").write_bytes(png(80))
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    store(maker, 0, "screen.frame", image_path=path, width=SIZE[0], height=SIZE[1])

    with OpenAdaptStoreImporter().open(folder) as capture, pytest.raises(BadCapture):
        list(capture.frames())

    assert list(OpenAdaptStoreImporter().files(folder)) == [maker.path]


def test_a_capture_never_ended_is_incomplete(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "capture.db", tables=STORE_TABLES)
    store_capture(maker, ended_at=None)
    store(maker, 1, "key.type", text="hello")

    assert _read(tmp_path)[1] == {"actions-told-apart": 1, "incomplete": 1}
    assert _frames(tmp_path) == ([], {"frames-none": 1, "incomplete": 1})


def test_a_folder_captured_into_twice_is_two_captures_told_by_time(maker: Maker) -> None:
    store(maker, 1, "key.type", text="one")
    store_capture(maker, T + 100)
    store(maker, 101, "key.type", text="two")

    parts = list(OpenAdaptStoreImporter().parts(maker.path))

    assert parts == ["1", "2"]
    assert [[e.text for e in _read(maker.path, part)[0]] for part in parts] == [["one"], ["two"]]


def test_sounds_and_kinds_nobody_knows_are_counted(maker: Maker) -> None:
    store(maker, 0, "audio.chunk", start_time=0, end_time=1, transcription="my number")
    store(maker, 1, "key.sing")
    store(maker, 2, "mouse.move", x="left", y=None)
    store(maker, 3, "mouse.down")

    events, codes = _read(maker.path)
    _, more = _frames(maker.path)

    assert [event.kind for event in events] == [EventKind.DOWN]
    assert codes == {
        "button-assumed": 1,
        "events-unknown": 1,
        "place-missing": 1,
        "rows-unreadable": 1,
    }
    assert more["audio-ignored"] == 1


def test_elements_are_told_with_their_events(maker: Maker) -> None:
    bounds = {"left": 4, "top": 5, "right": 24, "bottom": 15}
    element = {"role": "AXButton", "name": "Save", "bounds": bounds}
    store(maker, 1, "mouse.down", x=5.0, y=6.0, structural_observation={"element": element})
    store(maker, 2, "mouse.up", x=5.0, y=6.0, structural_observation=None)

    with OpenAdaptStoreImporter().open(maker.path) as capture:
        assert isinstance(capture, MakesRemarks)
        (remark,) = capture.remarks()

    assert (remark.name, remark.text, remark.t_us) == ("AXButton", "Save", round((T + 1) * 1e6))


_KINDS = ["mouse.move", "mouse.down", "mouse.drag", "mouse.scroll", "key.down", "key.type"]
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
_NAMES = st.sampled_from(["x", "y", "dx", "dy", "button", "text", "key", "modifiers", "key_char"])


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.floats(), st.text(max_size=4), st.none()),
            st.sampled_from(_KINDS),
            st.dictionaries(_NAMES, _VALUES, max_size=4) | _VALUES,
        ),
        max_size=12,
    )
)
def test_whatever_documents_hold_their_events_are_sound(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, str, object]]
) -> None:
    maker = Maker(tmp_path_factory.mktemp("any") / "capture.db", tables=STORE_TABLES)
    store_capture(maker)
    for seconds, kind, data in rows:
        maker.add("events", timestamp=seconds, type=kind, data=json.dumps(data))

    events, _ = _read(maker.path)

    assert [event.t_us for event in events] == sorted(event.t_us for event in events)
    assert all(event.t_us >= 0 for event in events)
    assert len({event.event_id for event in events}) == len(events)
