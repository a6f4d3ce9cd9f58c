"""Words flowing into lines of a given width, each piece knowing which node it is of."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from workbench.domain.text_screen import PLAIN, Line, Run, Style
from workbench_rrweb.document import Node


class PageLine(NamedTuple):
    """A line of a page; `owners` has for each of its runs the node it is of."""

    line: Line
    owners: tuple[Node | None, ...]

    @property
    def width(self) -> int:
        """How many cells it fills."""
        return sum(len(run.text) for run in self.line)


BLANK = PageLine((), ())
_Piece: TypeAlias = tuple[str, Style, Node | None]


class Flow:
    """Takes text piece by piece and breaks it between words, as wide as `width` allows."""

    def __init__(self, width: int) -> None:
        self.width = max(1, width)
        self.lines: list[PageLine] = []
        self._line: list[_Piece] = []
        self._line_cells = 0
        self._word: list[_Piece] = []
        self._word_cells = 0

    def text(self, text: str, style: Style, owner: Node) -> None:
        """Text in which any white space is one space."""
        words = text.split()
        if not words or text[0].isspace():
            self.end_word()
        for number, word in enumerate(words):
            if number:
                self.end_word()
            self.atom(word, style, owner)
        if words and text[-1].isspace():
            self.end_word()

    def atom(self, text: str, style: Style, owner: Node) -> None:
        """Characters that stay together, blanks among them too, as far as the line is wide."""
        cells = celled(text)
        self._word.append((cells, style, owner))
        self._word_cells += len(cells)

    def break_line(self) -> None:
        """What follows begins a line."""
        self.end_word()
        if self._line:
            self._end_line()

    def end_word(self) -> None:
        """What follows is another word, or the end of the line."""
        if not self._word:
            return
        room = self.width - self._line_cells - (1 if self._line else 0)
        if self._line and self._word_cells > room:
            self._end_line()
        if self._line:
            self._join()
        for text, style, owner in self._word:
            self._put(text, style, owner)
        self._word, self._word_cells = [], 0

    def preserve(self, text: str, style: Style, owner: Node) -> None:
        """Text whose line breaks and blanks stand as they are."""
        first, *others = text.expandtabs(4).split("\n")
        self.atom(first.rstrip("\r"), style, owner)
        for line in others:
            self.end_word()
            self._end_line()
            self.atom(line.rstrip("\r"), style, owner)

    def block(self, lines: Iterable[PageLine], *, is_apart: bool) -> None:
        """Lines of a block of its own, a blank line around it where it stands apart."""
        self.break_line()
        lines = lines if isinstance(lines, list | tuple) else list(lines)
        if not lines:
            return
        if is_apart:
            self.leave_blank()
        self.lines += lines
        if is_apart:
            self.lines.append(BLANK)

    def leave_blank(self) -> None:
        """One blank line, where something stands above it and none is there."""
        if self.lines and self.lines[-1].line:
            self.lines.append(BLANK)

    def finished(self) -> tuple[PageLine, ...]:
        """The lines, none blank at the end, and never two of them blank in a row."""
        self.break_line()
        while self.lines and not self.lines[-1].line:
            self.lines.pop()
        return tuple(self.lines)

    def _join(self) -> None:
        """A blank between two words; it looks as they do where one node holds both."""
        text, style, owner = self._line[-1]
        following = self._word[0]
        if owner is following[2] and style == following[1]:
            self._line[-1] = (text + " ", style, owner)
        else:
            self._line.append((" ", PLAIN, None))
        self._line_cells += 1

    def _put(self, text: str, style: Style, owner: Node | None) -> None:
        while len(text) > (room := self.width - self._line_cells):
            if room > 1 and text[room : room + 1] == "\0":
                room -= 1
            if room > 0:
                self._line.append((text[:room], style, owner))
            self._end_line()
            text = text[max(0, room) :]
        if self._line and self._line[-1][1] == style and self._line[-1][2] is owner:
            text = self._line.pop()[0] + text
            self._line_cells = sum(len(piece[0]) for piece in self._line)
        if text:
            self._line.append((text, style, owner))
            self._line_cells += len(text)

    def _end_line(self) -> None:
        self.lines.append(
            PageLine(
                tuple(Run(text, style) for text, style, _ in self._line),
                tuple(owner for _, _, owner in self._line),
            )
        )
        self._line, self._line_cells = [], 0


def celled(text: str) -> str:
    """The text cell by cell: what is two cells wide is followed by a NUL, controls are gone."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_cells, unicodedata.normalize("NFC", text)))


def _cells(character: str) -> str:
    if unicodedata.east_asian_width(character) in "WF":
        return f"{character}\0"
    return character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn") else ""


def indented(lines: Iterable[PageLine], marker: str, owner: Node | None) -> list[PageLine]:
    """The lines moved to the right of a marker that stands before the first."""
    first, others = Run(marker), Run(" " * len(marker))
    return [
        PageLine((others if number else first, *line.line), (owner, *line.owners))
        if line.line
        else line
        for number, line in enumerate(lines)
    ]
