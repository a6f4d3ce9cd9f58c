"""A film of two kilobytes cannot ask for gigabytes."""

import struct
from pathlib import Path

import pytest

from tests.badinput.making import write_film
from workbench.errors import BadCapture
from workbench.media.film_boxes import is_plausible
from workbench.media.video import Film

MANY = 80_000_000


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    write_film(path)
    return path


def _set(film: Path, kind: bytes, offset: int, *numbers: int) -> None:
    data = bytearray(film.read_bytes())
    struct.pack_into(f">{len(numbers)}I", data, data.index(kind) + offset, *numbers)
    film.write_bytes(data)


def test_a_film_in_order_is_plausible_and_opens(film: Path) -> None:
    assert is_plausible(film)
    with Film(film) as opened:
        assert len(list(opened.frames())) == 12


@pytest.mark.parametrize("size", [1, 32, 0x200000])
def test_an_index_of_more_samples_than_the_film_has_bytes_is_refused(film: Path, size: int) -> None:
    # Room for the samples, their times and their delays: 4.8 GB and 12 s, were it opened.
    _set(film, b"stsz", 8, size, MANY)
    for kind, offset in ((b"stts", 12), (b"ctts", 12), (b"stsc", 16)):
        _set(film, kind, offset, MANY)

    with pytest.raises(BadCapture, match="promises more than it holds") as caught:
        Film(film)

    assert caught.value.hint


def test_a_box_of_64_bits_and_one_without_an_end_are_walked_through(film: Path) -> None:
    data = film.read_bytes()
    large = struct.pack(">I4sQ", 1, b"free", 24) + bytes(8)
    at = data.index(b"moov") - 4
    endless = data[:at] + large + b"\0\0\0\0" + data[at + 4 :]
    film.write_bytes(endless)
    assert is_plausible(film)

    _set(film, b"stsz", 8, 1, MANY)
    assert not is_plausible(film)


def test_a_fragment_of_more_samples_than_bytes_is_refused(film: Path) -> None:
    run = struct.pack(">I4s4xI", 16, b"trun", MANY)
    track = struct.pack(">I4s", 8 + len(run), b"traf") + run
    with film.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(track), b"moof") + track)

    assert not is_plausible(film)


def test_a_compressed_index_is_refused(film: Path) -> None:
    film.write_bytes(film.read_bytes().replace(b"udta", b"cmov"))

    assert not is_plausible(film)


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\x1a\x45\xdf\xa3" + b"x" * 99, b"\0" * 5000])
def test_what_is_no_mp4_is_left_to_others(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mkv"
    path.write_bytes(data)

    assert is_plausible(path)
