"""Recordings that are killed, cut short, tampered with, or something else."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from workbench.domain.event import EventKind
from workbench.errors import BadCapture
from workbench_openadapt import OpenAdaptImporter

ROOT = Path(__file__).resolve().parents[2]
CRM1 = ROOT.parent / "shared" / "captures" / "openadapt_capture" / "crm1"

pytestmark = pytest.mark.skipif(not CRM1.is_dir(), reason="the shared captures are not here")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A recording that may be changed."""
    folder = tmp_path / "crm1"
    folder.mkdir()
    for path in CRM1.iterdir():
        shutil.copyfile(path, folder / path.name)
    return folder


def _change(source: Path, *statements: str) -> None:
    database = sqlite3.connect(source / "recording.db")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def _film(source: Path) -> Path:
    (film,) = source.glob("*.mp4")
    return film


def _codes(source: Path, *, frames: bool = False) -> dict[str, int]:
    with OpenAdaptImporter().open(source) as capture:
        list(capture.events())
        list(capture.windows())
        if frames:
            list(capture.frames())
        return {warning.code: warning.count for warning in capture.warnings()}


def _frame_times(source: Path) -> list[int]:
    with OpenAdaptImporter().open(source) as capture:
        return [frame.t_us for frame in capture.frames()]


def _kill(source: Path) -> None:
    """Leave the database as a recorder does that is killed: its last rows in a log beside it."""
    live = source.parent / "live.db"
    shutil.copyfile(source / "recording.db", live)
    database = sqlite3.connect(live)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute("UPDATE action_event SET key_char = 'Z' WHERE id = 15")
    database.commit()
    shutil.copyfile(live, source / "recording.db")
    shutil.copyfile(f"{live}-wal", source / "recording.db-wal")
    database.close()


def _fail_while_open(source: Path, copies: Path) -> None:
    with OpenAdaptImporter().open(source):
        (private,) = copies.iterdir()
        raise RuntimeError(oct(private.stat().st_mode & 0o777))


def test_a_killed_recording_is_read_with_its_log_and_left_alone(source: Path) -> None:
    _kill(source)
    before = {path.name: path.read_bytes() for path in source.iterdir()}

    with OpenAdaptImporter().open(source) as capture:
        text = next(event.text for event in capture.events() if event.event_id == 15)
        codes = {warning.code for warning in capture.warnings()}

    assert text == "Z"
    assert "incomplete" in codes
    assert {path.name: path.read_bytes() for path in source.iterdir()} == before
    assert source / "recording.db-wal" in OpenAdaptImporter().files(source)


def test_the_private_copy_of_a_killed_recording_is_private_and_gone_afterwards(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    monkeypatch.setattr("workbench_openadapt.opening._MEMORY_DISK", tmp_path / "none")
    _kill(source)

    with pytest.raises(RuntimeError, match="0o700"):
        _fail_while_open(source, copies)

    assert list(copies.iterdir()) == []


def test_a_recording_whose_schema_is_only_in_the_log_is_recognised(tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    database = sqlite3.connect(live)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE recording (id INTEGER, timestamp)")
    database.execute("CREATE TABLE action_event (id INTEGER, name, timestamp)")
    database.commit()
    killed = tmp_path / "killed"
    killed.mkdir()
    shutil.copyfile(live, killed / "recording.db")
    shutil.copyfile(f"{live}-wal", killed / "recording.db-wal")
    database.close()

    assert OpenAdaptImporter().recognises(killed)


def test_a_file_changed_after_sealing_is_a_seal_mismatch(source: Path) -> None:
    _change(source, "UPDATE action_event SET key_char = 'x' WHERE id = 15")

    codes = _codes(source)

    assert codes["seal-mismatch"] == 1
    assert "seal-verified" not in codes


def test_a_seal_cannot_vouch_for_files_outside_the_recording(source: Path) -> None:
    manifest = source / "capture-artifact-manifest.json"
    manifest.write_text(manifest.read_text().replace("recording.db", "../crm1/../recording.db"))

    assert _codes(source)["seal-mismatch"] == 2


def test_a_changed_list_of_digests_is_a_seal_mismatch(source: Path) -> None:
    manifest = source / "capture-artifact-manifest.json"
    manifest.write_text(manifest.read_text() + " ")

    assert _codes(source)["seal-mismatch"] == 1


@pytest.mark.parametrize("kept_bytes", [100, 4096, 100_000, 3_000_000])
def test_a_database_cut_short_is_a_bad_capture(source: Path, kept_bytes: int) -> None:
    database = source / "recording.db"
    database.write_bytes(database.read_bytes()[:kept_bytes])

    with pytest.raises(BadCapture) as raised:
        _codes(source, frames=True)

    assert raised.value.hint


@pytest.mark.parametrize(
    "content",
    [b"", b"SQLite format 3\x00", b"not a database at all" * 100, bytes(5000)],
    ids=["nothing", "a header", "a text", "zeros"],
)
def test_what_is_no_database_is_a_bad_capture(source: Path, content: bytes) -> None:
    (source / "recording.db").write_bytes(content)

    assert not OpenAdaptImporter().recognises(source)
    with pytest.raises(BadCapture, match=r"this recording\.db is damaged, cut short"):
        _codes(source)


def test_the_database_of_another_program_is_a_bad_capture(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "recording.db")
    database.execute("CREATE TABLE recording (title TEXT)")
    database.execute("CREATE TABLE action_event (what TEXT)")
    database.commit()
    database.close()

    with pytest.raises(BadCapture, match="no usable table 'recording'"):
        _codes(tmp_path)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM recording", "holds 0 recordings"),
        ("INSERT INTO recording (id) VALUES (2)", "holds 2 recordings"),
        ("UPDATE recording SET timestamp = NULL", "when it started"),
    ],
)
def test_a_database_without_one_recording_is_a_bad_capture(
    source: Path, statement: str, message: str
) -> None:
    _change(source, statement)

    with pytest.raises(BadCapture, match=message):
        _codes(source)


