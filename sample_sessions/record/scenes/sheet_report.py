"""A week's commission: a Calc sheet is filled and summed, a portal read and written to."""

from __future__ import annotations

import subprocess
import time

from ..browser import browse, serve
from ..desk import place, window_with
from ..hands import ERASE
from ..scene import Scene, Secret, Stage

AGENT, EMAIL, PHONE = "Ines Faber", "ines.faber@example.net", "555-0172"
CARD, ADDRESS = "5555 5555 5555 4444", "3 Cobbler Yard, Ashford Mills"
FILE = f"{AGENT} - commission"
OFFICE_PORT = 8129
BAR = (235, 107, 500, 17)
GOODS = ("Garden hose", "Larch bed", "Seed potatoes", "Cold frame", "Rain barrel", "Hand fork")
LABELS = ("Agent", "Mail", "Phone", "Card", "Cheque to")
WIDE = "Checked by head office every Friday"


def _sheet() -> str:
    lines = ["Order,Article,Pieces,Amount,,Payout,"]
    for index in range(46):
        order = f"SO-{4101 + index},{GOODS[index % 6]},{1 + index % 4},{12.5 + index * 3.25:.2f}"
        label = LABELS[index] if index < len(LABELS) else ""
        lines.append(f"{order},,{label},{WIDE if index == 7 else ''}")
    return "\n".join([*lines, ",,Total,,,,"]) + "\n"


def _prepare(stage: Stage) -> None:
    home = stage.desk.home
    table = home / "week46.csv"
    table.write_text(_sheet())
    convert = ["soffice", "--headless", "--convert-to", "ods", "--outdir", str(home), str(table)]
    subprocess.run(convert, check=True, capture_output=True)
    accept = f"--accept=socket,host=127.0.0.1,port={OFFICE_PORT};urp;"
    sheet = (home / "week46.ods").rename(home / f"{FILE}.ods")
    stage.desk.start(["soffice", "--norestore", "--nologo", "--calc", str(sheet), accept])
    serve(stage)
    browse(stage, "portal.html", "Orders", (900, 160, 960, 840))
    window = window_with(FILE)
    time.sleep(4)
    maximized = "remove,maximized_vert,maximized_horz"
    subprocess.run(["wmctrl", "-i", "-r", window, "-b", maximized], check=True)
    place(FILE, 0, 26, 1280, 1000)
    subprocess.run(["wmctrl", "-i", "-a", window], check=True)
    cells = ["A1", "G2", "G3", "G4", "G5", "G6", "D48"]
    stage.run_program("calc_watch.py", str(OFFICE_PORT), *cells)
    stage.spot("calc", "G2")


def _perform(stage: Stage) -> None:
    hands = stage.hands
    _fill(stage)
    _sum(stage)
    hands.begin("save", "Save the sheet.")
    hands.hotkey("ctrl", "s")
    hands.rest(8.0)
    hands.begin("read", "Find the payout card among the orders in the portal.")
    hands.hotkey("alt", "Tab")
    x, y = stage.spot("portal", "Orders")
    hands.scroll(x, y, 9, pace=0.25)
    hands.scroll(x, y - 20, -6, pace=0.25)
    hands.rest(7.5)
    hands.scroll(x, y, -3, pace=0.2)
    hands.scroll(x, y - 20, 3, pace=0.2)
    hands.think(0.8, 1.0)
    _copy(stage)
    hands.think(1.0, 1.4)
    hands.begin("report", "Tell head office in the portal that the sheet for week 46 is ready.")
    hands.hotkey("alt", "Tab")
    hands.click(*stage.spot("portal", "Message"))
    hands.type("Week 46 is redy" + ERASE * 2 + "ady; the total is in D48.")
    hands.click(*stage.spot("portal", "Send"))
    hands.rest(5.0)
    hands.begin("check", "Look once more at the phone number in the sheet.")
    hands.hotkey("alt", "Tab")
    hands.click(*stage.spot("calc", "G4"))
    hands.rest(5.0)
    hands.hotkey("alt", "Tab")
    hands.begin("search", "Open order SO-4999 in the portal.", outcome="failure")
    hands.click(*stage.spot("portal", "Find"))
    hands.type("SO-4999")
    hands.press("Return")
    hands.think(1.5, 2.0)


def _fill(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("fill", "Fill in the agent's name, mail, phone and card in column G.")
    hands.click(*stage.spot("calc", "G2"))
    entries = {
        "agent": "Ines Fabre" + ERASE * 2 + "er",
        "email": EMAIL,
        "phone": PHONE,
        "card": CARD,
    }
    for row, (secret, text) in enumerate(entries.items(), start=2):
        hands.type(text)
        _enter(stage, secret, f"G{row}")
    hands.rest(5.0)


def _enter(stage: Stage, secret: str, cell: str) -> None:
    """Enter what stands in a cell being edited, where Calc tells nobody of it."""
    x, y = stage.spot("calc", cell)
    stage.tell("formula bar", secret, BAR)
    stage.tell("cell", secret, (x - 110, y - 8, 220, 18))
    stage.hands.think(0.6, 0.8)
    stage.tell("cell", None, BAR)
    stage.tell("formula bar", None, BAR)
    stage.hands.press("Return")


def _sum(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("sum", "Sum the amounts below the last order and set the total in bold.")
    hands.scroll(420, 600, 5, pace=0.2)
    hands.click(*stage.spot("calc", "D48"))
    hands.type("=SUM(D2:D47)")
    hands.press("Return")
    x, y = stage.spot("calc", "D48")
    hands.drag(x - 90, y, x, y)
    hands.hotkey("ctrl", "b")
    hands.right_click(x, y)
    hands.press("Escape")
    hands.scroll(420, 600, -6, pace=0.12)


def _copy(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("copy", "Copy the cheque's address from the portal into G6.")
    x, y, width, height = stage.box("portal", "address")
    hands.drag(x + 1, y + height // 2, x + width + 1, y + height // 2)
    hands.hotkey("ctrl", "c")
    hands.hotkey("alt", "Tab")
    hands.double_click(*stage.spot("calc", "G6"))
    hands.hotkey("ctrl", "v")
    _enter(stage, "address", "G6")
    hands.hotkey("ctrl", "s")


SCENE = Scene(
    name="sheet-report",
    subject="p-03",
    size=(1920, 1080),
    description="Finish the commission sheet for week 46 and report it in the portal",
    statement=(
        "Yes, this hour at my desk may be used to teach computer-use agents: the screen, the "
        "pointer and the keys, and nothing else of mine."
    ),
    secrets=(
        Secret("agent", "person", AGENT, ("typed", "screen", "title")),
        Secret("email", "email", EMAIL, ("typed", "screen")),
        Secret("phone", "phone", PHONE, ("typed", "screen")),
        Secret("card", "card", CARD, ("typed", "screen")),
        Secret("address", "address", ADDRESS, ("screen", "clipboard")),
    ),
    prepare=_prepare,
    perform=_perform,
    seed=44,
)
