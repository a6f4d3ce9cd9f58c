"""What tries harmed captures notices everything that an importer may not do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.badinput.planted import PLANTED, register

ROOT = Path(__file__).resolve().parents[2]
NOTICED = {
    "planted": None,
    "planted-crash": "raised KeyError",
    "planted-death": "ended by SIGABRT",
    "planted-hang": "took longer than",
    "planted-hog": " MB",
    "planted-write": "wrote outside",
    "planted-lock": "the source or what lies outside has changed",
    "planted-change": "the source or what lies outside has changed",
    "planted-read": "read outside: secret.json",
    "planted-scratch": "something was left in desk",
    "planted-escape": "printed U+0007, U+001B",
    "planted-quote": "quotes",
    "planted-half": "the project does not open",
    "planted-spare": "folders ['s-0000'",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs fork and /proc"),
]


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What was noticed of each, in a process that forks for each."""
    folder = tmp_path_factory.mktemp("planted")
    register(folder)
    path = os.pathsep.join([str(folder), *(entry for entry in sys.path if entry)])
    run = subprocess.run(
        [sys.executable, "-m", "tests.badinput.planted", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told: dict[str, list[str]] = json.loads((folder / "noticed.json").read_text("utf-8"))
    return told


@pytest.mark.parametrize("name", [kind.name for kind in PLANTED])
def test_what_an_importer_may_not_do_is_noticed(name: str, noticed: dict[str, list[str]]) -> None:
    words = NOTICED[name]

    if words is None:
        assert noticed[name] == []
    else:
        assert any(words in problem for problem in noticed[name]), noticed[name]
