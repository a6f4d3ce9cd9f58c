"""`python -m record.check [NAME ...]` holds every truth against its capture, frame by frame."""

from __future__ import annotations

import argparse
import json
import sqlite3
from pathlib import Path
from typing import Any

from .film import Film, Image, open_film
from .glyphs import edges, same_text
from .sightings import Box

SESSIONS = Path(__file__).parent.parent


def main() -> None:
    """Check the named sessions, or all; end with an error when one fails."""
    parser = argparse.ArgumentParser(prog="python -m record.check", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    recorded = sorted(truth.parent.name for truth in SESSIONS.glob("*/truth.json"))
    names = parser.parse_args().names or recorded
    faults = 0
    for name in names:
        found = check(SESSIONS / name)
        faults += len(found)
        print(name, counts(SESSIONS / name), *found or ["all boxes hold"], sep="\n  ")
    raise SystemExit(1 if faults else 0)


def check(session: Path) -> list[str]:
    """What is wrong with a session's boxes: text missing inside a span, or there outside it."""
    truth = json.loads((session / "truth.json").read_text())
    film = open_film(session / "capture")
    boxes = [(s["id"], box) for s in truth["secrets"] for box in s["boxes"]]
    stamps = [round((taken - film.time_zero) * 1_000_000) for _, taken in film.taken]
    moments = {stamp: film.time_zero + stamp / 1_000_000 for stamp in stamps}
    wanted = {stamp for _, box in boxes for stamp in _around(stamps, box) if stamp is not None}
    images = _images(film, {stamp: moments[stamp] for stamp in wanted})
    return [
        fault for name, box in boxes for fault in _faults(name, box, _around(stamps, box), images)
    ]


def counts(session: Path) -> dict[str, int]:
    """How many rows of each kind the recorder wrote, and how many keys have text."""
    database = session / "capture" / "recording.db"
    tables = ("action_event", "window_event", "screenshot")
    with sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True) as rows:
        found = {
            table: int(rows.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
            for table in tables
        }
        presses = "SELECT COUNT(*) FROM action_event WHERE name = 'press'"
        found["presses"] = int(rows.execute(presses).fetchone()[0])
        nameless = f"{presses} AND key_name LIKE 'keycode%'"
        found["presses_without_text"] = int(rows.execute(nameless).fetchone()[0])
    return found


def _around(stamps: list[int], box: dict[str, Any]) -> list[int | None]:
    """The frames before, at the start, in the middle, at the end, and after a span."""
    inside = [stamp for stamp in stamps if box["start_us"] <= stamp + 1 < box["end_us"]]
    before: list[int | None] = [stamp for stamp in stamps if stamp + 1 < box["start_us"]]
    after: list[int | None] = [stamp for stamp in stamps if stamp + 1 >= box["end_us"]]
    if not inside:
        return [None] * 5
    middle = inside[len(inside) // 2]
    left, right = (before or [None])[-1], (after or [None])[0]
    return [left, inside[0], middle, inside[-1], right]


def _images(film: Film, moments: dict[int, float]) -> dict[int, Image]:
    # Half a millisecond covers the rounding to microseconds.
    found = film.at([moment + 0.0005 for moment in moments.values()])
    return {stamp: found[moment + 0.0005] for stamp, moment in moments.items()}


def _faults(
    name: str, row: dict[str, Any], around: list[int | None], images: dict[int, Image]
) -> list[str]:
    before, first, middle, last, after = around
    if first is None or middle is None or last is None:
        return [f"{name}: no frame in {row}"]
    x, y, width, height = row["box"]
    box: Box = (x, y, width, height)
    text = edges(images[middle], box)
    faults = [
        f"{name}: not there at {stamp} us, {row}"
        for stamp in (first, last)
        if not same_text(text, edges(images[stamp], box))
    ]
    return faults + [
        f"{name}: still there at {stamp} us, {row}"
        for stamp in (before, after)
        if stamp is not None and same_text(text, edges(images[stamp], box))
    ]


if __name__ == "__main__":
    main()
