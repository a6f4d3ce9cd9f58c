"""Whatever somebody wrote into our own small files is refused in words or does no harm."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.config import THEMES, load_settings
from workbench.errors import KeyUnavailable, NotFound, UsageError, WorkbenchError
from workbench.services import commenting, labeling, membership, redacting
from workbench.store.files import parse_json, write_new
from workbench.store.identity import load_identity
from workbench.store.playheads import Playheads

if TYPE_CHECKING:
    from tests.conftest import Team

DEEP = [b"[" * 100_000, b'{"format":' * 100_000]
HALF = "a\udcffb"


@pytest.mark.parametrize(
    "data",
    [
        *DEEP,
        b"",
        b"[]",
        b"{}",
        b'{"format": true, "project": "x"}',
        b'{"format": 1, "project": 5}',
        b'{"format": 1, "project": "../../../etc"}',
        b'{"format": 1, "project": ""}',
        b'{"format": 1}',
    ],
)
def test_a_marker_that_is_none(team: "Team", data: bytes) -> None:
    (team.root / "project" / "project.json").write_bytes(data)
    with pytest.raises(NotFound) as refused:
        team.open()
    assert refused.value.hint


@pytest.mark.parametrize("data", DEEP)
@pytest.mark.parametrize("name", ["keyring.json", "groups/content.1.lea.json"])
def test_a_keyring_nested_too_deep(team: "Team", name: str, data: bytes) -> None:
    path = team.settings().keyring_dir(team.open().project_id) / name
    path.write_bytes(data)
    with pytest.raises(KeyUnavailable) as refused:
        team.open().keyring.add_subject("p-01")
    assert refused.value.hint


@pytest.mark.parametrize("data", DEEP)
def test_an_identity_nested_too_deep(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "ana.json").write_bytes(data)
    with pytest.raises(KeyUnavailable):
        load_identity(tmp_path, "ana")


@pytest.mark.parametrize("data", DEEP)
def test_playheads_nested_too_deep_are_forgotten(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p").write_bytes(data)

    assert Playheads(tmp_path / "p").position_us("s-1") == 0


@pytest.mark.parametrize(
    "name",
    [
        "content.zz.json",
        "content.json",
        "zz.json",
        "content.1.json",
        "content.-1.ana.json",
        "content.1x.ana.json",
        "content.99999999999999999999.ana.json",
        "restricted..json",
    ],
)
def test_a_stray_file_in_the_keyring_is_nobodys_key(stocked: "tuple[Team, str]", name: str) -> None:
    team, session_id = stocked
    groups = team.settings().keyring_dir(team.open().project_id) / "groups"
    (groups / name).write_bytes(b"rubbish")
    lead = team.open()
    membership.remove_member(lead, "ana")
    lead.keyring.add_subject("p-02")

    assert (groups / name).read_bytes() == b"rubbish"
    assert not lead.keyring.holds_anything("ana")
    assert team.session("rev", session_id).capture.actions


@pytest.mark.parametrize("theme", ["nope", "nord", "workbench"])
def test_a_theme_there_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("WORKBENCH_THEME", theme)
    with pytest.raises(UsageError, match="no theme") as refused:
        load_settings(user="ana")
    assert THEMES[1] in refused.value.hint


def test_the_themes_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.tui import theme

    assert tuple(one.name for one in theme.THEMES) == THEMES
    for name in THEMES:
        monkeypatch.setenv("WORKBENCH_THEME", name)
        assert load_settings(user="ana").theme == name


@pytest.mark.parametrize("table", ["theme = 5", "theme = 'x'", "a = " + "[" * 100_000])
def test_a_settings_file_that_means_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr("workbench.config.user_config_path", lambda _: tmp_path)
    monkeypatch.delenv("WORKBENCH_THEME", raising=False)
    (tmp_path / "config.toml").write_text(table)
    with pytest.raises(UsageError):
        load_settings(user="ana")


SAYING: dict[str, "Callable[[Team, str], object]"] = {
    "comment": lambda t, s: commenting.add_comment(t.session("rev", s), t_us=1, text=HALF),
    "bookmark": lambda t, s: commenting.add_bookmark(t.session("rev", s), t_us=1, note=HALF),
    "flag": lambda t, s: redacting.add_flag(
        t.session("rev", s), kind="person", t_us=1, end_us=2, reason=HALF
    ),
    "kind": lambda t, s: redacting.add_flag(
        t.session("rev", s), kind=HALF, t_us=1, end_us=2, reason="x"
    ),
    "keep": lambda t, s: redacting.keep(
        t.session("rev", s), t.session("rev", s).flags()[:1], reason=HALF
    ),
    "instruction": lambda t, s: labeling.set_instruction(
        t.session("ana", s), t.session("ana", s).segments()[0].segment_id, HALF
    ),
}


@pytest.mark.parametrize("what", sorted(SAYING))
def test_half_a_character_is_refused_in_words(stocked: "tuple[Team, str]", what: str) -> None:
    team, session_id = stocked
    labeling.split_at(team.session("ana", session_id), 5_000_000)
    journal = team.journal_bytes()

    with pytest.raises(WorkbenchError) as refused:
        SAYING[what](team, session_id)

    assert refused.value.hint
    assert HALF not in refused.value.message
    assert team.journal_bytes() == journal


def test_json_has_one_way_to_be_wrong() -> None:
    for text in (*DEEP, b"", b"\xff", b"1" * 5000, b"{"):
        try:
            parse_json(text)
        except ValueError:
            continue
        pytest.fail(f"taken for a document: {text[:9]!r}")
    assert parse_json(b'{"a": 1}') == {"a": 1}


def test_a_new_file_is_written_once(tmp_path: Path) -> None:
    assert write_new(tmp_path / "f", b"one")
    assert not write_new(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_where_there_are_no_links_a_new_file_is_written_once_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    assert write_new(tmp_path / "f", b"one", mode=0o600)
    assert not write_new(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"one"
    assert (tmp_path / "f").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
