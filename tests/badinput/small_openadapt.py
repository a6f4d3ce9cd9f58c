"""Small captures of the OpenAdapt family: a database with events and pictures, a film beside it."""

import json
import shutil
import sqlite3
from pathlib import Path

from tests.badinput.making import (
    SIZE,
    TASK,
    TITLE,
    TYPED,
    picture,
    write_film,
    write_json,
    write_tables,
)

_STARTS = 1_772_357_400.25
_NAMED = {" ": "space"}


def openadapt(folder: Path) -> Path:
    """A recording of openadapt-capture with pictures in its database and a film."""
    folder.mkdir(parents=True)
    write_tables(folder / "recording.db", _tables(with_pictures=True))
    write_film(folder / f"oa_recording-{_STARTS}.mp4")
    write_json(folder / "capture-state.json", {"complete": True, "phase": "complete"})
    terminal = {"schema_version": "openadapt.capture-terminal/v2", "state": "COMPLETE"}
    write_json(folder / "capture-terminal.json", terminal)
    write_json(folder / "authentication-handoffs.json", {"intervals": []})
    return folder


def openadapt_film(folder: Path) -> Path:
    """One whose pictures are in the film alone."""
    folder.mkdir(parents=True)
    write_tables(folder / "recording.db", _tables(with_pictures=False))
    write_film(folder / f"oa_recording-{_STARTS}.mp4")
    return folder


def openadapt_killed(folder: Path) -> Path:
    """One whose recorder was killed: its last rows stand in the log beside the database."""
    folder.mkdir(parents=True)
    live = folder.parent / f"{folder.name}-live.db"
    write_tables(live, _tables(with_pictures=True))
    database = sqlite3.connect(live)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute("UPDATE action_event SET mouse_x = mouse_x + 1 WHERE name = 'move'")
    database.commit()
    shutil.copyfile(live, folder / "recording.db")
    shutil.copyfile(f"{live}-wal", folder / "recording.db-wal")
    database.close()
    live.unlink()
    write_film(folder / f"oa_recording-{_STARTS}.mp4")
    return folder


def openadapt_store(folder: Path) -> Path:
    """The package's other store: events as JSON."""
    folder.mkdir(parents=True)
    capture = {"id": "c1", "started_at": _STARTS, "ended_at": _STARTS + 9, "platform": "linux"}
    capture |= {"screen_width": SIZE[0], "screen_height": SIZE[1], "pixel_ratio": 1.0}
    capture |= {"task_description": TASK, "video_start_time": _STARTS, "metadata": "{}"}
    rows: list[tuple[float, str, dict[str, object]]] = [
        (1.0, "mouse.move", {"x": 20, "y": 20}),
        (1.2, "mouse.down", _button(20, 20)),
    ]
    rows.append((1.3, "mouse.up", _button(20, 20)))
    for number, character in enumerate(TYPED):
        at = 2 + number / 10
        key: dict[str, object] = {
            "key_name": _NAMED.get(character),
            "key_char": _NAMED.get(character) or character,
        }
        rows += [(at, "key.down", key), (at + 0.05, "key.up", key)]
    rows.append((0.5, "screen.frame", {"video_timestamp": 0.5, "width": 96, "height": 64}))
    events = [
        {
            "id": number,
            "timestamp": _STARTS + at,
            "type": kind,
            "data": json.dumps({"timestamp": _STARTS + at, "type": kind, **data}),
            "parent_id": None,
        }
        for number, (at, kind, data) in enumerate(rows, 1)
    ]
    write_tables(folder / "capture.db", {"capture": [capture], "events": events})
    write_film(folder / "video.mp4")
    return folder


def _button(x: int, y: int) -> dict[str, object]:
    return {"x": x, "y": y, "button": "left"}


