"""Long captures, made by repeating real ones: events and frames a second, and memory at its peak.

Each import is a process of its own, as people run it, so that its memory is its own.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import av
import duckdb

from workbench import plugins
from workbench.media.images import encode_png
from workbench.services.demonstrating import samples_dir

_SAMPLE = "sheet-report"
_MOVES_AN_EVENT = 40
"""Of every 41 events 40 are moves of the mouse, as recorders of people have them."""


def events_figures(work: Path, count: int, seconds: float = 3600) -> dict[str, object]:
    """An import of an openadapt-capture recording of that many events, in that time."""
    capture = work / "long-log"
    shutil.copytree(_sample(), capture)
    next(capture.glob("*.mp4")).unlink()
    with closing(sqlite3.connect(capture / "recording.db")) as database:
        (started,) = database.execute("SELECT timestamp FROM recording").fetchone()
        done = database.execute(
            f"SELECT {_DONE} FROM action_event WHERE name <> 'move' ORDER BY timestamp"
        ).fetchall()
        database.execute("DELETE FROM action_event")
        database.execute("DELETE FROM screenshot")
        database.executemany(
            f"INSERT INTO action_event (id, source_ordinal, timestamp, {_DONE}) "
            f"VALUES ({','.join('?' * 12)})",
            _repeated(done, count, started, seconds / count),
        )
        database.commit()
    return _imported(work, capture)


_DONE = (
    "name, mouse_x, mouse_y, mouse_dx, mouse_dy, mouse_button_name, mouse_pressed, "
    "key_name, key_char"
)


def _repeated(
    done: list[tuple[object, ...]], count: int, started: float, step: float
) -> Iterator[tuple[object, ...]]:
    """What a person did in the sample again and again, with the mouse moving in between."""
    nothing = (None,) * 6
    for number in range(count):
        head = (number + 1, number + 1, started + number * step)
        if number % (_MOVES_AN_EVENT + 1):
            yield *head, "move", number * 7 % 1919, number * 3 % 1079, *nothing
        else:
            yield *head, *done[number // (_MOVES_AN_EVENT + 1) % len(done)]


def film_figures(work: Path, repeats: int) -> dict[str, object]:
    """An import of an openadapt-capture recording whose film is a sample's, over and over."""
    capture = work / "long-film"
    shutil.copytree(_sample(), capture)
    film = next(capture.glob("*.mp4"))
    length_s, film_frames = _repeat_film(film, repeats)
    with closing(sqlite3.connect(capture / "recording.db")) as database:
        columns, shots = _shots(database)
        for repeat in range(1, repeats):
            moved = [_moved(row, columns, repeat, length_s, len(shots)) for row in shots]
            marks = ",".join("?" * len(columns))
            database.executemany(f"INSERT INTO screenshot VALUES ({marks})", moved)
        database.commit()
    figures = _imported(work, capture)
    seconds = _float(figures["seconds"])
    return figures | {
        "film_frames_per_s": film_frames / seconds,
        "screenshots_per_s": len(shots) * repeats / seconds,
    }


def pictures_figures(work: Path, repeats: int) -> dict[str, object]:
    """An import of a capture of the documented schema whose pictures are PNG files, repeated."""
    capture = work / "long-pictures"
    capture.mkdir(parents=True)
    pictures = [png for _, png in _changed_pictures()]
    for number, png in enumerate(pictures):
        (capture / f"{number}.png").write_bytes(png)
    with closing(duckdb.connect(str(capture / "capture.duckdb"))) as database:
        database.execute(_SCHEMA)
        for number in range(len(pictures) * repeats):
            row = [number * 100_000, f"{number % len(pictures)}.png"]
            database.execute("INSERT INTO frame VALUES (?, ?)", row)
    figures = _imported(work, capture / "capture.duckdb")
    count = len(pictures) * repeats
    return figures | {"pictures_per_s": count / _float(figures["seconds"])}


