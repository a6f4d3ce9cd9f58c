"""Tables of a page: their rows, how wide their columns are, and their cells side by side."""

from collections.abc import Sequence
from itertools import zip_longest

from workbench.domain.text_screen import Run
from workbench_rrweb.document import Node
from workbench_rrweb.flow import BLANK, PageLine
from workbench_rrweb.looks import is_shown

_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_NARROWEST = 4


def rows_of(table: Node) -> list[list[Node]]:
    """The cells of each row; none where the table has fewer than two columns, or more in it."""
    rows: list[list[Node]] = []
    groups = [one for one in table.children() if is_shown(one) and one.tag]
    for group in groups:
        if group.tag not in _GROUPS and group.tag != "tr":
            if group.tag in ("caption", "colgroup", "col"):
                continue
            return []
        trs = [group] if group.tag == "tr" else [one for one in group.children() if one.tag]
        rows += [_cells(tr) for tr in trs if tr.tag == "tr" and is_shown(tr)]
    return rows if max(map(len, rows), default=0) > 1 else []


def columns_for(
    rows: Sequence[Sequence[Sequence[PageLine]]], width: int, between: int
) -> list[int] | None:
    """How wide each column may be: as it wants, else the widest cut down alike.

    None where not even narrow columns have room.
    """
    wanted: list[int] = []
    for row in rows:
        sizes = [max((line.width for line in cell), default=0) for cell in row]
        wanted = [max(pair) for pair in zip_longest(wanted, sizes, fillvalue=0)]
    room = width - between * (len(wanted) - 1)
    if sum(wanted) <= room:
        return wanted
    low, high = 0, width
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(middle, one) for one in wanted) <= room:
            low = middle
        else:
            high = middle - 1
    return [min(low, one) for one in wanted] if low >= _NARROWEST else None


def side_by_side(
    cells: Sequence[Sequence[PageLine]], widths: Sequence[int], between: int
) -> list[PageLine]:
    """The lines of one row's cells next to each other."""
    return [_joined(lines, widths, between) for lines in zip_longest(*cells, fillvalue=BLANK)]


def _joined(lines: Sequence[PageLine], widths: Sequence[int], between: int) -> PageLine:
    runs: list[Run] = []
    owners: list[Node | None] = []
    missing = 0
    for line, width in zip(lines, widths, strict=False):
        if missing and line.line:
            runs.append(Run(" " * missing))
            owners.append(None)
            missing = 0
        runs += line.line
        owners += line.owners
        missing += width - line.width + between
    return PageLine(tuple(runs), tuple(owners))


def _cells(row: Node) -> list[Node]:
    return [one for one in row.children() if one.tag in ("td", "th") and is_shown(one)]
