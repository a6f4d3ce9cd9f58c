"""What was typed, from what a recorder wrote of a key."""

import pytest

from workbench.domain.event import Event
from workbench.domain.tally import WarningTally
from workbench_openadapt.keys import KeyReader
from workbench_openadapt.layout import may_be_us

Row = tuple[str | None, str | None, str | None, str | None, str | None]


def _reader(platform: str = "linux", *, assume_us: bool = True) -> tuple[KeyReader, WarningTally]:
    tally = WarningTally()
    return KeyReader(tally, platform, assume_us=assume_us), tally


def _press(reader: KeyReader, *row: str | None) -> Event:
    return reader.read(1, 0, row, is_press=True)


def _release(reader: KeyReader, *row: str | None) -> Event:
    return reader.read(2, 0, row, is_press=False)


def _at(code: int) -> Row:
    """A row as the recorder writes it when it has lost the keyboard's layout."""
    return (f"keycode_{code}", None, str(code), f"keycode_{code}", None)


@pytest.mark.parametrize(
    ("platform", "row", "key", "text"),
    [
        ("linux", (None, "M", "58", None, "m"), "m", "M"),
        ("linux", ("space", None, "65", "space", None), "space", " "),
        ("linux", ("Return", None, "36", "Return", None), "enter", None),
        ("linux", ("eacute", None, "26", "eacute", None), "é", "é"),
        ("linux", ("Eacute", None, "26", "Eacute", None), "é", "É"),
        ("linux", ("ydiaeresis", None, "26", "ydiaeresis", None), "ÿ", "ÿ"),
        ("linux", ("EuroSign", None, "26", "EuroSign", None), "€", "€"),
        ("linux", ("U1E9E", None, "26", "U1E9E", None), "ß", "ẞ"),
        ("linux", ("KP_7", None, "79", "KP_7", None), "7", "7"),
        ("linux", ("KP_Enter", None, "104", "KP_Enter", None), "enter", None),
        ("linux", ("Up", None, "111", "Up", None), "up", None),
        ("darwin", ("num5", None, "87", "num5", None), "5", "5"),
        ("darwin", ("cmd_r", None, "54", "cmd", None), "cmd", None),
        ("win32", (None, "\x01", "65", None, "a"), "a", "\x01"),
        ("win32", ("alt_gr", None, "165", "alt_gr", None), "alt_gr", None),
        ("win32", ("enter", "\r", "13", "enter", None), "enter", None),
    ],
)
def test_a_key_row_says_its_key_and_its_text(platform: str, row: Row, key: str, text: str) -> None:
    reader, tally = _reader(platform)

    event = _press(reader, *row)

    assert (event.key, event.text) == (key, text)
    assert tally.warnings() == ()


def test_keys_known_by_position_read_as_on_a_us_keyboard_and_are_counted() -> None:
    """A whole recording, or all of it from some moment on, may lose its layout (trap T9)."""
    reader, tally = _reader()
    typed = [_press(reader, *_at(code)) for code in (43, 50, 11)]
    released = [_release(reader, *_at(code)) for code in (43, 50, 11)]

    assert [(e.key, e.text) for e in typed] == [("h", "h"), ("shift", None), ("2", "@")]
    assert [e.key for e in released] == ["h", "shift", "2"]
    assert [(w.code, w.count) for w in tally.warnings()] == [("keyboard-assumed", 2)]


def test_caps_lock_turns_letters_but_not_digits() -> None:
    reader, _ = _reader()
    _press(reader, *_at(66))
    _release(reader, *_at(66))

    assert [_press(reader, *_at(code)).text for code in (38, 10)] == ["A", "1"]


def test_positions_are_not_guessed_on_another_keyboard_or_system() -> None:
    french, counted = _reader(assume_us=False)
    other, _ = _reader("win32")

    assert _press(french, *_at(24)).key == "keycode_24"
    assert _press(french, *_at(22)).key == "backspace"
    assert _press(other, *_at(24)).text is None
    assert [(w.code, w.count) for w in counted.warnings()] == [("key-text-missing", 1)]


def test_a_recording_that_names_other_characters_is_not_of_a_us_keyboard() -> None:
    assert may_be_us([("38", "a"), ("38", "A"), ("11", "@"), ("200", "x")])
    assert not may_be_us([("38", "q")])


def test_a_key_nobody_knows_is_kept_and_counted() -> None:
    reader, tally = _reader()

    assert _press(reader, "Cyrillic_a", None, "41", "Cyrillic_a", None).key == "cyrillic_a"
    assert [(w.code, w.count) for w in tally.warnings()] == [("key-text-missing", 1)]
