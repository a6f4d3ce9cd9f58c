"""A virtual screen with a window manager, and the programs that run on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

QUIET = ("-nolisten", "tcp")
THEME = """\
window.active.title.bg: flat solid
window.active.title.bg.color: #2f4858
window.inactive.title.bg: flat solid
window.inactive.title.bg.color: #c9cfd3
window.active.label.bg: parentrelative
window.active.label.text.color: #ffffff
window.inactive.label.bg: parentrelative
window.inactive.label.text.color: #4a4a4a
window.label.text.justify: left
window.active.button.*.bg: parentrelative
window.inactive.button.*.bg: parentrelative
window.active.button.*.image.color: #ffffff
window.inactive.button.*.image.color: #4a4a4a
window.handle.width: 0
window.client.padding.width: 0
window.client.padding.height: 0
window.active.border.color: #2f4858
window.inactive.border.color: #9aa3a8
border.width: 1
padding.width: 4
"""

RC = """\
<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy></placement>
  <theme>
    <name>Desk</name><titleLayout>LIMC</titleLayout><animateIconify>no</animateIconify>
    <font place="ActiveWindow"><name>DejaVu Sans</name><size>10</size></font>
    <font place="InactiveWindow"><name>DejaVu Sans</name><size>10</size></font>
  </theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard>
    <keybind key="A-Tab">
      <action name="NextWindow"><dialog>none</dialog><raise>yes</raise>
        <finalactions><action name="Focus"/><action name="Raise"/></finalactions></action>
    </keybind>
  </keyboard>
  <mouse>
    <context name="Titlebar">
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
    </context>
    <context name="Client">
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Right" action="Press">
        <action name="Focus"/><action name="Raise"/></mousebind>
    </context>
  </mouse>
</openbox_config>
"""


class Desk:
    """Xvfb and openbox for as long as the `with` block lasts."""

    def __init__(self, home: Path, *, size: tuple[int, int], number: int = 71) -> None:
        self.home, self.size, self.display = home, size, f":{number}"
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Desk:
        shutil.rmtree(self.home, ignore_errors=True)
        self._write_settings()
        os.environ.update(
            HOME=str(self.home),
            XDG_CONFIG_HOME=str(self.home / ".config"),
            XDG_DATA_HOME=str(self.home / ".local/share"),
            XDG_CACHE_HOME=str(self.home / ".cache"),
            DISPLAY=self.display,
            NO_AT_BRIDGE="1",
            LANG="C.UTF-8",
            LC_ALL="C.UTF-8",
            TZ="UTC",
        )
        try:
            self._switch_on()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _switch_on(self) -> None:
        width, height = self.size
        screen = f"{width}x{height}x24"
        self.start(["Xvfb", self.display, "-screen", "0", screen, "-dpi", "96", "-noreset", *QUIET])
        wait_until(lambda: _quiet(["xdpyinfo"]), what="the X server")
        self.start(["openbox", "--sm-disable"])
        wait_until(lambda: _quiet(["wmctrl", "-m"]), what="the window manager")
        subprocess.run(["xsetroot", "-solid", "#6b7f86"], check=True)
        subprocess.run(["xset", "r", "off", "s", "off"], check=True)

    def __exit__(self, *_: object) -> None:
        for program in reversed(self._running):
            program.terminate()
            try:
                program.wait(timeout=8)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def start(self, command: Sequence[str], **extra: str) -> None:
        """Start a program that ends with the desk."""
        log = (self.home.parent / "programs.log").open("ab")
        self._running.append(
            subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **extra}, cwd=self.home
            )
        )

    def _write_settings(self) -> None:
        theme = self.home / ".local/share/themes/Desk/openbox-3/themerc"
        rc = self.home / ".config/openbox/rc.xml"
        for path, text in ((theme, THEME), (rc, RC)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def window_with(title: str) -> str:
    """The id of the window whose title contains `title`, once it is mapped."""
    found: list[str] = []

    def look() -> bool:
        listing = subprocess.run(["wmctrl", "-l"], capture_output=True, text=True).stdout
        found[:] = [line.split()[0] for line in listing.splitlines() if title in line]
        return bool(found)

    wait_until(look, what=f"a window called {title!r}", seconds=40)
    return found[0]


def place(title: str, x: int, y: int, width: int, height: int) -> str:
    """Put a window at a position (frame) with a size (client) and return its id."""
    window = window_with(title)
    subprocess.run(["wmctrl", "-i", "-r", window, "-e", f"0,{x},{y},{width},{height}"], check=True)
    time.sleep(0.4)
    return window


def wait_until(holds: object, *, what: str, seconds: float = 20) -> None:
    """Wait for a condition; say what was missing when it never comes."""
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.1)


def _quiet(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0
