"""Casts of every version: their clocks, sizes, titles and screens, beside another emulator."""

import json
from itertools import pairwise
from pathlib import Path

import pyte
import pytest

from workbench.domain.remark import About
from workbench.domain.text_screen import CELL_PX, PLAIN, Style, TextScreen, cells_of, text_of
from workbench.errors import BadCapture
from workbench.testing import check_importer
from workbench_asciicast import AsciicastImporter
from workbench_asciicast.capture import AsciicastCapture

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / ".." / "shared" / "captures" / "asciicast" / "player_tests"
CASTS = sorted(SAMPLES.glob("*.cast"))

needs_samples = pytest.mark.skipif(not CASTS, reason="the shared captures are not here")

Row = tuple[float, str, str]


def written(path: Path, header: dict[str, object], *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in (header, *rows)) + "\n")
    return path


def second(path: Path, *rows: object, **header: object) -> Path:
    return written(path, {"version": 2, "width": 20, "height": 4, **header}, *rows)


def third(path: Path, *rows: object, **term: object) -> Path:
    return written(path, {"version": 3, "term": {"cols": 20, "rows": 4, **term}}, *rows)


def screens(path: Path) -> list[TextScreen]:
    with AsciicastImporter().open(path) as capture:
        return list(capture.screens())


def told(path: Path) -> list[tuple[int, list[str]]]:
    return [(screen.t_us, [text_of(line) for line in screen.lines]) for screen in screens(path)]


def codes(path: Path) -> dict[str, int]:
    with AsciicastImporter().open(path) as capture:
        read_all(capture)
        return {warning.code: warning.count for warning in capture.warnings()}


def read_all(capture: AsciicastCapture) -> None:
    for things in (capture.events(), capture.windows(), capture.screens(), capture.remarks()):
        list(things)


def outputs(path: Path) -> list[Row]:
    """The rows of a sample with absolute times, read in a way of the test's own."""
    header, *rows = (json.loads(line) for line in path.read_text().splitlines())
    seconds, found = 0.0, []
    for time, code, data in rows:
        seconds = time if header["version"] == 2 else seconds + time
        found.append((seconds, code, data))
    return found


@needs_samples
@pytest.mark.parametrize("path", CASTS, ids=lambda path: path.stem)
def test_the_screens_of_real_casts_are_those_of_another_emulator(path: Path) -> None:
    found = screens(path)
    other = pyte.Screen(found[0].columns, found[0].rows)
    stream = pyte.Stream(other)
    rows = iter([*outputs(path), (1e9, "end", "")])
    row = next(rows)

    for screen in found:
        while round(row[0] * 1e6) <= screen.t_us:
            if row[1] == "o":
                stream.feed(row[2])
            elif row[1] == "r":
                columns, lines = (int(number) for number in row[2].split("x"))
                # This emulator takes lines from the top however few are written.
                other.lines, other.columns = lines, columns
            row = next(rows)
        lines_there = [text.rstrip() for text in other.display]
        lines_here = [text_of(line) for line in screen.lines]
        assert lines_here + [""] * (screen.rows - len(lines_here)) == lines_there
        assert screen.cursor == (min(other.cursor.x, other.columns - 1), other.cursor.y)


@needs_samples
@pytest.mark.parametrize("path", CASTS, ids=lambda path: path.stem)
def test_the_importer_keeps_its_promises_on_real_casts(path: Path) -> None:
    check_importer(AsciicastImporter(), path)


def test_the_times_of_the_second_version_are_absolute(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [0.248848, "o", "a"], [1.001376, "o", "b"])

    assert told(path) == [(0, []), (248_848, ["a"]), (1_001_376, ["ab"])]


