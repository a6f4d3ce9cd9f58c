"""Asking whether something is meant: y or n, nothing else answers."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from workbench.tui.dialogs.dialog import Dialog


class Confirm(Dialog[bool]):
    """Answers with True for y, with False for n and esc; no key that may be a slip answers."""

    CSS = """
    Confirm { align: center bottom; background: $background 0%; }
    Confirm .dialog { width: 100%; max-width: 100%; padding: 0 1; border: round $warning; }
    Confirm .dialog .title { color: $warning; }
    Confirm .dialog .hint { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes", id="confirm.yes", show=False),
        Binding("n,escape", "dismiss(False)", "no", id="confirm.no", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog"):
            yield Label(self._question, classes="title", markup=False)
            yield Label("y yes   n no", classes="hint", markup=False)
