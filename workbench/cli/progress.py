"""Progress of long work, on stderr and only where somebody watches."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.plugin_api import Progress

_EVERY_S = 0.1
_BAR_CELLS = 24


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A line that is written over and over, and wiped at the end; silent without a terminal."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    line = _Line(what)
    try:
        yield line.update
    finally:
        line.wipe()


def _unseen(step: str, done: int, total: int) -> None:
    """Progress where nobody watches."""


class _Line:
    def __init__(self, what: str) -> None:
        self._what = what
        self._drawn_at = 0.0
        self._width = 0

    def update(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._drawn_at < _EVERY_S and done != total:
            return
        self._drawn_at = now
        self._write(f"{self._what}: {step} {_share(done, total)}")

    def wipe(self) -> None:
        self._write("")
        sys.stderr.write("\r")
        sys.stderr.flush()

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)


def _share(done: int, total: int) -> str:
    if not total:
        return f"{done:,}" if done else ""
    filled = _BAR_CELLS * min(done, total) // total
    return f"{'█' * filled}{'░' * (_BAR_CELLS - filled)} {done:,}/{total:,}"
