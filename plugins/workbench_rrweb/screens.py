"""The page as screens of text: a window of its lines, what the person is at picked out."""

from collections.abc import Iterable, Iterator

from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import CELL_PX, Line, Run, TextScreen
from workbench_rrweb.document import Node, NodeKind
from workbench_rrweb.flow import PageLine
from workbench_rrweb.layout import PageLayout
from workbench_rrweb.records import By, Interaction, Kind, Record
from workbench_rrweb.tabs import Tab, Tabs

USUAL_PX = (1280, 720)
_EVERY_US = 100_000
_VISIT_US = 20
"""A page of 50,000 nodes in one block is laid out once a second, a usual one ten times."""

_PAUSE_US = 1_000_000
_INK, _PAPER = "#ffffff", "#264f78"
_CLIMBED = 3
_LARGEST_TARGET = 2_000
_TALLEST_TARGET = 6
_FEWEST_COLUMNS = 20
_PRESSES = frozenset({Interaction.MOUSE_DOWN, Interaction.TOUCH_START, Interaction.CLICK})


class ScreenMaker:
    """Makes screens out of records: at most ten a second, and what stood before each press."""

    def __init__(self) -> None:
        self._tabs = Tabs(WarningTally())
        self._views: dict[int, View] = {}
        self._pending_us: int | None = None
        self._drawn_us = -_EVERY_US
        self._every_us = _EVERY_US
        self._typed_us = -_PAUSE_US
        self._last: TextScreen | None = None

    def screens(self, records: Iterable[Record]) -> Iterator[TextScreen]:
        """The screens in time order, no two alike in a row."""
        for record in records:
            if self._pending_us is not None:
                # Nothing changes between records, so that a screen may as well be a little later.
                due_us = max(self._pending_us, self._drawn_us + self._every_us)
                if record.t_us >= due_us:
                    yield from self._draw(due_us)
                elif self._comes_first(record):
                    yield from self._draw(self._pending_us)
            if record.source == By.INPUT:
                self._typed_us = record.t_us
            if self._tabs.apply(record):
                self._pending_us = record.t_us
        if self._pending_us is not None:
            yield from self._draw(self._pending_us)

    def _comes_first(self, record: Record) -> bool:
        """Whether what stands must be seen before the record changes it."""
        if record.source == By.INPUT:
            return record.t_us - self._typed_us >= _PAUSE_US
        if record.source == By.MOUSE_INTERACTION:
            return record.interaction in _PRESSES
        return record.kind == Kind.FULL_SNAPSHOT

    def _draw(self, t_us: int) -> Iterator[TextScreen]:
        self._pending_us = None
        tab = self._tabs.active
        if tab is None or tab.document.root is None:
            return
        view = self._views.setdefault(tab.number, View())
        columns, rows = _grid(tab)
        lines = view.window(tab, columns, rows)
        self._drawn_us = t_us
        self._every_us = max(_EVERY_US, view.visits * _VISIT_US)
        last = self._last
        if last is None or (last.columns, last.rows, last.lines) != (columns, rows, lines):
            self._last = TextScreen(t_us, columns, rows, lines, view.cursor)
            yield self._last


class View:
    """What of one tab's page is on the screen.

    `visits` is what its last layout cost, `cursor` the column and row where what the person is
    at begins, None where that is not on the screen.
    """

    def __init__(self) -> None:
        self.visits = 0
        self.cursor: tuple[int, int] | None = None
        self._top = 0
        self._scrolled_px = 0.0
        self._layout = PageLayout()
        self._lines: tuple[PageLine, ...] = ()

    def window(self, tab: Tab, columns: int, rows: int) -> tuple[Line, ...]:
        """The lines that show, so scrolled that what the person came to is among them."""
        self._lay_out(tab, columns)
        if tab.page_y != self._scrolled_px:
            self._scrolled_px = tab.page_y
            self._top = round(tab.page_y / CELL_PX[1])
        target = self._target(tab)
        last_top = max(0, len(self._lines) - rows)
        if target is not None and tab.is_target_new:
            first, last, _ = target
            if not self._top <= first <= last < min(self._top, last_top) + rows:
                self._top = first - round(tab.target_y) // CELL_PX[1]
                self._top = min(max(self._top, last - rows + 1), first)
            tab.is_target_new = False
        self._top = min(max(0, self._top), last_top)
        return self._picked_out(target, rows)

    def _lay_out(self, tab: Tab, columns: int) -> None:
        before = self._layout.visits
        self._lines = self._layout.lines(tab.document, columns)
        self.visits = self._layout.visits - before

    def _picked_out(
        self, target: tuple[int, int, frozenset[Node]] | None, rows: int
    ) -> tuple[Line, ...]:
        lines = [page_line.line for page_line in self._lines[self._top : self._top + rows]]
        self.cursor = None
        if target is not None:
            first, last, nodes = target
            for place in range(max(first, self._top), min(last + 1, self._top + len(lines))):
                row = place - self._top
                lines[row] = _reversed(self._lines[place], nodes)
                self.cursor = self.cursor or (_column(self._lines[place], nodes), row)
        while lines and not lines[-1]:
            lines.pop()
        return tuple(lines)

    def _target(self, tab: Tab) -> tuple[int, int, frozenset[Node]] | None:
        """The lines of the element the person is at, or of a near one that it is part of.

        None for what holds a good part of the page: picking that out would say nothing.
        """
        node = tab.target
        for _ in range(_CLIMBED):
            if node is None or node.kind == NodeKind.DOCUMENT or node.tag in ("html", "body"):
                return None
            nodes = _inside(node)
            if nodes is None:
                return None
            found = [
                place for place, line in enumerate(self._lines) if not nodes.isdisjoint(line.owners)
            ]
            if found:
                first, last = found[0], found[-1]
                return (first, last, nodes) if last - first < _TALLEST_TARGET else None
            node = node.parent
        return None


def _grid(tab: Tab) -> tuple[int, int]:
    width, height = tab.size_px or USUAL_PX
    return max(_FEWEST_COLUMNS, width // CELL_PX[0]), max(1, height // CELL_PX[1])


def _inside(node: Node) -> frozenset[Node] | None:
    """An element and all in it; None where that is too much to be one thing."""
    nodes: set[Node] = set()
    for one in node.inside():
        nodes.add(one)
        if len(nodes) > _LARGEST_TARGET:
            return None
    return frozenset(nodes)


def _reversed(line: PageLine, nodes: frozenset[Node]) -> Line:
    return tuple(
        Run(run.text, run.style._replace(ink=_INK, paper=_PAPER)) if owner in nodes else run
        for run, owner in zip(line.line, line.owners, strict=True)
    )


def _column(line: PageLine, nodes: frozenset[Node]) -> int:
    """The column of the first of these nodes in a line, 0 where none of them is."""
    column = 0
    for run, owner in zip(line.line, line.owners, strict=True):
        if owner in nodes:
            return column
        column += len(run.text)
    return 0
