"""Reading captures in the documented DuckDB schema."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from PIL import Image

from workbench.domain.event import Event, EventKind, Window
from workbench.domain.geometry import Box, Geometry
from workbench.domain.reduction import reduce_events
from workbench.errors import BadCapture, NewerVersion
from workbench.plugin_api import Importer
from workbench_duckdb import DuckDBImporter
from workbench_duckdb.tables import OPTIONAL_TABLES, TABLES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "capture-schema.md"

COMPLETE = """
CREATE TABLE session AS SELECT 1 AS schema_version, 'rec 2' AS recorder, 'linux' AS platform,
  '2026-03-01T10:30:00+01:00' AS started_at, 'Do a thing' AS description, 'monotonic' AS clock,
  400000 AS double_click_us, 4.5 AS double_click_px;
CREATE TABLE geometry AS SELECT * FROM (VALUES
  (0, 64, 48, 1.0, 0, 0), (3000000, 48, 64, 2.0, -5, 7))
  AS g(start_us, width_px, height_px, scale, origin_x, origin_y);
CREATE TABLE event AS SELECT * FROM (VALUES
  (10, 100, 'move', 1.5, 2.5, NULL, NULL, NULL, NULL, NULL),
  (11, 200, 'down', 1.0, 2.0, 'left', NULL, NULL, NULL, NULL),
  (12, 300, 'up', 1.0, 2.0, 'left', NULL, NULL, NULL, NULL),
  (13, 300, 'scroll', 100.0, 2.0, NULL, 0, -1, NULL, NULL),
  (14, 400, 'press', NULL, NULL, NULL, NULL, NULL, 'a', 'A'),
  (15, 500, 'release', NULL, NULL, NULL, NULL, NULL, 'a', NULL),
  (16, 600, 'text', NULL, NULL, NULL, NULL, NULL, NULL, 'né'),
  (17, 700, 'clipboard', NULL, NULL, NULL, NULL, NULL, NULL, 'copied'),
  (18, 800, 'navigate', NULL, NULL, NULL, NULL, NULL, NULL, 'https://example.org/'))
  AS e(event_id, t_us, kind, x, y, button, dx, dy, key, text);
CREATE TABLE window_focus AS SELECT * FROM (VALUES
  (0, 7, 'One', 'editor', 1, 2, 30, 20), (250, 8, NULL, NULL, NULL, NULL, NULL, NULL))
  AS w(start_us, window_id, title, app, x, y, width_px, height_px);
CREATE TABLE frame (t_us BIGINT, image BLOB, path VARCHAR);
"""


def _picture(color: tuple[int, int, int], kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(buffer, kind, lossless=True)
    return buffer.getvalue()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A complete capture that may be changed."""
    path = tmp_path / "capture.duckdb"
    (tmp_path / "shots").mkdir()
    (tmp_path / "shots" / "3.webp").write_bytes(_picture((0, 0, 255), "WEBP"))
    with duckdb.connect(str(path)) as database:
        database.execute(COMPLETE)
        database.execute(
            "INSERT INTO frame VALUES (0, $red, NULL), (150, $green, NULL), (450, NULL, $path)",
            {
                "red": _picture((255, 0, 0)),
                "green": _picture((0, 255, 0)),
                "path": "shots/3.webp",
            },
        )
    return path


def _change(source: Path, *statements: str) -> None:
    with duckdb.connect(str(source)) as database:
        for statement in statements:
            database.execute(statement)


def _read(source: Path) -> int:
    with DuckDBImporter().open(source) as capture:
        events, windows = list(capture.events()), list(capture.windows())
        return len(events) + len(windows) + len(list(capture.frames()))


def test_it_is_an_importer() -> None:
    importer: Importer = DuckDBImporter()

    assert (importer.name, importer.version) == ("duckdb", "1")


