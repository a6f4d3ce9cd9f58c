"""Databases with many recordings: those of the desktop program, and recording.db used twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.plugins.openadapt_making import TABLES, Maker, T, film, small_legacy, small_recording
from workbench.errors import BadCapture
from workbench.plugin_api import HoldsMany, Importer
from workbench.services.importing import Imported, import_capture
from workbench.services.sources import importer_for, parts_of
from workbench.testing import check_importer
from workbench_openadapt import OpenAdaptImporter, OpenAdaptLegacyImporter, OpenAdaptStoreImporter

if TYPE_CHECKING:
    from tests.conftest import Team

_LEGACY_SIGNS = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32))",
    "CREATE TABLE scrubbed_recording (id INTEGER, timestamp, recording_id, provider, scrubbed)",
    "ALTER TABLE action_event ADD COLUMN scrubbed_text VARCHAR",
    "ALTER TABLE action_event RENAME TO input_event",
)


def _typed(importer: OpenAdaptImporter, source: Path, part: str) -> str:
    with importer.open_part(source, part) as capture:
        return "".join(event.text or "" for event in capture.events())


def _codes(importer: OpenAdaptImporter, source: Path, part: str = "") -> dict[str, int]:
    with importer.open_part(source, part) as capture:
        list(capture.events())
        list(capture.frames())
        return {warning.code: warning.count for warning in capture.warnings()}


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A recording.db that a recorder used twice."""
    maker = Maker(tmp_path / "recording.db")
    for at, typed in ((T, "one"), (T + 100, "two")):
        hand = maker.recording(at)
        hand.put("window_event", title=typed, window_id="1")
        hand.type(typed)
        hand.shot(8)
    return tmp_path


def test_the_desktop_programs_database_keeps_every_promise_of_an_importer(tmp_path: Path) -> None:
    importer: Importer = OpenAdaptLegacyImporter()

    check_importer(
        importer,
        small_legacy(tmp_path / "many"),
        others=[small_recording(tmp_path / "one")],
        damaged=60,
    )
    assert isinstance(importer, HoldsMany)
    assert importer.name == "openadapt-legacy"


def test_each_recording_of_the_desktop_program_is_a_part(tmp_path: Path) -> None:
    source = small_legacy(tmp_path / "many")
    importer = OpenAdaptLegacyImporter()

    assert importer_for(source).name == importer_for(source / "openadapt.db").name == importer.name
    assert list(parts_of(source)) == ["1", "2"]
    assert [_typed(importer, source, part) for part in ("1", "2")] == ["one", "two"]
    assert [path.name for path in importer.files(source)] == [
        "openadapt.db",
        f"oa_recording-{T}.mp4",
        f"oa_recording-{T + 100}.mp4",
    ]


def test_each_part_has_its_own_film(tmp_path: Path) -> None:
    source = small_legacy(tmp_path / "many")
    film(source / "videos" / f"oa_recording-{T + 100}.mp4", [160] * 30)

    with OpenAdaptLegacyImporter().open_part(source, "2") as capture:
        (frame,) = capture.frames()
        info = capture.info

    assert round(float(frame.image.mean()) / 8) == 20
    assert (info.recorder, info.format_version) == ("OpenAdapt", "legacy")


def test_the_film_of_another_recording_is_never_taken(tmp_path: Path) -> None:
    source = small_legacy(tmp_path / "many")
    (source / "videos" / f"oa_recording-{T + 100}.mp4").unlink()

    with (
        OpenAdaptLegacyImporter().open_part(source, "2") as capture,
        pytest.raises(BadCapture, match="no picture"),
    ):
        list(capture.frames())


def test_early_databases_call_their_events_inputs(tmp_path: Path) -> None:
    """They have no link but the recording's time, and it may be a whole number of seconds."""
    old = [f"{table}.{name}" for table in TABLES for name in ("source_ordinal", "recording_id")]
    maker = Maker(tmp_path / "openadapt.db", without=old, renamed={"action_event": "input_event"})
    for at, typed in ((1_690_000_000.0, "one"), (1_690_000_100.0, "two")):
        hand = maker.recording(at)
        hand.type(typed)
        hand.shot(8)
    importer = OpenAdaptLegacyImporter()

    assert importer_for(tmp_path).name == "openadapt-legacy"
    assert [_typed(importer, tmp_path, part) for part in importer.parts(tmp_path)] == ["one", "two"]
    assert _codes(importer, tmp_path, "2") == {}


@pytest.mark.parametrize("sign", _LEGACY_SIGNS)
def test_the_desktop_programs_database_is_told_from_the_packages(tmp_path: Path, sign: str) -> None:
    maker = Maker(tmp_path / "recording.db")
    maker.recording().type("hello")
    before = importer_for(tmp_path).name

    maker.run(sign)

    assert before == "openadapt"
    assert importer_for(tmp_path).name == "openadapt-legacy"
    assert not OpenAdaptImporter().recognises(tmp_path)


