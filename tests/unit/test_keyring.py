"""The keyring: who can open what, and that no crash loses a key."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.member import Member, Role
from workbench.errors import KeyUnavailable, NewerVersion, UsageError, WorkbenchError
from workbench.services import membership
from workbench.store import keyring as keyring_module
from workbench.store.files import shred, write_atomic
from workbench.store.identity import Identity, make_identity
from workbench.store.keyring import KeyClass, Keyring
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Team

SUBJECTS = ("p-01", "p-02", "x.content")


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture
def identities(tmp_path: Path) -> dict[str, Identity]:
    return {name: make_identity(tmp_path / "ids", name) for name in ("lea", "ana", "rev", "eve")}


@pytest.fixture
def directory(tmp_path: Path, identities: dict[str, Identity]) -> Path:
    """A keyring founded by lea, with ana and rev, and three subjects."""
    ring = Keyring.create(tmp_path / "ring", "project", identities["lea"])
    for name, role in (("ana", Role.ANNOTATOR), ("rev", Role.REVIEWER)):
        ring.admit(member(identities, name, role))
    for subject in SUBJECTS:
        ring.add_subject(subject)
    return tmp_path / "ring"


def member(identities: dict[str, Identity], name: str, role: Role) -> Member:
    return Member(name, role, str(identities[name].public))


def opened(directory: Path, identity: Identity) -> Keyring:
    return Keyring.open(directory, "project", identity)


def secrets(directory: Path, identity: Identity) -> dict[tuple[str, KeyClass], bytes]:
    ring = opened(directory, identity)
    found = {}
    for subject in SUBJECTS:
        for key_class in KeyClass:
            try:
                found[subject, key_class] = ring.subject_key(subject, key_class).secret
            except KeyUnavailable:
                continue
    return found


def only(
    keys: dict[tuple[str, KeyClass], bytes], key_class: KeyClass
) -> dict[tuple[str, KeyClass], bytes]:
    return {name: secret for name, secret in keys.items() if name[1] is key_class}


def test_each_role_opens_its_own_keys(directory: Path, identities: dict[str, Identity]) -> None:
    whole = secrets(directory, identities["lea"])

    assert len(set(whole.values())) == 2 * len(SUBJECTS)
    assert secrets(directory, identities["rev"]) == whole
    assert secrets(directory, identities["ana"]) == only(whole, KeyClass.CONTENT)
    assert secrets(directory, identities["eve"]) == {}


def test_an_annotator_opens_no_restricted_key_with_any_file_of_the_keyring(
    directory: Path, identities: dict[str, Identity]
) -> None:
    """Whatever is copied to whatever name: what is wrapped names its place and its holder."""
    restricted = set(only(secrets(directory, identities["lea"]), KeyClass.RESTRICTED).values())
    groups, subjects = directory / "groups", directory / "subjects"
    for source in sorted(groups.glob("*.json")):
        kept = (groups / "restricted.1.ana.json").exists()
        assert not kept
        shutil.copy(source, groups / "restricted.1.ana.json")
        found = secrets(directory, identities["ana"])
        assert not restricted & set(found.values()), source.name
        (groups / "restricted.1.ana.json").unlink()
    for source in sorted(subjects.glob("*.restricted.json")):
        target = subjects / source.name.replace("restricted", "content")
        whole = target.read_bytes()
        shutil.copy(source, target)
        assert not restricted & set(secrets(directory, identities["ana"]).values())
        target.write_bytes(whole)


def test_demoting_takes_the_restricted_keys_away(
    directory: Path, identities: dict[str, Identity]
) -> None:
    ring = opened(directory, identities["lea"])
    ring.admit(member(identities, "rev", Role.ANNOTATOR))

    assert only(secrets(directory, identities["rev"]), KeyClass.RESTRICTED) == {}
    assert len(secrets(directory, identities["rev"])) == len(SUBJECTS)


def test_after_a_rotation_old_files_open_nothing(
    directory: Path, identities: dict[str, Identity], tmp_path: Path
) -> None:
    before = secrets(directory, identities["lea"])
    copy = tmp_path / "copy"
    shutil.copytree(directory, copy)
    lea = opened(directory, identities["lea"])
    lea.rotate([member(identities, "lea", Role.LEAD), member(identities, "rev", Role.REVIEWER)])
    lea.add_subject("p-09")

    assert secrets(directory, identities["lea"]) == before
    assert secrets(directory, identities["rev"]) == before
    assert secrets(directory, identities["ana"]) == {}
    for path in (copy / "groups").glob("*.json"):
        shutil.copy(path, directory / "groups")
    with pytest.raises(KeyUnavailable):
        opened(directory, identities["ana"]).subject_key("p-09", KeyClass.CONTENT)
    assert secrets(directory, identities["ana"]) == {}


def test_a_member_added_after_a_rotation_reads_everything(
    directory: Path, identities: dict[str, Identity]
) -> None:
    lea = opened(directory, identities["lea"])
    lea.rotate([member(identities, "lea", Role.LEAD)])
    lea.admit(member(identities, "eve", Role.REVIEWER))

    assert secrets(directory, identities["eve"]) == secrets(directory, identities["lea"])


@pytest.fixture
def cut_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Stops the machine after so many file operations; each has one half-way too."""
    left = {"steps": -1}

    def step() -> None:
        if left["steps"] == 0:
            raise PowerCut
        left["steps"] -= 1

    def write(path: Path, data: bytes, *, mode: int = 0o644) -> None:
        step()
        write_atomic(path, data, mode=mode)
        step()

    def remove(path: Path) -> None:
        step()
        if path.exists():
            whole = path.read_bytes()
            path.write_bytes(bytes(len(whole)))
            step()
            path.write_bytes(whole)
        shred(path)
        step()

    monkeypatch.setattr(keyring_module, "write_atomic", write)
    monkeypatch.setattr(keyring_module, "shred", remove)
    yield left
    left["steps"] = -1