def test_the_times_of_the_third_version_are_summed_and_comments_passed_over(
    tmp_path: Path,
) -> None:
    path = third(tmp_path / "a.cast", [0.25, "o", "a"], [0.000001, "m", ""], [1.5, "o", "b"])
    path.write_text(path.read_text().replace("\n", "\n# a comment, [1, 2\n", 2) + "\n\n")

    assert told(path) == [(0, []), (250_000, ["a"]), (1_750_001, ["ab"])]
    assert codes(path) == {}


def test_the_first_version_is_one_document(tmp_path: Path) -> None:
    document = {
        "version": 1,
        "width": 20,
        "height": 4,
        "command": "/bin/zsh",
        "title": "",
        "env": {"USER": "nobody-to-be-named"},
        "stdout": [[0.5, "a"], [0.25, "b"]],
    }
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document, indent=2))

    assert AsciicastImporter().recognises(path)
    assert told(path) == [(0, []), (500_000, ["a"]), (750_000, ["ab"])]
    with AsciicastImporter().open(path) as capture:
        assert capture.info.description == "/bin/zsh"
        assert "nobody-to-be-named" not in repr(capture.info)


def test_idle_time_is_told_as_it_was(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [1, "o", "a"], [60, "o", "b"], idle_time_limit=2)

    assert [t_us for t_us, _ in told(path)] == [0, 1_000_000, 60_000_000]


def test_of_a_burst_the_last_state_is_told_at_its_own_time(tmp_path: Path) -> None:
    rows = [[1 + number / 1000, "o", str(number % 10)] for number in range(10)]
    path = second(tmp_path / "a.cast", *rows, [5, "o", "!"])

    assert told(path) == [
        (0, []),
        (1_000_000, ["0"]),
        (1_009_000, ["0123456789"]),
        (5_000_000, ["0123456789!"]),
    ]


def test_no_more_is_told_than_a_film_would_show(tmp_path: Path) -> None:
    rows = [[number / 1000, "o", "x\r"] for number in range(1, 3_000, 2)]
    rows += [[4 + number / 1000, "o", f"\r{number}"] for number in range(3_000)]
    path = second(tmp_path / "a.cast", *rows)

    times = [t_us for t_us, _ in told(path)]

    assert 90 <= len(times) <= 200
    assert max(later - one for one, later in pairwise(times[2:])) < 40_000


def test_what_did_not_change_is_not_told_but_the_end_is(tmp_path: Path) -> None:
    rows = [[1, "o", "a"], [2, "o", "\x1b[m"], [3, "o", "\ra"], [4, "m", "end"]]
    path = second(tmp_path / "a.cast", *rows)

    assert [t_us for t_us, _ in told(path)] == [0, 1_000_000, 4_000_000]


def test_lines_that_stay_are_the_same_objects(tmp_path: Path) -> None:
    rows = [[1, "o", "one\r\ntwo\r\n"], [2, "o", "three\r\n"], [3, "o", "\r\nfour"]]
    rows += [[4, "o", "\x1b[2J\x1b[Hthree\r\n\r\nfour"]]
    found = screens(second(tmp_path / "a.cast", *rows))

    assert found[2].lines[0] is found[1].lines[0]
    assert found[2].lines[1] is found[1].lines[1]
    # Scrolled by one, then written anew as it stood.
    assert [text_of(line) for line in found[3].lines] == ["two", "three", "", "four"]
    assert found[3].lines[1] is found[2].lines[2]


def test_a_new_size_is_a_new_screen_and_a_span_of_geometry(tmp_path: Path) -> None:
    path = third(tmp_path / "a.cast", [0.5, "o", "hello"], [0.5, "r", "30x6"], [1, "o", "!"])

    with AsciicastImporter().open(path) as capture:
        spans = [(g.start_us, g.width_px, g.height_px) for g in capture.info.geometry]
    width, height = CELL_PX

    assert spans == [(0, 20 * width, 4 * height), (1_000_000, 30 * width, 6 * height)]
    assert [(s.t_us, s.columns, s.rows) for s in screens(path)] == [
        (0, 20, 4),
        (500_000, 20, 4),
        (1_000_000, 30, 6),
        (2_000_000, 30, 6),
    ]