def test_a_capture_says_what_it_is(source: Path) -> None:
    with DuckDBImporter().open(source) as capture:
        info = capture.info

    assert (info.format_version, info.recorder, info.platform) == ("1", "rec 2", "linux")
    assert info.started_at == "2026-03-01T09:30:00.000+00:00"
    assert (info.description, info.clock) == ("Do a thing", "monotonic")
    assert (info.reduction.double_click_us, info.reduction.double_click_px) == (400_000, 4.5)
    assert info.geometry == (Geometry(0, 64, 48), Geometry(3_000_000, 48, 64, 2.0, -5, 7))


def test_its_rows_are_events_windows_and_frames(source: Path) -> None:
    with DuckDBImporter().open(source) as capture:
        events, windows = list(capture.events()), list(capture.windows())
        frames = list(capture.frames())
        warnings = [(w.code, w.count) for w in capture.warnings()]

    assert events[1] == Event(11, 200, EventKind.DOWN, 1.0, 2.0, button="left")
    assert events[3] == Event(13, 300, EventKind.SCROLL, 100.0, 2.0, dy=-1)
    assert events[4] == Event(14, 400, EventKind.PRESS, key="a", text="A")
    assert [e.kind.value for e in events[6:]] == ["text", "clipboard", "navigate"]
    assert windows == [Window(7, 0, "One", "editor", Box(1, 2, 30, 20)), Window(8, 250, None)]
    assert [f.t_us for f in frames] == [0, 150, 450]
    assert [f.image[0, 0].tolist() for f in frames] == [[0, 0, 255], [0, 255, 0], [255, 0, 0]]
    assert {f.image.dtype for f in frames} == {np.dtype(np.uint8)}
    assert warnings == []


def test_its_files_are_the_database_and_the_pictures_it_names(source: Path) -> None:
    assert DuckDBImporter().files(source) == [source, source.parent / "shots" / "3.webp"]


def test_reading_changes_nothing_and_leaves_nothing(source: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in source.parent.rglob("*")}
    content = source.read_bytes()

    _read(source)

    assert {path: path.stat().st_mtime_ns for path in source.parent.rglob("*")} == before
    assert source.read_bytes() == content


