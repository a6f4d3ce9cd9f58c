"""Screenshots of the package's store: picture files it names, else places in its film."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.plugin_api import SourceFrame
from workbench.source_files import JSONValue, file_inside, microseconds_in
from workbench_openadapt.database import RecordingDatabase
from workbench_openadapt.film import FilmFile, FilmPictures
from workbench_openadapt.values import json_column, microseconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.media.video import Film

_FRAMES = "\"type\" = 'screen.frame'"
_SOUNDS = "\"type\" = 'audio.chunk'"
_PICTURE_BYTES = 256_000_000
_DEEPEST = 3


class StoreFrames:
    """Streams a capture's screenshots in time order."""

    def __init__(
        self,
        database: RecordingDatabase,
        root: Path,
        film: FilmFile | None,
        tally: WarningTally,
        *,
        may_be_blind: bool,
    ) -> None:
        self._database = database
        self._root = root
        self._film = film
        self._tally = tally
        self._may_be_blind = may_be_blind

    def frames(self) -> Iterator[SourceFrame]:
        """Every screenshot that can be read; raises BadCapture where all there were are lost."""
        sounds = self._database.count("events", _SOUNDS)
        self._tally.add("audio-ignored", "recorded sounds and what was said, not read", sounds)
        count = 0
        with self._film.opened() if self._film else nullcontext() as film:
            for count, frame in enumerate(self._shots(film), 1):  # noqa: B007
                yield frame
        if not count and not self._database.count("events", _FRAMES):
            self._tally.add("frames-none", "nothing of the screen was recorded")
        elif not count and not self._may_be_blind:
            raise BadCapture(
                "the capture has no picture that can be read",
                hint="Keep its pictures, or its film, beside capture.db.",
            )

    def _shots(self, film: "Film | None") -> Iterator[SourceFrame]:
        pictures = None
        if film is not None and self._film is not None:
            pictures = FilmPictures(film, self._film)
        last_us = 0
        for t_us, document in _frame_rows(self._database, self._tally):
            image = self._from_file(document)
            if image is None and pictures is not None:
                film_us = microseconds_in(document.get("video_timestamp"))
                image = pictures.at(t_us) if film_us is None else pictures.shown(film_us)
            if image is None:
                self._tally.add("frames-missing", "screenshots without a picture or film")
                continue
            last_us = max(last_us, t_us)
            yield SourceFrame(last_us, image)

    def _from_file(self, document: dict[str, JSONValue]) -> "NDArray[np.uint8] | None":
        from workbench.media.images import decode_image

        path = _picture_file(self._root, document)
        if path is None:
            return None
        try:
            if path.stat().st_size <= _PICTURE_BYTES:
                return decode_image(path.read_bytes())
        except (OSError, BadCapture):
            pass
        self._tally.add("picture-damaged", "stored pictures that cannot be decoded")
        return None


def picture_files(database: RecordingDatabase, root: Path) -> set[Path]:
    """The picture files inside the capture's folder that it names."""
    rows = _frame_rows(database, WarningTally())
    found = (_picture_file(root, document) for _, document in rows)
    return {path for path in found if path is not None}


def _frame_rows(
    database: RecordingDatabase, tally: WarningTally
) -> Iterator[tuple[int, dict[str, JSONValue]]]:
    columns = ("timestamp", "data")
    for row in database.rows("events", columns, order_by=("timestamp",), only=_FRAMES):
        try:
            yield microseconds(row[1]), json_column(row[2])
        except ValueError:
            tally.add("rows-unreadable", "rows without a usable time or place")


def _picture_file(root: Path, document: dict[str, JSONValue]) -> Path | None:
    """The picture a document names; one with a whole path is looked for by the end of it.

    Captures move from the machine they were made on. Nothing outside the folder is looked at.
    """
    name = document.get("image_path")
    if not isinstance(name, str) or "\0" in name:
        return None
    parts = PureWindowsPath(name).parts
    ends = (parts[-depth:] for depth in range(min(_DEEPEST, len(parts)), 0, -1))
    tried = (name, *(str(PureWindowsPath(*end)) for end in ends))
    return next((path for path in (file_inside(root, one) for one in tried) if path), None)
