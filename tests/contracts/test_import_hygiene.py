"""What may not be imported where, seen in fresh interpreters: deferred imports count too."""

import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import workbench
from workbench import plugins

if TYPE_CHECKING:
    from tests.conftest import Team

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"textual", "duckdb", "pyarrow", "cv2", "numpy", "cryptography", "av", "PIL"}


def modules_after(code: str) -> set[str]:
    """The packages that a fresh interpreter has imported after running some code."""
    report = "\nimport sys\nprint(*{name.partition('.')[0] for name in sys.modules})"
    path = os.pathsep.join(entry for entry in sys.path if entry)
    run = subprocess.run(
        [sys.executable, "-c", code + report],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
    )
    return set(run.stdout.splitlines()[-1].split())


def modules_of(room: str) -> list[str]:
    """Every module of a room, by its full name."""
    package = import_module(f"{workbench.__name__}.{room}")
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [package.__name__, *(module.name for module in found)]


def test_the_command_line_imports_nothing_heavy() -> None:
    loaded = modules_after("import workbench.cli.main")

    assert "typer" in loaded
    assert not loaded & HEAVY


def test_printing_the_help_imports_nothing_heavy() -> None:
    loaded = modules_after("from workbench.cli.main import main\nmain(['--help'])")

    assert not loaded & HEAVY


@pytest.mark.parametrize("room", ["domain", "services", "store", "media"])
def test_no_module_below_the_screens_imports_textual(room: str) -> None:
    names = modules_of(room)

    loaded = modules_after("\n".join(f"import {name}" for name in names))

    assert len(names) > 5
    assert "workbench" in loaded
    assert "textual" not in loaded


def test_the_domain_needs_the_standard_library_alone() -> None:
    loaded = modules_after("\n".join(f"import {name}" for name in modules_of("domain")))

    assert not loaded & (HEAVY | {"msgspec", "typer", "platformdirs", "zstandard"})


def test_asking_for_the_names_of_plugins_imports_none_of_them() -> None:
    code = "from workbench.plugins import KINDS, plugin_names, plugin_table\n"
    loaded = modules_after(code + "[plugin_names(kind) for kind in KINDS]\nplugin_table()")

    names = [name for kind in plugins.KINDS for name in plugins.plugin_names(kind)]
    assert names
    assert not {f"workbench_{name}" for name in names} & loaded


def test_opening_a_session_does_not_wait_for_pandas_to_be_imported(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    code = f"""
from pathlib import Path
from workbench.config import Settings
from workbench.services.session import Session
from workbench.store.project import Project
root = Path({str(team.root)!r})
settings = Settings(root / "project", None, "ana", root / "config", root / "state")
session = Session(Project.open(settings), {session_id!r})
print(len(session.capture.actions), len(session.flags()), session.project.ledger.sql())
"""
    loaded = modules_after(code)

    assert {"pyarrow", "duckdb"} <= loaded
    assert "pandas" not in loaded
