"""An import that is killed at any moment leaves nothing that looks like a session."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.errors import NotAllowed, StorageFailed
from workbench.services.importing import Imported, Skipped, import_capture
from workbench.services.listing import sessions
from workbench.services.session import Session

if TYPE_CHECKING:
    from tests.conftest import Team

IMPORT = """
import os, sys
from pathlib import Path
from workbench.config import Settings
from workbench.services.importing import import_capture
from workbench.store.project import Project

root, source, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

def hook(event, args):
    global left
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"):
        path = str(args[0])
        if str(root) in path:
            left -= 1
            if left == 0:
                os._exit(9)

project = Project.open(Settings(root / "project", None, "lea", root / "config", root / "state"))
print("ready", flush=True)
if left:
    sys.addaudithook(hook)
print(import_capture(project, source, subject="p-07").session_id, flush=True)
"""


def start(team: "Team", source: Path, left: int = 0) -> "subprocess.Popen[str]":
    arguments = [str(team.root), str(source), str(left)]
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, *arguments], stdout=subprocess.PIPE, text=True
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check_whole(team: "Team", source: Path, before: dict[str, str]) -> bool:
    """Whether the killed import was published; either way the next one leaves one session."""
    project = team.open()
    listed = sessions(project)
    assert digests(source.parent) == before
    for one in listed:
        opened = Session(project, one.session_id)
        assert len(list(opened.capture.events())) == one.events
        assert opened.pack is not None
        assert len(opened.pack) == one.frames
        opened.close()
    done = import_capture(project, source, subject="p-07")
    assert isinstance(done, Skipped if listed else Imported)
    (one,) = sessions(project)
    folders = [path.name for path in (team.root / "project" / "sessions").iterdir()]
    assert folders == [one.session_id]
    if not listed:
        assert list((team.root / "project" / "staging").iterdir()) == []
    assert project.ledger.state.set_aside == []
    return bool(listed)


@pytest.fixture
def fresh(founded: Path, tmp_path: Path, team_class: "type[Team]") -> Callable[[], "Team"]:
    """Makes teams without sessions, one after the other."""
    made: list[Team] = []

    def make() -> "Team":
        root = tmp_path / f"t{len(made)}"
        shutil.copytree(founded, root)
        made.append(team_class(root))
        return made[-1]

    return make


@pytest.mark.slow
def test_an_import_that_dies_at_any_file_operation_leaves_nothing_half_done(
    fresh: Callable[[], "Team"], capture_source: Path
) -> None:
    source = capture_source
    before = digests(source.parent)
    published = []
    for left in range(1, 200):
        team = fresh()
        process = start(team, source, left)
        process.communicate(timeout=60)
        if process.returncode == 0:
            break
        assert process.returncode == 9
        published.append(check_whole(team, source, before))
    assert len(published) > 15
    assert published == sorted(published)


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_nothing_half_done(
    fresh: Callable[[], "Team"], capture_source: Path
) -> None:
    source = capture_source
    before = digests(source.parent)
    begun = time.monotonic()
    whole = start(fresh(), source)
    assert whole.stdout is not None
    whole.stdout.readline()
    ready = time.monotonic()
    whole.communicate(timeout=60)
    lasts = time.monotonic() - ready
    assert begun < ready
    seeded = random.Random(11)
    cut = 0
    for _ in range(44):
        team = fresh()
        process = start(team, source)
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(timeout=seeded.uniform(0, lasts))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            cut += 1
        process.communicate(timeout=60)
        check_whole(team, source, before)
    assert cut >= 30


def test_an_import_that_dies_half_way_is_swept_away_by_the_next_one(
    fresh: Callable[[], "Team"], capture_source: Path
) -> None:
    source = capture_source
    before = digests(source.parent)
    for left in (6, 14, 20):
        team = fresh()
        process = start(team, source, left)
        process.communicate(timeout=60)
        assert process.returncode == 9
        check_whole(team, source, before)


def test_a_second_import_changes_nothing(team: "Team", capture_source: Path) -> None:
    lead = team.open()
    first = import_capture(lead, capture_source, subject="p-01")
    assert isinstance(first, Imported)
    before = digests(team.root)
    again = import_capture(team.open(), capture_source, subject="p-02")

    assert again == Skipped(
        str(capture_source), f"already imported as {first.session_id}, of p-01", first.session_id
    )
    assert digests(team.root) == before


def test_a_project_opened_before_knows_what_another_process_imported(
    team: "Team", capture_source: Path
) -> None:
    early, other = team.open(), team.open("rev")
    first = import_capture(team.open(), capture_source, subject="p-01")
    assert isinstance(first, Imported)

    assert first.session_id in other.refresh()
    assert [s.session_id for s in sessions(other)] == [first.session_id]
    assert isinstance(import_capture(early, capture_source, subject="p-01"), Skipped)


def test_a_sweep_does_not_take_an_import_that_has_just_ended(
    team: "Team", capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    """Between listing the locks and taking one, the import it belongs to may have finished."""
    early = team.open()
    done = import_capture(team.open(), capture_maker(tmp_path / "one"), subject="p-01")
    assert isinstance(done, Imported)
    (team.root / "project" / "staging" / f"{done.session_id}.lock").touch()
    other = capture_maker(tmp_path / "two", typed="iris.quint@example.org")
    import_capture(early, other, subject="p-01")

    assert len(sessions(team.open())) == 2
    assert Session(team.open(), done.session_id).capture.actions


@pytest.mark.parametrize("name", ["ana", "rev"])
def test_only_a_lead_imports(team: "Team", capture_source: Path, name: str) -> None:
    project = team.open(name)
    before = digests(team.root)
    with pytest.raises(NotAllowed):
        import_capture(project, capture_source, subject="p-01")

    assert digests(team.root) == before


FULL = """
import resource, sys
limit = int(sys.argv[3])
sys.argv[3] = "0"
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
"""


@pytest.mark.parametrize("limit", [200, 4_000, 9_000, 20_000, 60_000])
def test_a_full_disk_leaves_nothing_half_imported(
    fresh: Callable[[], "Team"], capture_source: Path, limit: int
) -> None:
    team, source = fresh(), capture_source
    before, journal = digests(source.parent), team.journal_bytes()
    done = subprocess.run(
        [sys.executable, "-c", FULL + IMPORT, str(team.root), str(source), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("workbench.errors.StorageFailed")
    assert digests(source.parent) == before
    assert sessions(team.open()) == []
    for folder in ("sessions", "staging"):
        assert list((team.root / "project" / folder).iterdir()) == []
    for name, data in journal.items():
        assert team.journal_bytes()[name].startswith(data)
    assert isinstance(import_capture(team.open(), source, subject="p-07"), Imported)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("folder", ["staging", "sessions", "journal"])
def test_an_unwritable_folder_is_an_error_that_says_so(
    team: "Team", capture_source: Path, folder: str
) -> None:
    lead = team.open()
    path = team.root / "project" / folder
    path.chmod(0o500)
    try:
        with pytest.raises(StorageFailed):
            import_capture(lead, capture_source, subject="p-01")
    finally:
        path.chmod(0o700)
    assert sessions(team.open()) == []


@pytest.mark.parametrize("folder", ["staging", "sessions"])
def test_a_folder_that_is_none_is_an_error_that_says_so(
    team: "Team", capture_source: Path, folder: str
) -> None:
    lead = team.open()
    path = team.root / "project" / folder
    path.rmdir()
    path.write_bytes(b"")
    with pytest.raises(StorageFailed):
        import_capture(lead, capture_source, subject="p-01")

    path.unlink()
    path.mkdir()
    assert sessions(team.open()) == []
    assert isinstance(import_capture(team.open(), capture_source), Imported)


def test_a_cancelled_import_leaves_nothing(
    team: "Team", capture_source: Path, capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    steps: list[str] = []

    def count(step: str, done: int, total: int) -> None:
        steps.append(step)

    import_capture(team.open(), capture_source, subject="p-01", progress=count)
    assert {"frames", "detect", "seal"} <= set(steps)
    folder = team.root / "project" / "sessions"
    (kept,) = folder.iterdir()
    other = capture_maker(tmp_path / "other", typed="iris.quint@example.org")
    for last in range(1, len(steps) + 1):
        left = [last]

        def cancel(step: str, done: int, total: int, left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            import_capture(team.open(), other, subject="p-01", progress=cancel)
        assert list(folder.iterdir()) == [kept]
        assert list((team.root / "project" / "staging").iterdir()) == []
