"""Every shape a recording of openadapt-capture comes in, made as its recorder writes it."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.plugins.openadapt_making import (
    TABLES,
    Hand,
    Maker,
    T,
    film,
    seal,
    small_recording,
    traces,
)
from workbench.domain.action import ActionKind
from workbench.domain.event import Event, EventKind
from workbench.domain.geometry import Box
from workbench.domain.reduction import Reduction, reduce_events
from workbench.errors import BadCapture
from workbench.services.importing import Imported, import_capture
from workbench.testing import check_importer
from workbench_openadapt import OpenAdaptImporter

if TYPE_CHECKING:
    from tests.conftest import Team


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    """The hand that writes the only recording in a folder of its own."""
    return Maker(tmp_path / "it" / "recording.db").recording()


def _events(source: Path) -> tuple[list[Event], dict[str, int]]:
    with OpenAdaptImporter().open(source) as capture:
        events = list(capture.events())
        list(capture.windows())
        return events, {warning.code: warning.count for warning in capture.warnings()}


def _reduced(source: Path) -> Reduction:
    with OpenAdaptImporter().open(source) as capture:
        return reduce_events(list(capture.events()), settings=capture.info.reduction)


def _greys(source: Path) -> tuple[list[tuple[float, int]], dict[str, int]]:
    """Each frame as seconds since the start and its grey in film frames of eight steps."""
    with OpenAdaptImporter().open(source) as capture:
        shots = [
            (round(f.t_us / 1e6 - T, 3), round(float(f.image.mean()) / 8)) for f in capture.frames()
        ]
        return shots, {warning.code: warning.count for warning in capture.warnings()}


def test_the_small_recording_keeps_every_promise_of_an_importer(tmp_path: Path) -> None:
    check_importer(OpenAdaptImporter(), small_recording(tmp_path / "small"), damaged=60)


@pytest.mark.parametrize("stored", [(True, True), (False, False), (True, False)])
def test_pictures_film_and_both_show_the_same_at_the_same_times(
    hand: Hand, stored: tuple[bool, ...]
) -> None:
    """The film has frame k at k tenths of a second; a screenshot is a row at that time (T10)."""
    for number, is_stored in enumerate(stored, 1):
        hand.shot(8 * number, stored=is_stored)
    if not all(stored):
        film(hand.maker.path.parent / f"oa_recording-{T}.mp4", range(0, 240, 8))

    shots, codes = _greys(hand.maker.path)

    assert shots == [(0.1, 1), (0.2, 2)]
    assert codes == {"seal-missing": 1}


def test_a_screenshot_before_the_film_shows_the_films_beginning(hand: Hand) -> None:
    hand.shot(0, stored=False)
    hand.maker.run("UPDATE recording SET video_start_time = timestamp + 0.5")
    film(hand.maker.path.parent / "video.mp4", range(80, 240, 8))

    assert _greys(hand.maker.path)[0] == [(0.1, 10)]


def test_of_several_films_the_one_named_after_the_recording_is_taken(hand: Hand) -> None:
    hand.shot(0, stored=False)
    folder = hand.maker.path.parent
    film(folder / "oa_recording-1.5.mp4", [240] * 5)
    film(folder / f"oa_recording-{T}.mp4", [80] * 5)

    assert _greys(folder)[0] == [(0.1, 10)]


def test_without_a_film_named_after_the_recording_the_first_is_assumed(hand: Hand) -> None:
    hand.shot(0, stored=False)
    folder = hand.maker.path.parent
    film(folder / "a.mp4", [80] * 5)
    film(folder / "b.mp4", [160] * 5)

    shots, codes = _greys(folder)

    assert shots == [(0.1, 10)]
    assert codes["film-assumed"] == 1


def test_a_stored_picture_unlike_its_digest_is_counted_and_kept(hand: Hand) -> None:
    hand.shot(80)
    hand.maker.run("UPDATE screenshot SET png_sha256 = 'other'")

    shots, codes = _greys(hand.maker.path)

    assert shots == [(0.1, 10)]
    assert codes["picture-mismatch"] == 1


def test_a_recording_of_no_screen_at_all_still_has_its_events(hand: Hand) -> None:
    hand.type("hello")

    shots, codes = _greys(hand.maker.path)

    assert shots == []
    assert codes["frames-none"] == 1
    assert [action.text for action in _reduced(hand.maker.path).actions] == ["hello"]


_OPTIONAL = [
    f"{table}.{column.split()[0]}"
    for table, columns in TABLES.items()
    for column in columns
    if f"{table}.{column.split()[0]}"
    not in {"recording.timestamp", "action_event.timestamp", "action_event.name"}
]


@pytest.mark.parametrize("column", _OPTIONAL)
def test_any_column_an_older_recorder_lacks_is_empty(tmp_path: Path, column: str) -> None:
    hand = Maker(tmp_path / "recording.db", without=[column]).recording()
    hand.put("window_event", title="Orders", window_id="7")
    hand.move(3, 4)
    hand.click(5, 6)
    hand.type("Hi")
    hand.shot(40)
    film(tmp_path / "film.mp4", [40] * 40)

    with OpenAdaptImporter().open(tmp_path) as capture:
        kinds = [event.kind for event in capture.events()]
        windows, frames = list(capture.windows()), list(capture.frames())

    is_place = column in ("action_event.mouse_x", "action_event.mouse_y")
    is_pressed = column != "action_event.mouse_pressed"
    expected = [EventKind.MOVE] * (not is_place) + [EventKind.DOWN, EventKind.UP] * is_pressed
    assert kinds == expected + [EventKind.PRESS, EventKind.RELEASE] * 2
    assert len(windows) == (column != "window_event.timestamp")
    assert len(frames) == 1 or column == "screenshot.timestamp"


@pytest.mark.parametrize("empty", [None, "null", "{}", "[]", "", "nonsense"])
def test_null_written_as_text_is_nothing(hand: Hand, empty: str | None) -> None:
    hand.maker.run("UPDATE recording SET config = ?", [empty])
    hand.put("window_event", title="Orders", state=empty)
    hand.put("browser_event", message=empty)
    hand.move(3, 4, element_state=empty, structural_observation=empty)
    hand.type("Hi")

    events, codes = _events(hand.maker.path)

    assert len(events) == 5
    assert codes == {"browser-events-ignored": 1, "seal-missing": 1}


@pytest.mark.parametrize(
    ("platform", "codes"),
    [
        ("linux", (50, 43, 31, 65, 11)),
        ("win32", (16, 72, 73, 32, 50)),
        ("darwin", (56, 4, 34, 49, 19)),
    ],
)
def test_a_recording_of_key_codes_only_is_read_through_a_us_keyboard(
    tmp_path: Path, platform: str, codes: tuple[int, ...]
) -> None:
    """Shift goes up again before the space; what was typed is marked as inferred (T9)."""
    hand = Maker(tmp_path / "recording.db").recording(platform=platform)
    shift, *rest = [{"key_vk": str(code)} for code in codes]
    if platform == "linux":
        rest = [row | {"key_name": f"keycode_{row['key_vk']}"} for row in rest]
    hand.act("press", **shift)
    hand.tap(**rest[0])
    hand.act("release", **shift)
    for row in rest[1:]:
        hand.tap(**row)

    (typed,) = _reduced(tmp_path / "recording.db").actions

    assert (typed.text, typed.is_inferred) == ("Hi 2", True)
    assert _events(tmp_path)[1]["keyboard-assumed"] == 3


def test_keys_with_their_text_are_not_inferred(hand: Hand) -> None:
    hand.type("Hi 2")

    (typed,) = _reduced(hand.maker.path).actions

    assert (typed.text, typed.is_inferred) == ("Hi 2", False)


def test_rows_written_out_of_order_come_in_the_order_they_were_recorded(hand: Hand) -> None:
    hand.type("abcdef")
    hand.maker.run("UPDATE action_event SET id = 100 - id")

    with OpenAdaptImporter().open(hand.maker.path) as capture:
        texts = [event.text for event in capture.events() if event.text]
        codes = {warning.code for warning in capture.warnings()}

    assert texts == list("abcdef")
    assert codes == {"seal-missing"}


@pytest.mark.parametrize("number", [-5, 2**63 - 1])
def test_numbers_of_rows_that_no_file_of_ours_holds_are_counted_anew(
    hand: Hand, number: int
) -> None:
    hand.move(1, 2)
    hand.move(3, 4)
    hand.maker.run("UPDATE action_event SET id = ? WHERE id = 1", [number])
    hand.put("browser_event", message='{"eventType": "navigate", "url": "https://example.org"}')

    events, codes = _events(hand.maker.path)

    assert [event.event_id for event in events] == [1, 2, 3]
    assert codes["ids-renumbered"] == 1


def _killed(folder: Path) -> Path:
    """A recording as it lies there when its recorder was killed: a log, and half a film."""
    hand = Maker(folder / "recording.db").recording()
    hand.type("before")
    hand.shot(0, stored=False)
    live = folder / "live.db"
    with closing(sqlite3.connect(folder / "recording.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
    shutil.copyfile(folder / "recording.db", live)
    with closing(sqlite3.connect(live)) as database:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute(
            """
            INSERT INTO action_event
              (source_ordinal, name, key_char, timestamp, recording_timestamp, recording_id)
            VALUES (99, 'press', '!', ?, ?, 1)
            """,
            (hand.at + 0.1, T),
        )
        database.commit()
        shutil.copyfile(live, folder / "recording.db")
        shutil.copyfile(f"{live}-wal", folder / "recording.db-wal")
    for path in folder.glob("live.db*"):
        path.unlink()
    whole = film(folder / "whole.mp4", range(0, 240, 8)).read_bytes()
    (folder / "whole.mp4").unlink()
    (folder / f".oa_recording-{T}.mp4.0f.partial.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "capture-state.json").write_text('{"complete": false, "phase": "recording"}')
    return folder


def test_a_killed_recording_is_read_and_nothing_of_it_is_touched(tmp_path: Path) -> None:
    source = _killed(tmp_path / "killed")
    before = traces(source)
    importer = OpenAdaptImporter()

    assert importer.recognises(source)
    with importer.open(source) as capture:
        typed = "".join(event.text or "" for event in capture.events())
        frames = list(capture.frames())
        codes = {warning.code: warning.count for warning in capture.warnings()}
        during = traces(source)

    assert (typed, frames) == ("before!", [])
    assert codes == {
        "frames-lost": 1,
        "frames-missing": 1,
        "incomplete": 1,
        "seal-missing": 1,
        "video-truncated": 1,
    }
    assert before == during == traces(source)
    assert {path.name for path in importer.files(source)} == set(before)


def test_a_killed_recording_becomes_a_session_and_stays_as_it_was(
    team: "Team", tmp_path: Path
) -> None:
    source = _killed(tmp_path / "killed")
    before = traces(source)

    session = team.session("rev", team.take_in(source))

    assert [action.text for action in session.capture.actions] == ["before!"]
    assert traces(source) == before


def test_a_recording_still_in_its_log_mode_is_incomplete(hand: Hand) -> None:
    hand.type("hello")
    with closing(sqlite3.connect(hand.maker.path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    before = traces(hand.maker.path.parent)

    events, codes = _events(hand.maker.path)

    assert len(events) == 10
    assert codes["incomplete"] == 1
    assert traces(hand.maker.path.parent) == before


def test_a_finished_recording_that_lost_its_film_is_refused(hand: Hand) -> None:
    hand.shot(0, stored=False)

    with OpenAdaptImporter().open(hand.maker.path) as capture, pytest.raises(BadCapture):
        list(capture.frames())


def _film_only(hand: Hand) -> None:
    hand.shot(0, stored=False)
    film(hand.maker.path.parent / f"oa_recording-{T}.mp4", [0] * 5)


def _pictures(hand: Hand) -> None:
    hand.shot(80)


def _keys_only(hand: Hand) -> None:
    hand.type("hello")


@pytest.mark.parametrize("shape", [_film_only, _pictures, _keys_only])
def test_a_seal_is_checked_in_every_shape(hand: Hand, shape: Callable[[Hand], None]) -> None:
    shape(hand)
    folder = hand.maker.path.parent
    count = len(list(folder.iterdir()))
    seal(folder)

    sealed = _events(folder)[1]
    hand.maker.run("UPDATE recording SET task_description = 'other'")
    changed = _events(folder)[1]

    assert (sealed["seal-verified"], "seal-mismatch" in sealed) == (count, False)
    assert (changed["seal-mismatch"], "seal-verified" in changed) == (1, False)


@pytest.mark.parametrize(
    "listed",
    [
        [{"path": "recording.db", "sha256": ""}],
        [{"path": "nowhere", "sha256": ""}],
        [{"path": "../../etc/hostname", "sha256": "0"}],
        [{"path": "a\0b", "sha256": "0"}],
        [{}],
    ],
)
def test_a_list_of_digests_that_proves_nothing_is_a_mismatch(
    hand: Hand, listed: list[dict[str, str]]
) -> None:
    manifest = hand.maker.path.parent / "capture-artifact-manifest.json"
    manifest.write_text(json.dumps({"artifacts": listed}))

    assert _events(hand.maker.path)[1] == {"seal-mismatch": 1}


def test_typing_the_stop_word_is_no_work_and_is_counted(team: "Team", hand: Hand) -> None:
    hand.click(5, 6)
    hand.type("Maria")
    hand.at += 30
    hand.type("oa.stop")

    result = import_capture(team.open(), hand.maker.path, subject="p-01")

    assert isinstance(result, Imported)
    actions = team.session("rev", result.session_id).capture.actions
    assert [(a.kind, a.text) for a in actions] == [
        (ActionKind.CLICK, None),
        (ActionKind.TYPE, "Maria"),
    ]
    assert {w.code: w.count for w in result.warnings}["recorder-keys"] >= len("oa.stop")


def test_three_times_ctrl_at_the_end_is_no_work_and_is_counted(team: "Team", hand: Hand) -> None:
    hand.type("Maria")
    for _ in range(3):
        hand.tap(key_name="ctrl_l", key_vk="37", canonical_key_name="ctrl")

    result = import_capture(team.open(), hand.maker.path, subject="p-01")

    assert isinstance(result, Imported)
    actions = team.session("rev", result.session_id).capture.actions
    assert [a.text for a in actions] == ["Maria"]
    assert {w.code: w.count for w in result.warnings}["recorder-keys"] == 6


def test_sounds_are_not_read_and_counted(hand: Hand) -> None:
    hand.move(1, 2)
    hand.put("audio_info", flac_data=b"fLaC", transcribed_text="my number is 555-0142")

    _, codes = _events(hand.maker.path)

    assert codes["audio-ignored"] == 1


@pytest.mark.parametrize(
    ("platform", "box"),
    [("linux", None), ("darwin", Box(161, 20, 60, 40)), ("win32", Box(161, 20, 60, 40))],
)
def test_windows_lie_where_the_pointer_counts_from(
    tmp_path: Path, platform: str, box: Box | None
) -> None:
    """A second screen on the left puts the main screen's corner at 160, 0 (T12 on Linux)."""
    scope = {"capture_desktop": {"origin": [-160, 0], "viewport": [320, 200]}}
    maker = Maker(tmp_path / "recording.db")
    hand = maker.recording(platform=platform, config=json.dumps(scope))
    hand.put("window_event", title="", window_id="7", left=1, top=20, width=60, height=40)

    with OpenAdaptImporter().open(tmp_path) as capture:
        (screen,) = capture.info.geometry
        (window,) = capture.windows()

    assert (screen.width_px, screen.height_px, screen.origin_x) == (320, 200, -160)
    assert (window.title, window.box) == ("", box)


