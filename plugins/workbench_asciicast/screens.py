"""Screens of text out of a stream of output: one for every state that stood for a moment."""

from collections.abc import Iterable, Iterator

from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import Line, TextScreen
from workbench_asciicast.cast import Header, Told, size_in
from workbench_asciicast.pens import Palette
from workbench_asciicast.terminal import Emulator

FRAME_US = 33_333
"""No state is told later than this; of those that came faster, the last one is told."""


def screens_of(header: Header, told: Iterable[Told], tally: WarningTally) -> Iterator[TextScreen]:
    """The screens in time order, from the blank one at the start; nothing where nothing is told.

    A screen's time is that of the last output it holds. Lines that stay the same are the same
    objects. The last screen comes once more where the cast goes on after it.
    """
    camera = _Camera(header)
    told_us, end_us, seen_us = -FRAME_US, 0, 0
    for t_us, code, data in told:
        end_us = t_us
        if code not in ("o", "r"):
            continue
        if t_us > seen_us and t_us - told_us >= FRAME_US:
            screen = camera.taken(seen_us)
            if screen is not None:
                yield screen
                told_us = seen_us
        if code == "o":
            camera.emulator.feed(data)
        else:
            _resize(camera.emulator, data, tally)
        seen_us = t_us
    yield from camera.last(seen_us, end_us)
    detail = "marks that join no character before them, left out"
    tally.add("marks-dropped", detail, camera.emulator.dropped_marks)


class _Camera:
    """Takes what an emulator shows, where it differs from what was taken before."""

    def __init__(self, header: Header) -> None:
        self.emulator = Emulator(header.columns, header.rows)
        palette = Palette(header.theme)
        self._style_of = palette.style
        self._before: TextScreen | None = None

    def taken(self, t_us: int) -> TextScreen | None:
        """The screen as it stands, None where it stood so already."""
        screen, before = self._screen(t_us), self._before
        if before is not None and _looks_like(screen, before):
            return None
        self._before = screen
        return screen

    def last(self, t_us: int, end_us: int) -> Iterator[TextScreen]:
        """What stands at the end of the cast, and that it stood until then."""
        screen = self.taken(t_us)
        if screen is not None:
            yield screen
        if self._before is not None and end_us > self._before.t_us:
            yield self._screen(end_us)

    def _screen(self, t_us: int) -> TextScreen:
        emulator, style_of = self.emulator, self._style_of
        lines = [row.line(style_of) for row in emulator.rows]
        while lines and not lines[-1]:
            lines.pop()
        before = self._before.lines if self._before else ()
        for place, (line, old) in enumerate(zip(lines, before, strict=False)):
            if line is not old and line == old:
                lines[place] = old
        return TextScreen(t_us, *emulator.size, tuple[Line, ...](lines), emulator.cursor)


def _looks_like(screen: TextScreen, other: TextScreen) -> bool:
    return (
        screen.lines == other.lines
        and screen.cursor == other.cursor
        and (screen.columns, screen.rows) == (other.columns, other.rows)
    )


def _resize(emulator: Emulator, data: str, tally: WarningTally) -> None:
    size = size_in(data)
    if size is None:
        tally.add("sizes-unreadable", "new sizes of the terminal that none has, passed over")
    elif emulator.resize(*size):
        tally.add("lines-cut", "new sizes that cut lines, which are not wrapped anew")