@pytest.mark.parametrize("size", ["0x0", "20", "axb", "99999x2", "", "-3x5", "2000x1000"])
def test_sizes_no_terminal_has_are_passed_over(tmp_path: Path, size: str) -> None:
    path = third(tmp_path / "a.cast", [0.5, "o", "hello"], [0.5, "r", size])

    assert codes(path) == {"sizes-unreadable": 1}
    assert {(s.columns, s.rows) for s in screens(path)} == {(20, 4)}


def test_a_terminal_without_a_size_has_the_usual_one(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [0.5, "o", "hello"], width=0, height=0)

    assert codes(path) == {"size-assumed": 1}
    assert (screens(path)[0].columns, screens(path)[0].rows) == (80, 24)


def test_lines_that_a_smaller_size_cuts_are_counted(tmp_path: Path) -> None:
    rows = [[0, "o", "twelve chars"], [1, "r", "6x4"], [2, "r", "20x4"], [3, "o", "."]]
    path = second(tmp_path / "a.cast", *rows)

    assert codes(path) == {"lines-cut": 1}
    assert told(path)[-1][1] == ["twelve."]


def test_the_colours_are_those_of_the_theme(tmp_path: Path) -> None:
    palette = ":".join(f"#{number:02x}0000" for number in range(16))
    theme = {"fg": "#FAFAFA", "bg": "#bababa", "palette": palette}
    data = "\x1b[31mr\x1b[38;5;9mR\x1b[0;7mv\x1b[0;48;2;1;2;3mt\x1b[0m"
    (screen,) = screens(third(tmp_path / "a.cast", [0, "o", data], theme=theme))

    styles = [style for _, style in cells_of(screen.lines[0], 20)]

    assert styles[:5] == [
        Style("#010000", "#bababa"),
        Style("#090000", "#bababa"),
        Style("#bababa", "#fafafa"),
        Style("#fafafa", "#010203"),
        Style("#fafafa", "#bababa"),
    ]
    assert styles[4:] == [styles[4]] * 16
    assert [text_of(line) for line in screen.lines] == ["rRvt", "", "", ""]


def test_without_a_theme_the_screens_own_colours_stay_unsaid(tmp_path: Path) -> None:
    data = "a\x1b[1;3;4mb\x1b[0;91mc\x1b[0;38;5;197md\x1b[0;38:2::1:2:3me\x1b[0m    "
    (screen,) = screens(third(tmp_path / "a.cast", [0, "o", data]))

    (line,) = screen.lines
    assert line[0] == ("a", PLAIN)
    assert line[1] == ("b", Style(is_bold=True, is_italic=True, is_underlined=True))
    assert [run.style.ink for run in line[2:]] == ["#ef2929", "#ff005f", "#010203"]
    assert line[-1].text == "e"


def test_wide_characters_take_two_cells_and_marks_join_theirs(tmp_path: Path) -> None:
    (screen,) = screens(third(tmp_path / "a.cast", [0, "o", "漢字e\u0301\u2764\ufe0f rest"]))

    assert screen.lines[0][0].text == "漢\0字\0é❤ rest"
    assert screen.cursor == (11, 0)


def test_a_hidden_cursor_shows_nowhere(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [0, "o", "a"], [1, "o", "\x1b[?25l"], [2, "o", "\x1b[?25h"])

    assert [screen.cursor for screen in screens(path)] == [(1, 0), None, (1, 0)]


def test_titles_are_windows(tmp_path: Path) -> None:
    rows = [[1, "o", "\x1b]0;one\x07a"], [2, "o", "\x1b]2;t"], [3, "o", "wo\x1b\\b"]]
    path = second(tmp_path / "a.cast", *rows, title="a demo")

    with AsciicastImporter().open(path) as capture:
        windows = [(w.start_us, w.title) for w in capture.windows()]

    assert windows == [(0, "a demo"), (1_000_000, "one"), (3_000_000, "two")]
    assert told(path)[-1][1] == ["ab"]


