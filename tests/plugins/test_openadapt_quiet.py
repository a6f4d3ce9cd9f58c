"""An import that is refused says so in two lines, and nothing else is printed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CRM1 = ROOT.parent / "shared" / "captures" / "openadapt_capture" / "crm1"


@pytest.mark.skipif(not CRM1.is_dir(), reason="the shared captures are not here")
def test_a_title_that_is_no_utf8_is_refused_in_two_lines(tmp_path: Path) -> None:
    source = tmp_path / "crm1"
    source.mkdir()
    for path in CRM1.iterdir():
        shutil.copyfile(path, source / path.name)
    database = sqlite3.connect(source / "recording.db")
    database.execute("UPDATE window_event SET title = CAST(x'e9ff41' AS TEXT)")
    database.commit()
    database.close()

    made = _workbench(tmp_path, "init")
    refused = _workbench(tmp_path, "import", str(source))

    assert made.returncode == 0, made.stderr
    assert refused.returncode != 0
    assert [line.partition(":")[0] for line in refused.stderr.splitlines()] == ["error", "hint"]


def _workbench(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: what is printed while it winds down counts."""
    paths = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")]),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "WORKBENCH_PROJECT": str(home / "project"),
    }
    return subprocess.run(
        [sys.executable, "-m", "workbench", "--as", "lea", *arguments],
        env=os.environ | paths,
        capture_output=True,
        text=True,
        check=False,
    )
