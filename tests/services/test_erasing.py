"""Erasing a person: files and keys gone, chains whole, nothing of theirs to be found."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workbench.errors import KeyUnavailable, NotAllowed, NotFound, Refused, StorageFailed
from workbench.services import consenting, labeling, redacting
from workbench.services.importing import Imported, import_capture
from workbench.services.listing import sessions
from workbench.services.session import Session
from workbench.store import files as files_module
from workbench.store.keyring import KeyClass
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Team

    Approved = tuple[Team, str]

WORDS = [
    "ines.quiroga@example.org",
    "order forty lamps",
    "tomas.ferreira@example.net",
    "4111 1111 1111 1111",
    "Ship it",
    "Fill in the form and save it",
    "shop-floor",
    "source-folder",
]
# Sealed bytes in base64 hold any eight letters, in either case, by chance once in 10^12 places.
CHANCE_FREE = 8


def found_in(root: Path, words: list[str]) -> list[tuple[str, str]]:
    """Which of the words stand in any file or file name, in UTF-8 or UTF-16, in any case."""
    found = []
    for path in sorted(root.rglob("*")):
        data = path.name.encode()
        if path.is_file():
            data += b"\n" + path.read_bytes()
        lowered = data.lower()
        found += [(path.relative_to(root).as_posix(), word) for word in words if _in(lowered, word)]
    return found


def _in(lowered: bytes, word: str) -> bool:
    word = word.lower()
    if any(word.encode(code) in lowered for code in ("utf-16-le", "utf-16-be")):
        return True
    plain = word.encode()
    if len(plain) >= CHANCE_FREE:
        return plain in lowered
    # Sealed content and signatures are random letters or bytes: a short word turns up in them
    # by chance, though never between two marks.
    edge = rb"[\s!-*,.:;<>?@\[-^`{-~]"
    return re.search(rb"(?:^|%s)%s(?:%s|$)" % (edge, re.escape(plain), edge), lowered) is not None


@pytest.fixture
def two(approved: "Approved", capture_maker: Callable[..., Path]) -> "tuple[Team, str, str, Path]":
    """An approved session of p-01 and one of p-02; where the second was taken from."""
    team, first = approved
    source = capture_maker(team.root.parent / "two", typed="iris.quint@example.org")
    return team, first, team.take_in(source, "p-02"), source


def test_a_short_word_is_found_where_it_was_written_and_not_inside_random_letters() -> None:
    for leak in (
        b'{"name":"crm1"}',
        b"crm1\n",
        b"\ncrm1",
        "a crm1".encode("utf-16-le"),
        b"of CRM1.",
    ):
        assert _in(leak.lower(), "crm1")
    assert not _in(b'"q7xcrm1/w=="', "crm1")
    assert _in(b"q7xhunter22/w==", "hunter22")


def test_nothing_recorded_stands_readable_in_a_project(approved: "Approved") -> None:
    team, session_id = approved
    session = team.session("rev", session_id)
    redacting.add_flag(session, kind="person", t_us=0, end_us=5, reason="Fill in the form")

    assert found_in(team.root, [*WORDS, "Fill in the form"]) == []


def test_an_erased_subject_is_gone_and_the_others_are_not(
    two: "tuple[Team, str, str, Path]",
) -> None:
    team, first, second, _ = two
    project = team.open()
    journal = team.journal_bytes()
    before = [s for s in sessions(project) if s.session_id == second]
    assert consenting.erase(project, "p-01") == [first]

    folder = team.root / "project" / "sessions"
    assert [path.name for path in folder.iterdir()] == [second]
    keyring = team.settings().keyring_dir(project.project_id) / "subjects"
    assert {path.name.split(".")[0] for path in keyring.iterdir()} == {"p-02"}
    assert list((team.root / "project" / "cache").iterdir()) == []
    assert found_in(team.root, WORDS) == []
    for name, data in journal.items():
        assert team.journal_bytes()[name].startswith(data)
    for name in ("lea", "ana", "rev"):
        again = team.open(name)
        assert again.ledger.state.set_aside == []
        with pytest.raises(KeyUnavailable):
            again.keyring.subject_key("p-01", KeyClass.CONTENT)
        with pytest.raises(KeyUnavailable):
            Session(again, first)
        assert Session(again, second).capture.actions
        (erased,) = [s for s in sessions(again) if s.session_id == first]
        assert erased.is_erased
        assert (erased.title, erased.note) == ("", "")
        assert [s for s in sessions(again) if s.session_id == second] == before


def test_what_was_erased_is_not_taken_in_again(two: "tuple[Team, str, str, Path]") -> None:
    team, _, second, source = two
    consenting.erase(team.open(), "p-02")
    for subject in ("p-02", "p-03", None):
        with pytest.raises(Refused):
            import_capture(team.open(), source, subject=subject)
    with pytest.raises(Refused):
        consenting.ensure_subject(team.open(), "p-02")

    assert not (team.root / "project" / "sessions" / second).exists()
    assert not any("p-02" in path.name for path in (team.root / "config" / "keyrings").rglob("*"))


@pytest.mark.parametrize("name", ["ana", "rev"])
def test_only_a_lead_erases(approved: "Approved", name: str) -> None:
    team, session_id = approved
    with pytest.raises(NotAllowed):
        consenting.erase(team.open(name), "p-01")
    assert team.session("rev", session_id).capture.actions


def test_an_unknown_subject_is_an_error(approved: "Approved") -> None:
    with pytest.raises(NotFound):
        consenting.erase(approved[0].open(), "p-77")


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture
def cut_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Stops the machine before the n-th flush to the disk, or removal of a tree or file."""
    left = {"steps": -1}

    def stopping(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            if left["steps"] == 0:
                raise PowerCut
            left["steps"] -= 1
            return function(*args, **options)

        return run

    monkeypatch.setattr(files_module, "flush", stopping(files_module.flush))
    monkeypatch.setattr(files_module, "flush_directory", stopping(files_module.flush_directory))
    monkeypatch.setattr(shutil, "rmtree", stopping(shutil.rmtree))
    monkeypatch.setattr(Path, "unlink", stopping(Path.unlink))
    monkeypatch.setattr(Project, "append", stopping(Project.append))
    yield left
    left["steps"] = -1


def test_an_erasure_cut_off_anywhere_can_be_repeated(
    approved: "Approved", tmp_path: Path, team_class: "type[Team]", cut_after: dict[str, int]
) -> None:
    team, session_id = approved
    cuts = 0
    for steps in range(60):
        copy = team_class(tmp_path / f"cut{steps}")
        shutil.copytree(team.root, copy.root)
        lead = copy.open()
        cut_after["steps"] = steps
        try:
            consenting.erase(lead, "p-01")
            break
        except PowerCut:
            cuts += 1
        cut_after["steps"] = -1
        assert consenting.erase(copy.open(), "p-01") == [session_id]
        lead = copy.open()
        assert consenting.is_erased(lead, "p-01")
        assert lead.ledger.state.set_aside == []
        assert list((copy.root / "project" / "sessions").iterdir()) == []
        assert found_in(copy.root, WORDS) == []
        assert not list((copy.root / "config" / "keyrings").rglob("p-01*"))
        shutil.rmtree(copy.root)
    cut_after["steps"] = -1
    assert cuts > 6


def test_files_that_cannot_be_deleted_are_not_called_erased(
    approved: "Approved", monkeypatch: pytest.MonkeyPatch
) -> None:
    team, session_id = approved

    def refuse(path: Path, ignore_errors: bool = False, **_: Any) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(StorageFailed):
        consenting.erase(team.open(), "p-01")
    monkeypatch.undo()
    assert consenting.erase(team.open(), "p-01") == [session_id]
    assert not (team.root / "project" / "sessions" / session_id).exists()


def test_words_written_later_about_another_subject_stay_readable(
    two: "tuple[Team, str, str, Path]",
) -> None:
    team, _, second, _ = two
    consenting.erase(team.open(), "p-01")
    session = team.session("ana", second)
    first, _ = labeling.split_at(session, 6_000_000)
    labeling.set_instruction(session, first, "Still here")

    assert team.session("rev", second).segments()[0].instruction == "Still here"


def test_the_real_capture_leaves_no_readable_word(
    crm1: Path, crm1_truth: dict[str, Any], team: "Team"
) -> None:
    session_id = team.take_in(crm1)
    lead = team.open()
    imported = Session(lead, session_id)
    words = [text for text in crm1_truth["sensitive_text"].values() if " (" not in text]
    words += ["hunter2!", "VIPp", crm1_truth["task"], "crm1"]
    words += [a.text for a in imported.capture.actions if a.text and len(a.text) > 3]
    words += [w.title for w in imported.capture.windows if w.title and len(w.title) > 3]
    description = imported.capture.custody.description
    words += [description] if description else []
    task = labeling.split_at(team.session("ana", session_id), 12_157_000)[0]
    labeling.set_instruction(team.session("ana", session_id), task, "Create a customer for Maria")
    session = team.session("rev", session_id)
    redacting.keep(session, session.flags()[:1], reason="Maria agreed to it")
    edit = session.edit("comment.add")
    edit.create("comment", {"t_us": 5, "text": "Maria looks away here"})
    edit.save()
    words += ["Create a customer", "Maria agreed", "Maria looks away", "Maria"]

    assert len(imported.capture.actions) == crm1_expected(crm1_truth)
    assert found_in(team.root, words) == []
    consenting.erase(team.open(), "p-01")
    assert found_in(team.root, words) == []
    with pytest.raises(Refused):
        import_capture(team.open(), crm1, subject="p-05")


def crm1_expected(truth: dict[str, Any]) -> int:
    return len(truth["expected_actions"])


def test_the_real_capture_becomes_the_expected_actions(
    crm1: Path, crm1_truth: dict[str, Any], team: "Team"
) -> None:
    done = import_capture(team.open(), crm1, subject="p-01")
    assert isinstance(done, Imported)
    assert done.events == 259
    actions = team.session("rev", done.session_id).capture.actions
    expected = crm1_truth["expected_actions"]
    assert [a.kind.value for a in actions] == [e[0] for e in expected]
    typed = [a.text for a in actions if a.kind.value == "type"]
    assert typed == [e[1] for e in expected if e[0] == "type"]
