"""The names of keys: one for each, and one that stays."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.domain import keys
from workbench.domain.keys import NAMED_KEYS, normalise_key

_PARTS = st.sampled_from(
    [
        *("Key.", "key.", "KEY.", " ", "\t", "-", "_", "a", "A", "İ", "Σ", "\x1b", "\x7f"),
        *("_l", "_r", "_left", "-right", "ctrl", "Shift", "super", "page up", "Prior", "alt gr"),
        *keys._ALIASES,
    ]
)
NAMES = st.one_of(st.text(), st.lists(_PARTS, max_size=6).map("".join))


@given(NAMES)
@example("Key.Key.a")
@example("Key. \ta")
@example("key.key.Shift_L")
@example("KEY.Key.\x1b")
def test_a_name_that_came_back_stays(name: str) -> None:
    assert normalise_key(normalise_key(name)) == normalise_key(name)


@given(st.sampled_from(sorted({*NAMED_KEYS, *keys._ALIASES.values()})))
def test_a_keys_own_name_is_that_however_often_a_recorder_says_it_is_a_key(name: str) -> None:
    assert normalise_key(name) == name
    assert normalise_key(f"Key.{name}") == normalise_key(f"Key.Key.{name.upper()}") == name


@pytest.mark.parametrize(("name", "key"), [("Key.Key.a", "a"), ("A", "A"), ("Key.ctrl_l", "ctrl")])
def test_what_a_recorder_calls_a_key_goes_by_its_one_name(name: str, key: str) -> None:
    assert normalise_key(name) == key
