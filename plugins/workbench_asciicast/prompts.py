"""What the terminal's title was, and when it asked for something that is not to be seen.

A password is typed where nothing echoes it, or after a prompt that asks for one. Detectors know
such typing by its window's title: so for as long as such a line is typed, the window says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workbench.domain.event import Event, EventKind, Window
from workbench.domain.place import ECHO_LATEST_US
from workbench.domain.tally import WarningTally
from workbench_asciicast.cast import Header, Told, size_in
from workbench_asciicast.grid import Row
from workbench_asciicast.keys import KeyReader
from workbench_asciicast.terminal import Emulator

NOT_ECHOED = "password prompt (typed without echo)"
"""The title for as long as a line is typed of which the screen shows nothing."""
ASKED_FOR = "password prompt"
"""The title for as long as a line is typed after a prompt that asks for a secret."""

_ASKING = re.compile(
    r"(?:pass(?:word|phrase|code|wd)|\bpass\b|passwort|kennwort|contrase|mot de passe|senha"
    r"|has[łl]o|wachtwoord|l[öo]senord|salasana|\bpin\b|\botp\b|secret|token|api[ _-]?key"
    r"|verification code|one[- ]time|2fa|authenticator|credential)[^$#%]*[:?>=]\s*\Z",
    re.IGNORECASE,
)
_ENDINGS = frozenset({"enter", "c", "d"})
_WINDOW_ID = 1


def windows_of(header: Header, told: Iterable[Told], tally: WarningTally) -> Iterator[Window]:
    """The terminal's window with its titles, those of prompts among them, in time order."""
    watcher = _Watcher(header, tally)
    for t_us, code, data in told:
        watcher.take(t_us, code, data)
    watcher.finish()
    yield from sorted(watcher.windows, key=lambda window: window.start_us)


@dataclass(slots=True)
class _Line:
    """A line being typed: where it began, and what stood there before."""

    start_us: int
    row: Row
    before: list[str]
    is_asked_for: bool
    is_taken: bool
    typed: list[str] = field(default_factory=list)
    end_us: int | None = None

    def is_echoed(self, rows: list[Row]) -> bool:
        """Whether half of the characters that were typed stand there now, and did not before."""
        cells = list(self.row.cells)
        if cells[-1] != " " and self.row in rows[:-1]:
            cells += rows[rows.index(self.row) + 1].cells
        before = self.before + [" "] * (len(cells) - len(self.before))
        new = {now for now, was in zip(cells, before, strict=False) if now != was}
        typed = {character for character in self.typed if character != " "}
        return 2 * len(typed & new) >= len(typed)


class _Watcher:
    """Watches what is typed beside what shows."""

    def __init__(self, header: Header, tally: WarningTally) -> None:
        self._emulator = Emulator(header.columns, header.rows)
        self._tally = tally
        self._keys = KeyReader(WarningTally())
        named = header.title or header.command
        self._title = "".join(c for c in named if c.isprintable()) or None
        self._line: _Line | None = None
        self._doubted: _Line | None = None
        self._held_ctrl = False
        self.windows: list[Window] = []
        if self._title:
            self.windows.append(Window(_WINDOW_ID, 0, self._title))

    def take(self, t_us: int, code: str, data: str) -> None:
        """The next thing of the cast."""
        doubted = self._doubted
        if doubted and t_us - (doubted.end_us or 0) > ECHO_LATEST_US:
            self._settle()
        if code == "o":
            self._show(t_us, data)
        elif code == "r":
            size = size_in(data)
            if size is not None:
                self._emulator.resize(*size)
        elif code == "i":
            for event in self._keys.read(t_us, data):
                self._type(event)

    def finish(self) -> None:
        """The cast is over."""
        if self._line is not None:
            self._end(self._line, self._line.start_us)
        self._settle()

    def _show(self, t_us: int, data: str) -> None:
        self._emulator.feed(data)
        title = self._emulator.title
        if title and title != self._title:
            self._title = title
            self.windows.append(Window(_WINDOW_ID, t_us, title))

    def _type(self, event: Event) -> None:
        line = self._line
        if event.kind is EventKind.TEXT:
            if line is None:
                self._settle()
                line = self._line = self._begun(event.t_us)
            line.typed.extend(event.text or "")
        elif event.key == "ctrl":
            self._held_ctrl = event.kind is EventKind.PRESS
        elif event.kind is EventKind.PRESS and line is not None:
            if event.key == "backspace" and line.typed:
                line.typed.pop()
            elif event.key == "enter" or (self._held_ctrl and event.key in _ENDINGS):
                self._end(line, event.t_us)

    def _begun(self, t_us: int) -> _Line:
        column, y = self._emulator.place
        row = self._emulator.rows[y]
        prompt = "".join(row.cells[:column])[-80:]
        is_asked_for = bool(_ASKING.search(prompt))
        return _Line(t_us, row, list(row.cells), is_asked_for, self._emulator.is_taken)

    def _end(self, line: _Line, t_us: int) -> None:
        """A line is whole; what does not show may come a moment late."""
        self._line = None
        line.end_us = max(t_us, line.start_us + 1)
        if line.is_echoed(self._emulator.rows):
            self._tell(line, ASKED_FOR if line.is_asked_for else "")
        else:
            self._doubted = line

    def _settle(self) -> None:
        """Decide on a line that did not show when it was whole."""
        line, self._doubted = self._doubted, None
        if line is None:
            return
        if line.is_echoed(self._emulator.rows):
            self._tell(line, ASKED_FOR if line.is_asked_for else "")
        elif line.is_asked_for or not line.is_taken:
            self._tell(line, NOT_ECHOED)

    def _tell(self, line: _Line, title: str) -> None:
        if not title or line.end_us is None:
            return
        detail = "lines typed without echo or where a secret was asked for"
        self._tally.add("secrets-typed", detail)
        ended = Window(_WINDOW_ID, line.end_us, self._title_at(line.end_us))
        self.windows += [Window(_WINDOW_ID, line.start_us, title), ended]

    def _title_at(self, t_us: int) -> str | None:
        """The terminal's own title at a moment."""
        own = (w for w in reversed(self.windows) if w.title not in (NOT_ECHOED, ASKED_FOR))
        return next((w.title for w in own if w.start_us <= t_us), None)
