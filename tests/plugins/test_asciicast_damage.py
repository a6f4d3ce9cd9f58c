"""Casts that are cut short, changed, or made to do harm: refused or read, never anything else."""

import json
import random
import time
from pathlib import Path

import pytest

from workbench.errors import BadCapture
from workbench_asciicast import AsciicastImporter

SWAPS = (
    *(b"NaN", b"-Infinity", b"-1", b"1e400", b"null", b'"x"', b"[]", b"{}", b"9" * 30, b"true"),
    *(
        b'"r","99999x99999"',
        b'"r", "1x1"',
        b'"\\ud800"',
        b'"i","\\u001b["',
        b"\xff\xfe",
        b"[" * 3000,
    ),
    *(b"\\u001b[99999;99999H", b"\\u001b[?1049h", b"\\u001b]0;", b"\r\n", b"#", b"\xef\xbb\xbf"),
)


def _casts() -> list[bytes]:
    rows: list[object] = [
        {"version": 2, "width": 30, "height": 6, "timestamp": 1, "title": "a", "env": {"A": "b"}},
        [0.1, "o", "$ \x1b[1;31mhello\x1b[0m 漢字\r\n"],
        [0.2, "i", "ls\r\x1b[A\x1b[<0;3;4M"],
        [0.3, "r", "40x8"],
        [0.4, "m", "mark"],
        [0.5, "o", "\x1b[?1049h\x1b[2J\x1b]0;title\x07\x1b[?1049l"],
    ]
    second = "\n".join(json.dumps(row) for row in rows).encode()
    third = second.replace(
        b'"version": 2, "width": 30, "height": 6',
        b'"version": 3, "term": {"cols": 30, "rows": 6, "theme": {"fg": "#f0f0f0"}}',
    )
    first = json.dumps(
        {"version": 1, "width": 30, "height": 6, "stdout": [[0.1, "a"], [0.2, "\x1b[31mb\r\n"]]}
    ).encode()
    return [first, second, third]


def _changed(seed: int) -> bytes:
    chance = random.Random(seed)
    data = bytearray(chance.choice(_casts()))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[place:]
            case 2:
                data[place : place + chance.randint(0, 5)] = chance.choice(SWAPS)
            case _:
                other = chance.randrange(len(data) + 1)
                data[place : place + 8] = data[other : other + 8]
    return bytes(data)


@pytest.mark.parametrize("start", range(0, 500, 50))
def test_changed_casts_are_read_or_refused(tmp_path: Path, start: int) -> None:
    path = tmp_path / "a.cast"
    for seed in range(start, start + 50):
        path.write_bytes(_changed(seed))
        AsciicastImporter().recognises(path)
        try:
            with AsciicastImporter().open(path) as capture:
                times = [event.t_us for event in capture.events()]
                titles = [window.start_us for window in capture.windows()]
                screens = [screen.t_us for screen in capture.screens()]
                marks = [remark.t_us for remark in capture.remarks()]
                warned = capture.warnings()
        except BadCapture:
            continue
        for found in (times, titles, screens, marks):
            assert found == sorted(found)
            assert all(t_us >= 0 for t_us in found)
        assert all(warning.count > 0 for warning in warned)


@pytest.mark.parametrize(
    "data",
    [
        "\x1b[99999b" * 2_000,
        "a\x1b[9999b" * 2_000,
        "\x1b[9999L\x1b[9999M\x1b[9999S\x1b[9999T\x1b[9999@\x1b[9999P" * 2_000,
        "\x1b[9999I\x1b[9999Z" * 5_000,
        "\x1b[" + ";" * 1_000_000 + "m",
        "\x1b[" * 300_000,
        "\x1b]" * 300_000,
        "\x1b[1" * 300_000,
        "e" + "\u0301" * 500_000,
        "\x1b#8" * 5_000,
        "\x1b[2J" * 20_000,
    ],
    ids=range(11),
)
def test_no_output_takes_long(tmp_path: Path, data: str) -> None:
    path = tmp_path / "a.cast"
    rows = [{"version": 2, "width": 200, "height": 60}, [0.1, "o", data]]
    path.write_text("\n".join(json.dumps(row) for row in rows))

    started = time.monotonic()
    with AsciicastImporter().open(path) as capture:
        assert len(list(capture.screens())) == 2

    assert time.monotonic() - started < 10


def test_the_source_is_never_followed_out_of_its_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.cast"
    outside.write_bytes(_casts()[1])
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.cast").symlink_to(outside)

    assert not AsciicastImporter().recognises(folder)
    with pytest.raises(BadCapture):
        AsciicastImporter().files(folder)


def test_a_first_version_too_large_to_read_at_once_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.write(b'{"version": 1, "width": 80, "height": 24, "stdout": [')
        file.truncate(10_000_000_000)

    started = time.monotonic()
    with pytest.raises(BadCapture, match="larger"), AsciicastImporter().open(path):
        pass
    assert time.monotonic() - started < 5
