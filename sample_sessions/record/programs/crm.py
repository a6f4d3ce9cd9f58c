"""A small customer program: a list, a form for a new customer, a record view."""

from __future__ import annotations

import sys
import tkinter as tk
from tkinter import ttk

from sight import watch

APP = "Fernhill CRM"
FIELDS = ("Name", "E-mail", "Phone", "Address", "Card number", "Portal password")
OTHERS = [
    ("Thornbury Nurseries", "by letter only", "extension 11"),
    ("Penhallow Seed Trade", "by letter only", "extension 17"),
    ("Birch and Sons", "by letter only", "extension 23"),
]


class Crm(tk.Tk):
    """The window: a bar of buttons above one view at a time."""

    def __init__(self, geometry: str) -> None:
        super().__init__()
        self.geometry(geometry)
        self.option_add("*insertOffTime", 0)
        self.option_add("*Font", "TkDefaultFont")
        self.customers = [dict(zip(FIELDS, row, strict=False)) for row in OTHERS]
        self.places: dict[str, tk.Widget] = {}
        bar = tk.Frame(self, bg="#dfe6ea", padx=8, pady=6)
        bar.pack(fill="x")
        self._button(bar, "Customers", self.show_list)
        self._button(bar, "New customer", self.show_form)
        self.status = tk.Label(self, anchor="w", padx=10, pady=4, bg="#dfe6ea")
        self.status.pack(side="bottom", fill="x")
        self.view = tk.Frame(self)
        self.view.pack(fill="both", expand=True)
        self.show_list()

    def show_list(self, found: str = "") -> None:
        """The customers whose name holds `found`."""
        view = self._clear("Customers")
        search = tk.Entry(view, width=40)
        search.pack(anchor="w", padx=16, pady=12)
        search.bind("<Return>", lambda _: self._search(search.get()))
        self.places["search"] = search
        table = ttk.Treeview(view, columns=FIELDS[:3], show="headings", height=12)
        for column, width in zip(FIELDS[:3], (200, 300, 140), strict=True):
            table.heading(column, text=column, anchor="w")
            table.column(column, width=width, stretch=False)
        table.pack(anchor="w", padx=16)
        table.bind("<Double-1>", lambda event: self._open(table.index(table.identify_row(event.y))))
        table.bind("<Button-3>", self._menu)
        self.places["table"] = table
        self.table = table
        self._search(found)

    def show_form(self) -> None:
        """An empty form."""
        view = self._clear("New customer")
        self.entries: dict[str, tk.Entry] = {}
        for row, name in enumerate(FIELDS):
            tk.Label(view, text=name).grid(row=row, column=0, sticky="e", padx=12, pady=7)
            entry = tk.Entry(view, width=52, show="\u2022" if "password" in name else "")
            entry.grid(row=row, column=1, sticky="w")
            entry.bind("<Control-a>", self._select_all)
            self.entries[name] = self.places[name] = entry
        tk.Label(view, text="Remarks").grid(row=6, column=0, sticky="ne", padx=12, pady=7)
        remarks = tk.Text(view, width=52, height=6, font="TkDefaultFont", insertofftime=0)
        remarks.grid(row=6, column=1, sticky="w", pady=7)
        self.places["Remarks"] = remarks
        save = tk.Button(view, text="Save customer", command=self._save)
        save.grid(row=7, column=1, sticky="w", pady=8)
        self.places["Save"] = save
        self.bind("<Control-s>", lambda _: self._save())

    def show_record(self, customer: dict[str, str]) -> None:
        """One customer, with a field for the credit limit."""
        view = self._clear(customer["Name"])
        for row, name in enumerate(FIELDS[:4]):
            tk.Label(view, text=name, fg="#55606a").grid(row=row, sticky="e", padx=12, pady=8)
            value = tk.Label(view, text=customer.get(name, ""), anchor="w")
            value.grid(row=row, column=1, sticky="w")
        tk.Label(view, text="Credit limit").grid(row=4, sticky="e", padx=12, pady=8)
        limit = tk.Entry(view, width=16)
        limit.insert(0, "500")
        limit.grid(row=4, column=1, sticky="w")
        limit.bind("<Return>", lambda _: self._say("Refused: only a supervisor may raise a limit."))
        limit.bind("<Control-a>", self._select_all)
        self.places["Credit limit"] = limit

    def _clear(self, title: str) -> tk.Frame:
        self.title(f"{title} - {APP}")
        self.unbind("<Control-s>")
        for child in self.view.winfo_children():
            child.destroy()
        bar = ("Customers", "New customer")
        self.places = {name: self.places[name] for name in bar}
        self._say("")
        return self.view

    def _search(self, found: str) -> None:
        self.matches = [c for c in self.customers if found.lower() in c["Name"].lower()]
        self.table.delete(*self.table.get_children())
        for customer in self.matches:
            self.table.insert("", "end", values=[customer.get(name, "") for name in FIELDS[:3]])
        self._say(f"{len(self.matches)} customer(s)")

    def _open(self, index: int) -> None:
        self.show_record(self.matches[index])

    def _save(self) -> None:
        customer = {name: entry.get() for name, entry in self.entries.items()}
        self.customers.append(customer)
        self.show_record(customer)
        self._say(f"Saved {customer['Name']}.")

    def _menu(self, event: tk.Event[tk.Misc]) -> None:
        self.table.selection_set(self.table.identify_row(event.y))
        menu = tk.Menu(self, tearoff=False)
        menu.add_command(label="Add to call list", command=lambda: self._say("On the call list."))
        menu.add_command(label="Print label", state="disabled")
        menu.tk_popup(event.x_root, event.y_root)

    def _select_all(self, event: tk.Event[tk.Entry]) -> str:
        event.widget.selection_range(0, "end")
        event.widget.icursor("end")
        return "break"

    def _button(self, bar: tk.Frame, text: str, command: object) -> None:
        button = tk.Button(bar, text=text, command=command)  # type: ignore[arg-type]
        button.pack(side="left", padx=4)
        self.places[text] = button

    def _say(self, text: str) -> None:
        self.status.configure(text=text)


if __name__ == "__main__":
    crm = Crm(sys.argv[1])
    watch(crm, "crm", lambda: crm.places)
    crm.mainloop()