def test_a_database_of_any_name_is_found_by_what_is_in_it(tmp_path: Path) -> None:
    small_legacy(tmp_path)
    (tmp_path / "openadapt.db").rename(tmp_path / "backup of 2024.db")
    (tmp_path / "a.db").write_bytes(b"noise")

    assert importer_for(tmp_path).name == "openadapt-legacy"
    assert list(parts_of(tmp_path)) == ["1", "2"]


def test_rows_that_a_deleted_recording_left_behind_belong_to_no_other(tmp_path: Path) -> None:
    source = small_legacy(tmp_path)
    with closing(sqlite3.connect(source / "openadapt.db")) as database:
        database.execute("DELETE FROM recording WHERE id = 1")
        database.commit()
    importer = OpenAdaptLegacyImporter()

    assert list(importer.parts(source)) == [""]
    assert _typed(importer, source, "") == "two"


def test_a_copy_that_was_scrubbed_before_says_so(tmp_path: Path) -> None:
    source = small_legacy(tmp_path)
    with closing(sqlite3.connect(source / "openadapt.db")) as database:
        database.execute("UPDATE recording SET original_recording_id = 1 WHERE id = 2")
        database.commit()
    importer = OpenAdaptLegacyImporter()

    assert _codes(importer, source, "1") == {}
    assert _codes(importer, source, "2") == {"scrubbed-copy": 1}


def test_numbers_of_symbols_are_read_as_the_characters_they_are(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "openadapt.db")
    maker.run(_LEGACY_SIGNS[0])
    hand = maker.recording()
    for code in (0x48, 0x69, 0xE9):
        hand.tap(key_vk=str(code))

    assert _typed(OpenAdaptLegacyImporter(), tmp_path, "") == "Hié"


def test_a_recording_db_used_twice_comes_in_by_its_parts(twice: Path) -> None:
    importer = OpenAdaptImporter()

    assert list(importer.parts(twice)) == ["1", "2"]
    assert [_typed(importer, twice, part) for part in ("1", "2")] == ["one", "two"]
    for part, title in (("1", "one"), ("2", "two")):
        with importer.open_part(twice, part) as capture:
            assert [window.title for window in capture.windows()] == [title]
            assert len(list(capture.frames())) == 1


def test_rows_linked_by_time_only_belong_to_their_recording(twice: Path) -> None:
    with closing(sqlite3.connect(twice / "recording.db")) as database:
        database.execute("UPDATE action_event SET recording_id = NULL")
        database.commit()

    assert [_typed(OpenAdaptImporter(), twice, part) for part in ("1", "2")] == ["one", "two"]


def test_one_recording_is_a_part_without_a_name(tmp_path: Path) -> None:
    assert list(parts_of(small_recording(tmp_path))) == [""]


@pytest.mark.parametrize("part", ["", "3", "one", "1 "])
def test_a_part_there_is_not_is_refused_with_a_hint(twice: Path, part: str) -> None:
    with pytest.raises(BadCapture) as raised:
        _typed(OpenAdaptImporter(), twice, part)

    assert raised.value.hint


def test_each_part_becomes_a_session_of_its_own(team: "Team", twice: Path) -> None:
    project = team.open()
    results = [import_capture(project, twice, part=part, subject="p-01") for part in ("1", "2")]

    assert [_session_texts(team, result) for result in results] == [["one"], ["two"]]
    assert [result.frames for result in results if isinstance(result, Imported)] == [1, 1]
    again = import_capture(project, twice, part="2", subject="p-01")
    assert not isinstance(again, Imported)


def _session_texts(team: "Team", result: object) -> list[str | None]:
    assert isinstance(result, Imported)
    return [action.text for action in team.session("rev", result.session_id).capture.actions]


def _kinds() -> Iterator[OpenAdaptImporter]:
    yield OpenAdaptImporter()
    yield OpenAdaptLegacyImporter()
    yield OpenAdaptStoreImporter()


@pytest.mark.parametrize("importer", _kinds(), ids=lambda importer: str(importer.name))
def test_views_and_virtual_tables_are_no_recording(
    tmp_path: Path, importer: OpenAdaptImporter
) -> None:
    """A view may compute for ever; a database with one in place of a table is refused."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS id FROM n"
    with closing(sqlite3.connect(tmp_path / importer.kind.usual_name)) as database:
        for name in ("recording", "action_event", "capture", "events"):
            database.execute(f"CREATE VIEW {name} AS {endless}")
        database.commit()

    assert not importer.recognises(tmp_path)
    with pytest.raises(BadCapture):
        importer.parts(tmp_path)
