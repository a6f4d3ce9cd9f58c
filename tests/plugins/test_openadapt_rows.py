"""Rows of a database of which pages are lost: an index may name what the table does not have."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from workbench.errors import BadCapture
from workbench_openadapt.database import RecordingDatabase


@pytest.fixture
def database() -> Iterator[RecordingDatabase]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE action_event (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("INSERT INTO action_event VALUES (7, 'click')")
        yield RecordingDatabase(connection)


def test_a_row_is_read_by_its_number(database: RecordingDatabase) -> None:
    assert database.row("action_event", ("name", "mouse_x"), 7) == (7, "click", None)


def test_a_row_that_is_not_there_is_damage(database: RecordingDatabase) -> None:
    with pytest.raises(BadCapture) as caught:
        database.row("action_event", ("name",), 8)

    assert caught.value.hint
