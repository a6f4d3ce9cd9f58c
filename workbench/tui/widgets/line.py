"""One line of text that is only drawn again when it has changed."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

_SHORTEST_NAME = 3


class Line(Static, can_focus=False):
    """Shows one line; what does not fit is cut with an ellipsis."""

    DEFAULT_CSS = "Line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id, classes=classes)
        self._shown: Content | None = None

    def show(self, *parts: str | tuple[str, str]) -> None:
        """Put these parts, each a text or a text and a style, on the line."""
        content = Content.assemble(*parts)
        if self._shown is None or not _same(content, self._shown):
            self._shown = content
            self.update(content, layout=False)

    def show_after(
        self,
        name: tuple[str, str],
        *parts: str | tuple[str, str],
        first: Sequence[str | tuple[str, str]] = (),
    ) -> None:
        """Put a name and these parts on the line; where room is short the name gives way.

        `first` comes before the name and is never cut.
        """
        text, style = name
        width = self.content_size.width
        room = width - Content.assemble(*first, *parts).cell_length if width else len(text)
        if len(text) > room:
            text = f"{text[: max(room - 1, _SHORTEST_NAME)]}…"
        self.show(*first, (text, style), *parts)


def _same(one: Content, other: Content) -> bool:
    return one.plain == other.plain and one.spans == other.spans
