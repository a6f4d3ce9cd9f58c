"""A desk program that prints visitors' badges."""

from __future__ import annotations

import sys
import tkinter as tk

from sight import watch

APP = "Badge desk"


class Badge(tk.Tk):
    """Three fields, a button, and a picture of the badge."""

    def __init__(self, geometry: str) -> None:
        super().__init__()
        self.geometry(geometry)
        self.title(APP)
        self.places: dict[str, tk.Widget] = {}
        self.entries: list[tk.Entry] = []
        for row, name in enumerate(("Visitor", "Phone", "Host code")):
            tk.Label(self, text=name).grid(row=row, column=0, sticky="e", padx=12, pady=8)
            hidden = "\u2022" if name == "Host code" else ""
            entry = tk.Entry(self, width=36, show=hidden, insertofftime=0)
            entry.grid(row=row, column=1, sticky="w")
            self.entries.append(entry)
            self.places[name] = entry
        button = tk.Button(self, text="Print badge", command=self._print)
        button.grid(row=3, column=1, sticky="w", pady=8)
        self.places["Print"] = button
        self.big = tk.Label(self, font=("DejaVu Sans", 26), anchor="w", padx=14, bg="#fffdf3")
        self.big.grid(row=4, column=0, columnspan=2, sticky="we", padx=14, pady=(24, 0))
        self.small = tk.Label(self, anchor="w", padx=14, bg="#fffdf3")
        self.small.grid(row=5, column=0, columnspan=2, sticky="we", padx=14)
        self.places["Badge"] = self.big

    def _print(self) -> None:
        visitor, phone, code = (entry.get() for entry in self.entries)
        if len(code) < 8:
            self.small.configure(text="Not printed: the host code has eight signs.")
            return
        self.title(f"{visitor} - {APP}")
        self.big.configure(text=visitor)
        self.small.configure(text=f"In case of loss call {phone}")


if __name__ == "__main__":
    badge = Badge(sys.argv[1])
    watch(badge, "badge", lambda: badge.places)
    badge.mainloop()
