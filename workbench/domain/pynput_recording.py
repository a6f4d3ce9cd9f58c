"""What recorders of pynput's events say of a recording: its screen, its clock and its film.

Their films leave the paused stretches out, and tell their own time from 0 on.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from workbench.domain.geometry import Geometry
from workbench.domain.pynput_events import is_heard, microseconds, number
from workbench.domain.tally import WarningTally

_WALL_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_PLATFORMS = {"Darwin": "darwin", "Windows": "win32", "Linux": "linux"}
_APART_US = 86_400_000_000
"""A film that starts further from the first event than this was not told of by the same clock."""


class FilmClock:
    """When the frames of a film were shown that leaves the pauses of its recording out.

    `pauses` are the stretches `[paused, resumed)` of the recording's clock, in order.
    """

    def __init__(self, starts_us: int, pauses: Iterable[tuple[int, int]] = ()) -> None:
        self._starts_us = starts_us
        self._cuts_us: list[int] = []
        self._left_out_us: list[int] = [0]
        for paused_us, resumed_us in pauses:
            paused_us = max(paused_us, starts_us)
            if resumed_us > paused_us:
                self._cuts_us.append(paused_us - starts_us - self._left_out_us[-1])
                self._left_out_us.append(self._left_out_us[-1] + resumed_us - paused_us)

    def at(self, film_us: int) -> int:
        """The time of the recording's clock at which the film shows this."""
        left_out_us = self._left_out_us[bisect_right(self._cuts_us, film_us)]
        return self._starts_us + film_us + left_out_us


class RecorderMetadata:
    """What `metadata.json` tells; the computer's name and number are not among it.

    What it should tell and does not is counted.
    """

    def __init__(self, document: Mapping[str, object], tally: WarningTally) -> None:
        self._document = document
        timings = document.get("obs_record_state_timings")
        self._timings = timings if isinstance(timings, dict) else {}
        system = document.get("system")
        self.platform = _PLATFORMS.get(system, "") if isinstance(system, str) else ""
        self.is_natural = document.get("scroll_direction") == -1
        self.geometry = self._screen()
        if not document:
            tally.add("metadata-missing", "the recorder told nothing of the computer")
        if not self.geometry:
            tally.add("screen-unknown", "the recorder did not say how large the screen was")

    @property
    def clock(self) -> str:
        """How the recorder's times were read, in words."""
        told = "seconds of time.perf_counter(), rounded to microseconds; when they began is unknown"
        start = self._document.get("start_time")
        is_told = isinstance(start, str) and _WALL_TIME.fullmatch(start)
        return f"{told}; its computer showed {start}, in an unknown time zone" if is_told else told

    @property
    def film_starts_us(self) -> int | None:
        """When the film begins, as the recorder or else OBS says."""
        told = microseconds(self._document.get("video_start_timestamp"))
        return next(iter(self._times("STARTED")), None) if told is None else told

    def pauses(self) -> list[tuple[int, int]]:
        """The stretches `[paused, resumed)` that the film leaves out, as OBS says."""
        return paired(self._times("PAUSED"), self._times("RESUMED"))

    def _screen(self) -> tuple[Geometry, ...]:
        """The main screen in the units of the pointer: points on a Mac, pixels elsewhere."""
        size = (self._document.get("screen_width"), self._document.get("screen_height"))
        width, height = (round(number(side) or 0) for side in size)
        is_screen = 0 < width < 100_000 and 0 < height < 100_000
        return (Geometry(0, width, height),) if is_screen else ()

    def _times(self, state: str) -> list[int]:
        times = self._timings.get(f"OBS_WEBSOCKET_OUTPUT_{state}")
        told = map(microseconds, times if isinstance(times, list) else ())
        return [t_us for t_us in told if t_us is not None]


def film_clock(
    metadata: RecorderMetadata, lines: Callable[[], Iterable[object]], tally: WarningTally
) -> FilmClock:
    """When the film shows what: as was told, else from the first event on, paused as events are.

    `lines` starts to read the events from the beginning.
    """
    first_us = next((t_us for _, t_us in _timed(lines())), None)
    starts_us = metadata.film_starts_us
    if starts_us is not None and (first_us is None or abs(starts_us - first_us) < _APART_US):
        return FilmClock(starts_us, metadata.pauses())
    tally.add("video-start-assumed", "the film is taken to start and to pause as the events do")
    marks: dict[str, list[int]] = {"pause": [], "resume": []}
    for action, t_us in _timed(lines()):
        if action in marks:
            marks[action].append(t_us)
    return FilmClock(first_us or 0, paired(marks["pause"], marks["resume"]))


def paired(paused_us: Sequence[int], resumed_us: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches from each pause to the next resuming; one that never ended is not among them."""
    marks = sorted([*((t, False) for t in paused_us), *((t, True) for t in resumed_us)])
    stretches, since_us = list[tuple[int, int]](), None
    for t_us, is_end in marks:
        if not is_end:
            since_us = t_us if since_us is None else since_us
        elif since_us is not None:
            stretches.append((since_us, t_us))
            since_us = None
    return stretches


def _timed(lines: Iterable[object]) -> Iterator[tuple[str, int]]:
    for line in lines:
        if is_heard(line) and (t_us := microseconds(line["time_stamp"])) is not None:
            yield line["action"], t_us
