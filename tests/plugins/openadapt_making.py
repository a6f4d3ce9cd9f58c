"""Databases as recorders of the OpenAdapt family write them, made row by row for tests."""

import hashlib
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import av
import numpy as np
from PIL import Image

T = 1_795_000_000.25
"""When the first recording of a test starts; a film frame lasts a tenth of a second."""
RATE = 10
SIZE = (64, 48)

_LINKS = ("recording_timestamp NUMERIC", "recording_id INTEGER")
_MOMENT = ("source_ordinal INTEGER", "timestamp NUMERIC", *_LINKS)
TABLES: dict[str, tuple[str, ...]] = {
    "recording": (
        "timestamp NUMERIC",
        "monitor_width INTEGER",
        "monitor_height INTEGER",
        "pixel_ratio FLOAT",
        "double_click_interval_seconds NUMERIC",
        "double_click_distance_pixels NUMERIC",
        "platform VARCHAR",
        "task_description VARCHAR",
        "video_start_time NUMERIC",
        "config JSON",
        "original_recording_id INTEGER",
    ),
    "action_event": (
        *_MOMENT,
        "name VARCHAR",
        "mouse_x NUMERIC",
        "mouse_y NUMERIC",
        "mouse_dx NUMERIC",
        "mouse_dy NUMERIC",
        "mouse_button_name VARCHAR",
        "mouse_pressed BOOLEAN",
        "key_name VARCHAR",
        "key_char VARCHAR",
        "key_vk VARCHAR",
        "canonical_key_name VARCHAR",
        "canonical_key_char VARCHAR",
        "element_state JSON",
        "structural_observation JSON",
        "disabled BOOLEAN",
    ),
    "window_event": (
        *_MOMENT,
        "state JSON",
        "title VARCHAR",
        '"left" INTEGER',
        "top INTEGER",
        "width INTEGER",
        "height INTEGER",
        "window_id VARCHAR",
    ),
    "browser_event": (*_MOMENT, "message JSON"),
    "screenshot": (*_MOMENT, "png_data BLOB", "png_sha256 VARCHAR"),
    "audio_info": ("timestamp NUMERIC", *_LINKS, "flac_data BLOB", "transcribed_text VARCHAR"),
}
STORE_TABLES: dict[str, tuple[str, ...]] = {
    "capture": (
        "started_at REAL NOT NULL",
        "ended_at REAL",
        "platform TEXT",
        "screen_width INTEGER",
        "screen_height INTEGER",
        "pixel_ratio REAL",
        "task_description TEXT",
        "double_click_interval_seconds REAL",
        "double_click_distance_pixels REAL",
        "video_start_time REAL",
        "metadata JSON",
    ),
    "events": ("timestamp REAL", "type TEXT", "data JSON", "parent_id INTEGER"),
}


