"""Every key of a screen, by group, and what the signs on it mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from workbench.tui.commands import ANYWHERE, Command, key_sign, keys_of
from workbench.tui.dialogs.dialog import Dialog
from workbench.tui.dialogs.signs import SIGNS

_KEYS_WIDTH = 12
_DIGITS = "desk.labels.digit."
_SCROLL_LINES = 3


class Help(Dialog[None]):
    """Lists the commands, those greyed that `may` refuses; any of a few keys closes it."""

    CSS = """
    Help .dialog { width: 96; height: 90%; padding: 0 2; }
    Help .dialog Input { display: none; margin: 0; }
    Help .dialog Input.asked { display: block; }
    Help .dialog .hint { margin-top: 0; }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "close", "close", id="help.close", show=False),
        Binding("down,j", "scroll(1)", "down", id="help.down", show=False),
        Binding("up,k", "scroll(-1)", "up", id="help.up", show=False),
        Binding("pagedown,space", "page(1)", "page down", id="help.page_down", show=False),
        Binding("pageup", "page(-1)", "page up", id="help.page_up", show=False),
        Binding("slash", "filter", "filter", id="help.filter", show=False),
    ]

    def __init__(
        self,
        commands: Sequence[Command],
        remapped: Mapping[str, str],
        may: Callable[[Command], bool],
    ) -> None:
        super().__init__()
        self._signs = SIGNS.get(commands[0].screen, ()) if commands else ()
        self._commands = (*commands, *ANYWHERE)
        self._remapped = remapped
        self._may = may

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog", id="help"):
            yield Label("Keys of this screen", classes="title")
            yield Input(placeholder="a word of the key you look for")
            # Without the focus it takes no keys: its own scrolling is animated and loses repeats.
            with VerticalScroll(can_focus=False):
                yield Static(self._table(""), id="table")
            yield Label("↑↓ scroll   / find   q close", classes="hint")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show only what has the words."""
        event.stop()
        self.query_one("#table", Static).update(self._table(event.value))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the keys back to the dialog."""
        event.stop()
        self.set_focus(None)

    def action_filter(self) -> None:
        """Ask for words."""
        field = self.query_one(Input)
        field.add_class("asked")
        field.focus()

    def action_close(self) -> None:
        """Show everything again where words were asked for, else close."""
        field = self.query_one(Input)
        if not field.has_class("asked"):
            self.dismiss(None)
            return
        field.value = ""
        field.remove_class("asked")
        self.set_focus(None)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self._scroll(_SCROLL_LINES * step)

    def action_page(self, step: int) -> None:
        """Scroll by pages."""
        self._scroll((self.query_one(VerticalScroll).size.height - 1) * step)

    def _scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def _table(self, words: str) -> Content:
        parts: list[str | tuple[str, str]] = []
        for group, rows in self._groups().items():
            shown = [row for row in rows if _has(words, group, *row[:2])]
            if shown:
                parts.append((f"{chr(10) if parts else ''}{group}\n", "bold $accent"))
            for keys, told, is_permitted in shown:
                if is_permitted:
                    parts += [(f"{keys:>{_KEYS_WIDTH}}", "bold"), f"  {told}\n"]
                else:
                    grey = f"{keys:>{_KEYS_WIDTH}}  {told} Not with your role.\n"
                    parts.append((grey, "$hidden"))
        return Content.assemble(*parts)

    def _groups(self) -> dict[str, list[tuple[str, str, bool]]]:
        """Each group's rows, once: the keys, what they do, whether the role permits it."""
        groups: dict[str, list[tuple[str, str, bool]]] = {}
        for command, keys, told in self._rows():
            groups.setdefault(command.group, []).append((keys, told, self._may(command)))
        if self._signs:
            groups["signs"] = [(sign, told, True) for sign, told in self._signs]
        return groups

    def _rows(self) -> Iterator[tuple[Command, str, str]]:
        """The commands with their keys and help; the labels' digits make one row."""
        digits = [c for c in self._commands if c.id.startswith(_DIGITS) and c.arguments != (0,)]
        for command in self._commands:
            if command not in digits:
                yield command, self._keys(command), command.help
            elif command == digits[0]:
                keys = [self._keys(digit) for digit in digits]
                in_order = [str(number) for number in range(1, len(keys) + 1)]
                shown = f"1 … {len(keys)}" if keys == in_order else " ".join(keys)
                yield command, shown, "Give the label with that digit."

    def _keys(self, command: Command) -> str:
        return " ".join(key_sign(key) for key in keys_of(command, self._remapped))


def _has(words: str, *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words.casefold().split())
