"""The importer keeps what Workbench's plugin contract promises, and reads what was typed."""

from pathlib import Path

import pytest
from workbench_keylog import KeylogImporter

from workbench.domain.event import EventKind
from workbench.errors import BadCapture
from workbench.testing import check_importer

TYPED = "order forty lamps"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A key log as the logger writes it."""
    lines = [f"{1000 + 90 * place}\t{character}" for place, character in enumerate(TYPED)]
    path = tmp_path / "logs" / "monday.log"
    path.parent.mkdir()
    path.write_text("\n".join(["keylog 1", *lines]) + "\n", encoding="utf-8")
    return path


def test_it_keeps_its_promises(log: Path) -> None:
    check_importer(KeylogImporter(), log)


def test_it_reads_what_was_typed(log: Path) -> None:
    with KeylogImporter().open(log) as opened:
        pressed = [event for event in opened.events() if event.kind is EventKind.PRESS]

    assert "".join(event.text or "" for event in pressed) == TYPED
    assert pressed[1].t_us - pressed[0].t_us == 90_000


def test_lines_that_say_nothing_are_counted(log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write("no time\tsecret\n500\tz\n")

    with KeylogImporter().open(log) as opened:
        codes = {warning.code: warning.count for warning in opened.warnings()}

    assert codes == {"lines-unreadable": 1, "unsorted": 1}


def test_what_is_no_key_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCapture), KeylogImporter().open(tmp_path):
        pass
