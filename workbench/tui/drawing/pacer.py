"""How fast frames may follow each other: as fast as the terminal says it has drawn them."""

from collections import deque

CURSOR_REPORT = "\x1b[6n"
"""Asks where the cursor is (DSR 6 of ECMA-48); the answer says all before it was read."""

_MOST_IN_FLIGHT = 2
_PATIENCE_S = 0.25
_SILENT_AFTER = 4


class Pacer:
    """Counts frames sent and answers received; the times are seconds of any steady clock.

    A frame that stays unanswered for 250 ms, or three times as long as the last answer took,
    counts as lost. A terminal that never answered the first four is asked no more and is taken
    to keep up.
    """

    def __init__(self) -> None:
        self._asked: deque[float] = deque(maxlen=32)
        self._patience_s = _PATIENCE_S
        self._answers = 0
        self._questions = 0

    @property
    def asks(self) -> bool:
        """Whether it is worth asking the terminal."""
        return self._answers > 0 or self._questions <= _SILENT_AFTER

    def wait_s(self, now: float) -> float:
        """How long until another frame may be sent without an answer coming in; 0 for now."""
        waiting = [then for then in self._asked if now - then < self._patience_s]
        if not self.asks or len(waiting) < _MOST_IN_FLIGHT:
            return 0.0
        return waiting[-_MOST_IN_FLIGHT] + self._patience_s - now

    def sent(self, now: float) -> None:
        """A frame went out with a question behind it."""
        self._questions += 1
        self._asked.append(now)

    def answered(self, now: float) -> None:
        """An answer came; answers come in the order of the questions."""
        self._answers += 1
        if self._asked:
            took_s = now - self._asked.popleft()
            self._patience_s = max(_PATIENCE_S, 3 * took_s)

    def forget(self) -> None:
        """Questions asked so far will not be answered."""
        self._asked.clear()
