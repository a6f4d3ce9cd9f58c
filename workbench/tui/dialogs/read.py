"""Reading something whole that a list has no room for."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from workbench.tui.dialogs.dialog import Dialog


class Read(Dialog[None]):
    """Shows a text of any length, wrapped; any of a few keys closes it."""

    CSS = """
    Read .dialog { padding: 0 2; }
    Read VerticalScroll { height: auto; max-height: 16; margin-top: 1; }
    Read Static { height: auto; }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,C", "dismiss(None)", "close", id="read.close", show=False),
        Binding("down,j", "scroll(1)", "down", id="read.down", show=False),
        Binding("up,k", "scroll(-1)", "up", id="read.up", show=False),
        Binding("pagedown,space", "page(1)", "page down", id="read.page_down", show=False),
        Binding("pageup", "page(-1)", "page up", id="read.page_up", show=False),
    ]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            # Without the focus it takes no keys: its own scrolling is animated and loses repeats.
            with VerticalScroll(can_focus=False):
                yield Static(self._text)
            yield Label("↑↓ scroll   q close", classes="hint")

    def action_scroll(self, step: int) -> None:
        """Scroll by a line."""
        self._scroll(step)

    def action_page(self, step: int) -> None:
        """Scroll by pages."""
        self._scroll((self.query_one(VerticalScroll).size.height - 1) * step)

    def _scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)
