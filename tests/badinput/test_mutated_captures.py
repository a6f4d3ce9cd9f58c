"""Harmed captures of every format are imported or refused in words, and do no harm themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.badinput.captures_small import SMALL, Small
from tests.badinput.mutations import harm_done
from workbench import plugins

ROOT = Path(__file__).resolve().parents[2]
QUICK = 3
"""Seeds for each small capture in every run."""
THOROUGH = int(os.environ.get("HARMED_CAPTURES", "90"))
"""Captures for each importer in a run of the slow tests; docs/fuzzing.md tells of longer ones."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork and /proc")

IMPORTERS = sorted({small.importer for small in SMALL})


@pytest.mark.parametrize("importer", IMPORTERS)
def test_a_harmed_capture_is_imported_or_refused_in_words(importer: str, tmp_path: Path) -> None:
    shapes = [small.name for small in SMALL if small.importer == importer]

    # Each capture has other seeds, so that together they go through the ways of doing harm.
    found = _tried(shapes, 17 * IMPORTERS.index(importer), QUICK, tmp_path)

    assert len(found) == QUICK * len(shapes)
    assert _problems(found) == []


@pytest.mark.slow
@pytest.mark.timeout(60 + 5 * THOROUGH)
@pytest.mark.parametrize("importer", IMPORTERS)
def test_hundreds_of_harmed_captures_are(importer: str, tmp_path: Path) -> None:
    shapes = [small.name for small in SMALL if small.importer == importer]

    found = _tried(shapes, 0, -(-THOROUGH // len(shapes)), tmp_path)

    assert len(found) >= THOROUGH
    assert _problems(found) == []
    # Were all refused, or none, nothing would have been tried.
    assert {trial["outcome"] for trial in found} >= {"imported", "BadCapture"}


@pytest.mark.parametrize("small", SMALL, ids=lambda small: str(small.name))
def test_the_small_captures_are_what_their_importers_read(small: Small, tmp_path: Path) -> None:
    assert plugins.importer(small.importer).recognises(small.build(tmp_path / "small"))


def test_every_importer_has_a_small_capture() -> None:
    assert {small.importer for small in SMALL} == set(plugins.plugin_names("importers"))


@pytest.mark.parametrize("seed", [3, 17, 25, 40, 55])
def test_a_seed_does_the_same_harm_again(seed: int, tmp_path: Path) -> None:
    told, left = [], []
    for name in ("once", "again"):
        folder = tmp_path / name / "capture"
        folder.parent.mkdir()
        SMALL[0].build(folder)
        told.append(harm_done(seed, folder))
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        left.append([(path.relative_to(folder), path.read_bytes()) for path in files])

    assert told[0] == told[1]
    assert left[0] == left[1]


def _tried(shapes: list[str], first: int, count: int, scratch: Path) -> list[dict[str, Any]]:
    """What became of captures harmed by some seeds each, in a process that forks for each."""
    out = scratch / "trials.json"
    seeds = f"{first}-{first + count - 1}"
    path = os.pathsep.join(entry for entry in sys.path if entry)
    command = [sys.executable, "-m", "tests.badinput.trials", *shapes, "--seeds", seeds]
    run = subprocess.run(
        [*command, "--onward", "--json", str(out)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.is_file(), run.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
    return found


def _problems(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"{trial['capture']} seed {trial['seed']} [{trial['harm']}] {problem}"
        for trial in found
        for problem in trial["problems"]
    ]
