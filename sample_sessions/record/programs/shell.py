"""Runs a shell inside xterm, follows its screen, and says where planted secrets stand on it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
import tty

import pyte
from report import planted, report

BORDER = 4
SWITCH = re.compile(rb"(\x1b\[\?1049[hl])")


class Follower:
    """Two screens, as xterm has them, and the cell geometry that turns rows into pixels."""

    def __init__(self, source: str, cell: tuple[int, int]) -> None:
        size = os.get_terminal_size()
        self.source, self.cell = source, cell
        self.plain = pyte.Screen(size.columns, size.lines)
        self.other = pyte.Screen(size.columns, size.lines)
        self.screen = self.plain
        self.secrets = planted()
        self.last: list[dict[str, object]] = []

    def feed(self, output: bytes) -> None:
        """Take in what the shell wrote and report if it changed what is shown."""
        for part in SWITCH.split(output):
            if SWITCH.fullmatch(part):
                self.screen = self.other if part.endswith(b"h") else self.plain
            else:
                pyte.ByteStream(self.screen).feed(part)
        shown = self._shown()
        if shown != self.last:
            self.last = shown
            report({"t": time.time(), "source": self.source, "shown": shown})

    def _shown(self) -> list[dict[str, object]]:
        found = [
            (name, row, match.start(), len(value))
            for row, text in enumerate(self.screen.display)
            for name, value in self.secrets.items()
            for match in re.finditer(re.escape(value), text)
        ]
        left, top = _window_origin() if found else (0, 0)
        wide, high = self.cell
        left, top = left + BORDER, top + BORDER
        return [
            {"id": name, "box": [left + column * wide, top + row * high, length * wide, high]}
            for name, row, column, length in found
        ]


def _window_origin() -> tuple[int, int]:
    words = ["xwininfo", "-id", os.environ["WINDOWID"]]
    info = subprocess.run(words, capture_output=True, text=True).stdout
    x, y = (int(re.findall(rf"Absolute upper-left {axis}: +(-?\d+)", info)[0]) for axis in "XY")
    return x, y


def main(source: str, wide: int, high: int, shell: list[str]) -> None:
    """Relay keys and output between xterm and the shell until the shell ends."""
    follower = Follower(source, (wide, high))
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
    child, inner = pty.fork()
    if child == 0:
        os.execvp(shell[0], shell)
    fcntl.ioctl(inner, termios.TIOCSWINSZ, size)
    tty.setraw(0)
    while True:
        ready, _, _ = select.select([0, inner], [], [])
        if 0 in ready:
            os.write(inner, os.read(0, 4096))
        if inner in ready:
            try:
                output = os.read(inner, 4096)
            except OSError:
                return
            os.write(1, output)
            follower.feed(output)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
