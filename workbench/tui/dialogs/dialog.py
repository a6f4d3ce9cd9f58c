"""What every dialog has in common: it answers once."""

from contextlib import suppress

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import OptionList


class Dialog(ModalScreen[ScreenResultType]):
    """A dialog that closes only while it is on top.

    A second answer, by a key that was under way when the first one came, would otherwise close
    the screen beneath.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer and close, the first time."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Options(OptionList):
    """A list to choose from, whose pages may be turned before it is laid out."""

    def action_page_up(self) -> None:
        """Up a page, where the list knows already how its lines lie."""
        with suppress(LookupError):
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Down a page, where the list knows already how its lines lie."""
        with suppress(LookupError):
            super().action_page_down()  # type: ignore[no-untyped-call]
