"""A terminal without a screen: runs a program, answers its questions and keeps all it wrote."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]

_QUESTION = b"\x1b[6n"
_ANSWER = b"\x1b[12;34R"
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9]+\$p|\x1b\[c")
"""Queries and keyboard modes that pyte would print instead of ignoring."""


@dataclass
class PtyTerminal:
    """A program on a pseudo terminal; use as a context manager.

    `output` grows while it runs; `reads` has the steady time and the length of the output after
    each read. With `answers` off it is a terminal that never says where the cursor is; with
    `bytes_per_s` it takes no more than that.
    """

    argv: Sequence[str]
    columns: int
    rows: int
    environment: Mapping[str, str] = field(default_factory=dict)
    answers: bool = True
    bytes_per_s: int = 0

    def __post_init__(self) -> None:
        self.output = bytearray()
        self.reads: list[tuple[float, int]] = []
        self.resizes: list[tuple[int, int, int]] = [(0, self.columns, self.rows)]
        self._answered = 0
        self._is_hung_up = False
        self._grown = threading.Condition()

    def __enter__(self) -> "PtyTerminal":
        self._master, slave = pty.openpty()
        self._set_size(self.columns, self.rows)
        self._process = subprocess.Popen(
            self.argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=self._environment(),
            start_new_session=True,
            cwd=ROOT,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.hang_up()

    def write(self, text: str) -> None:
        """Type something."""
        os.write(self._master, text.encode())

    def wait_for(self, text: str, *, start: int = 0, timeout_s: float = 60) -> int:
        """The length of the output up to the end of a text in it; raises TimeoutError."""
        wanted = text.encode()
        deadline = time.monotonic() + timeout_s
        with self._grown:
            while (place := self.output.find(wanted, start)) < 0:
                start = max(start, len(self.output) - len(wanted))
                if not self._grown.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"the program never wrote {text!r}: {self.tail()}")
        return place + len(wanted)

    def read_at(self, length: int) -> float:
        """The steady time at which that much of the output had been read."""
        return next(at for at, read in self.reads if read >= length)

    def hang_up(self) -> None:
        """Take the terminal away, as a dropped line does."""
        if not self._is_hung_up:
            self._is_hung_up = True
            self._reader.join()
            os.close(self._master)

    def wait_for_end(self, *, timeout_s: float = 60) -> int:
        """The exit status of the program."""
        status = self._process.wait(timeout_s)
        self._reader.join()
        return status

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as dragging the window's corner does."""
        with self._grown:
            self.resizes.append((len(self.output), columns, rows))
        self._set_size(columns, rows)
        os.kill(self._process.pid, signal.SIGWINCH)

    def screen(self, length: int | None = None) -> pyte.Screen:
        """What stands on the screen after that many bytes of output, or all of them."""
        end = len(self.output) if length is None else length
        _, columns, rows = self.resizes[0]
        screen = pyte.Screen(columns, rows)
        stream = pyte.ByteStream(screen)
        stops = [*(stop for stop, _, _ in self.resizes[1:]), end]
        start = 0
        for stop, size in zip(stops, [*self.resizes[1:], None], strict=True):
            stream.feed(_NOT_FOR_PYTE.sub(b"", bytes(self.output[start:stop])))
            if size is not None:
                screen.resize(lines=size[2], columns=size[1])
            start = stop
        return screen

    def tail(self) -> str:
        """The end of the output, for error messages."""
        return repr(bytes(self.output[-800:]))

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        paths = os.pathsep.join((str(ROOT), str(ROOT / "plugins")))
        own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": paths}
        return {**kept, **own, **self.environment}

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while not self._is_hung_up:
            ready, _, _ = select.select([self._master], [], [], 0.2)
            if not ready:
                if self._process.poll() is not None:
                    return
                continue
            try:
                data = os.read(self._master, 65536 if not self.bytes_per_s else 2048)
            except OSError:
                return
            if self.bytes_per_s:
                time.sleep(len(data) / self.bytes_per_s)
            self._take(data)

    def _take(self, data: bytes) -> None:
        with self._grown:
            self.output += data
            self.reads.append((time.monotonic(), len(self.output)))
            self._grown.notify_all()
        if self.answers:
            self._answer()

    def _answer(self) -> None:
        while (place := self.output.find(_QUESTION, self._answered)) >= 0:
            self._answered = place + len(_QUESTION)
            os.write(self._master, _ANSWER)
        self._answered = max(self._answered, len(self.output) - len(_QUESTION) + 1)
