"""Choosing one of several things, by its key, by arrows, or by typing a part of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from workbench.tui.dialogs.dialog import Dialog, Options


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose; `key` chooses it at once, where there is one."""

    id: str
    text: str
    key: str = ""


class Choose(Dialog[str | None]):
    """Answers with the id of what was chosen, or None where it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", id="choose.cancel", show=False)
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, hint: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            yield Options(*[_option(choice) for choice in self._choices])
            yield Label(f"esc cancel   {self._hint}", classes="hint", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Choose by key."""
        for choice in self._choices:
            if choice.key and event.character == choice.key:
                event.stop()
                self.dismiss(choice.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose by arrows and enter."""
        event.stop()
        self.dismiss(event.option_id)


class FuzzyChoose(Dialog[str | None]):
    """Answers with the id of what was found by typing a part of its name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", id="fuzzy.cancel", show=False),
        Binding("down", "move(1)", "next", id="fuzzy.next", show=False),
        Binding("up", "move(-1)", "last", id="fuzzy.last", show=False),
    ]

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            yield Input(placeholder="type a part of the name")
            options = Options(*[_option(choice) for choice in self._choices])
            options.can_focus = False
            yield options
            yield Label("enter choose   ↑↓ move   esc cancel", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin with the first one."""
        self.query_one(OptionList).action_first()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches best first."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([_option(choice) for choice in self._matching(event.value.strip())])
        options.action_first()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose what is on top."""
        event.stop()
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    def _matching(self, words: str) -> list[Choice]:
        """What has the words, the best first; everything where there are none."""
        if not words:
            return list(self._choices)
        matcher = Matcher(words)
        scored = [(matcher.match(choice.text), choice) for choice in self._choices]
        found = [pair for pair in scored if pair[0] > 0]
        return [choice for _, choice in sorted(found, key=lambda pair: -pair[0])]

    def action_move(self, step: int) -> None:
        """Move through what was found."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()


def _option(choice: Choice) -> Option:
    key = (f" {choice.key} ", "bold $accent") if choice.key else "   "
    return Option(Content.assemble(key, " ", choice.text), id=choice.id)
