"""A visitor's badge is printed at the second try; the short session whose frames are also PNG."""

from __future__ import annotations

from ..desk import place
from ..hands import ERASE
from ..scene import Scene, Secret, Stage

VISITOR, PHONE, CODE = "Yorick Alder", "555-0189", "Fern!208"
ROOMS = "\n".join(
    f"{hour:02d}:{half}   meeting room {hour % 5 + 1} is free"
    for hour in range(8, 18)
    for half in ("00", "30")
)
NOTE = f"""\
Visitors, Tuesday

{ROOMS}

18:00   {VISITOR}, phone {PHONE}
        wants the garden gate, not the front door
"""


def _prepare(stage: Stage) -> None:
    note = stage.scratch / "visitors.txt"
    note.write_text(NOTE)
    stage.run_program("badge.py", "500x330+0+0")
    stage.run_program("notes.py", str(note), "Visitors - Notes", "440x380+0+0")
    place("Badge desk", 20, 30, 500, 330)
    place("Visitors", 560, 60, 440, 380)


def _perform(stage: Stage) -> None:
    hands = stage.hands
    x, y = stage.spot("notes", "text")
    hands.begin("read", "Find the last visitor of the day in the list.")
    hands.scroll(x, y, 6)
    hands.rest(3.5)
    hands.begin("print", "Print a badge for the last visitor.", outcome="partial")
    hands.click(*stage.spot("badge", "Visitor"))
    hands.type("Yorik" + ERASE + "ck Alder")
    left, top, width, height = stage.box("notes", "phone")
    hands.drag(left + 1, top + height // 2, left + width + 1, top + height // 2)
    hands.hotkey("ctrl", "c")
    hands.hotkey("alt", "Tab")
    hands.press("Tab")
    hands.hotkey("ctrl", "v")
    hands.press("Tab")
    hands.type(CODE[:-1])
    hands.click(*stage.spot("badge", "Print"))
    hands.rest(5.5)
    hands.begin("retry", "Complete the host code and print the badge.")
    hands.click(*stage.spot("badge", "Host code"))
    hands.press("End")
    hands.type(CODE[-1])
    hands.click(*stage.spot("badge", "Print"))
    hands.think(1.6, 2.0)


SCENE = Scene(
    name="badge-desk",
    subject="p-01",
    size=(1024, 768),
    description="Print a badge for the last visitor of the day",
    statement=(
        "I agree that this recording of my screen, my pointer and my keys is used to train "
        "computer-use agents, until the day named here or until I withdraw."
    ),
    secrets=(
        Secret("visitor", "person", VISITOR, ("typed", "screen", "title")),
        Secret("phone", "phone", PHONE, ("screen", "clipboard")),
        Secret("code", "password", CODE, ("typed",)),
    ),
    prepare=_prepare,
    perform=_perform,
    seed=55,
    images=True,
    fps=3.0,
)