def test_markers_and_the_exit_status_are_remarks(tmp_path: Path) -> None:
    path = third(tmp_path / "a.cast", [1, "o", "a"], [0.5, "m", "step one"], [1, "x", "3"])

    with AsciicastImporter().open(path) as capture:
        remarks = [(r.t_us, r.about, r.name, r.text) for r in capture.remarks()]

    assert remarks == [
        (1_500_000, About.THOUGHT, "marker", "step one"),
        (2_500_000, About.ACTION, "exit status", "3"),
    ]


def test_what_a_cast_says_of_itself(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [1, "o", "a"], timestamp=1_504_467_315, title="Demo")

    with AsciicastImporter().open(path) as capture:
        info = capture.info

    assert (info.format_version, info.description) == ("2", "Demo")
    assert info.started_at == "2017-09-03T19:35:15.000+00:00"
    assert "start of the cast" in info.clock


@pytest.mark.parametrize("timestamp", ["now", None, True, 1e300, -5, float("nan"), []])
def test_a_start_that_is_no_time_is_left_open(tmp_path: Path, timestamp: object) -> None:
    path = second(tmp_path / "a.cast", [1, "o", "a"], timestamp=timestamp)

    with AsciicastImporter().open(path) as capture:
        assert capture.info.started_at == ""


def test_times_that_are_none_or_go_back_stay_where_they_were(tmp_path: Path) -> None:
    rows = [[1, "o", "a"], [0.5, "o", "b"], ["x", "o", "c"], [-1, "o", "d"], [2, "o", "e"]]
    path = second(tmp_path / "a.cast", *rows, [float("nan"), "o", "f"], [1e300, "o", "g"])

    assert told(path) == [(0, []), (1_000_000, ["abcd"]), (2_000_000, ["abcdefg"])]
    assert codes(path) == {"clock-backwards": 2, "times-unreadable": 3}


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [1, "o", "a"], ["?"], [2, "o", 7], [3, "q", "z"], "text")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b'{"\n[4, "o"')

    assert told(path)[-1] == (3_000_000, ["a"])
    assert codes(path) == {"codes-unknown": 1, "cut-short": 1, "lines-unreadable": 4}


def test_halves_of_characters_are_put_right(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [1, "o", "a\ud83d\ude00"], [2, "o", "\ud800b"])

    assert told(path)[-1] == (2_000_000, ["a😀\ufffdb"])
    assert codes(path) == {"characters-broken": 1}


def test_a_folder_with_one_cast_is_recognised_and_one_with_two_is_not(tmp_path: Path) -> None:
    path = second(tmp_path / "a.cast", [1, "o", "a"])
    (tmp_path / "notes.txt").write_text("nothing")

    assert AsciicastImporter().recognises(tmp_path)
    assert AsciicastImporter().files(tmp_path) == [path]
    second(tmp_path / "b.cast", [1, "o", "a"])
    assert not AsciicastImporter().recognises(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"version": 2}',
        b'{"version": 4, "width": 3, "height": 3}',
        b'{"version": 1, "width": 3}',
        b'[{"type": 4}]',
        b"\x00" * 100,
        b'{"events": []}',
    ],
)
def test_other_files_are_not_recognised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.cast"
    path.write_bytes(content)

    assert not AsciicastImporter().recognises(path)


def test_what_is_no_cast_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "other.cast"
    path.write_bytes(b'{"version": 9, "stdout": [], "title": "quoted by nobody"}')

    with (
        pytest.raises(BadCapture, match="version 1, 2 or 3") as refused,
        AsciicastImporter().open(path),
    ):
        pass
    assert "quoted" not in str(refused.value) + refused.value.hint
