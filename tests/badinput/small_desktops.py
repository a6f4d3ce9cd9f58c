"""Small captures of desktops: raw events, films and screenshots."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import duckdb

from tests.badinput.making import (
    SIZE,
    TASK,
    TITLE,
    TYPED,
    picture,
    write_film,
    write_json,
    write_lines,
    write_tables,
)

_STARTS = 1_772_357_400.25
_NAMED = {" ": "space"}


def ducktrack(folder: Path) -> Path:
    """A recording of DuckTrack: events on a monotonic clock, a film, a description."""
    place = folder / "recording-2026-03-01_09-30-00"
    place.mkdir(parents=True)
    write_lines(place / "events.jsonl", _raw_events(150.5))
    write_json(place / "metadata.json", _machine() | {"node": "ines.quiroga.local", "id": 77})
    (place / "README.md").write_text(TASK, encoding="utf-8")
    write_film(place / "2026-03-01 09-30-00.mp4")
    return place


def agentnettool(folder: Path) -> Path:
    """A recording of AgentNetTool: the same, with elements, windows and reduced actions."""
    place = folder / "0f8fad5b-d9cb-469f-a165-70867728950e"
    place.mkdir(parents=True)
    events = _raw_events(150.5)
    for number, event in enumerate(events):
        event["event_idx"] = number
        if event["action"] in ("press", "release"):
            event["pynput_key"] = f"Key.{event['name']}"
    write_lines(place / "events.jsonl", events)
    write_json(place / "metadata.json", _machine() | {"video_start_timestamp": 150.0})
    write_json(place / "task_name.json", {"task_name": TASK, "description": TASK})
    element = {"Name": TITLE, "ControlType": "Button", "Depth": 2, "Children": []}
    element["BoundingRectangle"] = {"left": 10, "top": 10, "right": 60, "bottom": 30}
    write_lines(place / "element.jsonl", [{"time_stamp": 151.0, "a11y_tree": element}])
    write_lines(place / "a11y.jsonl", [{"time_stamp": 151.0, "axtree": element}])
    write_lines(place / "top_window.jsonl", [{"time_stamp": 150.6, "top_window_name": "mail.exe"}])
    (place / "html.jsonl").touch()
    click = {"action": "click", "id": 0, "event_start_idx": 1, "complete": True, "depth": 0}
    click |= {"start_time": 151.0, "end_time": 151.2, "click_type": 1, "button": "left"}
    click |= {"coordinate": {"x": 20, "y": 20}, "description": "Single left Click", "children": []}
    write_lines(place / "reduced_events_complete.jsonl", [click])
    seen = {"id": 0, "action": f"Click on {TITLE}", "start_time": 151.0, "end_time": 151.2}
    write_lines(
        place / "reduced_events_vis.jsonl",
        [seen | {"description": "Single left Click", "depth": 0}],
    )
    write_film(place / "film.mp4")
    return place


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


def duckdb_schema(folder: Path) -> Path:
    """A capture in the schema of docs/capture-schema.md, a picture of it in a file of its own."""
    folder.mkdir(parents=True)
    path = folder / "capture.duckdb"
    with duckdb.connect(str(path)) as database:
        for statement in _SCHEMA.split(";")[:-1]:
            database.execute(statement)
        rows = [(n, *row) for n, row in enumerate(_schema_events(), 1)]
        database.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("INSERT INTO window_focus VALUES (0, 1, ?, 'mail', 0, 0, 96, 64)", [TITLE])
        database.execute("INSERT INTO frame VALUES (0, ?, NULL)", [picture()])
        database.execute("INSERT INTO frame VALUES (900000, NULL, 'second.png')")
    (folder / "second.png").write_bytes(picture(7))
    return path


_SCHEMA = f"""
CREATE TABLE session AS SELECT 1 AS schema_version, 'rec 2' AS recorder, 'linux' AS platform,
  '2026-03-01T10:30:00+01:00' AS started_at, '{TASK}' AS description, 'monotonic' AS clock;
CREATE TABLE geometry AS SELECT 0 AS start_us, 96 AS width_px, 64 AS height_px;
CREATE TABLE event (event_id BIGINT, t_us BIGINT, kind VARCHAR, x DOUBLE, y DOUBLE,
  button VARCHAR, dx DOUBLE, dy DOUBLE, key VARCHAR, text VARCHAR);
CREATE TABLE window_focus (start_us BIGINT, window_id BIGINT, title VARCHAR, app VARCHAR,
  x INTEGER, y INTEGER, width_px INTEGER, height_px INTEGER);
CREATE TABLE frame (t_us BIGINT, image BLOB, path VARCHAR);
"""


def _schema_events() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (100_000, "move", 20.0, 20.0, None, None, None, None, None),
        (200_000, "down", 20.0, 20.0, "left", None, None, None, None),
        (260_000, "up", 20.0, 20.0, "left", None, None, None, None),
        (300_000, "scroll", 20.0, 20.0, None, 0.0, -2.0, None, None),
    ]
    for number, character in enumerate(TYPED):
        at, key = 400_000 + 90_000 * number, _NAMED.get(character, character)
        rows.append((at, "press", None, None, None, None, None, key, character))
        rows.append((at + 40_000, "release", None, None, None, None, None, key, None))
    rows.append((8_000_000, "clipboard", None, None, None, None, None, None, TYPED))
    return rows


def _raw_events(start: float) -> list[dict[str, Any]]:
    """Events as pynput sees them: a click, something typed, a wheel turned."""
    events: list[dict[str, Any]] = [
        {"time_stamp": start + 0.01 * n, "action": "move", "x": 10.0 + n, "y": 12.5}
        for n in range(12)
    ]
    for at, pressed in ((0.5, True), (0.6, False)):
        click = {"x": 20.0, "y": 20.0, "button": "left", "pressed": pressed}
        events.append({"time_stamp": start + at, "action": "click", **click})
    for number, character in enumerate(TYPED):
        for after, action in ((0.0, "press"), (0.12, "release")):
            at = start + 1 + number / 10 + after
            name = _NAMED.get(character, character)
            events.append({"time_stamp": at, "action": action, "name": name})
    wheel = {"x": 20.0, "y": 20.0, "dx": 0, "dy": -1}
    events.append({"time_stamp": start + 5, "action": "scroll", **wheel})
    events.append({"time_stamp": start + 5.5, "action": "press", "name": None})
    return sorted(events, key=lambda event: event["time_stamp"])


def _machine() -> dict[str, object]:
    names = {"system": "Windows", "release": "10", "version": "10.0", "machine": "AMD64"}
    timings = {f"OBS_WEBSOCKET_OUTPUT_{name}": [at] for name, at in _OBS.items()}
    times = {"start_time": "2026-03-01 09:30:00", "stop_time": "2026-03-01 09:30:09"}
    screen = {"screen_width": SIZE[0], "screen_height": SIZE[1], "scroll_direction": 1}
    return names | screen | times | {"model": "M", "obs_record_state_timings": timings}


_OBS = {"STARTING": 149.9, "STARTED": 150.0, "STOPPING": 159.0, "STOPPED": 159.1}


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
