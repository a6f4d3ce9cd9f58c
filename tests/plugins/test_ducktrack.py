"""Reading recordings of DuckTrack."""

import codecs
import hashlib
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.plugins.pynput_making import (
    FRAME_US,
    RATE,
    START,
    Line,
    at,
    click,
    counted,
    damaged,
    grey,
    line,
    make_film,
    timings,
    typed,
)
from workbench.domain.event import Event, EventKind
from workbench.domain.reduction import reduce_events
from workbench.errors import BadCapture, WorkbenchError
from workbench.plugin_api import CaptureInfo, Importer
from workbench.services import replaying
from workbench.testing import check_importer
from workbench_ducktrack import DuckTrackImporter

if TYPE_CHECKING:
    from tests.conftest import Team

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"
SAMPLE = CAPTURES / "ducktrack"

needs_sample = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the shared captures are not here")

LINES: list[Line] = [
    at(0.1, "move", 10.421875, 20.5),
    *click(0.3, 60.25, 40),
    *typed(0.5, "Spare lamps"),
    line(2.0, "press", name="enter"),
    line(2.05, "release", name="enter"),
    *(at(2.2 + i / 50, "scroll", 60, 40.5, dx=0, dy=-1) for i in range(5)),
    at(2.5, "move", 400.0, 900.5),
    *click(2.6, 100, 20),
]
METADATA: dict[str, object] = {
    "system": "Darwin",
    "node": "tomas-ferreiras-laptop.local",
    "release": "23.0.0",
    "version": "Darwin Kernel Version 23.0.0",
    "machine": "arm64",
    "processor": "arm",
    "id": 13939574105829,
    "screen_width": 160,
    "screen_height": 100,
    "model": "Mac14,9",
    "scroll_direction": -1,
    "start_time": "2023-10-20 17:19:53",
    "stop_time": "2023-10-20 17:20:26",
}


def make(
    folder: Path,
    lines: Iterable[Line] = LINES,
    *,
    frames: int = 0,
    states: dict[str, object] | None = None,
) -> Path:
    """A recording as DuckTrack leaves it on a disk."""
    folder.mkdir(parents=True)
    text = "".join(f"{json.dumps(one)}\n" for one in lines)
    (folder / "events.jsonl").write_text(text)
    document = {**METADATA, "obs_record_state_timings": timings() if states is None else states}
    (folder / "metadata.json").write_text(json.dumps(document, indent=4))
    (folder / "README.md").write_text("Order spare lamps")
    if frames:
        make_film(folder / "2023-10-20 17-19-53.mp4", frames)
    return folder


def read(source: Path) -> tuple[CaptureInfo, list[Event], dict[str, int]]:
    with DuckTrackImporter().open(source) as capture:
        events = list(capture.events())
        assert list(capture.windows()) == []
        return capture.info, events, counted(capture.warnings())


def frame_times(source: Path) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """When each frame was shown, and its grey; what was counted while looking."""
    with DuckTrackImporter().open(source) as capture:
        shown = [(frame.t_us, round(float(frame.image.mean()))) for frame in capture.frames()]
        return shown, counted(capture.warnings())


def test_it_is_an_importer() -> None:
    importer: Importer = DuckTrackImporter()

    assert (importer.name, importer.version) == ("ducktrack", "1")


@needs_sample
def test_the_samples_events_are_as_many_as_its_lines_of_each_kind() -> None:
    text = (SAMPLE / "events.jsonl").read_text()

    _, events, codes = read(SAMPLE)

    kinds = Counter(event.kind.value for event in events)
    for action in ("move", "scroll", "press", "release"):
        assert kinds[action] == text.count(f'"action": "{action}"')
    assert kinds["down"] == text.count('"pressed": true')
    assert kinds["up"] == text.count('"pressed": false')
    assert [event.event_id for event in events] == list(range(1, text.count("\n") + 1))
    assert codes == {"scroll-natural": 140}


