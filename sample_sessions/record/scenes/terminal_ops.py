"""Two shells: settings read and edited, a log searched, a vault opened, a deploy that fails."""

from __future__ import annotations

import sys

from ..desk import place
from ..hands import ERASE
from ..scene import PROGRAMS, Scene, Secret, Stage

PERSON, EMAIL = "Kit Lindqvist", "kit.lindqvist@example.com"
API_KEY = "nw_live_3f9c07be41d2a86e5b90c4d7f1128ae6"
AWS_KEY = "AKIAIOSFODNN7EXAMPLE"
PASSWORD = "Tin-Otter#42"
CELL = (10, 20)
ENV = f"""\
# deploy settings, north ring
REGION=north-1
WORKERS=4
ACCESS_KEY={AWS_KEY}
NW_API_KEY={API_KEY}
ALERT_MAIL={EMAIL}
"""
VAULT = f"""\
#!/bin/bash
read -rs -p 'Passphrase: ' word; echo
[ "$word" = '{PASSWORD}' ] && echo 'Vault is open for 15 minutes.' || echo 'Wrong passphrase.'
"""
DEPLOY = """\
#!/bin/bash
echo "packing ring $1 ..."; sleep 0.6
echo "uploading 3 parts ..."; sleep 0.8
echo 'error: quota of ring north-1 is used up, nothing was changed' >&2; exit 1
"""
RC = f"""\
unset HISTFILE
PS1='\\[\\e]0;{PERSON}: $RING shell\\a\\]$ '
"""


def _log() -> str:
    lines = [
        f"09:{10 + index // 6:02d}:{index % 6 * 10:02d} INFO  "
        f"worker {index % 4} took job {4100 + index}"
        for index in range(120)
    ]
    lines[37] = f"09:16:10 ERROR key {API_KEY} refused by gateway"
    lines[88] = "09:24:40 ERROR worker 0 lost its lease"
    return "\n".join(lines) + "\n"


def _prepare(stage: Stage) -> None:
    home = stage.desk.home
    files = {"deploy.env": ENV, "service.log": _log(), "vault": VAULT, "deploy": DEPLOY}
    for name, text in files.items():
        (home / name).write_text(text)
    for name in ("vault", "deploy"):
        (home / name).chmod(0o755)
    rc = stage.scratch / "bashrc"
    rc.write_text(RC)
    _terminal(stage, "build", "92x22")
    _terminal(stage, "ring", "92x11")
    place("build shell", 20, 0, 928, 448)
    place("ring shell", 60, 476, 928, 228)


def _terminal(stage: Stage, name: str, geometry: str) -> None:
    options = ["-fn", "10x20", "-b", "4", "+sb", "-sl", "0", "-bg", "#fbfaf5", "-fg", "#15202b"]
    resources = ["-xrm", "XTerm*cursorBlink: false", "-xrm", "XTerm*alternateScroll: true"]
    relay = [sys.executable, str(PROGRAMS / "shell.py"), name, *map(str, CELL)]
    shell = ["bash", "--noprofile", "--rcfile", str(stage.scratch / "bashrc")]
    stage.desk.start(
        ["xterm", *options, *resources, "-geometry", geometry, "-e", *relay, *shell], RING=name
    )


def _perform(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("inspect", "Look at the deploy settings in the build shell.")
    hands.click(600, 380)
    hands.type("sl" + ERASE * 2 + "ls")
    hands.press("Return")
    hands.type("cat deploy.env")
    hands.press("Return")
    hands.rest(5.5)
    _read_log(stage)
    _edit(stage)
    hands.begin("unlock", "Open the vault with the passphrase.")
    hands.type("./vault")
    hands.press("Return")
    hands.type("Tin-Otte3" + ERASE + "r#42")
    hands.press("Return")
    hands.think(0.8, 1.2)
    _deploy(stage)
    hands.begin("note", "Start a mail about the quota, then drop it.", outcome="partial")
    hands.type("mail -s 'quota' " + EMAIL)
    hands.think(0.8, 1.2)
    hands.hotkey("ctrl", "u")
    hands.type("clear")
    hands.press("Return")
    hands.think(1.0, 1.4)


def _read_log(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("read", "Page through the service log and find the errors.")
    hands.type("less service.log")
    hands.press("Return")
    hands.scroll(500, 240, 6, pace=0.2)
    hands.scroll(500, 240, -6, pace=0.12)
    hands.type("/ERROR")
    hands.press("Return")
    hands.think(1.2, 1.6)
    hands.type("n")
    hands.think(0.8, 1.0)
    hands.type("q")


def _edit(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("edit", "Raise the number of workers to 6 and save the settings.")
    hands.type("nano deploy.env")
    hands.press("Return")
    hands.press("Down", times=2)
    hands.press("End")
    hands.press("BackSpace")
    hands.type("6")
    hands.hotkey("ctrl", "o")
    hands.press("Return")
    hands.hotkey("ctrl", "x")


def _deploy(stage: Stage) -> None:
    hands = stage.hands
    hands.begin(
        "deploy", "Deploy ring north-1 from the ring shell with the key.", outcome="failure"
    )
    hands.type("clear; grep KEY deploy.env")
    hands.press("Return")
    hands.think()
    x, y, width, height = stage.box("build", "api_key")
    hands.double_click(x + width // 2, y + height // 2)
    hands.click(500, 620)
    hands.type("export NW_API_KEY=")
    hands.hotkey("shift", "Insert")
    hands.press("Return")
    hands.type("./deploy north-1")
    hands.press("Return")
    hands.rest(6.5)
    left, top, wide, high = stage.box("build", "aws_key")
    hands.drag(left + 2, top + high // 2, left + wide + 2, top + high // 2)
    hands.hotkey("alt", "Tab")


SCENE = Scene(
    name="terminal-ops",
    subject="p-02",
    size=(1024, 768),
    description="Check the deploy settings and the log, then deploy ring north-1",
    statement=(
        "My keys, my pointer and what stood on my screen may train agents that use computers. "
        "I was told that I can take this back at any time."
    ),
    secrets=(
        Secret("person", "person", PERSON, ("screen", "title")),
        Secret("email", "email", EMAIL, ("typed", "screen")),
        Secret("api_key", "api_key", API_KEY, ("screen", "clipboard")),
        Secret("aws_key", "api_key", AWS_KEY, ("screen", "clipboard")),
        Secret("password", "password", PASSWORD, ("typed",)),
    ),
    prepare=_prepare,
    perform=_perform,
    seed=33,
)
