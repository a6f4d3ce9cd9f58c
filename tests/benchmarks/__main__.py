"""Runs the benchmarks and prints every figure as one JSON document.

python -m tests.benchmarks [NAME ...]: journal, packs, import, formats, captures,
drawing, start; without names all.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import (
    bench_captures,
    bench_drawing,
    bench_formats,
    bench_import,
    bench_journal,
    bench_packs,
    bench_start,
)

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "captures"


def journal(work: Path) -> dict[str, object]:
    """Ops by one and four writers, and folds of 100,000 and a million ops."""
    figures: dict[str, object] = {}
    for processes in (1, 4):
        root = _made(work / f"append-{processes}")
        figures[f"append_{processes}_writers"] = bench_journal.append_figures(
            root, processes=processes
        )
    for count in (100_000, 1_000_000):
        figures[f"fold_{count}"] = bench_journal.fold_figures(_made(work / f"fold-{count}"), count)
    return figures


def packs(work: Path) -> dict[str, object]:
    """The packs of the sample sessions' frames, against the films they came from."""
    return {
        name: bench_packs.run(frames, _made(work / name), film=film)
        for name, frames, film in bench_import.sample_frames()
    }


def imports(work: Path) -> dict[str, object]:
    """Whole imports of the sample sessions."""
    return bench_import.import_figures(work)


def formats(work: Path) -> dict[str, object]:
    """Every capture at hand through its importer."""
    return bench_formats.formats_figures(work, _SHARED)


def captures(work: Path) -> dict[str, object]:
    """Imports of long captures: an hour of ten million events, a long film, many pictures."""
    return {
        "events": bench_captures.events_figures(_made(work / "events"), 10_000_000),
        "film": bench_captures.film_figures(_made(work / "film"), 10),
        "pictures": bench_captures.pictures_figures(_made(work / "pictures"), 10),
    }


def drawing(_work: Path) -> dict[str, object]:
    """Drawing and keys at 160x45 in a real terminal, and textual-image's widget in the same run."""
    ours, theirs = bench_drawing.compare_drawing()
    our_keys, their_keys = bench_drawing.compare_latency()
    return {
        "frame_view": {"drawing": asdict(ours), "keys": asdict(our_keys)},
        "textual_image": {"drawing": asdict(theirs), "keys": asdict(their_keys)},
    }


def start(work: Path) -> dict[str, object]:
    """Cold starts."""
    session_id = bench_import.project_for_start(work)
    return {
        "help_s": bench_start.help_s(),
        "desk_first_picture_s": bench_start.first_picture_s(work, session_id),
    }


BENCHMARKS: dict[str, Callable[[Path], dict[str, object]]] = {
    "journal": journal,
    "packs": packs,
    "import": imports,
    "formats": formats,
    "captures": captures,
    "drawing": drawing,
    "start": start,
}


def main(names: list[str]) -> None:
    """Run these benchmarks, or all of them."""
    document: dict[str, object] = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": {
            name: version(name)
            for name in ("duckdb", "textual", "textual-image", "av", "opencv-python-headless")
        },
    }
    for name in names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as work:
            sys.stderr.write(f"{name} ...\n")
            document[name] = BENCHMARKS[name](Path(work))
    json.dump(document, sys.stdout, indent=1)
    sys.stdout.write("\n")


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory


if __name__ == "__main__":
    main(sys.argv[1:])