@needs_sample
def test_what_was_done_in_the_sample_is_found() -> None:
    info, events, _ = read(SAMPLE)

    reduced = reduce_events(events, settings=info.reduction)

    words = [action.text or action.keys for action in reduced.actions if action.text or action.keys]
    assert words == ["wikipedia", ("enter",), "transformer model"]
    assert Counter(action.kind.value for action in reduced.actions) == {
        "click": 16,
        "scroll": 12,
        "drag": 3,
        "type": 2,
        "press": 1,
        "triple_click": 1,
    }
    assert all(action.dy < 0 for action in reduced.actions if action.kind == "scroll")
    assert reduced.unclaimed_ids == reduced.recorder_ids == ()


@needs_sample
def test_the_sample_is_told_without_whose_computer_it_was_or_when_it_began() -> None:
    info, events, _ = read(SAMPLE)

    (screen,) = info.geometry
    assert (screen.width_px, screen.height_px, info.platform) == (1512, 982, "darwin")
    assert info.started_at == ""
    assert "2023-10-20 17:19:53, in an unknown time zone" in info.clock
    assert info.description == "This is an example recording (with the video removed)."
    assert "lawn" not in repr(info)
    assert (events[0].x, events[0].y, events[0].t_us) == (1175.421875, 50.421875, 150160965463)


@needs_sample
def test_the_importer_keeps_every_promise_on_the_sample() -> None:
    others = [path for path in CAPTURES.iterdir() if path.name != SAMPLE.name]

    check_importer(DuckTrackImporter(), SAMPLE, others=others, damaged=6)


@needs_sample
def test_the_sample_goes_through_the_service(team: "Team") -> None:
    session_id = team.take_in(SAMPLE)

    capture = team.session("rev", session_id).capture
    assert len(list(capture.events())) == 13_401
    words = [action.text or action.keys for action in capture.actions if action.text or action.keys]
    assert words == ["wikipedia", ("enter",), "transformer model"]
    assert (len(capture.actions), capture.frames) == (35, [])
    assert counted(capture.custody.warnings) == {"film-missing": 1, "scroll-natural": 140}
    assert "lawn" not in repr(capture.custody)


def test_the_importer_keeps_every_promise_on_a_recording_with_a_film(tmp_path: Path) -> None:
    states = timings(PAUSED=[0.4, 0.9], RESUMED=[0.6, 1.4])

    check_importer(DuckTrackImporter(), make(tmp_path / "whole", frames=20, states=states))


def test_a_recording_is_recognised_by_what_its_lines_say(tmp_path: Path) -> None:
    whole, importer = make(tmp_path / "whole", frames=2), DuckTrackImporter()
    renamed = tmp_path / "anything"
    shutil.copy(whole / "events.jsonl", renamed)
    numbered = make(tmp_path / "other", [{**one, "event_idx": i} for i, one in enumerate(LINES)])
    named = make(tmp_path / "named", [line(0.1, "press", name="a", pynput_key="'a'")])
    filmed = make(tmp_path / "filmed")
    (filmed / "metadata.json").write_text(json.dumps({"video_start_timestamp": START}))

    assert importer.recognises(whole)
    assert importer.recognises(whole / "events.jsonl")
    assert importer.recognises(renamed)
    for other in (numbered, named, filmed):
        assert not importer.recognises(other)
    for no in (whole / "metadata.json", whole / "README.md", tmp_path, tmp_path / "nothing"):
        assert not importer.recognises(no)
        with pytest.raises(BadCapture):
            read(no)


def test_lines_of_another_kind_under_the_same_name_are_not_recognised(tmp_path: Path) -> None:
    for number, one in enumerate(
        [{"i": 0, "kind": "click", "t": 0.5}, {"action": ["move"], "time_stamp": 5.0}, [], "move"]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "events.jsonl").write_text(json.dumps(one))
        assert not DuckTrackImporter().recognises(folder)


def test_its_files_are_those_it_reads_and_no_other(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", frames=1)
    (whole / "notes.txt").write_text("mine")
    (tmp_path / "secret.mp4").write_text("outside")
    (whole / "link.mp4").symlink_to(tmp_path / "secret.mp4")

    names = [path.name for path in DuckTrackImporter().files(whole)]

    assert names == ["2023-10-20 17-19-53.mp4", "README.md", "events.jsonl", "metadata.json"]
    assert DuckTrackImporter().files(whole / "events.jsonl") == DuckTrackImporter().files(whole)


def test_events_that_lie_outside_the_folder_are_not_followed(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "events.jsonl").symlink_to(whole / "events.jsonl")

    assert not DuckTrackImporter().recognises(linked)


def test_reading_changes_nothing_of_the_source(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", frames=3)
    before = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in whole.iterdir()}

    read(whole)
    frame_times(whole)

    after = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in whole.iterdir()}
    assert after == before


