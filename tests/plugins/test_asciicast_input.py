"""What was typed into a terminal: keys, corrections, the mouse, and secrets nobody echoed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.domain.action import ActionKind
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.reduction import Reduction, reduce_events
from workbench.domain.tally import WarningTally
from workbench_asciicast import AsciicastImporter
from workbench_asciicast.keys import KeyReader
from workbench_asciicast.prompts import ASKED_FOR, NOT_ECHOED

Row = tuple[float, str, str]

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures" / "asciicast"


def read(*data: str) -> list[Event]:
    reader = KeyReader(WarningTally())
    return [event for number, part in enumerate(data) for event in reader.read(number, part)]


def reduced(*data: str) -> Reduction:
    return reduce_events(read(*data))


def told(*data: str) -> list[tuple[str, object]]:
    return [(a.kind.value, a.text or a.keys) for a in reduced(*data).actions]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("\r", ("enter",)),
        ("\n", ("enter",)),
        ("\t", ("tab",)),
        ("\x7f", ("backspace",)),
        ("\x08", ("backspace",)),
        ("\x1b", ("esc",)),
        ("\x03", ("ctrl", "c")),
        ("\x00", ("ctrl", "space")),
        ("\x1f", ("ctrl", "_")),
        ("\x1bf", ("alt", "f")),
        ("\x1b\x7f", ("alt", "backspace")),
        ("\x1b[A", ("up",)),
        ("\x1bOB", ("down",)),
        ("\x1b[1;5C", ("ctrl", "right")),
        ("\x1b[3~", ("delete",)),
        ("\x1b[5;3~", ("alt", "page_up")),
        ("\x1bOP", ("f1",)),
        ("\x1b[15~", ("f5",)),
        ("\x1b[24~", ("f12",)),
        ("\x1b[Z", ("shift", "tab")),
        ("\x1b[13;2u", ("shift", "enter")),
        ("\x1b[97;5u", ("ctrl", "a")),
        ("\x1b[27;6;65~", ("ctrl", "shift", "a")),
        ("\x1b[97;5:1u\x1b[97;5:3u", ("ctrl", "a")),
    ],
)
def test_what_was_sent_is_told_as_the_key_that_sends_it(data: str, keys: tuple[str, ...]) -> None:
    (action,) = reduced(data).actions

    assert action.kind is (ActionKind.HOTKEY if len(keys) > 1 else ActionKind.PRESS)
    assert action.keys == keys


def test_typed_text_is_one_action_with_its_corrections() -> None:
    assert told(*"ls -lx", "\x7f", "a", "\r") == [("type", "ls -la"), ("press", ("enter",))]


def test_text_that_was_killed_stays_in_what_was_typed() -> None:
    actions = told(*"oops", "\x15", *"fine", "\r")

    assert actions == [
        ("type", "oops"),
        ("hotkey", ("ctrl", "u")),
        ("type", "fine"),
        ("press", ("enter",)),
    ]


def test_pasted_lines_are_text_and_enter() -> None:
    actions = told("\x1b[200~one\r\ntwo\tthree\x1b[201~", "\x1b[200~cut", "off\x1b[201~")

    assert actions == [
        ("type", "one"),
        ("press", ("enter",)),
        ("type", "two threecutoff"),
    ]


def test_what_the_terminal_answers_is_no_key() -> None:
    tally = WarningTally()
    answers = ["\x1b[?62;22c", "\x1b[24;80R", "\x1b[I", "\x1b]11;rgb:1212/1212/1212\x1b\\"]
    answers += ["\x1bP1+r436f=323536\x1b\\", "\x1b[>41;360;0c", "\x1b[8;24;80t"]

    events = [event for data in answers for event in KeyReader(tally).read(0, data)]

    assert events == []
    assert [(w.code, w.count) for w in tally.warnings()] == [("answers-ignored", 7)]


def test_what_is_not_known_is_counted() -> None:
    tally = WarningTally()

    assert list(KeyReader(tally).read(0, "\x1b[99~\x1b[M !!\x1b[57344u\x1b[1;2W")) == []
    assert [(w.code, w.count) for w in tally.warnings()] == [("keys-unknown", 4)]


def test_the_mouse_is_at_the_middle_of_its_cell() -> None:
    events = read("\x1b[<0;10;5M", "\x1b[<0;10;5m", "\x1b[<35;11;5M", "\x1b[<65;11;5M")

    assert [(e.kind, e.x, e.y, e.button, e.dy) for e in events] == [
        (EventKind.DOWN, 76, 72, "left", 0),
        (EventKind.UP, 76, 72, "left", 0),
        (EventKind.MOVE, 84, 72, None, 0),
        (EventKind.SCROLL, 84, 72, None, -1),
    ]


def test_events_are_numbered_from_one() -> None:
    events = read("ab", "\x03", "c")

    assert [event.event_id for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event.t_us for event in events] == [0, 1, 1, 1, 1, 2]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared captures are not here")
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("input", [("type", "a"), ("press", ("enter",))]),
        (
            "keystroke-reel",
            [
                ("type", "ab"),
                ("press", ("enter",)),
                ("type", "c"),
                ("press", ("esc",)),
                ("type", "d"),
            ],
        ),
        ("markers-input", [("type", "a"), ("press", ("enter",))]),
        ("repeated-input", [("type", "a"), ("press", ("enter",))]),
        ("special-group-input", [("press", ("enter",))] * 3),
        ("text-group-input", [("type", "ab.cdefghijkl")]),
    ],
)
def test_what_was_typed_in_real_casts(name: str, typed: list[tuple[str, object]]) -> None:
    with AsciicastImporter().open(SAMPLES / "player_tests" / f"{name}.cast") as capture:
        actions = reduce_events(capture.events()).actions

    assert [(a.kind.value, a.text or a.keys) for a in actions] == typed


def line(text: str, at: float, echo: "str | None") -> Iterator[Row]:
    """A line typed key by key; `echo` is what shows of it, all of it where None."""
    for place, key in enumerate(text):
        yield (at + place * 0.1, "i", key)
        shown = key if echo is None else echo
        if shown:
            yield (at + place * 0.1 + 0.005, "o", shown)
    yield (at + len(text) * 0.1, "i", "\r")
    yield (at + len(text) * 0.1 + 0.005, "o", "\r\n")


def windows(path: Path, *rows: Row) -> list[tuple[int, str | None]]:
    header = {"version": 2, "width": 40, "height": 4, "title": "work"}
    path.write_text("\n".join(json.dumps(row) for row in (header, *rows)) + "\n")
    with AsciicastImporter().open(path) as capture:
        found: list[Window] = list(capture.windows())
    assert {window.window_id for window in found} == {1}
    return [(window.start_us, window.title) for window in found]


def test_a_line_without_echo_is_typed_in_a_window_that_says_so(tmp_path: Path) -> None:
    rows = [(0.5, "o", "say: "), *line("lavender", 1, ""), (3, "o", "$ "), *line("ls -la", 4, None)]

    assert windows(tmp_path / "a.cast", *rows) == [
        (0, "work"),
        (1_000_000, NOT_ECHOED),
        (1_800_000, "work"),
    ]


@pytest.mark.parametrize("mask", ["*", "•", "\x1b[1m*\x1b[0m"])
def test_stars_are_no_echo(tmp_path: Path, mask: str) -> None:
    rows = [(0.5, "o", "say: "), *line("lavender", 1, mask)]

    assert (1_000_000, NOT_ECHOED) in windows(tmp_path / "a.cast", *rows)


@pytest.mark.parametrize(
    "prompt",
    ["Password: ", "[sudo] password for ines: ", "Enter passphrase for key '/k': ", "Kennwort: "],
)
def test_a_prompt_that_asks_for_a_secret_is_a_window_though_it_echoes(
    tmp_path: Path, prompt: str
) -> None:
    rows = [(0.5, "o", prompt), *line("lavender", 1, None)]

    assert (1_000_000, ASKED_FOR) in windows(tmp_path / "a.cast", *rows)


@pytest.mark.parametrize("prompt", ["$ ", "ines@password-store:~$ ", "> ", "Name: "])
def test_other_prompts_are_not(tmp_path: Path, prompt: str) -> None:
    rows = [(0.5, "o", prompt), *line("lavender", 1, None)]

    assert windows(tmp_path / "a.cast", *rows) == [(0, "work")]


def test_an_echo_that_comes_late_is_one(tmp_path: Path) -> None:
    rows = [(0.5, "o", "$ "), (1, "i", "make all\r"), (1.3, "o", "make all\r\nnothing\r\n$ ")]

    assert windows(tmp_path / "a.cast", *rows, (4, "i", "x")) == [
        (0, "work"),
        (4_000_000, NOT_ECHOED),
        (4_000_001, "work"),
    ]


def test_an_echo_that_is_wiped_at_once_is_one(tmp_path: Path) -> None:
    rows = [(0.5, "o", "$ "), *line("clear", 1, None), (1.6, "o", "\x1b[H\x1b[2J$ ")]

    assert windows(tmp_path / "a.cast", *rows) == [(0, "work")]


def test_an_echo_on_the_last_row_scrolls_and_stays_one(tmp_path: Path) -> None:
    rows = [
        (0.5, "o", "\r\n" * 5 + "$ "),
        *line("a long line of forty characters and more", 1, None),
    ]

    assert windows(tmp_path / "a.cast", *rows) == [(0, "work")]


def test_keys_of_an_editor_are_no_secrets_and_its_prompts_are(tmp_path: Path) -> None:
    taken = (0.5, "o", "\x1b[?1049h\x1b[2J\x1b[H~\r\n")

    assert windows(tmp_path / "a.cast", taken, *line("jjjkkdd", 1, "")) == [(0, "work")]
    asked = (0.7, "o", "Enter password: ")
    assert (1_000_000, NOT_ECHOED) in windows(
        tmp_path / "b.cast", taken, asked, *line("lavender", 1, "")
    )


def test_titles_come_back_after_a_prompt(tmp_path: Path) -> None:
    rows = [(0.5, "o", "\x1b]0;ssh\x07say: "), *line("lavender", 1, "")]
    rows += [(1.9, "o", "\x1b]0;inside\x07$ ")]

    assert windows(tmp_path / "a.cast", *rows) == [
        (0, "work"),
        (500_000, "ssh"),
        (1_000_000, NOT_ECHOED),
        (1_800_000, "ssh"),
        (1_900_000, "inside"),
    ]
