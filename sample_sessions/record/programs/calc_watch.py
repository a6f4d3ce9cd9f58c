"""Asks a running Calc, through UNO accessibility, where planted secrets and named cells stand."""

from __future__ import annotations

import re
import sys
import time
from typing import Any

import uno
from com.sun.star.uno import Exception as UnoException
from report import planted, report

AREA = "A1:H70"
EVERY_S = 0.06
GRID_ROLE = 58
FORMULA_BAR = [235, 107, 500, 17]


def connect(port: int) -> Any:
    """The frame of the one open document."""
    local = uno.getComponentContext()
    name = "com.sun.star.bridge.UnoUrlResolver"
    resolver = local.ServiceManager.createInstanceWithContext(name, local)
    where = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    while True:
        try:
            remote = resolver.resolve(where)
            desktop = remote.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", remote
            )
            document = desktop.getCurrentComponent()
            if document is not None:
                return document.getCurrentController()
        except UnoException:
            pass
        time.sleep(0.3)


def table_of(node: Any, depth: int = 0) -> Any:
    """The accessible grid of cells below an accessible window."""
    if node.getAccessibleRole() == GRID_ROLE and hasattr(node, "getAccessibleCellAt"):
        return node
    if depth < 8:
        for index in range(min(node.getAccessibleChildCount(), 12)):
            child = node.getAccessibleChild(index).getAccessibleContext()
            found = table_of(child, depth + 1)
            if found is not None:
                return found
    return None


class Watch:
    """Where things stand in the visible part of the first sheet."""

    def __init__(self, controller: Any, cells: list[str]) -> None:
        self.controller, self.cells = controller, cells
        window = controller.Frame.getContainerWindow()
        self.table = table_of(window.getAccessibleContext())
        self.sheet = controller.getModel().Sheets.getByIndex(0)
        self.secrets = planted()

    def look(self) -> dict[str, Any]:
        """One report."""
        rows = self.sheet.getCellRangeByName(AREA).getDataArray()
        shown = [
            {"id": name, **where}
            for y, row in enumerate(rows)
            for x, content in enumerate(row)
            for name, value in self.secrets.items()
            if content == value
            for where in self._text_box(y, x, len(value))
        ]
        selected = getattr(self.controller.getSelection(), "String", "")
        bar = [
            {"id": name, "box": FORMULA_BAR, "ink": True}
            for name, value in self.secrets.items()
            if value == selected
        ]
        places = {name: self._centre(*_address(name)) for name in self.cells}
        return {
            "shown": shown + bar,
            "places": {name: place for name, place in places.items() if place},
        }

    def _frame(self, row: int, column: int) -> tuple[Any, list[int]] | None:
        cell = self.table.getAccessibleCellAt(row, column).getAccessibleContext()
        at, size, area = (
            cell.getLocationOnScreen(),
            cell.getSize(),
            self.table.getLocationOnScreen(),
        )
        inside = area.Y <= at.Y and at.Y + size.Height <= area.Y + self.table.getSize().Height
        return (cell, [at.X, at.Y, size.Width, size.Height]) if inside else None

    def _text_box(self, row: int, column: int, length: int) -> list[dict[str, Any]]:
        found = self._frame(row, column)
        if found is None:
            return []
        cell, (x, y, width, height) = found
        first, last = cell.getCharacterBounds(0), cell.getCharacterBounds(length - 1)
        wide = last.X + last.Width - first.X
        if wide > 3 * length:
            return [{"box": [x + first.X, y + first.Y, wide, first.Height]}]
        # A mail address becomes a link, of which only the first character is told.
        return [{"box": [x + 1, y - 1, width - 2, height + 2], "ink": True}]

    def _centre(self, row: int, column: int) -> list[int] | None:
        found = self._frame(row, column)
        return [found[1][0] + found[1][2] // 2, found[1][1] + found[1][3] // 2] if found else None


def _address(name: str) -> tuple[int, int]:
    column, row = re.fullmatch(r"([A-Z])(\d+)", name).groups()  # type: ignore[union-attr]
    return int(row) - 1, ord(column) - ord("A")


def main(port: int, cells: list[str]) -> None:
    """Report every change until the office program is gone."""
    watch = Watch(connect(port), cells)
    last: dict[str, Any] = {}
    while True:
        started = time.time()
        try:
            seen = watch.look()
        except UnoException:
            time.sleep(EVERY_S)
            continue
        if seen != last:
            last = seen
            report({"t": started, "source": "calc", **seen})
        time.sleep(EVERY_S)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