def test_frames_are_on_the_clock_of_the_events(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", frames=60)

    shown, codes = frame_times(whole)

    assert codes == {}
    assert len(shown) == 60
    for number, (t_us, level) in enumerate(shown):
        assert abs(t_us - (START * 1e6 + number * FRAME_US)) <= 1
        # Colours come out of a film all a little darker.
        assert abs((level - shown[0][1]) - (grey(number) - grey(0))) <= 2


def test_what_was_paused_is_not_in_the_film_but_in_its_times(tmp_path: Path) -> None:
    """The recorder films for half a second, pauses for two, films on, pauses for one."""
    states = timings(PAUSED=[0.5, 3.0], RESUMED=[2.5, 4.0])
    pauses = [line(0.5, "pause"), line(2.5, "resume"), line(3.0, "pause"), line(4.0, "resume")]
    lines = sorted([*LINES[:3], *pauses], key=lambda one: float(str(one["time_stamp"])))
    whole = make(tmp_path / "whole", lines, frames=60, states=states)

    shown, _ = frame_times(whole)
    _, _, codes = read(whole)

    after = [(t_us / 1e6 - START) for t_us, _ in shown]
    filmed = [t - (2.0 if t >= 2.5 else 0) - (1.0 if t >= 4.0 else 0) for t in after]
    assert filmed == pytest.approx([number / RATE for number in range(60)], abs=1e-5)
    assert not any(0.5 < t < 2.49 or 3.0 < t < 3.99 for t in after)
    assert codes == {"recording-paused": 2}


@pytest.mark.parametrize(
    "states", [{}, timings(STARTED=[9e6]), {"OBS_WEBSOCKET_OUTPUT_STARTED": 5}]
)
def test_without_a_start_the_film_goes_with_the_events(
    tmp_path: Path, states: dict[str, object]
) -> None:
    lines = [LINES[0], line(0.3, "pause"), line(1.3, "resume"), *LINES[1:]]
    whole = make(tmp_path / "whole", lines, frames=15, states=states)

    shown, codes = frame_times(whole)

    first_us = round((START + 0.1) * 1e6)
    assert codes == {"video-start-assumed": 1}
    assert shown[0][0] == first_us
    assert shown[14][0] == pytest.approx(first_us + 14 * FRAME_US + 1_000_000, abs=1)


def test_a_recording_without_a_film_says_so(tmp_path: Path) -> None:
    assert frame_times(make(tmp_path / "whole")) == ([], {"film-missing": 1})


def test_a_film_that_is_none_is_left_out_and_one_cut_short_is_read_up_to_there(
    tmp_path: Path,
) -> None:
    none, cut = make(tmp_path / "none"), make(tmp_path / "cut", frames=60)
    (none / "film.mp4").write_bytes(b"no film")
    (film,) = cut.glob("*.mp4")
    data = bytearray(film.read_bytes())
    middle = data.index(b"mdat") + (data.index(b"moov") - data.index(b"mdat")) // 2
    data[middle : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - middle)
    film.write_bytes(data)

    shown, codes = frame_times(cut)

    assert frame_times(none) == ([], {"film-unreadable": 1})
    assert shown == sorted(shown, key=lambda frame: frame[0])
    assert set(codes) <= {"film-truncated"}


def test_of_several_films_the_first_is_read_and_the_others_are_counted(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", frames=4)
    make_film(whole / "0.MP4", 2)
    (whole / "._0.mp4").write_text("what a Mac leaves")

    shown, codes = frame_times(whole)

    assert (len(shown), codes) == (2, {"films-ignored": 1})


def test_places_off_the_screen_and_between_points_are_kept(tmp_path: Path) -> None:
    """A screen that is turned is not told of, and the film has another size than it."""
    whole = make(tmp_path / "whole", frames=1)

    info, events, codes = read(whole)

    with DuckTrackImporter().open(whole) as capture:
        (frame,) = capture.frames()
    assert frame.image.shape == (40, 64, 3)
    assert [(span.width_px, span.height_px) for span in info.geometry] == [(160, 100)]
    assert (400.0, 900.5) in {(event.x, event.y) for event in events}
    assert (events[0].x, events[1].x) == (10.421875, 60.25)
    assert codes == {"scroll-natural": 5}


def test_letters_stay_as_they_were_recorded_whatever_caps_lock_may_say(tmp_path: Path) -> None:
    lines = [line(1, "press", name="caps_lock"), line(1.1, "release", name="caps_lock")]
    whole = make(tmp_path / "whole", [*lines, *typed(1.5, "STAT6011 grouping")])

    info, events, _ = read(whole)

    actions = reduce_events(events, settings=info.reduction).actions
    assert [action.text or action.keys for action in actions] == [
        ("caps_lock",),
        "STAT6011 grouping",
    ]


def test_a_recorder_that_was_killed_leaves_events_alone(tmp_path: Path) -> None:
    """It writes its metadata and its description when it stops."""
    whole = make(tmp_path / "whole")
    (whole / "metadata.json").unlink()
    (whole / "README.md").unlink()
    with (whole / "events.jsonl").open("a") as file:
        file.write('{"time_stamp": 150170.1, "act')

    info, events, codes = read(whole)

    assert (len(events), info.geometry, info.platform) == (len(LINES), (), "")
    assert codes == {"cut-short": 1, "metadata-missing": 1, "screen-unknown": 1}


def test_marks_and_line_ends_of_windows_are_passed_over(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole")
    expected = read(whole)[1]
    for path in whole.iterdir():
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))

    info, events, _ = read(whole)

    assert (events, info.description) == (expected, "Order spare lamps")
    assert info.geometry


def test_a_key_without_a_name_is_kept_as_unknown(tmp_path: Path) -> None:
    _, events, codes = read(make(tmp_path / "whole", [line(1, "press", name=None)]))

    assert [(e.kind, e.key, e.text) for e in events] == [(EventKind.PRESS, "unknown", None)]
    assert codes == {"key-text-missing": 1}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("small") / "whole", frames=5)


