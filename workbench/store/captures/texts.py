"""Screens of text and remarks as rows and back; of a screen only the lines that changed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import zip_longest

from workbench.domain.geometry import Box
from workbench.domain.remark import About, Remark
from workbench.domain.text_screen import PLAIN, Line, Run, Style, TextScreen
from workbench.store.captures.rows import Row

_HEAD = -1
"""The line number of the row that says when a screen begins and how large it is."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is new at one place of a screen: a line, or, as line -1, the screen itself."""

    screen_no: int
    line_no: int
    screen: TextScreen
    line: Line = ()


def drawn_lines(screens: Iterable[TextScreen]) -> Iterator[Drawn]:
    """Every screen, and of each the lines that differ from the screen before."""
    before: tuple[Line, ...] = ()
    for screen_no, screen in enumerate(screens):
        yield Drawn(screen_no, _HEAD, screen)
        for line_no, (old, new) in enumerate(zip_longest(before, screen.lines, fillvalue=())):
            if old != new:
                yield Drawn(screen_no, line_no, screen, new)
        before = screen.lines


def screen_rows(drawn: Iterable[Drawn]) -> Iterator[Row]:
    """Rows of screens and lines."""
    for one in drawn:
        screen = one.screen
        is_head = one.line_no == _HEAD
        yield {
            "screen_no": one.screen_no,
            "line_no": one.line_no,
            "t_us": screen.t_us,
            "columns": screen.columns,
            "rows": screen.rows,
            "cursor": list(screen.cursor) if screen.cursor else None,
            "line": None if is_head else json.dumps(one.line, ensure_ascii=False),
        }


def screens_of(rows: Iterable[Row]) -> Iterator[TextScreen]:
    """The screens back from their rows, which come by screen and line."""
    lines: list[Line] = []
    head: Row | None = None
    for row in rows:
        if row["line_no"] == _HEAD:
            if head is not None:
                yield _screen(head, lines)
            head = row
        else:
            lines += [()] * (row["line_no"] + 1 - len(lines))
            lines[row["line_no"]] = _line(row["line"])
    if head is not None:
        yield _screen(head, lines)


def remark_rows(remarks: Iterable[Remark]) -> Iterator[Row]:
    """Rows of remarks, numbered from 0."""
    for number, remark in enumerate(remarks):
        box = remark.box.as_list() if remark.box else None
        yield {**asdict(remark), "remark_no": number, "about": remark.about.value, "box": box}


def remark_of(row: Row) -> Remark:
    """A remark from its row."""
    fields = dict(row)
    del fields["remark_no"]
    fields["about"] = About(row["about"])
    fields["box"] = Box(*row["box"]) if row["box"] else None
    return Remark(**fields)


def _screen(head: Row, lines: list[Line]) -> TextScreen:
    column, row = head["cursor"] or (None, None)
    cursor = None if column is None or row is None else (column, row)
    while lines and not lines[-1]:
        lines.pop()
    return TextScreen(head["t_us"], head["columns"], head["rows"], tuple(lines), cursor)


def _line(text: str) -> Line:
    return tuple(
        Run(characters, Style(*style) if style != list(PLAIN) else PLAIN)
        for characters, style in json.loads(text)
    )
