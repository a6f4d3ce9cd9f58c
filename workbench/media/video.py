"""Films: the frames of a screen recording, one after the other, at their exact times."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import av
import numpy as np
from av.error import FFmpegError

from workbench.errors import BadCapture
from workbench.media.film_boxes import is_plausible
from workbench.media.images import MAX_PIXELS

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

_END_GRACE_US = 1_000_000
"""A recorder may stop its film a little before its last screenshot."""

_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
}
"""What calls itself a film may be a playlist, which would have other files or hosts read."""

_HINT = "It may have been cut short; try to repair it, or import without it."


class _Converter:
    """Decoded frames as BGR; one that repeats the last one is not converted again.

    Most frames of a screen recording do, and converting takes several times as long as
    decoding.
    """

    def __init__(self) -> None:
        self._last: tuple[VideoFrame, NDArray[np.uint8]] | None = None

    def image(self, frame: "VideoFrame") -> "NDArray[np.uint8]":
        """Height x width x 3, BGR, uint8, read-only."""
        if self._last is not None and _same_picture(self._last[0], frame):
            return self._last[1]
        image = np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
        image.flags.writeable = False
        self._last = (frame, image)
        return image


class FilmFrame:
    """One frame of a film; its pixels are converted when they are first asked for."""

    def __init__(self, index: int, t_us: int, frame: "VideoFrame", converter: _Converter) -> None:
        self.index = index
        self.t_us = t_us
        self._frame = frame
        self._converter = converter

    @cached_property
    def image(self) -> "NDArray[np.uint8]":
        """Height x width x 3, BGR, uint8, read-only."""
        return self._converter.image(self._frame)


class Film:
    """A film opened for one pass from its beginning; holds one frame at a time.

    `is_damaged` says, once the frames were iterated, whether they ended before the film did.
    Raises BadCapture where the file cannot be opened as a film.
    """

    def __init__(self, path: Path) -> None:
        try:
            if not is_plausible(path):
                raise BadCapture("the film promises more than it holds", hint=_HINT)
            # What a film says of itself is not looked at, so it may be no text.
            self._container: InputContainer = av.open(
                str(path.resolve()), options=_OPTIONS, metadata_errors="replace"
            )
        except (FFmpegError, OSError) as error:
            raise BadCapture("the film cannot be opened", hint=_HINT) from error
        stream = next(iter(self._container.streams.video), None)
        if stream is None or not _fits_a_screen(stream):
            self._container.close()
            raise BadCapture("the film has no picture that fits a screen", hint=_HINT)
        self._stream: VideoStream = stream
        self._stream.thread_type = "AUTO"
        self.is_damaged = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    @property
    def frame_us(self) -> int:
        """How long one frame lasts at the film's rate."""
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(24)
        return round(1_000_000 / rate)

    def frames(self) -> Iterator[FilmFrame]:
        """Every frame in order, up to the end of the film or the first damage in it."""
        last_us = -1
        converter = _Converter()
        try:
            for index, frame in enumerate(self._container.decode(self._stream)):
                if frame.is_corrupt:
                    self.is_damaged = True
                    return
                last_us = round(frame.time * 1e6) if frame.time is not None else last_us + 1
                yield FilmFrame(index, last_us, frame, converter)
        except FFmpegError:
            self.is_damaged = True
            return
        self.is_damaged = last_us < self._promised_us() - 2 * self.frame_us

    def _promised_us(self) -> int:
        stream = self._stream
        if stream.duration is None or stream.time_base is None:
            return 0
        return round(stream.duration * stream.time_base * 1_000_000)


def _fits_a_screen(stream: "VideoStream") -> bool:
    """Whether its pictures are of a size a screen can have; one nothing can decode has none."""
    # Without a decoder there is no context, whatever the type says.
    context: object = stream.codec_context
    return context is not None and 0 < stream.width * stream.height <= MAX_PIXELS


def _same_picture(before: "VideoFrame", after: "VideoFrame") -> bool:
    """Whether two decoded frames are the same, byte for byte; padding at worst tells them apart."""
    return (
        before.format.name == after.format.name
        and (before.width, before.height) == (after.width, after.height)
        and before.colorspace == after.colorspace
        and before.color_range == after.color_range
        and all(
            np.array_equal(np.asarray(memoryview(old)), np.asarray(memoryview(new)))
            for old, new in zip(before.planes, after.planes, strict=True)
        )
    )


class FilmCursor:
    """Walks forwards through a film to the frames asked for, in an order that never goes back."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._frames = film.frames()
        self._current: FilmFrame | None = None
        self._coming: FilmFrame | None = next(self._frames, None)

    def numbered(self, index: int) -> FilmFrame | None:
        """The frame of that number, counted from 0; None where the film has no such frame."""
        while self._coming is not None and self._coming.index <= index:
            self._advance()
        is_there = self._current is not None and self._current.index == index
        return self._current if is_there else None

    def shown_at(self, t_us: int) -> FilmFrame | None:
        """The last frame at or before a time of the film, give or take half a frame.

        None where the film broke off before, or ended more than a second before.
        """
        until_us = t_us + self._film.frame_us // 2
        while self._coming is not None and (self._coming.t_us <= until_us or not self._current):
            self._advance()
        if self._coming is None and self._current is not None:
            grace_us = self._film.frame_us if self._film.is_damaged else _END_GRACE_US
            return self._current if t_us <= self._current.t_us + grace_us else None
        return self._current

    def _advance(self) -> None:
        self._current, self._coming = self._coming, next(self._frames, None)
