"""Files of captures, however they were cut or changed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.geometry import Box
from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.source_files import (
    beginning,
    box_between,
    box_in,
    decoded,
    file_inside,
    films_in,
    first_line,
    first_values,
    json_document,
    json_lines,
    microseconds_in,
    number_in,
    objects_in,
    text_in,
)


def _read(path: Path, data: bytes) -> tuple[list[object], dict[str, int]]:
    path.write_bytes(data)
    tally = WarningTally()
    values = list[object](json_lines(path, tally))
    return values, {warning.code: warning.count for warning in tally.warnings()}


def test_lines_are_read_whatever_ends_them_and_a_byte_order_mark_is_none(tmp_path: Path) -> None:
    values, codes = _read(tmp_path / "a", b'\xef\xbb\xbf{"a": 1}\r\n\n[2]\n "three"')

    assert (values, codes) == ([{"a": 1}, [2], "three"], {})


def test_what_is_no_json_is_counted_and_a_cut_end_by_its_own_code(tmp_path: Path) -> None:
    nested = b"[" * 100_000
    data = b'{"a": 1}\n{"a"\n\xff\xfe\n' + nested + b'\n{"a": NaN}\n{"b": 2'

    values, codes = _read(tmp_path / "a", data)

    assert len(values) == 2
    assert codes == {"lines-unreadable": 3, "cut-short": 1}


def test_a_file_that_is_not_there_is_counted(tmp_path: Path) -> None:
    tally = WarningTally()

    assert list(json_lines(tmp_path / "absent", tally)) == []
    assert [warning.code for warning in tally.warnings()] == ["files-unreadable"]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_document_that_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)

    with pytest.raises(BadCapture):
        json_document(tmp_path / "a.json")


@pytest.mark.parametrize(
    "name", ["../b", "/etc/passwd", "C:\\b", "\\\\host\\b", "a/../../b", "", 7, None, "a\0b", "out"]
)
def test_a_name_that_leads_out_of_the_folder_leads_nowhere(tmp_path: Path, name: object) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "b").touch()
    (root / "out").symlink_to(tmp_path / "b")

    assert file_inside(root, name) is None


def test_a_name_as_windows_writes_it_is_found(tmp_path: Path) -> None:
    (tmp_path / "screenshot").mkdir()
    (tmp_path / "screenshot" / "1.png").touch()

    assert file_inside(tmp_path, "screenshot\\1.png") == tmp_path / "screenshot" / "1.png"


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text()))
def test_only_finite_numbers_of_a_sane_size_are_numbers_and_times(value: object) -> None:
    number, t_us = number_in(value), microseconds_in(value)

    assert number is None or -1e7 < number < 1e7
    assert t_us is None or 0 <= t_us <= 2**53
    if isinstance(value, bool | str | None):
        assert (number, t_us) == (None, None)


@pytest.mark.parametrize("sides", [(1, 2, 3), (1, 2, 3, 4, 5), (1, 2, 0.4, 4), (1, 2, 3, "4")])
def test_what_has_no_area_or_is_no_number_is_no_box(sides: tuple[object, ...]) -> None:
    assert box_in((0.6, 2, 3, 4)) == Box(1, 2, 3, 4)
    assert box_in(sides) is None


def test_a_box_lies_between_its_sides() -> None:
    sides = {"left": 1.2, "top": 2, "right": 11, "bottom": 5}

    assert box_between(sides) == Box(1, 2, 10, 3)
    assert box_between(sides | {"right": 1}) is None
    assert box_between({"left": 1.2, "top": 2, "right": 11}) is None
    assert box_between([1, 2, 11, 5]) is None


def test_a_file_begins_after_its_mark_and_one_that_is_not_there_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfhello")

    assert beginning(tmp_path / "a.txt", 6) == b"hel"
    assert beginning(tmp_path / "b.txt", 6) == b""
    assert beginning(None, 6) == b""


def test_the_first_line_is_the_first_that_holds_anything() -> None:
    assert first_line(b'\xef\xbb\xbf\r\n\n{"a": 1}\r\n{"b": 2}') == b'{"a": 1}'
    assert first_line(b"\xef\xbb\xbf \n") == b""


def test_values_that_are_no_objects_are_counted() -> None:
    tally = WarningTally()

    assert list(objects_in([{"a": 1}, [2], None, {}, "b"], tally)) == [{"a": 1}, {}]
    assert [(w.code, w.count) for w in tally.warnings()] == [("lines-unreadable", 3)]


def test_the_first_values_are_those_of_whole_lines_that_are_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\r\nno json\n[2]\n\n{"b": "cut"}\n')

    assert list(first_values(path)) == [{"a": 1}, [2], {"b": "cut"}]
    assert list(first_values(path, 30)) == [{"a": 1}, [2]]


def test_films_are_found_by_name_but_never_outside_or_hidden(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("b.mp4", "a.MKV", ".c.mp4", "d.txt"):
        (folder / name).touch()
    (tmp_path / "e.mp4").touch()
    (folder / "e.mp4").symlink_to(tmp_path / "e.mp4")
    (folder / "f.mp4").mkdir()

    assert films_in(folder) == [folder / "a.MKV", folder / "b.mp4"]
    assert films_in(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'"a\\ud83d"', "a\ufffd"),
        (b'"\\uDE00b"', "\ufffdb"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\ud83dx\\ude00"', "\ufffdx\ufffd"),
        (b'"\xed\xa0\xbdz"', "\ufffdz"),
        (b'"\\\\ud83d"', "\\ud83d"),
        ('"\ud55c"'.encode(), "\ud55c"),
    ],
)
def test_halves_of_a_character_are_replaced_in_texts(
    tmp_path: Path, data: bytes, text: str
) -> None:
    (value,), codes = _read(tmp_path / "a", b'{"n": NaN, "t": ' + data + b"}")

    assert codes == {}
    assert isinstance(value, dict)
    assert text_in(value["t"]) == text
    (tmp_path / "b").write_bytes(data)
    assert text_in(json_document(tmp_path / "b")) == text


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_any_text_of_a_json_file_can_be_written_after(text: str) -> None:
    read = text_in(decoded(json.dumps(text).encode()))

    assert read.encode().decode() == read
    assert text_in(text).encode().decode() == text_in(text)
