"""Every key of a screen, by group."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from workbench.tui.commands import ANYWHERE, Command, key_sign, keys_of


class Help(ModalScreen[None]):
    """Lists the commands, those greyed that `may` refuses; any of a few keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss(None)", "close", id="help.close", show=False),
        Binding("down,j", "scroll(1)", "down", id="help.down", show=False),
        Binding("up,k", "scroll(-1)", "up", id="help.up", show=False),
    ]

    def __init__(
        self,
        commands: Sequence[Command],
        remapped: Mapping[str, str],
        may: Callable[[Command], bool],
    ) -> None:
        super().__init__()
        self._commands = (*commands, *ANYWHERE)
        self._remapped = remapped
        self._may = may

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog", id="help"):
            yield Label("Keys of this screen", classes="title")
            with VerticalScroll():
                yield Static(self._table())
            yield Label("↑↓ scroll   q close", classes="hint")

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=3 * step, animate=False)

    def _table(self) -> Content:
        parts: list[str | tuple[str, str]] = []
        group = ""
        for command in self._commands:
            if command.group != group:
                group = command.group
                parts.append((f"{'' if not parts else chr(10)}{group}\n", "bold $accent"))
            keys = " ".join(key_sign(key) for key in keys_of(command, self._remapped))
            if self._may(command):
                parts += [(f"{keys:>12}", "bold"), f"  {command.help}\n"]
            else:
                parts.append((f"{keys:>12}  {command.help} Not with your role.\n", "$hidden"))
        return Content.assemble(*parts)
