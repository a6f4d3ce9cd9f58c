"""Asking for a text, at the bottom of the screen: the picture it is about stays in sight."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Label, TextArea

from workbench.tui.dialogs.dialog import Dialog


class TextBox(TextArea):
    """A text that is wrapped over as many lines as it takes; enter ends it."""

    @dataclass
    class Submitted(Message):
        """The text is complete."""

        text: str

    def __init__(self, text: str) -> None:
        super().__init__(_one_line(text), highlight_cursor_line=False)

    def on_mount(self) -> None:
        """Begin behind what stands there already."""
        self.move_cursor(self.document.end)

    def on_paste(self, event: events.Paste) -> None:
        """Take lines in as one: Textual raises where an undo takes the cursor's line away."""
        event.text = _one_line(event.text)

    def on_key(self, event: events.Key) -> None:
        """End the text with enter; every other key is the text's own."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(_one_line(self.text)))


class Ask(Dialog[str | None]):
    """Answers with the text, or None where it was cancelled.

    `needed` says why there must be words; without it an empty text is an answer too.
    """

    CSS = """
    Ask { align: center bottom; background: $background 0%; }
    Ask .dialog { width: 100%; max-width: 100%; padding: 0 1; }
    Ask TextBox { height: auto; max-height: 8; border: tall $accent; background: $surface; }
    Ask .dialog .hint { margin-top: 0; }
    Ask .dialog .hint.refused { color: $warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", id="ask.cancel", show=False)
    ]

    def __init__(self, title: str, *, hint: str = "", text: str = "", needed: str = "") -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._text = text
        self._needed = needed

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            yield TextBox(self._text)
            yield Label(f"enter save   esc cancel   {self._hint}", classes="hint", markup=False)

    def on_text_box_submitted(self, event: TextBox.Submitted) -> None:
        """Answer with what was written, unless there must be words and there are none."""
        event.stop()
        if event.text.strip() or not self._needed:
            self.dismiss(event.text)
            return
        hint = self.query_one(".hint", Label)
        hint.update(f"{self._needed}   esc cancel")
        hint.add_class("refused")


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
