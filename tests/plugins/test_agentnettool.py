"""Reading raw recordings of AgentNetTool."""

import codecs
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.plugins import test_ducktrack as ducktrack
from tests.plugins.agentnettool_making import (
    BESIDE,
    COMPLETE,
    LINES,
    make,
    numbered,
    read,
    step,
    stopping,
    typed,
    us,
)
from tests.plugins.pynput_making import (
    FRAME_US,
    START,
    Line,
    at,
    counted,
    damaged,
    timings,
)
from workbench.domain.event import Window
from workbench.errors import BadCapture, WorkbenchError
from workbench.plugin_api import Importer, MakesRemarks
from workbench.services import remarking, replaying
from workbench.testing import check_importer
from workbench_agentnettool import AgentNetToolImporter
from workbench_ducktrack import DuckTrackImporter

if TYPE_CHECKING:
    from tests.conftest import Team

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"


def test_it_is_an_importer_that_makes_remarks(tmp_path: Path) -> None:
    importer: Importer = AgentNetToolImporter()

    assert (importer.name, importer.version) == ("agentnettool", "1")
    with AgentNetToolImporter().open(make(tmp_path / "whole")) as capture:
        assert isinstance(capture, MakesRemarks)


def test_the_importer_keeps_every_promise(tmp_path: Path) -> None:
    other = ducktrack.make(tmp_path / "other", frames=2)
    pages: list[Line] = [{"time_stamp": START, "html": "<p>"}]
    whole = make(tmp_path / "whole", frames=10, beside={**BESIDE, "html.jsonl": pages})

    shared = CAPTURES.iterdir() if CAPTURES.is_dir() else ()
    check_importer(AgentNetToolImporter(), whole, others=[other, *shared], damaged=24)


def test_recordings_of_duck_track_and_of_this_tool_are_told_apart(tmp_path: Path) -> None:
    this, that = AgentNetToolImporter(), DuckTrackImporter()
    plain = [{k: v for k, v in one.items() if k != "event_idx"} for one in LINES]
    moves = [at(0.1, "move", 1, 2)]
    whole = make(tmp_path / "whole")
    renamed = tmp_path / "anything"
    shutil.copy(whole / "events.jsonl", renamed)

    ours = [
        whole,
        whole / "events.jsonl",
        renamed,
        make(tmp_path / "unnumbered", plain),
        make(tmp_path / "moves", moves),
        make(tmp_path / "none", []),
    ]

    for source in ours:
        assert (this.recognises(source), that.recognises(source)) == (True, False)
    theirs = ducktrack.make(tmp_path / "theirs")
    assert (this.recognises(theirs), that.recognises(theirs)) == (False, True)


