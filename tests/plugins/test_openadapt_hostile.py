"""Databases whose columns hold anything at all, and folders that were tampered with."""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.plugins.openadapt_making import small_legacy, small_recording, small_store, traces
from workbench.errors import BadCapture, WorkbenchError
from workbench.testing.contents import Contents, read_as_imported
from workbench.testing.wellformed import check_contents
from workbench_openadapt import OpenAdaptImporter, OpenAdaptLegacyImporter, OpenAdaptStoreImporter

_VALUES: tuple[object, ...] = (
    None,
    "",
    "null",
    "soon",
    b"\x00\xff",
    "half \x00 text \x1b[2J",
    -1,
    0,
    2**63 - 1,
    -(2**63),
    1e300,
    float("inf"),
    -0.5,
    "[" * 50_000,
    '{"element": {"bounds": {"left": NaN, "top": 1e999}}}',
    '{"message": {"payload": [], "eventType": "navigate", "url": 5}}',
    '{"x": 1e400, "y": true, "button": {}, "text": "\\ud800", "modifiers": [1, null]}',
    '{"capture_desktop": {"viewport": [0, -4], "origin": ["a", null]}}',
    '{"capture_window": {"viewport": [1e9, 3]}}',
    "Robert'); DROP TABLE recording; --",
    "x" * 1_000_000,
)
_MADE: list[tuple[OpenAdaptImporter, Callable[[Path], Path]]] = [
    (OpenAdaptImporter(), small_recording),
    (OpenAdaptLegacyImporter(), small_legacy),
    (OpenAdaptStoreImporter(), small_store),
]


def _columns(database: sqlite3.Connection) -> list[tuple[str, str]]:
    query = """
        SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name <> 'alembic_version'
        """
    return sorted(database.execute(query))


def _read_all(importer: OpenAdaptImporter, source: Path) -> list[Contents]:
    found = []
    for part in importer.parts(source):
        with importer.open_part(source, part) as opened:
            found.append(read_as_imported(opened))
            check_contents(found[-1])
    return found


def _is_read(importer: OpenAdaptImporter, source: Path) -> bool:
    """Read everything; a refusal in words will do, nothing else that is raised."""
    try:
        _read_all(importer, source)
    except WorkbenchError as error:
        if not error.hint:
            pytest.fail("a refusal without a hint")
        return False
    return True


@pytest.mark.parametrize(("importer", "make"), _MADE, ids=lambda made: getattr(made, "name", ""))
def test_whatever_columns_hold_is_read_soundly_or_refused_in_words(
    tmp_path: Path, importer: OpenAdaptImporter, make: Callable[[Path], Path]
) -> None:
    source = make(tmp_path / "it")
    path = source / importer.kind.usual_name
    whole = path.read_bytes()
    refused = 0
    for seed in range(120):
        path.write_bytes(whole)
        rng = random.Random(seed)
        with closing(sqlite3.connect(path)) as database:
            for table, column in rng.choices(_columns(database), k=rng.choice((1, 3, 9))):
                some = "1" if rng.random() < 0.5 else "random() % 2"
                change = f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE {some}'
                try:
                    database.execute(change, (rng.choice(_VALUES),))
                except sqlite3.DatabaseError:
                    continue
            database.commit()
        refused += not _is_read(importer, source)

    assert refused < 100


@pytest.mark.parametrize(("importer", "make"), _MADE, ids=lambda made: getattr(made, "name", ""))
def test_text_that_is_no_utf8_is_refused_in_words(
    tmp_path: Path, importer: OpenAdaptImporter, make: Callable[[Path], Path]
) -> None:
    source = make(tmp_path / "it")
    table = "capture" if importer.kind.usual_name == "capture.db" else "recording"
    with closing(sqlite3.connect(source / importer.kind.usual_name)) as database:
        database.execute(f"UPDATE {table} SET task_description = CAST(x'e9ff41' AS TEXT)")
        database.commit()

    with pytest.raises(BadCapture, match="cannot be read"):
        _read_all(importer, source)


def test_a_pipe_among_the_files_is_not_read(tmp_path: Path) -> None:
    source = small_recording(tmp_path)
    without = _read_all(OpenAdaptImporter(), source)
    for name in ("capture-state.json", "more.mp4", "recording.db-wal"):
        os.mkfifo(source / name)

    started = time.monotonic()
    assert _read_all(OpenAdaptImporter(), source) == without
    assert time.monotonic() - started < 10
    assert all(path.is_file() for path in OpenAdaptImporter().files(source))


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = small_recording(tmp_path / "outside")
    source = tmp_path / "it"
    source.mkdir()
    for path in outside.iterdir():
        (source / path.name).symlink_to(path)

    assert not OpenAdaptImporter().recognises(source)
    with pytest.raises(BadCapture):
        _read_all(OpenAdaptImporter(), source)


def test_a_film_behind_a_link_is_no_part_of_the_recording(tmp_path: Path) -> None:
    outside = small_recording(tmp_path / "outside")
    source = small_recording(tmp_path / "it")
    (film,) = source.glob("*.mp4")
    film.unlink()
    film.symlink_to(outside / film.name)

    assert film not in OpenAdaptImporter().files(source)
    assert OpenAdaptImporter().recognises(source)


def test_a_picture_that_declares_to_be_enormous_is_refused(tmp_path: Path) -> None:
    """A value of 10 GB may be declared; SQLite finds the file too short, or the limit holds."""
    source = small_recording(tmp_path)
    with closing(sqlite3.connect(source / "recording.db")) as database:
        database.execute("UPDATE screenshot SET png_data = zeroblob(300000000) WHERE id = 1")
        database.commit()

    with pytest.raises(BadCapture):
        _read_all(OpenAdaptImporter(), source)


@pytest.mark.parametrize(("importer", "make"), _MADE, ids=lambda made: getattr(made, "name", ""))
def test_reading_leaves_no_trace_beside_the_source(
    tmp_path: Path, importer: OpenAdaptImporter, make: Callable[[Path], Path]
) -> None:
    source = make(tmp_path / "it")
    before = traces(source)

    _read_all(importer, source)

    assert traces(source) == before
