"""Small captures of desktops: raw events, films and screenshots."""

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
)

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