def test_where_one_window_was_recorded_its_place_is_the_picture(tmp_path: Path) -> None:
    scope = {"capture_window": {"viewport": [640, 400]}}
    hand = Maker(tmp_path / "recording.db").recording(platform="darwin", config=json.dumps(scope))
    state = {"owner": "Shop", "content_rect": [0, 20, 640, 360]}
    sides = {"left": 500, "top": 300, "width": 320, "height": 180}
    hand.put("window_event", title="Orders", state=json.dumps(state), **sides)
    hand.put("window_event", title="Orders", **sides)

    with OpenAdaptImporter().open(tmp_path) as capture:
        first, second = capture.windows()
        codes = {warning.code: warning.count for warning in capture.warnings()}

    assert (first.app, first.box) == ("Shop", Box(0, 20, 640, 360))
    assert second.box is None
    assert codes["window-origin"] == 1


def test_frames_of_the_film_are_the_very_pictures_of_their_times(hand: Hand) -> None:
    """Within one frame of the film wherever between two frames a screenshot fell."""
    for _ in range(20):
        hand.at += 0.013
        hand.shot(0, stored=False)
    film(hand.maker.path.parent / f"oa_recording-{T}.mp4", range(0, 248, 8))

    shots, _ = _greys(hand.maker.path)

    off = np.array([abs(grey / 10 - seconds) for seconds, grey in shots])
    assert len(shots) == 20
    assert off.max() <= 0.1
