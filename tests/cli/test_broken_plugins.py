"""A plugin that cannot be loaded: named, in nobody's way, and never passed over in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from workbench import plugins
from workbench.errors import PluginFailed, PluginUnavailable

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package with one plugin, as pip would leave it on the disk."""

    def installed(name: str, code: str, *, kind: str = "importers", number: int = 1) -> None:
        folder = tmp_path / f"site{number}"
        module = f"plugin_{tmp_path.name}_{number}"
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (folder / f"{module}.py").write_text(code)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[workbench.{kind}]\n{name} = {module}:Plugin\n")
        monkeypatch.syspath_prepend(str(folder))

    return installed


CODES = {
    "needs a package": "import no_such_package_anywhere\nclass Plugin: pass\n",
    "fails while it is read": "raise RuntimeError('something private')\n",
    "is no Python": "class Plugin(:\n",
    "has not what it names": "class Other: pass\n",
    "fails while it is made": "class Plugin:\n    def __init__(self): open('/no/such/file')\n",
}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES.keys())
def test_an_importer_that_cannot_be_loaded_is_named_and_the_others_import(
    shell: Shell, capture_source: Path, install: Install, code: str
) -> None:
    install("aaa", code)

    ended = shell("import", capture_source)

    assert "warning: the importer 'aaa' is left out: " in ended.err
    assert "something private" not in ended.err
    assert len(shell.json("sessions")["sessions"]) == 1


def test_a_folder_is_imported_with_a_broken_importer_beside(
    shell: Shell, tmp_path: Path, capture_maker: Callable[..., Path], install: Install
) -> None:
    for name in ("one", "two"):
        capture_maker(tmp_path / "many" / name, typed=f"text of {name}")
    install("aaa", CODES["is no Python"])

    found = shell.json("import", tmp_path / "many")

    assert len(found["sessions"]) == 2
    assert found["skipped"] == []


def test_a_broken_importer_that_is_asked_for_by_name_is_an_error(
    shell: Shell, capture_source: Path, install: Install
) -> None:
    install("aaa", CODES["needs a package"])

    ended = shell("import", capture_source, "--format", "aaa", status=4)

    assert "the importer 'aaa' needs 'no_such_package_anywhere'" in ended.err
    assert "left out" not in shell("import", capture_source, "--format", "duckdb").err


def test_the_check_up_and_the_list_say_which_plugin_cannot_be_loaded(
    shell: Shell, install: Install
) -> None:
    install("aaa", CODES["needs a package"])

    listed = {p["name"]: p["problem"] for p in shell.json("plugins")["plugins"]}
    checks = {c["check"]: c for c in shell.json("doctor", status=1)["checks"]}

    assert "no_such_package_anywhere" in listed.pop("aaa")
    assert set(listed.values()) == {""}
    assert not checks["importers"]["ok"]
    assert "aaa: the importer 'aaa' needs" in checks["importers"]["detail"]
    assert checks["detectors"]["ok"]


def test_two_packages_with_one_importers_name_are_in_nobody_elses_way(
    shell: Shell, capture_source: Path, install: Install
) -> None:
    for number in (1, 2):
        install("aaa", "class Plugin: pass\n", number=number)

    assert "two packages bring importers named 'aaa'" in shell("import", capture_source).err
    with pytest.raises(PluginUnavailable):
        plugins.importer("aaa")


def test_a_detector_that_cannot_be_loaded_stops_the_import(
    shell: Shell, capture_source: Path, install: Install
) -> None:
    install("aaa", CODES["fails while it is read"], kind="detectors")

    ended = shell("import", capture_source, status=2)

    assert "the detector 'aaa' failed" in ended.err
    assert shell.json("sessions")["sessions"] == []
    with pytest.raises(PluginFailed):
        plugins.detectors()
