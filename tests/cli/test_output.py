"""What is printed can be read, aligned and trusted by a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cli.output import clean, fields, table
from workbench.cli.values import box, day, moment
from workbench.domain.geometry import Box
from workbench.errors import UsageError


@given(st.text())
def test_nothing_printed_makes_a_terminal_do_anything(text: str) -> None:
    shown = clean(text)

    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=40))
def test_ordinary_text_is_printed_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("a\nb\tc\r", "a⏎b⇥c⏎"),
        ("left\u202eright", "leftright"),
        ("bell\x07", "bell"),
        ("\x9b2Jc1", "2Jc1"),
    ],
)
def test_escape_sequences_of_a_title_are_taken_out(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_columns_are_aligned_and_numbers_stand_to_the_right() -> None:
    lines = table(("name", "count"), [("a", 5), ("日本", 120)])

    assert lines == ["NAME  COUNT", "a         5", "日本    120"]


def test_a_table_without_rows_says_so() -> None:
    assert table(("name",), []) == ["(none)"]


def test_fields_line_their_values_up() -> None:
    assert fields([("a", 1), ("long", None)]) == ["a     1", "long"]


@pytest.mark.parametrize("text", ["", "abc", "-1", "1:99", "1e3"])
def test_what_is_no_time_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError, match="not a time") as caught:
        moment(text)

    assert "hh:mm:ss" in caught.value.hint


def test_values_are_parsed_as_people_write_them() -> None:
    assert moment("1:02.5") == 62_500_000
    assert box("1,2,3,4") == Box(1, 2, 3, 4)
    assert day("2031-01-02").isoformat() == "2031-01-02"


@pytest.mark.parametrize("text", ["1,2,3", "1,2,0,4", "a,b,c,d", "1,2,3,4,5"])
def test_what_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a box"):
        box(text)


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(UsageError, match="not a date"):
        day("tomorrow")
