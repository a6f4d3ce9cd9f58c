"""Lets a Tk program say where on the screen each planted secret stands, whenever that changes."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Iterator
from tkinter import font as tkfont
from tkinter import ttk

from report import planted, report

Box = list[int]
EVERY_MS = 25


def watch(root: tk.Misc, source: str, places: Callable[[], dict[str, tk.Widget]]) -> None:
    """Write a line to the sightings file at every change of what is shown, from now on."""
    secrets = planted()
    last: list[object] = []

    def look() -> None:
        shown = sorted(_shown(root, secrets), key=str)
        where = {name: _centre(widget) for name, widget in places().items()}
        if last != [shown, where]:
            last[:] = [shown, where]
            report({"t": time.time(), "source": source, "shown": shown, "places": where})
        root.after(EVERY_MS, look)

    root.after(EVERY_MS, look)


def _shown(root: tk.Misc, secrets: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"id": name, "box": box}
        for widget in _family(root)
        if widget.winfo_viewable()
        for name, value in secrets.items()
        for box in _boxes(widget, value)
    ]


def _family(widget: tk.Misc) -> Iterator[tk.Misc]:
    yield widget
    for child in widget.winfo_children():
        yield from _family(child)


def _boxes(widget: tk.Misc, value: str) -> Iterator[Box]:
    if isinstance(widget, tk.Entry):
        yield from _in_entry(widget, value)
    elif isinstance(widget, tk.Text):
        yield from _in_text(widget, value)
    elif isinstance(widget, tk.Label):
        yield from _in_label(widget, value)
    elif isinstance(widget, ttk.Treeview):
        yield from _in_table(widget, value)


def _in_entry(entry: tk.Entry, value: str) -> Iterator[Box]:
    start = entry.get().find(value)
    if entry.cget("show") or start < 0:
        return
    first, last = _char_box(entry, start), _char_box(entry, start + len(value) - 1)
    if first[0] >= 0 and last[0] + last[2] <= entry.winfo_width():
        yield _span(entry, first, last)


def _char_box(entry: tk.Entry, index: int) -> tuple[int, ...]:
    # tkinter's own `bbox` asks the grid, not the entry.
    return tuple(map(int, entry.tk.splitlist(entry.tk.call(entry, "bbox", index))))


def _in_text(text: tk.Text, value: str) -> Iterator[Box]:
    start = text.search(value, "1.0", stopindex="end")
    while start:
        end = f"{start}+{len(value) - 1}c"
        first, last = text.bbox(start), text.bbox(end)
        if first and last and first[1] == last[1]:
            yield _span(text, first, last)
        start = text.search(value, f"{end}+1c", stopindex="end")


def _in_label(label: tk.Label, value: str) -> Iterator[Box]:
    content = str(label.cget("text"))
    start = content.find(value)
    if start < 0:
        return
    font = tkfont.Font(font=label.cget("font"))
    inset = int(str(label.cget("padx"))) + int(str(label.cget("bd")))
    x = label.winfo_rootx() + inset + font.measure(content[:start])
    height = font.metrics("linespace")
    y = label.winfo_rooty() + (label.winfo_height() - height) // 2
    yield [x, y, font.measure(value), height]


def _in_table(table: ttk.Treeview, value: str) -> Iterator[Box]:
    font = tkfont.nametofont("TkDefaultFont")
    height = font.metrics("linespace")
    for item in table.get_children():
        for column, content in zip(table.cget("columns"), table.item(item, "values"), strict=True):
            cell = table.bbox(item, column)
            if cell and value == content:
                x, y = table.winfo_rootx() + cell[0] + 4, table.winfo_rooty() + cell[1]
                yield [x, y + (cell[3] - height) // 2, font.measure(value), height]


def _span(widget: tk.Misc, first: tuple[int, ...], last: tuple[int, ...]) -> Box:
    x, y = widget.winfo_rootx() + first[0], widget.winfo_rooty() + first[1]
    return [x, y, last[0] + last[2] - first[0], max(first[3], last[3])]


def _centre(widget: tk.Widget) -> list[int]:
    return [
        widget.winfo_rootx() + widget.winfo_width() // 2,
        widget.winfo_rooty() + widget.winfo_height() // 2,
    ]
