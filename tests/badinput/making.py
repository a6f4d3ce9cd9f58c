"""Small pictures, films and tables, for captures that are made to be damaged."""

import io
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import av
import numpy as np
from PIL import Image

SIZE = (96, 64)
TYPED = "mail ines.quiroga@example.org"
"""What is typed in every small capture; nothing that is said aloud may quote it."""
TITLE = "Letter to Tomas Ferreira"
TASK = "Send Ines Quiroga the offer"
PRIVATE = ("ines.quiroga", "Tomas Ferreira", "Ines Quiroga", "hunter2-and-more")


def picture(step: int = 0) -> bytes:
    """A PNG that differs from step to step."""
    pixels = np.full((SIZE[1], SIZE[0], 3), 235, np.uint8)
    pixels[8 : 16 + step % 40, 4 : 20 + step % 60] = (40, 90, 140 + step % 100)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def write_film(path: Path, frames: int = 12, rate: int = 6) -> None:
    """An H.264 film in which something moves."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for step in range(frames):
            pixels = np.asarray(Image.open(io.BytesIO(picture(step * 3))))
            film.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(stream.encode())


def write_json(path: Path, value: object) -> None:
    """A JSON document as programs write it."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")


def write_lines(path: Path, values: Iterable[object]) -> None:
    """JSON, one value a line."""
    lines = (json.dumps(value, ensure_ascii=False) for value in values)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_tables(path: Path, tables: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """A SQLite file with these tables, each with the columns of its first row."""
    with closing(sqlite3.connect(path)) as database:
        for table, rows in tables.items():
            columns = list(rows[0])
            named = ", ".join(f'"{name}"' for name in columns)
            database.execute(f"CREATE TABLE {table} ({named}, PRIMARY KEY (id))")
            places = ", ".join("?" * len(columns))
            values = [[row.get(name) for name in columns] for row in rows]
            database.executemany(f"INSERT INTO {table} VALUES ({places})", values)
        database.commit()
