"""A plain note reader: a title, a text file, a scroll bar."""

from __future__ import annotations

import sys
import tkinter as tk
from pathlib import Path

from sight import watch


def main(path: Path, title: str, geometry: str) -> None:
    """Show one text file."""
    root = tk.Tk()
    root.title(title)
    root.geometry(geometry)
    bar = tk.Scrollbar(root)
    text = tk.Text(
        root, wrap="none", font=("DejaVu Sans", 11), padx=12, pady=10, spacing1=3, spacing3=3
    )
    text.configure(insertofftime=0, yscrollcommand=bar.set, bg="#fffdf3", relief="flat")
    bar.configure(command=text.yview)
    bar.pack(side="right", fill="y")
    text.pack(fill="both", expand=True)
    text.insert("1.0", path.read_text(encoding="utf-8"))
    watch(root, "notes", lambda: {"text": text})
    root.mainloop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
