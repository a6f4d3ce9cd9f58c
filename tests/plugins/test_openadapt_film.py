"""Finding the frame a film shows, by its number or by its time."""

from pathlib import Path

import av
import numpy as np
import pytest

from workbench.errors import BadCapture
from workbench.media.video import Film, FilmCursor

RATE = 10


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Three seconds whose every frame is a grey of its own, ten levels apart."""
    path = tmp_path / "greys.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.bit_rate = 4_000_000
        for number in range(3 * RATE):
            grey = np.full((48, 64, 3), _grey(number), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="bgr24")))
        container.mux(stream.encode())
    return path


def _grey(number: int) -> int:
    return 8 * number + 8


def _number(image: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> int:
    return round((float(image.mean()) - 8) / 8)


def test_frames_come_in_order_with_their_times(film: Path) -> None:
    with Film(film) as opened:
        frames = [(frame.index, frame.t_us, _number(frame.image)) for frame in opened.frames()]

    assert frames == [(number, number * 100_000, number) for number in range(30)]
    assert not opened.is_damaged


def test_a_frame_that_repeats_the_one_before_is_the_same_picture_converted_once(
    tmp_path: Path,
) -> None:
    path = tmp_path / "still.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("h264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv444p"
        for grey in (40, 40, 40, 200, 200, 40):
            picture = np.full((48, 64, 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())

    with Film(path) as opened:
        images = [frame.image for frame in opened.frames()]

    assert images[1] is images[0]
    assert [round(float(image.mean())) // 100 for image in images] == [0, 0, 0, 2, 2, 0]
    assert images[3] is not images[2]
    assert images[5] is not images[0]


@pytest.mark.parametrize(
    ("t_us", "number"),
    [(0, 0), (49_999, 0), (50_000, 1), (149_999, 1), (2_949_999, 29), (3_900_000, 29)],
)
def test_a_time_shows_the_last_frame_give_or_take_half_a_frame(
    film: Path, t_us: int, number: int
) -> None:
    with Film(film) as opened:
        frame = FilmCursor(opened).shown_at(t_us)

    assert frame is not None
    assert _number(frame.image) == number


def test_a_film_that_has_ended_shows_nothing(film: Path) -> None:
    with Film(film) as opened:
        cursor = FilmCursor(opened)

        assert cursor.shown_at(3_900_001) is None


def test_frames_are_found_by_number_and_again_but_never_backwards(film: Path) -> None:
    with Film(film) as opened:
        cursor = FilmCursor(opened)
        found = [cursor.numbered(number) for number in (0, 7, 7, 29)]

        assert [frame and _number(frame.image) for frame in found] == [0, 7, 7, 29]
        assert cursor.numbered(3) is None
        assert cursor.numbered(30) is None


@pytest.mark.parametrize("content", [b"", b"no film", bytes(4000)])
def test_what_is_no_film_is_a_bad_capture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.mp4").write_bytes(content)

    with pytest.raises(BadCapture, match="cannot be opened"):
        Film(tmp_path / "x.mp4")


def test_a_sound_is_no_film(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        silence = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        silence.sample_rate = 44_100
        container.mux(stream.encode(silence))
        container.mux(stream.encode())

    with pytest.raises(BadCapture, match="no picture"):
        Film(path)