def test_a_rotation_cut_off_anywhere_loses_no_key_and_can_be_repeated(
    directory: Path, identities: dict[str, Identity], tmp_path: Path, cut_after: dict[str, int]
) -> None:
    before = secrets(directory, identities["lea"])
    staying = [
        member(identities, name, role)
        for name, role in (("rev", Role.REVIEWER), ("lea", Role.LEAD))
    ]
    cuts = 0
    for steps in range(200):
        copy = tmp_path / f"cut{steps}"
        shutil.copytree(directory, copy)
        cut_after["steps"] = steps
        try:
            opened(copy, identities["lea"]).rotate(staying)
            break
        except PowerCut:
            cuts += 1
        cut_after["steps"] = -1
        assert secrets(copy, identities["lea"]) == before, steps
        assert secrets(copy, identities["rev"]) == before, steps
        lea = opened(copy, identities["lea"])
        lea.admit(member(identities, "eve", Role.REVIEWER))
        lea.add_subject("p-new")
        assert secrets(copy, identities["eve"]) == before, steps
        lea = opened(copy, identities["lea"])
        lea.rotate(staying)
        assert secrets(copy, identities["lea"]) == before, steps
        assert secrets(copy, identities["rev"]) == before, steps
        assert secrets(copy, identities["ana"]) == {}, steps
        assert secrets(copy, identities["eve"]) == {}, steps
        assert opened(copy, identities["rev"]).subject_key("p-new", KeyClass.RESTRICTED)
    assert cuts > 20


def test_adding_a_subject_cut_off_anywhere_can_be_repeated(
    directory: Path, identities: dict[str, Identity], tmp_path: Path, cut_after: dict[str, int]
) -> None:
    for steps in range(5):
        copy = tmp_path / f"cut{steps}"
        shutil.copytree(directory, copy)
        cut_after["steps"] = steps
        try:
            opened(copy, identities["lea"]).add_subject("p-new")
        except PowerCut:
            cut_after["steps"] = -1
            opened(copy, identities["lea"]).rotate([member(identities, "lea", Role.LEAD)])
            opened(copy, identities["lea"]).add_subject("p-new")
        cut_after["steps"] = -1
        ring = opened(copy, identities["lea"])
        assert ring.subject_key("p-new", KeyClass.CONTENT)
        assert ring.subject_key("p-new", KeyClass.RESTRICTED)


def test_destroying_a_subject_cut_off_anywhere_can_be_repeated(
    directory: Path, identities: dict[str, Identity], tmp_path: Path, cut_after: dict[str, int]
) -> None:
    for steps in range(8):
        copy = tmp_path / f"cut{steps}"
        shutil.copytree(directory, copy)
        cut_after["steps"] = steps
        try:
            opened(copy, identities["lea"]).destroy_subject("p-01")
        except PowerCut:
            cut_after["steps"] = -1
            opened(copy, identities["lea"]).destroy_subject("p-01")
        cut_after["steps"] = -1
        left = secrets(copy, identities["lea"])
        assert {subject for subject, _ in left} == set(SUBJECTS) - {"p-01"}
        assert not list((copy / "subjects").glob("p-01*"))