def test_a_capture_with_a_log_beside_it_is_read_with_its_log(tmp_path: Path) -> None:
    source = tmp_path / "killed.duckdb"
    script = f"""
import duckdb, os
db = duckdb.connect({str(source)!r})
db.execute("SET checkpoint_threshold = '1GB'")
db.execute({COMPLETE!r})
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9

    assert _read(source) == 11
    assert DuckDBImporter().files(source) == [source, Path(f"{source}.wal")]


def test_only_what_is_needed_has_to_be_there(tmp_path: Path) -> None:
    source = tmp_path / "least.duckdb"
    _change(
        source,
        "CREATE TABLE session AS SELECT 1::UTINYINT AS schema_version",
        "CREATE TABLE geometry AS SELECT 0 AS start_us, 64 AS width_px, 48 AS height_px",
        "CREATE TABLE event (t_us HUGEINT, kind ENUM ('press'), event_id INT, key VARCHAR)",
        "INSERT INTO event VALUES (5, 'press', 1, 'enter')",
        "CREATE TABLE frame (t_us INTEGER)",
    )

    with DuckDBImporter().open(source) as capture:
        assert list(capture.events()) == [Event(1, 5, EventKind.PRESS, key="enter")]
        assert list(capture.windows()) == []
        assert list(capture.frames()) == []


def test_the_documented_script_makes_a_valid_capture(tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    environment = {**os.environ, "PYTHONPATH": ""}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path, env=environment)

    source = tmp_path / "one-click.duckdb"
    assert DuckDBImporter().recognises(source)
    with DuckDBImporter().open(source) as capture:
        (action,) = reduce_events(capture.events()).actions
        (frame,) = capture.frames()

    assert (action.kind.value, action.x, action.y) == ("click", 50, 40)
    assert frame.image.shape == (480, 640, 3)


def test_the_document_names_every_table_and_column_as_they_are_read() -> None:
    text = DOCUMENT.read_text()
    for table, columns in TABLES.items():
        (section,) = re.findall(rf"### {table}:(.*?)(?=\n##|\Z)", text, re.DOTALL)
        rows = re.findall(r"^\| (\*\*)?(\w+)(?:\*\*)? \| (\w+) \|", section, re.MULTILINE)
        documented = [(name, kind, bool(bold)) for bold, name, kind in rows if name != "column"]
        kinds = {"INTEGER": "integer", "NUMBER": "number", "TEXT": "text", "BYTES": "blob"}

        assert documented == [(c.name, kinds[c.type.name], c.is_needed) for c in columns]
        assert ("may be missing" in section.splitlines()[0]) == (table in OPTIONAL_TABLES)


def test_a_key_under_another_name_goes_by_its_one_name(source: Path) -> None:
    _change(source, "UPDATE event SET key = 'Key.Ctrl_L' WHERE event_id = 14")

    with DuckDBImporter().open(source) as opened:
        keys = {event.event_id: event.key for event in opened.events()}

    assert keys[14] == "ctrl"


def test_other_tables_and_columns_are_nobodys_business(source: Path) -> None:
    _change(
        source,
        "CREATE TABLE mood (x INTEGER)",
        "ALTER TABLE event ADD COLUMN pressure DOUBLE",
        "CREATE VIEW session_view AS SELECT * FROM session",
    )

    assert _read(source) == 14


def test_a_later_schema_asks_for_a_later_workbench(source: Path) -> None:
    _change(source, "UPDATE session SET schema_version = 2")

    with pytest.raises(NewerVersion, match="version 2"):
        _read(source)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM session", "table 'session'"),
        ("INSERT INTO session SELECT * FROM session", "table 'session'"),
        ("UPDATE session SET schema_version = 0", "table 'session'"),
        ("UPDATE session SET started_at = '2026-03-01 10:00'", "session.started_at"),
        ("DELETE FROM geometry", "'geometry' has no rows"),
        ("UPDATE geometry SET width_px = 0", "geometry.width_px"),
        ("UPDATE geometry SET scale = 0", "geometry.scale"),
        ("DROP TABLE frame", "table 'frame' is missing"),
        ("ALTER TABLE event DROP COLUMN kind", "event.kind is missing"),
        ("ALTER TABLE event ALTER t_us TYPE DOUBLE", "event.t_us has the type DOUBLE"),
        ("ALTER TABLE event ALTER x TYPE VARCHAR", "event.x has the type VARCHAR"),
        ("ALTER TABLE frame ALTER image TYPE VARCHAR", "frame.image has the type VARCHAR"),
        ("UPDATE event SET t_us = NULL WHERE event_id = 10", "event.t_us is empty"),
        ("UPDATE event SET t_us = -1 WHERE event_id = 10", "event.t_us is no time"),
        ("UPDATE event SET t_us = 5 WHERE event_id = 15", "event.t_us goes back"),
        ("UPDATE event SET event_id = 11 WHERE event_id = 10", "event.event_id is not unique"),
        ("UPDATE event SET kind = 'hover' WHERE event_id = 10", "event.kind is no kind"),
        ("UPDATE event SET kind = 'masked' WHERE event_id = 14", "event.kind is no kind"),
        ("UPDATE event SET button = NULL WHERE event_id = 11", "event.button is missing"),
        ("UPDATE event SET x = NULL WHERE event_id = 10", "event.x is missing"),
        ("UPDATE event SET button = '' WHERE event_id = 11", "event.button is missing"),
        ("UPDATE event SET key = NULL WHERE event_id = 14", "event.key is missing"),
        ("UPDATE event SET key = '' WHERE event_id = 14", "event.key is missing"),
        ("UPDATE event SET x = 3, y = NULL WHERE event_id = 14", "event.x must be there"),
        ("UPDATE event SET text = NULL WHERE event_id = 17", "event.text is missing"),
        ("UPDATE window_focus SET width_px = NULL", "window_focus.width_px"),
        ("UPDATE window_focus SET height_px = -1 WHERE window_id = 7", "window_focus.width_px"),
        ("UPDATE window_focus SET start_us = 900 WHERE window_id = 7", "window_focus.start_us"),
        ("UPDATE frame SET t_us = 500 WHERE t_us = 0", "frame.t_us goes back"),
        ("UPDATE frame SET path = 'x.png' WHERE t_us = 0", "frame.image must be there"),
        ("UPDATE frame SET path = NULL", "frame.image must be there"),
        ("UPDATE frame SET image = image[:60] WHERE t_us = 0", "frame.image"),
        ("UPDATE frame SET image = 'secret words'::BLOB WHERE t_us = 0", "frame.image"),
        ("UPDATE frame SET path = 'shots/none.png' WHERE t_us = 450", "frame.path"),
    ],
)
def test_what_does_not_hold_is_named_by_table_and_column(
    source: Path, statement: str, message: str
) -> None:
    _change(source, statement)

    with pytest.raises(BadCapture) as raised:
        _read(source)

    assert message in raised.value.message
    assert raised.value.hint
    assert "secret" not in raised.value.message


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_numbers_that_are_none_are_refused(source: Path, value: str) -> None:
    _change(
        source,
        "ALTER TABLE event ALTER x TYPE DOUBLE",
        f"UPDATE event SET x = '{value}'::DOUBLE WHERE event_id = 10",
    )

    with pytest.raises(BadCapture, match=r"event\.x is no finite number"):
        _read(source)


@pytest.mark.parametrize("path", ["../secret.png", "/etc/hostname", "shots/../../secret.png"])
def test_a_path_out_of_the_captures_folder_is_refused(source: Path, path: str) -> None:
    (source.parent.parent / "secret.png").write_bytes(_picture((1, 2, 3)))
    _change(source, f"UPDATE frame SET path = '{path}' WHERE t_us = 450")

    with pytest.raises(BadCapture, match="leads out"):
        _read(source)
    with pytest.raises(BadCapture, match="leads out"):
        DuckDBImporter().files(source)


def test_a_link_out_of_the_captures_folder_is_refused(source: Path) -> None:
    outside = source.parent.parent / "secret.png"
    outside.write_bytes(_picture((1, 2, 3)))
    link = source.parent / "shots" / "3.webp"
    link.unlink()
    link.symlink_to(outside)

    with pytest.raises(BadCapture, match="leads out"):
        _read(source)


def test_a_view_cannot_stand_in_for_a_table(source: Path) -> None:
    _change(
        source,
        "ALTER TABLE event RENAME TO hidden",
        "CREATE VIEW event AS SELECT * FROM hidden",
    )

    assert not DuckDBImporter().recognises(source)
    with pytest.raises(BadCapture, match="holds no capture"):
        _read(source)


@pytest.mark.parametrize("kept_bytes", [0, 5, 4096, 13_000])
def test_a_file_cut_short_is_a_bad_capture(source: Path, kept_bytes: int) -> None:
    source.write_bytes(source.read_bytes()[:kept_bytes])

    with pytest.raises(BadCapture) as raised:
        _read(source)

    assert raised.value.hint


def test_a_capture_is_recognised_by_content(source: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "anything"
    renamed.write_bytes(source.read_bytes())
    other = tmp_path / "other.duckdb"
    _change(other, "CREATE TABLE session (title VARCHAR)")
    fake = tmp_path / "fake.duckdb"
    fake.write_bytes(bytes(8) + b"DUCK" + bytes(9000))

    assert DuckDBImporter().recognises(source)
    assert DuckDBImporter().recognises(renamed)
    for path in (other, fake, tmp_path, tmp_path / "absent", DOCUMENT):
        assert not DuckDBImporter().recognises(path)