def test_a_missing_film_without_stored_pictures_is_a_bad_capture(source: Path) -> None:
    _change(source, "UPDATE screenshot SET png_data = NULL")
    _film(source).unlink()

    with pytest.raises(BadCapture, match="no picture"):
        _frame_times(source)


def test_a_missing_film_with_stored_pictures_does_not_matter(source: Path) -> None:
    _film(source).unlink()

    assert len(_frame_times(source)) == 131


def test_a_film_that_cannot_be_opened_is_a_bad_capture(source: Path) -> None:
    _change(source, "UPDATE screenshot SET png_data = NULL")
    _film(source).write_bytes(_film(source).read_bytes()[:90_000])

    with pytest.raises(BadCapture, match="no picture"):
        _frame_times(source)


def test_a_playlist_that_calls_itself_a_film_is_not_followed(source: Path) -> None:
    _change(source, "UPDATE screenshot SET png_data = NULL")
    _film(source).rename(source / "elsewhere.bin")
    (source / "film.mp4").write_text("ffconcat version 1.0\nfile elsewhere.bin\n")

    with pytest.raises(BadCapture, match="no picture"):
        _frame_times(source)


@pytest.mark.parametrize("junk", [bytes(20_000), bytes(i * 7919 % 251 for i in range(20_000))])
def test_frames_are_read_up_to_the_damage_in_a_film(source: Path, junk: bytes) -> None:
    _change(source, "UPDATE screenshot SET png_data = NULL")
    with OpenAdaptImporter().open(source) as capture:
        whole = list(capture.frames())
    content = _film(source).read_bytes()
    _film(source).write_bytes(content[:80_000] + junk + content[100_000:])

    with OpenAdaptImporter().open(source) as capture:
        frames = list(capture.frames())
        codes = {warning.code: warning.count for warning in capture.warnings()}

    assert 10 < len(frames) < 131
    assert codes["video-truncated"] == 1
    assert codes["frames-missing"] == 131 - len(frames)
    for frame, original in zip(frames, whole, strict=False):
        assert np.array_equal(frame.image, original.image)


def test_a_damaged_picture_is_taken_from_the_film(source: Path) -> None:
    _change(source, "UPDATE screenshot SET png_data = substr(png_data, 1, 5000) WHERE id < 4")

    codes = _codes(source, frames=True)

    assert codes["picture-damaged"] == 3
    assert "frames-missing" not in codes


def test_without_screenshot_rows_the_films_own_frames_are_taken(source: Path) -> None:
    _change(source, "DELETE FROM screenshot")

    times = _frame_times(source)

    assert len(times) == 567
    assert times[0] == 1795436248764865
    assert times[24] - times[0] == 1_000_000


