"""The terminal under the app on Linux and macOS: when its line drops, the app leaves in order."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

_HANG_UPS = (signal.SIGHUP, signal.SIGTERM)


class TerminalDriver(LinuxDriver):
    """Textual's driver, on a terminal that may go away.

    Its thread that writes would end at the first error, and the app would then wait for it for
    ever; its thread that reads would read the end of the file again and again.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("Any", _LosableFile(cast("IO[str]", self._file)))

    @property
    def is_lost(self) -> bool:
        """Whether there was a terminal and it no longer answers."""
        return self.input_tty and not os.isatty(self.fileno)


class _LosableFile:
    """What is written to it after its far end went away goes nowhere."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


def on_hang_up(leave: Callable[[], object]) -> None:
    """Have the running loop call `leave` when the line drops or the process is told to end."""
    for number in _HANG_UPS:
        asyncio.get_running_loop().add_signal_handler(number, leave)
