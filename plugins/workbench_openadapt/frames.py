"""Screenshots of a recording: the pictures it stored, else the frames of its film."""

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.plugin_api import SourceFrame
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.film import FilmFile, FilmPictures
from workbench_openadapt.values import microseconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.media.video import Film


@dataclass(frozen=True, slots=True, order=True)
class _Shot:
    """A row of the screenshot table, without its picture."""

    t_us: int
    row_id: int


class FrameReader:
    """Streams a recording's screenshots in time order.

    A recording that `may_be_blind` comes without any where its film was never finished.
    """

    def __init__(
        self,
        database: RecordingDatabase,
        film: FilmFile | None,
        tally: WarningTally,
        *,
        may_be_blind: bool,
    ) -> None:
        self._database = database
        self._film = film
        self._tally = tally
        self._may_be_blind = may_be_blind
        self._last: tuple[bytes, NDArray[np.uint8]] | None = None

    def frames(self) -> Iterator[SourceFrame]:
        """Every screenshot that can be read; raises BadCapture where all there were are lost."""
        shots, count = self._shots(), 0
        with self._film.opened() if self._film else nullcontext() as film:
            frames = self._shot_frames(shots, film) if shots else self._film_only(film)
            for count, frame in enumerate(frames, 1):  # noqa: B007
                yield frame
        if not count and (shots or self._film):
            self._lost()
        elif not count:
            self._tally.add("frames-none", "nothing of the screen was recorded")

    def _lost(self) -> None:
        if not self._may_be_blind:
            raise BadCapture(
                "the recording has no picture that can be read",
                hint="Its film is missing or damaged; keep the .mp4 beside the database.",
            )
        self._tally.add("frames-lost", "no picture can be read, as the recorder was cut off")

    def _shots(self) -> list[_Shot]:
        shots = []
        for row_id, seconds in self._database.rows("screenshot", ("timestamp",)):
            try:
                shots.append(_Shot(microseconds(seconds), row_id))
            except ValueError:
                self._tally.add("rows-unreadable", "rows without a usable time or place")
        return sorted(shots)

    def _shot_frames(self, shots: list[_Shot], film: "Film | None") -> Iterator[SourceFrame]:
        pictures = None
        if film is not None and self._film is not None:
            pictures = FilmPictures(film, self._film)
        for shot in shots:
            image = self._stored(shot)
            if image is None and pictures is not None:
                image = pictures.at(shot.t_us)
            if image is None:
                self._tally.add("frames-missing", self._missing())
            else:
                yield SourceFrame(shot.t_us, image)

    def _missing(self) -> str:
        if self._film is None:
            return "screenshots without a picture, and no film (.mp4) lies beside the database"
        return "screenshots without a picture, stored or in the film"

    def _stored(self, shot: _Shot) -> "NDArray[np.uint8] | None":
        from workbench.media.images import decode_image

        _, picture, digest = self._database.row(
            "screenshot", ("png_data", "png_sha256"), shot.row_id
        )
        if not isinstance(picture, bytes) or not picture:
            return None
        if digest is not None and digest != hashlib.sha256(picture).hexdigest():
            self._tally.add("picture-mismatch", "stored pictures unlike the digest beside them")
        if self._last is not None and picture == self._last[0]:
            return self._last[1]
        try:
            image = decode_image(picture)
        except BadCapture:
            self._tally.add("picture-damaged", "stored pictures that cannot be decoded")
            return None
        self._last = (picture, image)
        return image

    def _film_only(self, film: "Film | None") -> Iterator[SourceFrame]:
        if film is None or self._film is None:
            return
        self._tally.add("frames-from-film", "no screenshots recorded; the film's own frames")
        for frame in film.frames():
            yield SourceFrame(self._film.starts_us + frame.t_us, frame.image)