class Maker:
    """Writes rows into a new database; each `add` says which row it made."""

    def __init__(
        self,
        path: Path,
        *,
        tables: Mapping[str, tuple[str, ...]] = TABLES,
        without: Iterable[str] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._renamed = renamed or {}
        self._columns: dict[str, set[str]] = {}
        for table, columns in tables.items():
            kept = [c for c in columns if f"{table}.{c.split()[0]}" not in set(without)]
            self._columns[table] = {column.split()[0].strip('"') for column in kept}
            name = self._renamed.get(table, table)
            self.run(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {', '.join(kept)})")

    def run(self, statement: str, values: Iterable[object] = ()) -> int:
        """Any statement; the number of the row it made."""
        with closing(sqlite3.connect(self.path)) as database:
            cursor = database.execute(statement, tuple(values))
            database.commit()
            return cursor.lastrowid or 0

    def add(self, table: str, **values: object) -> int:
        """One row, of the values that the table has columns for."""
        values = {name: v for name, v in values.items() if name in self._columns[table]}
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        table = self._renamed.get(table, table)
        return self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", values.values())

    def recording(self, at: float = T, **values: object) -> "Hand":
        """A row of the table `recording`, and a hand to write its events."""
        fields: dict[str, object] = {
            "timestamp": at,
            "monitor_width": SIZE[0],
            "monitor_height": SIZE[1],
            "double_click_interval_seconds": 0.5,
            "double_click_distance_pixels": 5,
            "platform": "linux",
            "task_description": "Fill in the form",
            "video_start_time": at,
            "config": "null",
        }
        return Hand(self, self.add("recording", **fields | values), at)


class Hand:
    """Writes the rows of one recording, a tenth of a second apart."""

    def __init__(self, maker: Maker, row_id: int, at: float) -> None:
        self.maker = maker
        self.links: dict[str, object] = {"recording_timestamp": at, "recording_id": row_id}
        self.at = at
        self._ordinal = 0

    def put(self, table: str, **values: object) -> int:
        """One row of any table at the next tenth of a second."""
        self._ordinal += 1
        self.at += 0.1
        moment = {"source_ordinal": self._ordinal, "timestamp": self.at}
        return self.maker.add(table, **moment | self.links | values)

    def act(self, name: str, **values: object) -> int:
        """One row of the events table."""
        nothing = {"element_state": "{}", "structural_observation": "null"}
        return self.put("action_event", name=name, **nothing | values)

    def move(self, x: float, y: float, **values: object) -> int:
        """The pointer goes to a place."""
        return self.act("move", mouse_x=x, mouse_y=y, **values)

    def click(self, x: float, y: float, **values: object) -> None:
        """The left button goes down and up."""
        for pressed in (1, 0):
            fields = {"mouse_x": x, "mouse_y": y, "mouse_button_name": "left"}
            self.act("click", **fields | {"mouse_pressed": pressed} | values)

    def tap(self, **values: object) -> None:
        """A key goes down and up."""
        for name in ("press", "release"):
            self.act(name, **values)

    def type(self, text: str) -> None:
        """Characters one after the other, as the recorder names them."""
        for character in text:
            if character == " ":
                self.tap(key_name="space", key_vk="65")
            else:
                lower, code = character.lower(), str(200 + ord(character))
                self.tap(key_char=character, key_vk=code, canonical_key_char=lower)

    def shot(self, grey: int, *, stored: bool = True) -> int:
        """A screenshot of one grey all over, stored or left to the film."""
        picture = png(grey) if stored else None
        digest = hashlib.sha256(picture).hexdigest() if picture else None
        return self.put("screenshot", png_data=picture, png_sha256=digest)


def png(grey: int, size: tuple[int, int] = SIZE) -> bytes:
    """A picture of one grey all over."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (grey, grey, grey)).save(buffer, "PNG")
    return buffer.getvalue()


def film(path: Path, greys: Iterable[int]) -> Path:
    """A film whose every frame is one grey all over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.bit_rate = 4_000_000
        for grey in greys:
            picture = np.full((SIZE[1], SIZE[0], 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path


def seal(folder: Path) -> None:
    """The recorder's list of digests, over everything in the folder, and its seal."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    listed = [
        {"path": name, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name in names
    ]
    manifest = folder / "capture-artifact-manifest.json"
    manifest.write_text(json.dumps({"artifacts": listed}))
    prefix = b"openadapt.capture-artifact-manifest.v1\0"
    digest = hashlib.sha256(prefix + manifest.read_bytes()).hexdigest()
    terminal = {
        "schema_version": "openadapt.capture-terminal/v2",
        "state": "COMPLETE",
        "artifact_manifest_sha256": digest,
    }
    (folder / "capture-terminal.json").write_text(json.dumps(terminal))


def traces(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's bytes and the time it was last changed."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}


def small_recording(folder: Path) -> Path:
    """A recording with something of everything, for those who damage it."""
    maker = Maker(folder / "recording.db")
    hand = maker.recording()
    hand.put("window_event", title="Orders", window_id="7", left=1, top=20, width=60, height=40)
    hand.shot(40)
    hand.move(3, 4)
    element = {"role": "button", "name": "Save", "bounds": _BOUNDS}
    hand.click(5, 6, structural_observation=json.dumps({"element": element}))
    hand.type("Hi there")
    hand.tap(key_name="keycode_38", key_vk="38")
    hand.act("scroll", mouse_x=5, mouse_y=6, mouse_dx=0, mouse_dy=-1)
    page = {"message": {"eventType": "navigate", "url": "https://example.org/a"}}
    hand.put("browser_event", message=json.dumps(page))
    hand.shot(80, stored=False)
    film(folder / f"oa_recording-{T}.mp4", range(0, 240, 8))
    seal(folder)
    return folder


_BOUNDS = {"left": 4, "top": 5, "right": 24, "bottom": 15}


def small_legacy(folder: Path) -> Path:
    """Two recordings in one database of the desktop program, each with its film."""
    old = [f"{table}.source_ordinal" for table in TABLES]
    maker = Maker(folder / "openadapt.db", without=old)
    maker.run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    for at, typed in ((T, "one"), (T + 100, "two")):
        hand = maker.recording(at, config=None)
        hand.type(typed)
        hand.shot(0, stored=False)
        film(folder / "videos" / f"oa_recording-{at}.mp4", range(0, 240, 8))
    return folder


def small_store(folder: Path) -> Path:
    """A capture in the package's second store."""
    maker = Maker(folder / "capture.db", tables=STORE_TABLES)
    store_capture(maker)
    store(maker, 0.1, "mouse.move", x=3.0, y=4.0)
    store(maker, 0.2, "mouse.down", x=5.0, y=6.0, button="left")
    store(maker, 0.3, "mouse.up", x=5.0, y=6.0, button="left")
    store(maker, 0.4, "key.down", key_char="H", canonical_key_char="h")
    store(maker, 0.5, "key.up", key_char="H", canonical_key_char="h")
    store(maker, 0.6, "key.type", text="i there")
    (folder / "0.png").write_bytes(png(40))
    store(maker, 0.0, "screen.frame", image_path="0.png", width=64, height=48)
    store(maker, 0.7, "screen.frame", video_timestamp=0.7, width=64, height=48)
    film(folder / "video.mp4", range(0, 240, 8))
    return folder


def store_capture(maker: Maker, at: float = T, **values: object) -> int:
    """A row of the table `capture`."""
    fields: dict[str, object] = {
        "started_at": at,
        "ended_at": at + 10,
        "platform": "linux",
        "screen_width": SIZE[0],
        "screen_height": SIZE[1],
        "task_description": "Fill in the form",
        "video_start_time": at,
        "metadata": "{}",
    }
    return maker.add("capture", **fields | values)


def store(maker: Maker, after: float, kind: str, **data: object) -> int:
    """A document of the store, so many seconds after the first capture's start."""
    return store_child(maker, None, after, kind, **data)


def store_child(maker: Maker, parent: int | None, after: float, kind: str, **data: object) -> int:
    """A document that another one was merged from."""
    document = json.dumps({"timestamp": T + after, "type": kind, **data})
    return maker.add("events", timestamp=T + after, type=kind, data=document, parent_id=parent)
