"""Screenshots of a recording: the pictures it stored, else the frames of its film."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.plugin_api import SourceFrame
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.events import microseconds
from workbench_openadapt.timing import bound_frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.media.video import Film, FilmFrame


@dataclass(frozen=True, slots=True)
class _Shot:
    """A row of the screenshot table, without its picture."""

    row_id: int
    t_us: int


class FrameReader:
    """Streams a recording's screenshots in time order."""

    def __init__(
        self,
        database: RecordingDatabase,
        film: Path | None,
        film_starts_us: int,
        tally: WarningTally,
    ) -> None:
        self._database = database
        self._film = film
        self._film_starts_us = film_starts_us
        self._tally = tally
        self._read = 0
        self._last: tuple[bytes, NDArray[np.uint8]] | None = None

    def frames(self) -> Iterator[SourceFrame]:
        """Every screenshot that can be read; raises BadCapture where there is not one."""
        shots = self._shots()
        for frame in self._film_only() if not shots else self._shot_frames(shots):
            self._read += 1
            yield frame
        if not self._read:
            raise BadCapture(
                "the recording has no picture that can be read",
                hint="Its film is missing or damaged; keep the .mp4 beside recording.db.",
            )

    def _shots(self) -> list[_Shot]:
        shots = []
        for row_id, seconds in self._database.rows("screenshot", ("id", "timestamp")):
            try:
                shots.append(_Shot(row_id, microseconds(seconds)))
            except ValueError:
                self._tally.add("rows-unreadable", "screenshot rows without a usable time")
        return sorted(shots, key=lambda shot: (shot.t_us, shot.row_id))

    def _shot_frames(self, shots: list[_Shot]) -> Iterator[SourceFrame]:
        with ExitStack() as stack:
            film = self._open_film(stack)
            reader = None
            if film is not None and self._film is not None:
                reader = _FilmReader(film, self._film, self._film_starts_us)
            for shot in shots:
                image = self._stored(shot)
                if image is None and reader is not None:
                    frame = reader.at(shot.t_us)
                    image = frame.image if frame is not None else None
                if image is None:
                    self._tally.add("frames-missing", "screenshots without a picture or film")
                else:
                    yield SourceFrame(shot.t_us, image)
            self._note_damage(film is not None and film.is_damaged)

    def _stored(self, shot: _Shot) -> "NDArray[np.uint8] | None":
        from workbench.media.images import decode_image

        picture = self._database.picture(shot.row_id)
        if picture is None:
            return None
        if self._last is not None and picture == self._last[0]:
            return self._last[1]
        try:
            image = decode_image(picture)
        except BadCapture:
            self._tally.add("picture-damaged", "stored pictures that cannot be decoded")
            return None
        self._last = (picture, image)
        return image

    def _film_only(self) -> Iterator[SourceFrame]:
        with ExitStack() as stack:
            film = self._open_film(stack)
            if film is None:
                return
            self._tally.add("frames-from-film", "no screenshots recorded; the film's own frames")
            for frame in film.frames():
                yield SourceFrame(self._film_starts_us + frame.t_us, frame.image)
            self._note_damage(film.is_damaged)

    def _open_film(self, stack: ExitStack) -> "Film | None":
        from workbench.media.video import Film

        if self._film is None:
            return None
        try:
            return stack.enter_context(Film(self._film))
        except BadCapture:
            self._note_damage(True)
            return None

    def _note_damage(self, is_damaged: bool) -> None:
        if is_damaged:
            self._tally.add("video-truncated", "the film is damaged or cut short")


class _FilmReader:
    """The film's frames at the times of screenshots, asked for in order."""

    def __init__(self, film: "Film", path: Path, starts_us: int) -> None:
        from workbench.media.video import FilmCursor

        self._cursor = FilmCursor(film)
        self._starts_us = starts_us
        self._bound = bound_frames(path)

    def at(self, t_us: int) -> "FilmFrame | None":
        """The frame that shows the screen as it was at this time; None where none does."""
        index = self._bound.get(t_us)
        if index is not None:
            return self._cursor.numbered(index)
        return self._cursor.shown_at(max(0, t_us - self._starts_us))
