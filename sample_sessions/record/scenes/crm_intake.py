"""A customer is taken on from a call note; a Tk form beside a Tk note reader."""

from __future__ import annotations

from ..desk import place
from ..hands import ERASE
from ..scene import Scene, Secret, Stage

NAME, EMAIL, PHONE = "Odette Marlowe", "odette.marlowe@example.com", "555-0148"
ADDRESS, CARD, PASSWORD = "14 Larkspur Lane, Millbrook", "4111 1111 1111 1111", "Plum-Kettle7!"
FILLER = "\n".join(
    f"  {minute:02d} min   {line}"
    for minute, line in enumerate(
        [
            "asks about the autumn catalogue",
            "wants seed potatoes, two sacks",
            "complains about the last parcel",
            "parcel came wet, box was torn",
            "offered a refund of the postage",
            "accepts, will not send it back",
            "asks for a quote on raised beds",
            "beds: three, larch, 2 m by 1 m",
            "prefers delivery on a Friday",
            "gate code is with the neighbour",
            "wants an account for the web shop",
            "agrees to a call next week",
            "reads out the data for the account",
            "spelled twice, checked",
        ],
        start=1,
    )
)
NOTE = f"""\
Call note, Monday 09:10
Caller: {NAME}
Phone: {PHONE}

{FILLER}

Data for the account
Mail: {EMAIL}
Lives at: {ADDRESS}
Pays by card: {CARD}

Call back on: {PHONE}
"""


def _prepare(stage: Stage) -> None:
    note = stage.scratch / "call-note.txt"
    note.write_text(NOTE)
    stage.run_program("crm.py", "776x640+0+0")
    stage.run_program("notes.py", str(note), "Call note 09:10 - Notes", "440x400+0+0")
    place("Fernhill CRM", 8, 8, 776, 640)
    place("Call note", 806, 60, 440, 400)


def _perform(stage: Stage) -> None:
    hands = stage.hands
    note_x, note_y = stage.spot("notes", "text")
    hands.begin("read", "Read the call note to the end.")
    hands.click(note_x, note_y)
    hands.scroll(note_x, note_y + 20, 6)
    hands.rest(6.0)
    hands.begin("intake", "Open a customer account from the call note and save it.")
    _fill_form(stage)
    hands.begin("search", "Find the new customer in the list and put her on the call list.")
    hands.click(*stage.spot("crm", "Customers"))
    hands.click(*stage.spot("crm", "search"))
    hands.type("Odette Marlw" + ERASE + "owe")
    hands.press("Return")
    table_x, table_y = stage.spot("crm", "table")
    row_y = table_y - 105
    hands.right_click(table_x - 120, row_y)
    hands.click(table_x - 60, row_y + 14)
    hands.begin("limit", "Raise the customer's credit limit to 2,500.", outcome="failure")
    hands.double_click(table_x - 120, row_y)
    hands.click(*stage.spot("crm", "Credit limit"))
    hands.hotkey("ctrl", "a")
    hands.type("2,500")
    hands.press("Return")
    hands.rest(5.0)
    hands.begin("compare", "Check the phone number against the top of the note.")
    hands.hotkey("alt", "Tab")
    hands.scroll(note_x, note_y, -6)
    hands.think(1.5, 2.0)


def _fill_form(stage: Stage) -> None:
    hands = stage.hands
    hands.click(*stage.spot("crm", "New customer"))
    hands.click(*stage.spot("crm", "Name"))
    hands.type("Odett Marl" + ERASE * 5 + "e Marlowe")
    _copy_mail(stage)
    hands.click(*stage.spot("crm", "E-mail"))
    hands.hotkey("ctrl", "v")
    hands.press("Tab")
    hands.type(PHONE)
    hands.press("Tab")
    hands.type(ADDRESS)
    hands.press("Tab")
    hands.type(CARD)
    hands.press("Tab")
    hands.type(PASSWORD)
    hands.click(*stage.spot("crm", "Remarks"))
    hands.type("Prefers Fridays; refund of postgae" + ERASE * 3 + "age agreed.")
    hands.hotkey("ctrl", "s")
    hands.think(1.0, 1.4)


def _copy_mail(stage: Stage) -> None:
    x, y, width, height = stage.box("notes", "email")
    stage.hands.drag(x + 1, y + height // 2, x + width + 2, y + height // 2)
    stage.hands.hotkey("ctrl", "c")


SCENE = Scene(
    name="crm-intake",
    subject="p-01",
    size=(1280, 720),
    description="Take a new customer on from a call note and look after the record",
    statement=(
        "I agree that this recording of my screen, my pointer and my keys is used to train "
        "computer-use agents, until the day named here or until I withdraw."
    ),
    secrets=(
        Secret("name", "person", NAME, ("typed", "screen", "title")),
        Secret("email", "email", EMAIL, ("screen", "clipboard")),
        Secret("phone", "phone", PHONE, ("typed", "screen")),
        Secret("address", "address", ADDRESS, ("typed", "screen")),
        Secret("card", "card", CARD, ("typed", "screen")),
        Secret("password", "password", PASSWORD, ("typed",)),
    ),
    prepare=_prepare,
    perform=_perform,
    seed=11,
)
