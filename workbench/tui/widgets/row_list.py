"""A list of rows, one of them selected, as many as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

Parts: TypeAlias = Sequence[str | tuple[str, str]]
"""A row: texts, each alone or with its style."""


class RowList(Static, can_focus=False):
    """Shows a title and rows; the keys that move through them belong to the screen."""

    DEFAULT_CSS = """
    RowList {
        width: 1fr; height: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    @dataclass
    class Pointed(Message):
        """A row was clicked on."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self._title: Parts = ()
        self._rows: Sequence[Parts] = ()
        self._selected = 0

    def show(self, title: Parts, rows: Sequence[Parts], selected: int = 0) -> None:
        """Show these rows, the selected one in sight."""
        self._title, self._rows, self._selected = title, rows, selected
        self._draw()

    def on_resize(self) -> None:
        """Fill the room there is now."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Say which row was meant."""
        offset = event.get_content_offset(self)
        index = self._first + offset.y - 1 if offset is not None else -1
        if 0 <= index < len(self._rows) and offset is not None and offset.y:
            self.post_message(self.Pointed(index))

    @property
    def _room(self) -> int:
        return max(1, self.size.height - 1)

    @property
    def _first(self) -> int:
        return max(0, min(self._selected - self._room // 2, len(self._rows) - self._room))

    def _draw(self) -> None:
        parts: list[str | tuple[str, str]] = [*self._title, "\n"]
        first = self._first
        for index, row in enumerate(self._rows[first : first + self._room], first):
            is_selected = index == self._selected
            parts += [("▸ " if is_selected else "  ", "bold $accent"), *row, "\n"]
        self.update(Content.assemble(*parts))