def test_what_the_tool_made_of_events_is_not_taken_for_them(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole")

    for name in BESIDE:
        assert not AgentNetToolImporter().recognises(whole / name)
        with pytest.raises(BadCapture):
            read(whole / name)


def test_events_keep_the_tools_numbers_and_the_clock_they_were_told_by(tmp_path: Path) -> None:
    lines = [*LINES[:3], {**LINES[3], "event_idx": 40}, {**LINES[4], "event_idx": 41}]

    found = read(make(tmp_path / "whole", lines))

    assert [event.event_id for event in found.events] == [0, 1, 2, 40, 41]
    assert found.events[1].t_us == us(0.3)
    assert "2024-12-01 10:00:00, in an unknown time zone" in found.info.clock
    assert found.info.started_at == ""


def test_the_film_starts_when_the_tool_says_and_leaves_pauses_out(tmp_path: Path) -> None:
    states = timings(STARTED=[0.4], PAUSED=[0.5], RESUMED=[2.5])

    found = read(make(tmp_path / "whole", frames=30, obs_record_state_timings=states))

    expected = [us(0) + n * FRAME_US + (2_000_000 if n >= 15 else 0) for n in range(30)]
    assert found.frame_times_us == pytest.approx(expected, abs=2)


def test_the_task_is_the_description(tmp_path: Path) -> None:
    info = read(make(tmp_path / "whole")).info

    assert info.description == "Order lamps\nOrder forty lamps and say so."
    assert (info.platform, info.recorder) == ("win32", "AgentNetTool")
    assert [(span.width_px, span.height_px) for span in info.geometry] == [(160, 100)]


def test_its_files_are_all_that_belongs_to_it_and_no_other(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", frames=1)
    (whole / "notes.txt").write_text("mine")
    (tmp_path / "secret.jsonl").write_text("outside")
    (whole / "html_element.jsonl").symlink_to(tmp_path / "secret.jsonl")

    names = {path.name for path in AgentNetToolImporter().files(whole)}

    film = "2024-12-01 10-00-00.mp4"
    told = {"events.jsonl", "metadata.json", "task_name.json", "hub_task_id.txt", film}
    assert names == {*BESIDE, *told}


def test_windows_are_the_programs_in_front(tmp_path: Path) -> None:
    records = BESIDE["top_window.jsonl"][::-1]
    records += [{"time_stamp": START}, {"time_stamp": START, "top_window_name": 5}]

    found = read(make(tmp_path / "whole", beside={"top_window.jsonl": records}))

    assert found.windows == [
        Window(1, us(0.2), None, "chrome"),
        Window(2, us(2.1), None, "explorer"),
        Window(1, us(2.8), None, "chrome"),
    ]
    assert found.codes["windows-unusable"] == 2


def test_lines_that_were_encrypted_are_counted_apart_from_those_that_are_damaged(
    tmp_path: Path,
) -> None:
    whole = make(tmp_path / "whole")
    token = "gAAAAABnS-9x5yQ7jQ0mZ2V4dGVuZGVkIHRva2Vu"
    with (whole / "element.jsonl").open("a") as file:
        file.write(f"{token}\n{token}\nno json\n{token}")
    (whole / "top_window.jsonl").write_text(f"{token}\n")

    found = read(whole)

    assert found.codes["lines-encrypted"] == 4
    assert found.codes["lines-unreadable"] == 1
    assert "cut-short" not in found.codes
    assert found.windows == []


def test_events_that_were_encrypted_are_known_by_the_metadata_beside_them(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", [], frames=3)
    (whole / "events.jsonl").write_text("gAAAAABnS-9x5yQ7jQ0mZ2V4\n" * 7)

    found = read(whole)

    assert (found.events, len(found.frame_times_us)) == ([], 3)
    assert found.codes["lines-encrypted"] == 7


def test_marks_and_line_ends_of_windows_are_passed_over(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole")
    expected = read(whole)
    for path in whole.iterdir():
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))

    found = read(whole)

    assert found == expected


def test_pages_are_counted_where_there_are_any(tmp_path: Path) -> None:
    beside: dict[str, list[Line]] = {"html.jsonl": [{"time_stamp": START, "html": "<p>"}]}

    assert read(make(tmp_path / "whole", beside=beside)).codes["pages-unread"] == 1


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("small") / "whole", frames=5)


@pytest.mark.parametrize("seed", range(80))
def test_damage_is_refused_or_counted(small: Path, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path / "hurt"
    shutil.copytree(small, folder)
    path = rng.choice(sorted(path for path in folder.iterdir() if path.stat().st_size))
    path.write_bytes(damaged(rng, path.read_bytes()))

    try:
        found = read(folder)
    except WorkbenchError:
        return

    starts = [window.start_us for window in found.windows]
    remarked = [remark.t_us for remark in found.remarks]
    for times in ([e.t_us for e in found.events], found.frame_times_us, starts, remarked):
        assert times == sorted(times)
        assert all(0 <= t_us <= 2**53 for t_us in times)
    assert len({event.event_id for event in found.events}) == len(found.events)
    assert all(count > 0 for count in found.codes.values())


def test_a_recording_is_taken_in_whole(team: "Team", tmp_path: Path) -> None:
    """The folder is called after a person, whom nothing but the sealed parts may name."""
    lines = [*LINES[:-4], *typed(3.0, "for tomas.ferreira@example.net"), *stopping(9)]
    said = step(6, "type", "Type: for tomas.ferreira@example.net", 3.0)
    beside = {**BESIDE, "reduced_events_complete.jsonl": [*COMPLETE, said]}
    whole = make(tmp_path / "tomas.ferreira@example.net", numbered(lines), frames=60, beside=beside)

    session_id = team.take_in(whole)

    session = team.session("rev", session_id)
    capture = session.capture
    assert len(list(capture.events())) == len(lines)
    told = [(a.kind.value, a.text or a.keys or a.dy) for a in capture.actions]
    assert told == [
        ("click", 0),
        ("type", "Forty lamps"),
        ("press", ("enter",)),
        ("scroll", -1),
        ("type", "for tomas.ferreira@example.net"),
    ]
    assert [window.app for window in capture.windows] == ["chrome", "explorer", "chrome"]
    assert len(capture.remarks) == 13
    assert len(replaying.scene_starts(session)) >= 1
    assert capture.custody.format == "agentnettool"
    codes = counted(capture.custody.warnings)
    assert (codes["recorder-keys"], codes["pointer-outside"]) == (4, 1)
    assert not any("tomas" in warning.detail for warning in capture.custody.warnings)
    shown = team.session("ana", session_id)
    remarks = remarking.shown_remarks(shown, replaying.exposure(shown))
    assert "Save" in [remark.text for remark in remarks]
    assert not any("tomas" in remark.text for remark in remarks)
    assert not any("tomas" in (action.text or "") for action in shown.capture.actions)
