"""A morning's mail in Chromium: read, answer, pay, file, report, and one letter that bounces."""

from __future__ import annotations

from ..browser import browse, serve
from ..hands import ERASE
from ..scene import Scene, Secret, Stage

NAME, PHONE, EMAIL = "Bram Oakhurst", "555-0163", "bram.oakhurst@example.org"
ADDRESS, IBAN = "27 Tannery Row, Eastvale", "GB33 BUKB 2020 1555 5555 55"


def _prepare(stage: Stage) -> None:
    serve(stage)
    browse(stage, "pay.html", "New payment", (310, 100, 760, 500))
    browse(stage, "mail.html", "Inbox", (0, 26, 1276, 666))


def _perform(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("read", "Read the newest order from start to end.")
    hands.click(*stage.spot("mail", "order"))
    hands.rest(5.5)
    hands.scroll(900, 420, 7, pace=0.22)
    hands.think(1.5, 2.0)
    hands.scroll(900, 400, -7, pace=0.2)
    hands.scroll(900, 420, 8, pace=0.12)
    hands.begin("reply", "Answer the order: black takes three weeks, the bolts are included.")
    hands.click(*stage.spot("mail", "Reply"))
    hands.click(*stage.spot("mail", "Text"))
    hands.type("Good morning, the bolts are inculded" + ERASE * 6 + "cluded. Black takes 3 weeks.")
    hands.click(*stage.spot("mail", "Send"))
    _pay(stage)
    hands.begin("file", "Put the paid invoice into the folder for invoices.")
    hands.drag(*stage.spot("mail", "invoice"), *stage.spot("mail", "Invoices"))
    hands.rest(7.0)
    hands.begin("report", "Report the prize mail as spam.")
    hands.right_click(*stage.spot("mail", "prize"))
    hands.click(*stage.spot("mail", "Report spam"))
    _bounce(stage)


def _pay(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("pay", "Queue the payment that invoice 2291 asks for.")
    hands.click(*stage.spot("mail", "invoice"))
    x, y, width, height = stage.box("mail", "iban")
    hands.drag(x + 1, y + height // 2, x + width + 1, y + height // 2)
    hands.hotkey("ctrl", "c")
    hands.hotkey("alt", "Tab")
    hands.click(*stage.spot("pay", "Account"))
    hands.hotkey("ctrl", "v")
    hands.double_click(stage.spot("pay", "Amount")[0] - 168, stage.spot("pay", "Amount")[1])
    hands.hotkey("ctrl", "a")
    hands.type("84.50")
    hands.press("Tab")
    hands.type("Invoice 2291")
    hands.press("Return")
    hands.think(1.2, 1.6)
    hands.hotkey("alt", "Tab")


def _bounce(stage: Stage) -> None:
    hands = stage.hands
    hands.begin("write", "Tell Bram that the van comes on Friday.", outcome="failure")
    hands.click(*stage.spot("mail", "Write"))
    hands.click(*stage.spot("mail", "To"))
    hands.type(EMAIL)
    hands.think(0.8, 1.1)
    hands.press("BackSpace", times=3)
    hands.type("nt")
    hands.click(*stage.spot("mail", "Text"))
    hands.type("The van comes on Friday.")
    hands.click(*stage.spot("mail", "Send"))
    hands.think(1.5, 2.0)


SCENE = Scene(
    name="mail-triage",
    subject="p-02",
    size=(1280, 720),
    description="Work through the morning mail: answer, pay, file, report",
    statement=(
        "My keys, my pointer and what stood on my screen may train agents that use computers. "
        "I was told that I can take this back at any time."
    ),
    secrets=(
        Secret("name", "person", NAME, ("screen",)),
        Secret("phone", "phone", PHONE, ("screen",)),
        Secret("address", "address", ADDRESS, ("screen",)),
        Secret("email", "email", EMAIL, ("typed", "screen")),
        Secret("email_wrong", "email", EMAIL[:-3] + "nt", ("typed", "screen")),
        Secret("iban", "iban", IBAN, ("screen", "clipboard")),
    ),
    prepare=_prepare,
    perform=_perform,
    seed=22,
)