@pytest.mark.parametrize("seed", range(70))
def test_damage_is_refused_or_counted(small: Path, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path / "hurt"
    shutil.copytree(small, folder)
    path = rng.choice(sorted(folder.iterdir()))
    path.write_bytes(damaged(rng, path.read_bytes()))

    events, frame_times_us, codes = _read_or_refused(folder)

    for times in ([event.t_us for event in events], frame_times_us):
        assert times == sorted(times)
        assert all(0 <= t_us <= 2**53 for t_us in times)
    assert len({event.event_id for event in events}) == len(events)
    assert all(count > 0 for count in codes.values())


def _read_or_refused(source: Path) -> tuple[list[Event], list[int], dict[str, int]]:
    """What is left of a recording; nothing where it is refused in words of our own."""
    try:
        with DuckTrackImporter().open(source) as capture:
            events, frames = list(capture.events()), list(capture.frames())
            return events, [frame.t_us for frame in frames], counted(capture.warnings())
    except WorkbenchError:
        return [], [], {}


def test_a_recording_is_taken_in_whole(team: "Team", tmp_path: Path) -> None:
    lines = [*LINES, *typed(3.0, "for tomas.ferreira@example.net")]
    whole = make(tmp_path / "whole", lines, frames=60)

    session_id = team.take_in(whole)

    session = team.session("rev", session_id)
    assert len(list(session.capture.events())) == len(lines)
    told = [(a.kind.value, a.text or a.keys or a.dy) for a in session.capture.actions]
    assert told == [
        ("click", 0),
        ("type", "Spare lamps"),
        ("press", ("enter",)),
        ("scroll", -5),
        ("click", 0),
        ("type", "for tomas.ferreira@example.net"),
    ]
    assert len(replaying.scene_starts(session)) >= 1
    assert session.capture.custody.format == "ducktrack"
    codes = counted(session.capture.custody.warnings)
    assert codes == {"pointer-outside": 1, "scroll-natural": 5}
    (hidden,) = [a for a in team.session("ana", session_id).capture.actions if a.mask]
    assert "tomas" not in (hidden.text or "")
