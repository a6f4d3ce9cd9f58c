"""Chromium on local pages, quiet and without animations."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .desk import place, window_with
from .scene import PROGRAMS, Stage

PAGES = Path(__file__).parent / "pages"
PORT = 8127
FLAGS = (
    "--no-sandbox",
    "--test-type",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-smooth-scrolling",
    "--disable-lcd-text",
    "--force-prefers-reduced-motion",
    "--force-device-scale-factor=1",
    "--password-store=basic",
    "--disable-features=Translate,MediaRouter,OptimizationHints",
)

SETTINGS = {
    "browser": {"custom_chrome_frame": False},
    "autofill": {"credit_card_enabled": False, "profile_enabled": False},
}


def serve(stage: Stage) -> None:
    """Start the local pages' server."""
    stage.desk.start(["/usr/bin/python3", str(PROGRAMS / "serve.py"), str(PAGES), str(PORT)])


def browse(stage: Stage, page: str, title: str, frame: tuple[int, int, int, int]) -> None:
    """Open a page in a window of its own and let it learn where it stands."""
    profile = stage.desk.home / "chromium"
    settings = profile / "Default" / "Preferences"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(SETTINGS))
    address = f"http://127.0.0.1:{PORT}/{page}"
    stage.desk.start(["chromium", *FLAGS, f"--user-data-dir={profile}", "--new-window", address])
    window_with(title)
    place(title, *frame)
    x, y, width, height = frame
    for step in range(3):
        middle = str(x + width // 2 + step), str(y + height // 2 + step)
        subprocess.run(["xdotool", "mousemove", *middle, "sleep", "0.1"], check=True)