_SCHEMA = """
CREATE TABLE session AS SELECT 1 AS schema_version;
CREATE TABLE geometry AS SELECT 0 AS start_us, 1920 AS width_px, 1080 AS height_px;
CREATE TABLE event (event_id BIGINT, t_us BIGINT, kind VARCHAR);
CREATE TABLE frame (t_us BIGINT, path VARCHAR);
"""


def _sample() -> Path:
    return samples_dir() / _SAMPLE / "capture"


def _changed_pictures() -> Iterator[tuple[int, bytes]]:
    """The sample's pictures that differ from the one before, with their times."""
    before: bytes | None = None
    with plugins.importer("openadapt").open(_sample()) as opened:
        for shot in opened.frames():
            if shot.image.tobytes() != before:
                before = shot.image.tobytes()
                yield shot.t_us, encode_png(shot.image)


def _repeat_film(film: Path, repeats: int) -> tuple[float, int]:
    """Put a film after itself without encoding it anew; its length before in seconds, and how
    many frames it has now.
    """
    frames = 0
    source = film.rename(film.with_suffix(".once"))
    with av.open(film, "w") as out:
        stream, length = None, 0
        for _ in range(repeats):
            with av.open(source) as once:
                (video,) = once.streams.video
                stream = stream or out.add_stream_from_template(video)
                end = length
                for packet in once.demux(video):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + length, packet.dts + length
                    end = max(end, packet.pts + (packet.duration or 0))
                    packet.stream = stream
                    out.mux(packet)
                    frames += 1
                length = end
                seconds = float(length * (video.time_base or 0))
    source.unlink()
    return seconds / repeats, frames


def _shots(database: sqlite3.Connection) -> tuple[list[str], list[tuple[object, ...]]]:
    columns = [row[1] for row in database.execute("PRAGMA table_info(screenshot)")]
    return columns, database.execute("SELECT * FROM screenshot ORDER BY timestamp").fetchall()


def _moved(
    row: tuple[object, ...], columns: list[str], repeat: int, length_s: float, count: int
) -> tuple[object, ...]:
    fields = dict(zip(columns, row, strict=True))
    fields["id"] = int(str(fields["id"])) + repeat * 100 * count
    fields["timestamp"] = float(str(fields["timestamp"])) + repeat * length_s
    if fields.get("source_ordinal") is not None:
        fields["source_ordinal"] = int(str(fields["source_ordinal"])) + repeat * 1_000_000
    return tuple(fields.values())


def _imported(work: Path, capture: Path) -> dict[str, object]:
    """Import a capture in a process of its own: how long it took, and its memory at most."""
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(work / "config"),
        "XDG_STATE_HOME": str(work / "state"),
    }
    command = [sys.executable, "-c", _RUN, "--project", str(work / "project"), "--json"]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "import", str(capture)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    (session,) = json.loads(done.stdout)["sessions"]
    return {
        "seconds": seconds,
        "events": session["events"],
        "actions": session["actions"],
        "frames_kept": session["frames"],
        "events_per_s": session["events"] / seconds,
        "cpu_s": float(done.stderr.rsplit("cpu ", 1)[1].split()[0]),
        "peak_mb": int(done.stderr.rsplit("peak ", 1)[1]) / 1024,
        "source_mb": _bytes_of(capture if capture.is_dir() else capture.parent) / 1e6,
        "session_mb": _bytes_of(work / "project" / "sessions") / 1e6,
    }


_RUN = """
import re, sys, time
from pathlib import Path
from workbench.cli.main import main
status = 0
try:
    main()
except SystemExit as left:
    status = left.code
# What getrusage tells begins with the memory of whoever started this process.
(peak,) = re.findall(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
sys.stderr.write(f"cpu {time.process_time()} peak {peak}")
sys.exit(status)
"""


def _bytes_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _float(value: object) -> float:
    return float(str(value))
