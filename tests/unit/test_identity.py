"""Identities: names, files, public lines."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import KeyUnavailable, UsageError
from workbench.store.identity import PublicIdentity, check_name, load_identity, make_identity


def test_an_identity_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = make_identity(tmp_path / "ids", "ana")

    assert str(make_identity(tmp_path / "ids", "ana").public) == str(made.public)
    loaded = load_identity(tmp_path / "ids", "ana")
    assert loaded is not None
    assert str(loaded.public) == str(made.public)
    assert loaded.checkpoint_key("p") == made.checkpoint_key("p") != made.checkpoint_key("q")
    assert load_identity(tmp_path / "ids", "ben") is None
    assert (tmp_path / "ids" / "ana.json").stat().st_mode & 0o077 == 0


def test_a_public_line_comes_back(tmp_path: Path) -> None:
    line = str(make_identity(tmp_path, "ana").public)

    assert line.startswith("wbk1.")
    assert str(PublicIdentity.parse(line)) == line


@given(st.text())
def test_any_other_line_is_refused(text: str) -> None:
    for line in (text, f"wbk1.{text}"):
        with pytest.raises(UsageError):
            PublicIdentity.parse(line)


@pytest.mark.parametrize("name", ["", "A", "a/b", "..", ".a", "-a", "a" * 33, "ä", "a\n", "a b"])
def test_what_cannot_be_a_file_name_cannot_be_a_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        check_name(name)
    with pytest.raises(UsageError):
        make_identity(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "0", "ana-2", "a.b_c", "a" * 32])
def test_names_may_hold_letters_digits_and_little_else(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"sign": 1, "unwrap": 2}',
        b'{"sign": "AA==", "unwrap": "AA=="}',
        json.dumps({"sign": "\u00e9", "unwrap": ""}).encode(),
    ],
)
def test_a_damaged_identity_file_is_an_error_that_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "ana.json").write_bytes(data)
    with pytest.raises(KeyUnavailable):
        load_identity(tmp_path, "ana")
    with pytest.raises(KeyUnavailable):
        make_identity(tmp_path, "ana")
    assert (tmp_path / "ana.json").read_bytes() == data