def test_a_removal_cut_off_before_the_keys_were_made_anew_is_completed_by_repeating_it(
    stocked: "tuple[Team, str]", cut_after: dict[str, int]
) -> None:
    team, session_id = stocked
    cut_after["steps"] = 3
    with pytest.raises(PowerCut):
        membership.remove_member(team.open("lea"), "ana")
    cut_after["steps"] = -1
    groups = team.settings().keyring_dir(team.open("lea").project_id) / "groups"
    assert list(groups.glob("*.ana.json"))
    membership.remove_member(team.open("lea"), "ana")

    assert not list(groups.glob("*.ana.json"))
    assert team.session("rev", session_id).capture.actions
    with pytest.raises(WorkbenchError):
        membership.remove_member(team.open("lea"), "ana")


@pytest.mark.parametrize("name", ["rev", "ana"])
def test_nobody_but_the_founder_touches_the_keyring_for_members(team: "Team", name: str) -> None:
    lead = team.open("lea")
    if name == "rev":
        membership.set_role(lead, "rev", Role.LEAD)
    groups = team.settings().keyring_dir(lead.project_id) / "groups"
    before = sorted(path.name for path in groups.iterdir())
    project = team.open(name)
    identities = team.root / "config" / "identities"
    with pytest.raises(WorkbenchError):
        membership.add_member(project, "eve", Role.LEAD, public_key="", identities_dir=identities)
    with pytest.raises(WorkbenchError):
        membership.remove_member(project, "ana")

    assert sorted(path.name for path in groups.iterdir()) == before


def test_a_keyring_is_not_made_over_another_one(
    directory: Path, identities: dict[str, Identity]
) -> None:
    before = secrets(directory, identities["lea"])
    with pytest.raises(UsageError):
        Keyring.create(directory, "another", identities["lea"])

    assert secrets(directory, identities["lea"]) == before


def test_the_wrong_keyring_is_said_to_be_wrong(
    directory: Path, identities: dict[str, Identity], tmp_path: Path
) -> None:
    Keyring.create(tmp_path / "other", "other", identities["lea"])
    with pytest.raises(KeyUnavailable, match="another project"):
        opened(tmp_path / "other", identities["lea"])
    with pytest.raises(KeyUnavailable, match="no keyring"):
        opened(tmp_path / "nowhere", identities["lea"])


def test_a_subjects_file_does_not_open_under_another_subjects_name(
    directory: Path, identities: dict[str, Identity]
) -> None:
    folder = directory / "subjects"
    shutil.copy(folder / "p-01.content.json", folder / "p-02.content.json")
    with pytest.raises(KeyUnavailable):
        opened(directory, identities["lea"]).subject_key("p-02", KeyClass.CONTENT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\0",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": 1, "project": "project"}',
        b'{"format": 1, "generation": "x", "wrapped": 3}',
        b'{"format": 1, "generation": 1, "wrapped": "AAAA", "ephemeral": "AAAA"}',
        b'{"format": 1, "generation": 1, "wrapped": "\xc3\xa9", "ephemeral": "\xc3\xa9"}',
        json.dumps({"format": 1, "wrapped": "A" * 80, "ephemeral": "A" * 43 + "="}).encode(),
    ],
)
@pytest.mark.parametrize(
    "name", ["keyring.json", "groups/content.1.lea.json", "subjects/p-01.content.json"]
)
def test_a_damaged_file_is_an_error_that_says_so(
    directory: Path, identities: dict[str, Identity], name: str, data: bytes
) -> None:
    (directory / name).write_bytes(data)
    with pytest.raises((KeyUnavailable, NewerVersion)) as caught:
        opened(directory, identities["lea"]).subject_key("p-01", KeyClass.CONTENT)
    assert caught.value.hint


def test_a_later_keyring_is_said_to_be_later(
    directory: Path, identities: dict[str, Identity]
) -> None:
    path = directory / "keyring.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(NewerVersion):
        opened(directory, identities["lea"])


def test_only_their_owner_may_read_the_files(directory: Path) -> None:
    for path in [directory, *directory.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_an_existing_keyring_elsewhere_is_not_lost_to_a_new_project(team: "Team") -> None:
    first = team.open("lea")
    ring = team.settings().keyring_dir(first.project_id)
    settings = team.settings()
    again = type(settings)(
        project=team.root / "second",
        keyring=ring,
        user="lea",
        config_dir=settings.config_dir,
        state_dir=settings.state_dir,
    )
    with pytest.raises(UsageError):
        Project.create(again)
    assert team.open("ana").me.name == "ana"