def _tables(*, with_pictures: bool) -> dict[str, list[dict[str, object]]]:
    recording: dict[str, object] = {
        "id": 1,
        "timestamp": _STARTS,
        "monitor_width": SIZE[0],
        "monitor_height": SIZE[1],
    }
    recording |= {"pixel_ratio": 1.0, "double_click_interval_seconds": 0.4, "platform": "linux"}
    recording |= {"double_click_distance_pixels": 5, "task_description": TASK}
    recording |= {"video_start_time": _STARTS, "config": "{}", "original_recording_id": None}
    window: dict[str, object] = {
        "id": 1,
        "source_ordinal": 1,
        "recording_timestamp": _STARTS,
        "timestamp": _STARTS,
    }
    window |= {"state": "{}", "title": TITLE, "left": 0, "top": 0, "width": 90, "height": 60}
    message: dict[str, object] = {
        "message": {"eventType": "navigate", "url": "http://shop.example/letter"}
    }
    browser: dict[str, object] = {"id": 1, "source_ordinal": 2, "recording_timestamp": _STARTS}
    browser |= {"message": json.dumps(message), "timestamp": _STARTS + 0.1}
    shots: list[dict[str, object]] = [
        {
            "id": number + 1,
            "source_ordinal": 3 + number,
            "recording_timestamp": _STARTS,
            "timestamp": _STARTS + number / 3,
            "png_data": picture(number) if with_pictures else None,
        }
        for number in range(4)
    ]
    return {
        "recording": [recording],
        "action_event": _actions(),
        "window_event": [window | {"window_id": "w1"}],
        "browser_event": [browser],
        "screenshot": shots,
    }


def _actions() -> list[dict[str, object]]:
    told: list[tuple[float, dict[str, object]]] = [
        (0.1 * n, {"name": "move", "mouse_x": 10 + n, "mouse_y": 12}) for n in range(8)
    ]
    for at, pressed in ((1.0, 1), (1.1, 0)):
        button = {"mouse_x": 20, "mouse_y": 20, "mouse_button_name": "left"}
        told.append((at, {"name": "click", **button, "mouse_pressed": pressed}))
    for number, character in enumerate(TYPED):
        named = {"key_name": _NAMED.get(character)}
        named |= {"key_char": None if character in _NAMED else character}
        for after, name in ((0.0, "press"), (0.05, "release")):
            told.append((2 + number / 10 + after, {"name": name, **named}))
    wheel = {"mouse_x": 20, "mouse_y": 20, "mouse_dx": 0, "mouse_dy": -1}
    told.append((6.0, {"name": "scroll", **wheel}))
    return [
        dict.fromkeys(_ACTION_COLUMNS)
        | {"id": n, "source_ordinal": 10 + n, "timestamp": _STARTS + at, "disabled": 0}
        | {"recording_timestamp": _STARTS, "recording_id": 1}
        | row
        for n, (at, row) in enumerate(told, 1)
    ]


_ACTION_COLUMNS = (
    *("id", "source_ordinal", "name", "timestamp", "recording_timestamp", "recording_id"),
    *("mouse_x", "mouse_y", "mouse_dx", "mouse_dy", "mouse_button_name", "mouse_pressed"),
    *("key_name", "key_char", "key_vk", "canonical_key_name", "canonical_key_char"),
    *("canonical_key_vk", "element_state", "structural_observation", "disabled"),
)


def openadapt_legacy(folder: Path) -> Path:
    """The old program's database, with two recordings and fewer columns, films in a folder."""
    folder.mkdir(parents=True)
    tables = _tables(with_pictures=True)
    (first,) = tables["recording"]
    tables["recording"].append(first | {"id": 2, "timestamp": _STARTS + 100})
    later = [
        row
        | {
            "id": int(str(row["id"])) + 500,
            "recording_timestamp": _STARTS + 100,
            "timestamp": float(str(row["timestamp"])) + 100,
        }
        for row in tables["action_event"]
    ]
    tables["action_event"] += later
    for rows in tables.values():
        for row in rows:
            for name in ("source_ordinal", "recording_id", "pixel_ratio", "structural_observation"):
                row.pop(name, None)
    tables["scrubbed_recording"] = [{"id": 1, "timestamp": 1.0, "provider": "p", "scrubbed": 0}]
    write_tables(folder / "openadapt.db", tables)
    return folder