def test_rows_that_make_no_sense_are_counted_not_guessed(source: Path) -> None:
    _change(
        source,
        "UPDATE action_event SET timestamp = NULL WHERE id = 1",
        "UPDATE action_event SET timestamp = 'soon' WHERE id = 2",
        "UPDATE action_event SET timestamp = 9e999 WHERE id = 3",
        "UPDATE action_event SET mouse_x = NULL WHERE id = 4",
        "UPDATE action_event SET name = 'hover' WHERE id = 5",
        "UPDATE action_event SET disabled = 1 WHERE id = 6",
        "UPDATE action_event SET timestamp = timestamp - 60 WHERE id = 20",
    )

    codes = _codes(source)

    assert {code: count for code, count in codes.items() if code not in ("window-origin",)} == {
        "clock-backwards": 1,
        "events-disabled": 1,
        "events-unknown": 1,
        "rows-unreadable": 4,
        "seal-mismatch": 1,
    }


def test_times_never_go_back_even_where_the_clock_did(source: Path) -> None:
    _change(source, "UPDATE action_event SET timestamp = timestamp - 60 WHERE id = 20")

    with OpenAdaptImporter().open(source) as capture:
        events = list(capture.events())

    assert len(events) == 259
    assert [e.t_us for e in events] == sorted(e.t_us for e in events)


@pytest.mark.parametrize("config", ["null", "{}", "[]", "not json", "{"])
def test_null_written_as_text_is_no_configuration(source: Path, config: str) -> None:
    _change(source, f"UPDATE recording SET config = '{config}', pixel_ratio = 2")

    with OpenAdaptImporter().open(source) as capture:
        (screen,) = capture.info.geometry

    assert (screen.width_px, screen.height_px, screen.scale) == (1280, 720, 2)


def test_columns_an_older_recorder_lacks_are_empty(source: Path) -> None:
    _change(
        source,
        "ALTER TABLE action_event DROP COLUMN source_ordinal",
        "ALTER TABLE action_event DROP COLUMN disabled",
        "ALTER TABLE recording DROP COLUMN pixel_ratio",
        "ALTER TABLE screenshot DROP COLUMN png_data",
        "DROP TABLE window_event",
        "DROP TABLE browser_event",
    )

    with OpenAdaptImporter().open(source) as capture:
        assert len(list(capture.events())) == 259
        assert list(capture.windows()) == []
        assert len(list(capture.frames())) == 131


def test_pages_navigated_to_are_events_and_the_rest_is_counted(source: Path) -> None:
    message = '{"message": {"eventType": "%s", "url": "https://example.org/a"}}'
    values = "(%d, 1795436255.5, '%s')"
    rows = [values % (1, message % "navigate"), values % (2, message % "click")]
    rows += [values % (3, "null"), values % (4, '{"payload": {"eventType": "navigate"}}')]
    _change(source, f"INSERT INTO browser_event (id, timestamp, message) VALUES {','.join(rows)}")

    with OpenAdaptImporter().open(source) as capture:
        events = list(capture.events())
        codes = {warning.code: warning.count for warning in capture.warnings()}

    (page,) = [event for event in events if event.kind is EventKind.NAVIGATE]
    assert (page.event_id, page.t_us, page.text) == (260, 1795436255500000, "https://example.org/a")
    assert [e.t_us for e in events] == sorted(e.t_us for e in events)
    assert codes["browser-events-ignored"] == 3


@pytest.mark.parametrize(("platform", "is_known"), [("darwin", True), ("linux", False)])
def test_window_places_are_kept_where_they_are_right(
    source: Path, platform: str, is_known: bool
) -> None:
    _change(source, f"UPDATE recording SET platform = '{platform}'")

    with OpenAdaptImporter().open(source) as capture:
        (window,) = capture.windows()

    assert (window.box is not None) == is_known


def _empty(folder: Path) -> Path:
    return folder


def _file_without_rights(folder: Path) -> Path:
    path = folder / "recording.db"
    path.write_bytes(b"SQLite format 3\x00")
    path.chmod(0)
    return folder


def _loop(folder: Path) -> Path:
    (folder / "recording.db").symlink_to(folder / "recording.db")
    return folder


@pytest.mark.parametrize("make", [_empty, _file_without_rights, _loop])
def test_recognising_never_raises(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert not OpenAdaptImporter().recognises(make(tmp_path))
    assert not OpenAdaptImporter().recognises(tmp_path / "absent")
