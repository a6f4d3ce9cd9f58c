"""What was typed, from what a recorder wrote of a key."""

import pytest

from workbench.domain.event import Event
from workbench.domain.tally import WarningTally
from workbench_openadapt.keys import KeyReader
from workbench_openadapt.layout import X11_KEYCODES, X11_KEYSYMS, Codes, codes_of

Row = tuple[str | None, str | None, str | None, str | None, str | None]


def _reader(
    platform: str = "linux", *, assume_us: bool = True, on_linux: Codes = X11_KEYCODES
) -> tuple[KeyReader, WarningTally]:
    tally = WarningTally()
    codes = codes_of(platform, on_linux=on_linux)
    return KeyReader(tally, platform, codes, assume_us=assume_us), tally


def _press(reader: KeyReader, *row: str | None) -> Event:
    event = reader.read(1, 0, row, is_press=True)
    assert event is not None
    return event


def _release(reader: KeyReader, *row: str | None) -> Event:
    event = reader.read(2, 0, row, is_press=False)
    assert event is not None
    return event


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
    assert all(e.is_inferred for e in (*typed, *released))
    assert [(w.code, w.count) for w in tally.warnings()] == [("keyboard-assumed", 2)]


def test_caps_lock_turns_letters_but_not_digits() -> None:
    reader, _ = _reader()
    _press(reader, *_at(66))
    _release(reader, *_at(66))

    assert [_press(reader, *_at(code)).text for code in (38, 10)] == ["A", "1"]


def test_positions_are_not_guessed_on_another_keyboard_or_system() -> None:
    french, counted = _reader(assume_us=False)
    other, _ = _reader("freebsd")

    assert _press(french, *_at(24)).key == "keycode_24"
    assert _press(french, *_at(22)).key == "backspace"
    assert _press(other, *_at(24)).text is None
    assert [(w.code, w.count) for w in counted.warnings()] == [("key-text-missing", 1)]


def test_a_recording_that_names_other_characters_is_not_of_a_us_keyboard() -> None:
    assert X11_KEYCODES.may_be_us([("38", "a"), ("38", "A"), ("11", "@"), ("200", "x")])
    assert not X11_KEYCODES.may_be_us([("38", "q")])


def test_a_key_nobody_knows_is_kept_and_counted() -> None:
    reader, tally = _reader()

    assert _press(reader, "Cyrillic_a", None, "41", "Cyrillic_a", None).key == "cyrillic_a"
    assert [(w.code, w.count) for w in tally.warnings()] == [("key-text-missing", 1)]


def _coded(code: int) -> Row:
    """A row as Windows and macOS give it where no character came with a key."""
    return (None, None, str(code), None, None)


@pytest.mark.parametrize(
    ("platform", "codes", "typed"),
    [
        ("win32", (0x48, 0x10, 0x32, 0xBC, 0x20, 0x67), ["h", None, "@", "<", " ", "7"]),
        ("darwin", (4, 56, 19, 43, 49, 89), ["h", None, "@", "<", " ", "7"]),
    ],
)
def test_codes_of_windows_and_macos_read_as_on_a_us_keyboard(
    platform: str, codes: tuple[int, ...], typed: list[str | None]
) -> None:
    reader, tally = _reader(platform)

    events = [_press(reader, *_coded(code)) for code in codes]

    assert [event.text for event in events] == typed
    assert all(event.is_inferred for event in events if (event.text or " ") != " ")
    assert [(w.code, w.count) for w in tally.warnings()] == [("keyboard-assumed", 4)]


def test_on_windows_a_named_key_is_known_by_what_it_means_and_on_macos_by_its_place() -> None:
    windows, _ = _reader("win32")
    macos, _ = _reader("darwin")

    enter, return_ = _press(windows, *_coded(0x0D)), _press(macos, *_coded(36))

    assert (enter.key, enter.is_inferred) == ("enter", False)
    assert (return_.key, return_.is_inferred) == ("enter", True)


@pytest.mark.parametrize("modifier", [0xA2, 0xA4, 0x5B])
def test_a_key_known_by_its_code_types_nothing_while_a_modifier_makes_it_a_hotkey(
    modifier: int,
) -> None:
    reader, tally = _reader("win32")
    _press(reader, *_coded(modifier))

    event = _press(reader, *_coded(0x43))

    assert (event.key, event.text, event.is_inferred) == ("c", None, True)
    assert [(w.code, w.count) for w in tally.warnings()] == [("keyboard-assumed", 1)]


def test_recorders_on_pynput_number_the_symbol_and_not_the_key() -> None:
    reader, tally = _reader(on_linux=X11_KEYSYMS)

    typed = [_press(reader, *_coded(code)) for code in (0x61, 0xE9, 0x010020AC, 0xFF0D, 0xFFB7)]

    assert [(e.key, e.text) for e in typed] == [
        ("a", "a"),
        ("é", "é"),
        ("€", "€"),
        ("enter", None),
        ("7", "7"),
    ]
    assert not any(e.is_inferred for e in typed)
    assert tally.warnings() == ()


def test_control_characters_say_nothing_of_a_keyboard() -> None:
    windows = codes_of("win32", on_linux=X11_KEYCODES)

    assert windows.may_be_us([("67", "\x03"), ("67", "c"), ("50", "@")])
    assert not windows.may_be_us([("50", '"')])


@pytest.mark.parametrize(
    ("name", "key"),
    [("key.key.key.a", "a"), ("key.", "key."), ("Key.Ctrl_L", "ctrl")],
)
def test_a_name_with_piled_up_prefixes_is_the_key_it_is(name: str, key: str) -> None:
    reader, _ = _reader()

    assert _press(reader, name, None, "999", None, None).key == key


def test_a_name_of_a_megabyte_is_no_name() -> None:
    reader, _ = _reader()

    assert _press(reader, "key." * 250_000, "x" * 1_000_000, "999", None, None).key == "keycode_999"


def test_a_row_that_names_no_key_is_counted_and_left_out() -> None:
    reader, tally = _reader()

    assert reader.read(1, 0, (None, None, None, None, None), is_press=True) is None
    assert reader.read(2, 0, ("", "", "", "", ""), is_press=False) is None
    assert [(w.code, w.count) for w in tally.warnings()] == [("keys-unknown", 2)]
