"""The film of a recording: its frames at the times of screenshots, asked for in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench_openadapt.timing import bound_frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.media.video import Film


@dataclass(frozen=True, slots=True)
class FilmFile:
    """Where a film is and when it starts on the clock of the recording."""

    path: Path
    starts_us: int
    tally: WarningTally

    @contextmanager
    def opened(self) -> "Iterator[Film | None]":
        """The film; None, and counted, where it cannot be opened. Damage met later is counted."""
        film = self._film()
        if film is None:
            self._note_damage()
            yield None
            return
        with film:
            yield film
        if film.is_damaged:
            self._note_damage()

    def _film(self) -> "Film | None":
        from workbench.media.video import Film

        try:
            return Film(self.path)
        except BadCapture:
            return None

    def _note_damage(self) -> None:
        self.tally.add("video-truncated", "the film is damaged or cut short")


class FilmPictures:
    """The pictures of an open film by the times at which they stood on the screen."""

    def __init__(self, film: "Film", file: FilmFile) -> None:
        from workbench.media.video import FilmCursor

        self._cursor = FilmCursor(film)
        self._starts_us = file.starts_us
        self._bound = bound_frames(file.path)
        self._asked_us = 0

    def at(self, t_us: int) -> "NDArray[np.uint8] | None":
        """The screen as it was at a time of the recording; None where the film does not say."""
        index = self._bound.get(t_us)
        if index is None:
            return self.shown(max(0, t_us - self._starts_us))
        frame = self._cursor.numbered(index)
        return frame.image if frame is not None else None

    def shown(self, film_us: int) -> "NDArray[np.uint8] | None":
        """The picture at a time of the film; None where that lies before one asked for already."""
        if film_us < self._asked_us:
            return None
        self._asked_us = film_us
        frame = self._cursor.shown_at(film_us)
        return frame.image if frame is not None else None
