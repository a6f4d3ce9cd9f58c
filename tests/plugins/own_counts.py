"""How much a capture holds by its own files, counted without any of our readers."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from workbench.plugin_api import MakesRemarks, OpenCapture, TellsActions

_POINTING = {True: "down", False: "up"}
_RRWEB_POINTING = {0: "up", 1: "down"}


def own_counts(importer: str, source: Path) -> dict[str, int]:
    """What the files of a capture hold, by kind; nothing for a format that is not counted."""
    count = _COUNTS.get(importer)
    return dict(sorted(Counter(count(source)).items())) if count else {}


def told_counts(importer: str, opened: OpenCapture) -> dict[str, int]:
    """The same kinds, as the importer tells them."""
    told = Counter(str(event.kind) for event in opened.events())
    if isinstance(opened, TellsActions):
        told["action"] = sum(1 for _ in opened.actions())
    told["picture"] = sum(1 for _ in opened.frames())
    told["window"] = sum(1 for _ in opened.windows())
    if isinstance(opened, MakesRemarks):
        told["remark"] = sum(1 for _ in opened.remarks())
    told["input"] = told["text"] + told["press"]
    if importer == "rrweb":
        left_out = {warning.code: warning.count for warning in opened.warnings()}
        told["input"] = told["text"] + left_out.get("choices-not-typed", 0)
    return dict(told)


def _openadapt(source: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{source / 'recording.db'}?immutable=1", uri=True)) as db:
        for name, pressed in db.execute("SELECT name, mouse_pressed FROM action_event"):
            yield _POINTING[bool(pressed)] if name == "click" else name
        for table, kind in (("screenshot", "picture"), ("window_event", "window")):
            (rows,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
            yield from [kind] * rows


def _ducktrack(source: Path) -> Iterator[str]:
    for line in _lines(source / "events.jsonl"):
        is_click = line["action"] == "click"
        yield _POINTING[line["pressed"]] if is_click else line["action"]


def _asciicast(source: Path) -> Iterator[str]:
    head, *records = _lines(source)
    yield from ["remark"] if head.get("title") else []
    for _, code, _ in records:
        yield from {"i": ["input"], "m": ["remark"]}.get(code, [])


def _rrweb(source: Path) -> Iterator[str]:
    for record in _lines(next(source.glob("*.jsonl"))):
        data = record.get("data", {})
        match record["type"], data.get("source"):
            case 4, _:
                yield "navigate"
            case 3, 1:
                yield from ["move"] * len(data["positions"])
            case 3, 2 if data["type"] in _RRWEB_POINTING:
                yield _RRWEB_POINTING[data["type"]]
            case 3, 3:
                yield "scroll"
            case 3, 5:
                yield "input"


def _openadapt_flow(source: Path) -> Iterator[str]:
    yield from ("action" for _ in _lines(source / "events.jsonl"))
    yield from ("picture" for _ in source.glob("frames/*.png"))


def _osworld(source: Path) -> Iterator[str]:
    steps = _lines(source / "trajectory.jsonl")
    yield from ("action" for step in steps if step["action"] != "terminate")


def _pctracker(source: Path) -> Iterator[str]:
    for step in _lines(next(source.rglob("*.jsonl"))):
        yield "picture"
        yield from ["action"] if step["action"] != "finish" else []


def _agentnet(source: Path) -> Iterator[str]:
    """A curated task: its steps but for the end, and the pictures they name."""
    files = [source] if source.is_file() else [*source.glob("*.json"), *source.glob("*.jsonl")]
    (task,) = _lines(files[0])
    steps = task.get("traj") or task["steps"]
    for step in steps:
        code = step["value"]["code"] if "value" in step else step["action"]
        yield "picture"
        yield from ["action"] if "terminate" not in code else []


def _lines(path: Path) -> list[Any]:
    text = path.read_text("utf-8-sig")
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


_COUNTS: dict[str, Callable[[Path], Iterator[str]]] = {
    "agentnet": _agentnet,
    "asciicast": _asciicast,
    "ducktrack": _ducktrack,
    "openadapt": _openadapt,
    "openadapt-flow": _openadapt_flow,
    "osworld": _osworld,
    "pctracker": _pctracker,
    "rrweb": _rrweb,
}
