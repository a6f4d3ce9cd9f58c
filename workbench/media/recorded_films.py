"""The film of a recording as screenshots, at their times on the clock of the recording's events."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture
from workbench.media.video import Film
from workbench.plugin_api import SourceFrame

_LATEST_US = 2**53


def film_frames(path: Path, at: Callable[[int], int], tally: WarningTally) -> Iterator[SourceFrame]:
    """Every frame that can be read; what is wrong with the film is counted.

    `at` says for a time of the film when the recording had it so.
    """
    try:
        film = Film(path)
    except BadCapture:
        tally.add("film-unreadable", "films that cannot be opened, left out")
        return
    with film:
        last_us = 0
        for frame in film.frames():
            t_us = at(frame.t_us)
            if not last_us <= t_us <= _LATEST_US:
                tally.add("frames-unplaced", "film frames whose time goes back, left out")
                continue
            last_us = t_us
            yield SourceFrame(t_us, frame.image)
        if film.is_damaged:
            tally.add("film-truncated", "the film is damaged or cut short")


def only_film(films: Sequence[Path], tally: WarningTally) -> Path | None:
    """The first film, None where there is none; that, or how many more there are, is counted."""
    if not films:
        tally.add("film-missing", "no film (.mp4) lies beside the events")
        return None
    tally.add("films-ignored", "more films than the first by name", len(films) - 1)
    return films[0]
