"""The example of the plugin guide is built, tested, installed and used as anybody's plugin is."""

import os
import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).resolve().parent / "example_package"
FILES = ("pyproject.toml", "src/workbench_keylog/__init__.py", "tests/test_keylog.py")
TYPED = "mail ines.quiroga@example.org"

needs_hatchling = pytest.mark.skipif(
    find_spec("hatchling") is None, reason="builds without a network need hatchling installed"
)


def run(*command: str | Path, path: Path | None = None, home: Path | None = None) -> str:
    """What a program prints, with Workbench and some folder on its path."""
    entries = [str(path), *sys.path] if path is not None else sys.path
    env = os.environ | {"PYTHONPATH": os.pathsep.join(entry for entry in entries if entry)}
    if home is not None:
        env |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        env=env,
        cwd=home or ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built."""
    out = tmp_path_factory.mktemp("wheel")
    pip = ("-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index")
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", out, PACKAGE)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, installed into a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index")
    run(*pip, "--no-deps", "--target", target, wheel)
    return target


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A key log."""
    lines = [f"{1000 + 90 * place}\t{character}" for place, character in enumerate(TYPED)]
    path = tmp_path / "monday.log"
    path.write_text("\n".join(["keylog 1", *lines]) + "\n")
    return path


@pytest.mark.parametrize("name", FILES)
def test_the_guide_and_the_package_are_the_same_text(name: str) -> None:
    guide = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    shown = re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)

    assert dict(shown)[name] == (PACKAGE / name).read_text("utf-8")


def test_the_package_has_no_file_that_the_guide_leaves_out() -> None:
    files = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    written = {name for name in files if "__pycache__" not in name and ".pytest_cache" not in name}

    assert written == {*FILES, "src/workbench_keylog/py.typed"}


def test_the_tests_of_the_example_pass() -> None:
    pytest_alone = ("-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:cacheprovider")

    printed = run(*pytest_alone, PACKAGE / "tests", path=PACKAGE / "src")

    assert re.search(r"\b4 passed", printed)


@needs_hatchling
def test_the_wheel_holds_the_importer_and_registers_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (points,) = (name for name in names if name.endswith("entry_points.txt"))
        registered = archive.read(points).decode()

    assert "workbench_keylog/__init__.py" in names
    assert "[workbench.importers]\nkeylog = workbench_keylog:KeylogImporter" in registered


@needs_hatchling
def test_the_installed_package_imports_by_the_command(
    site: Path, log: Path, tmp_path: Path
) -> None:
    workbench = ("-m", "workbench", "--project", tmp_path / "project", "--as", "lea")

    listed = run("-m", "workbench", "plugins", path=site, home=tmp_path)
    imported = run(*workbench, "import", log, path=site, home=tmp_path)
    (session_id,) = re.findall(r"^(s-\w+)", imported, re.MULTILINE)
    flags = run(*workbench, "flags", session_id, path=site, home=tmp_path)

    assert re.search(r"keylog\s.*workbench-keylog", listed)
    assert re.search(r"\bkeylog\b", imported)
    assert "email" in flags
    assert "ines" not in flags
