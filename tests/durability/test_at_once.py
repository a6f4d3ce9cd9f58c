"""Several processes that do the same thing at the same moment: one does it, all are told."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.config import Settings
from workbench.services.auditing import audit
from workbench.services.listing import sessions
from workbench.services.session import Session
from workbench.store.keyring import KeyClass
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Team

BEGIN = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.errors import WorkbenchError
from workbench.services.importing import Imported, import_capture
from workbench.store.identity import make_identity
from workbench.store.keyring import KeyClass
from workbench.store.project import Project

root = Path(sys.argv[1])
settings = Settings(root / "project", None, "lea", root / "config", root / "state")
"""
IMPORT = (
    BEGIN
    + """
project = Project.open(settings)
subject = sys.argv[3] or None
print("ready", flush=True)
sys.stdin.readline()
done = import_capture(project, Path(sys.argv[2]), subject=subject)
print("imported" if isinstance(done, Imported) else "skipped", done.session_id)
"""
)
INIT = (
    BEGIN
    + """
print("ready", flush=True)
sys.stdin.readline()
try:
    project, is_new = Project.create(settings), True
except WorkbenchError as error:
    print("refused", error.message, bool(error.hint))
else:
    print("made", project.project_id)
"""
)
FIRST_IMPORT = (
    BEGIN
    + """
print("ready", flush=True)
sys.stdin.readline()
project, is_new = Project.create_or_open(settings)
done = import_capture(project, Path(sys.argv[2]), subject="p-01")
print("made" if is_new else "joined", done.session_id)
"""
)
KEYS = (
    BEGIN
    + """
project = Project.open(settings)
for index in range(20):
    print("ready", flush=True)
    sys.stdin.readline()
    project.keyring.add_subject(f"p-{index}")
    print(project.keyring.subject_key(f"p-{index}", KeyClass.CONTENT).secret.hex(), flush=True)
"""
)
IDENTITIES = (
    BEGIN
    + """
for index in range(20):
    print("ready", flush=True)
    sys.stdin.readline()
    print(make_identity(settings.identities_dir, f"m{index}").public, flush=True)
"""
)


def at_once(program: str, *each: tuple[str, ...], rounds: int = 1) -> list[list[str]]:
    """Run a program in several processes, each with its arguments; what they print, by round."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for arguments in each
    ]
    told = []
    for _ in range(rounds):
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in running:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        told.append([process.stdout.readline().strip() for process in running if process.stdout])
    for process in running:
        process.communicate()
        assert process.returncode == 0
    return told


@pytest.mark.parametrize("subject", ["p-01", ""])
def test_of_several_imports_of_one_capture_one_goes_through(
    team: "Team", capture_source: Path, subject: str
) -> None:
    arguments = (str(team.root), str(capture_source), subject)

    (told,) = at_once(IMPORT, arguments, arguments, arguments)

    assert Counter(line.split()[0] for line in told) == {"imported": 1, "skipped": 2}
    project = team.open()
    (one,) = sessions(project)
    assert {line.split()[1] for line in told} == {one.session_id}
    assert [p.name for p in (team.root / "project" / "sessions").iterdir()] == [one.session_id]
    assert list((team.root / "project" / "staging").iterdir()) == []
    assert project.keyring.subjects() == [one.subject]
    assert [r.object_id for r in project.common.alive("subject")] == [one.subject]
    assert Session(project, one.session_id).capture.actions
    assert audit(project).findings == ()


def check_founded(root: Path) -> Project:
    settings = Settings(root / "project", None, "lea", root / "config", root / "state")
    project = Project.open(settings)
    assert project.ledger.state.set_aside == []
    assert project.damage() == []
    assert len(list((root / "project" / "journal").glob("*.jsonl"))) == 1
    assert not (root / "project" / ".init.lock").exists()
    return project


def test_of_several_who_found_a_project_one_does(tmp_path: Path) -> None:
    for attempt in range(4):
        root = tmp_path / str(attempt)

        (told,) = at_once(INIT, *[(str(root),)] * 3)

        (made,) = [line.split()[1] for line in told if line.startswith("made")]
        refused = [line for line in told if line.startswith("refused")]
        assert len(refused) == 2
        assert all("is a project already True" in line for line in refused)
        assert check_founded(root).project_id == made


def test_the_first_imports_into_a_new_directory_join(
    tmp_path: Path, capture_maker: Callable[..., Path]
) -> None:
    sources = [capture_maker(tmp_path / f"c{n}", typed=f"text {n}") for n in range(3)]

    (told,) = at_once(FIRST_IMPORT, *[(str(tmp_path), str(source)) for source in sources])

    assert Counter(line.split()[0] for line in told) == {"made": 1, "joined": 2}
    project = check_founded(tmp_path)
    assert {s.session_id for s in sessions(project)} == {line.split()[1] for line in told}
    for listed in sessions(project):
        assert Session(project, listed.session_id).capture.actions


def test_a_new_subject_has_the_same_keys_for_everybody(team: "Team") -> None:
    for keys in at_once(KEYS, *[(str(team.root),)] * 3, rounds=20):
        assert len(set(keys)) == 1
    assert team.open("ana").keyring.subject_key("p-0", KeyClass.CONTENT)


def test_a_new_identity_is_the_same_for_everybody(tmp_path: Path) -> None:
    for keys in at_once(IDENTITIES, *[(str(tmp_path),)] * 3, rounds=20):
        assert len(set(keys)) == 1


def test_a_founding_that_was_cut_off_is_not_built_upon(tmp_path: Path) -> None:
    cut_off = BEGIN + (
        "import os\n"
        "from workbench.store import project as module\n"
        "def write_marker(*_): os._exit(9)\n"
        "module.write_marker = write_marker\n"
        "Project.create(settings)\n"
    )
    done = subprocess.run([sys.executable, "-c", cut_off, str(tmp_path)], check=False)
    assert done.returncode == 9

    for program in (INIT, INIT):
        ((told,),) = at_once(program, (str(tmp_path),))
        assert told.startswith("refused")
        assert "is not empty" in told


def test_a_directory_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "mine.txt").write_text("mine")

    ((told,),) = at_once(INIT, (str(tmp_path),))

    assert "is not empty" in told
    assert [p.name for p in root.iterdir()] == ["mine.txt"]
