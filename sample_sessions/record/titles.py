"""Watches window titles: says where they stand, and makes every title readable for the recorder."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from .scene import Secret

EVERY_S = 0.05
EXTENTS = "_NET_FRAME_EXTENTS"
PLACE = ("Absolute upper-left X", "Absolute upper-left Y", "Width")


class TitleWatch:
    """Logs the title bar of each window whose title holds a secret.

    The recorder reads titles as Latin-1 strings only; `mirror` sets that property for programs
    (Chromium, LibreOffice) that offer nothing but UTF-8.
    """

    def __init__(self, sightings: Path, secrets: Sequence[Secret], *, mirror: bool) -> None:
        self._sightings, self._mirror = sightings, mirror
        self._values = {s.id: s.value for s in secrets if "title" in s.where}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TitleWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        last: list[dict[str, object]] | None = None
        while not self._done.wait(EVERY_S):
            shown: list[dict[str, object]] = []
            started = time.time()
            for window, title, box in _title_bars():
                if self._mirror:
                    _mirror_title(window, title)
                shown += [
                    {"id": name, "box": box, "title": title}
                    for name, value in self._values.items()
                    if value in title
                ]
            if shown != last:
                last = shown
                line = {"t": started, "source": "titles", "shown": shown}
                with self._sightings.open("a") as file:
                    file.write(json.dumps(line) + "\n")


def _title_bars() -> list[tuple[str, str, list[int]]]:
    bars = []
    for line in _run("wmctrl", "-l").splitlines():
        window, _desktop, _host, *title = line.split(None, 3)
        bar = _title_bar(window)
        if title and bar:
            bars.append((window, title[0], bar))
    return bars


def _title_bar(window: str) -> list[int] | None:
    """Left, top, width and height of a window's title bar, unless the window is gone."""
    frame = re.search(r"= (\d+), (\d+), (\d+), (\d+)", _run("xprop", "-id", window, EXTENTS))
    info = _run("xwininfo", "-id", window)
    found = [re.search(rf"{name}: +(-?\d+)", info) for name in PLACE]
    if frame is None or not all(found):
        return None
    left, upper, width = (int(match[1]) for match in found if match)
    top = int(frame[3])
    return [left, upper - top, width, top]


def _mirror_title(window: str, title: str) -> None:
    name = _run("xprop", "-id", window, "WM_NAME")
    if not name.startswith("WM_NAME(STRING)") or title not in name:
        plain = title.encode("latin-1", "replace").decode("latin-1")
        _run("xprop", "-id", window, "-f", "WM_NAME", "8s", "-set", "WM_NAME", plain)


def _run(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, errors="replace").stdout
