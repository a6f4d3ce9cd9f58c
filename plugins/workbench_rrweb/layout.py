"""A page as lines of text: what shows of it, in the order and roughly the shape it has.

A block keeps what it came to until something inside changes, so that a small change of a large
page costs little. Style sheets are not applied: only what elements say themselves hides them.
"""

from itertools import count
from typing import NamedTuple

from workbench_rrweb.document import Document, Node, NodeKind
from workbench_rrweb.fields import drawn, text_lines
from workbench_rrweb.flow import Flow, PageLine, indented
from workbench_rrweb.looks import Look, begins_line, is_shown, stands_apart
from workbench_rrweb.tables import columns_for, rows_of, side_by_side

_DEEPEST = 60
"""Blocks nested deeper are read on as one; so deep is no page that a person sees."""

_NARROWEST = 10
_INDENTS = {"blockquote": "  ", "dd": "    ", "li": "• "}
_BETWEEN_COLUMNS = 2
_KEPT = 2


class _Ask(NamedTuple):
    """What a layout of a block depends on besides its content."""

    width: int
    look: Look


class PageLayout:
    """Lays pages out, and counts in `visits` how many nodes it had to look at."""

    def __init__(self) -> None:
        self.visits = 0

    def lines(self, document: Document, columns: int) -> tuple[PageLine, ...]:
        """The whole page."""
        document.settle()
        if document.root is None:
            return ()
        return self._block(document.root, _Ask(columns, Look()), 0)

    def _block(self, node: Node, ask: _Ask, depth: int) -> tuple[PageLine, ...]:
        known = node.layouts.get(ask)
        if known is not None:
            return known
        lines = self._table(node, ask, depth) if node.tag == "table" and depth < _DEEPEST else None
        if lines is None:
            lines = self._content(node, ask, depth)
        if len(node.layouts) >= _KEPT:
            node.layouts = {}
        node.layouts[ask] = lines
        return lines

    def _content(self, block: Node, ask: _Ask, depth: int) -> tuple[PageLine, ...]:
        """What is inside a block: words that flow, and blocks between them."""
        flow = Flow(ask.width)
        numbers = count(_start(block))
        is_open = block.tag != "details"
        stack: list[tuple[Node | None, Look]] = [(block.first, ask.look)]
        while stack:
            node, look = stack.pop()
            if node is None:
                continue
            stack.append((node.next, look))
            self.visits += 1
            known = node.layouts.get(ask) if node.layouts and look is ask.look else None
            if known is not None and is_open:
                # Almost all of a large page is as it was: this line is what keeps it cheap.
                flow.block(known, is_apart=stands_apart(node))
            elif node.kind in (NodeKind.TEXT, NodeKind.CDATA):
                put = flow.preserve if look.is_kept else flow.text
                put(node.text, look.style, node)
            elif is_shown(node) and not self._put_field(node, look, flow):
                if not begins_line(node):
                    stack.append((node.first, look.inside(node)))
                elif depth >= _DEEPEST:
                    flow.break_line()
                    stack.append((node.first, look.inside(node)))
                else:
                    marker = f"{next(numbers)}. " if _is_numbered(node) else None
                    self._put_block(node, _Ask(flow.width, look), marker, flow, depth)
        return flow.finished()

    def _put_field(self, node: Node, look: Look, flow: Flow) -> bool:
        """Whether the node is something with a shape of its own, which is then there."""
        if node.tag == "br":
            flow.break_line()
            return True
        if node.tag in ("hr", "textarea"):
            lines = text_lines(node) if node.tag == "textarea" else ["─" * flow.width]
            for line in lines:
                flow.break_line()
                flow.atom(line, look.style, node)
            flow.break_line()
            return True
        characters = drawn(node)
        if characters:
            is_bold = look.is_bold or node.tag == "button"
            end = flow.break_line if begins_line(node) else flow.end_word
            end()
            flow.atom(characters, look._replace(is_bold=is_bold).style, node)
            end()
        return characters is not None

    def _put_block(self, node: Node, ask: _Ask, marker: str | None, flow: Flow, depth: int) -> None:
        look = ask.look.inside(node)
        marker = marker or _INDENTS.get(node.tag, "")
        width = ask.width - len(marker)
        if width < _NARROWEST:
            marker, width = "", ask.width
        lines = self._block(node, _Ask(width, look), depth + 1)
        if marker:
            lines = tuple(indented(lines, marker if node.tag == "li" else " " * len(marker), node))
        flow.block(lines, is_apart=stands_apart(node))

    def _table(self, table: Node, ask: _Ask, depth: int) -> tuple[PageLine, ...] | None:
        """A table in columns; None where it has none, or they do not fit."""
        rows = rows_of(table)
        natural = [
            [self._block(cell, _Ask(ask.width, ask.look.inside(cell)), depth + 1) for cell in row]
            for row in rows
        ]
        self.visits += sum(map(len, rows))
        widths = columns_for(natural, ask.width, _BETWEEN_COLUMNS)
        if not rows or widths is None:
            return None
        lines: list[PageLine] = []
        for caption in (one for one in table.children() if one.tag == "caption"):
            lines += self._block(caption, _Ask(ask.width, ask.look.inside(caption)), depth + 1)
        for row, cells in zip(rows, natural, strict=True):
            fitted = [
                self._block(cell, _Ask(width, ask.look.inside(cell)), depth + 1)
                if any(line.width > width for line in inside)
                else inside
                for cell, inside, width in zip(row, cells, widths, strict=False)
            ]
            lines += side_by_side(fitted, widths, _BETWEEN_COLUMNS)
        return tuple(lines)


def _is_numbered(node: Node) -> bool:
    return node.tag == "li" and node.parent is not None and node.parent.tag == "ol"


def _start(block: Node) -> int:
    start = block.attribute("start")
    is_number = start.isascii() and start.isdigit() and len(start) < 7
    return int(start) if is_number and block.tag == "ol" else 1
