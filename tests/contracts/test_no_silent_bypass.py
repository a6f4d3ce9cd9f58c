"""Nothing passes unseen: what cannot look, cannot write or cannot be read stops, and says so."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

import pytest

from workbench import plugins
from workbench.domain.op import Op
from workbench.errors import PluginFailed, PluginUnavailable, WorkbenchError
from workbench.services.building import build_release
from workbench.services.distributing import releases
from workbench.services.importing import import_capture
from workbench.services.listing import sessions
from workbench.services.planning import ReleaseRequest, plan_release

if TYPE_CHECKING:
    from tests.conftest import Team

Install: TypeAlias = Callable[[str, str, str], None]

ABSENT = "import a_package_that_nobody_has\n"
CRASHING = "raise RuntimeError('tomas.ferreira')"
BROKEN_DETECTORS = {
    "needs what is not installed": (ABSENT, "return []"),
    "does not load": (CRASHING + "\n", "return []"),
    "crashes": ("", CRASHING),
    "gives too few answers": ("", "return [[] for _ in passages][1:]"),
    "gives too many answers": ("", "return [[], *([] for _ in passages)]"),
}
DETECTOR = "{0}class Plugin:\n    name, version = 'x', '1'\n    def detect(self, passages): {1}\n"
EXPORTER = """
class Plugin:
    name, version = 'x', '1'
    def write(self, release, out, *, progress):
        (out / 'half.txt').write_text('half')
        raise RuntimeError('tomas.ferreira')
"""
REQUEST = ReleaseRequest(
    "pilot", "1", "agent-training", {"train": 1.0}, date(2026, 6, 1), format="broken"
)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Registers a plugin as an installed package would; it stands in for one of its name."""

    def put(kind: str, name: str, source: str) -> None:
        module = f"stand_in_{uuid4().hex}"
        about = tmp_path / "site" / f"{module}-1.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Name: {module}\nVersion: 1\n")
        (about / "entry_points.txt").write_text(f"[workbench.{kind}]\n{name} = {module}:Plugin\n")
        (tmp_path / "site" / f"{module}.py").write_text(source)
        monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site")])

    return put


def everything_kept(team: "Team") -> tuple[object, ...]:
    """What an import would have to leave traces in."""
    folders = [team.root / "project" / name for name in ("sessions", "staging", "releases")]
    return (*(sorted(folder.rglob("*")) for folder in folders), sessions(team.open()))


def ops_of(team: "Team", kind: str) -> list[Op]:
    ledger = team.open().ledger
    ids = [*ledger.tables.session_ids(), ""]
    return [op for session_id in ids for op in ledger.ops(session_id) if op.kind == kind]


@pytest.mark.parametrize("broken", sorted(BROKEN_DETECTORS))
@pytest.mark.parametrize("name", plugins.plugin_names("detectors"))
def test_nothing_is_imported_when_a_detector_cannot_look(
    name: str, broken: str, team: "Team", capture_source: Path, install: Install
) -> None:
    install("detectors", name, DETECTOR.format(*BROKEN_DETECTORS[broken]))
    before = everything_kept(team)

    with pytest.raises((PluginUnavailable, PluginFailed)) as caught:
        import_capture(team.open(), capture_source, subject="p-01")

    assert "tomas" not in f"{caught.value.message}{caught.value.hint}"
    assert everything_kept(team) == before
    assert ops_of(team, "session.import") == []


def test_nothing_is_released_when_an_exporter_crashes(
    approved: tuple["Team", str], tmp_path: Path, install: Install
) -> None:
    team, out = approved[0], tmp_path / "out" / "pilot"
    install("exporters", "broken", EXPORTER)

    with pytest.raises(PluginFailed) as caught:
        build_release(team.open(), REQUEST, out)

    assert "tomas" not in f"{caught.value.message}{caught.value.hint}"
    assert list(out.parent.iterdir()) == []
    assert releases(team.open()) == []
    assert ops_of(team, "release.build") == []


@pytest.mark.parametrize("name", ["capture.duckdb", "frames.pack"])
@pytest.mark.parametrize("damage", ["gone", "cut short", "overwritten"])
def test_a_session_that_cannot_be_read_stays_behind_with_a_reason(
    name: str, damage: str, approved: tuple["Team", str]
) -> None:
    team, session_id = approved
    assert [task.session_id for task in plan_release(team.open(), REQUEST_PARQUET).included]
    spoil(team.root / "project" / "sessions" / session_id / name, damage)

    plan = plan_release(team.open(), REQUEST_PARQUET)

    assert plan.included == ()
    assert [e.session_id for e in plan.excluded] == [session_id]
    assert plan.excluded[0].reason.startswith("cannot be read: ")
    assert "no task may leave" in plan.refusals


def test_a_pack_with_one_flipped_bit_is_never_released(
    approved: tuple["Team", str], tmp_path: Path
) -> None:
    team, session_id = approved
    path = team.root / "project" / "sessions" / session_id / "frames.pack"
    data = bytearray(path.read_bytes())
    data[600] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(WorkbenchError):
        build_release(team.open(), REQUEST_PARQUET, tmp_path / "out" / "pilot")

    assert list((tmp_path / "out").iterdir()) == []
    assert releases(team.open()) == []


REQUEST_PARQUET = ReleaseRequest("pilot", "1", "agent-training", {"train": 1.0}, date(2026, 6, 1))


def spoil(path: Path, damage: str) -> None:
    if damage == "gone":
        path.unlink()
    elif damage == "cut short":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.write_bytes(bytes(path.stat().st_size))
