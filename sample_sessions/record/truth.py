"""Writes a session's truth and consent from the hands' log, the sightings and the film."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .confirm import confirmed
from .film import Film, open_film
from .scene import Scene
from .sightings import Sighting, told

GRANTED, UNTIL = "2026-11-02", "2031-12-31"


def write_truth(scene: Scene, folder: Path, target: Path) -> None:
    """Write truth.json and consent.json beside the capture in `target`."""
    film = open_film(target / "capture")
    log = json.loads((folder / "log.json").read_text())
    values = {secret.id: secret.value for secret in scene.secrets}
    said = told(folder / "sightings.jsonl", until=film.taken[-1][1])
    typed = [(entry["t"], entry["text"]) for entry in log["typed"]]
    seen = [_unless_typed(span, values, typed) for span in confirmed(said, film, values)]
    _write(target / "truth.json", _truth(scene, log, film, seen))
    _write(target / "consent.json", _consent(scene))


def _unless_typed(
    span: Sighting, values: dict[str, str], typed: list[tuple[float, str]]
) -> Sighting:
    """Forget `typing_from` where the value did not come from the keys."""
    value, since = values[span.secret], span.typing_from
    if since and any(value in text and t <= since <= t + 15 for t, text in typed):
        return span
    return replace(span, typing_from=None)


def _truth(scene: Scene, log: dict[str, Any], film: Film, seen: list[Sighting]) -> dict[str, Any]:
    def micros(moment: float) -> int:
        return max(0, round((moment - film.time_zero) * 1_000_000))

    return {
        "session": scene.name,
        "recorder": f"openadapt-capture {version('openadapt-capture')} under Xvfb; xdotool input",
        "resolution": list(scene.size),
        "subject": scene.subject,
        "time_zero_unix": film.time_zero,
        "duration_us": micros(film.taken[-1][1] + 1 / 24),
        "tasks": [
            {
                "start_us": micros(task["start"]),
                "end_us": micros(task["end"]),
                "label": task["label"],
                "instruction": task["instruction"],
                "outcome": task["outcome"],
            }
            for task in log["tasks"]
        ],
        "actions": log["actions"],
        "action_times_us": [micros(moment) for moment in log["times"]],
        "typed": [{"t_us": micros(entry.pop("t")), **entry} for entry in map(dict, log["typed"])],
        "secrets": [
            {
                "id": secret.id,
                "kind": secret.kind,
                "value": secret.value,
                "where": list(secret.where),
                "boxes": [_box(span, micros) for span in seen if span.secret == secret.id],
            }
            for secret in scene.secrets
        ],
        "idle": [{"start_us": micros(start), "end_us": micros(end)} for start, end in log["idle"]],
    }


def _box(span: Sighting, micros: Any) -> dict[str, Any]:
    """One row of a secret; `typing_from_us` tells since when it had been growing there."""
    box: dict[str, Any] = {
        "start_us": micros(span.start),
        "end_us": micros(span.end),
        "box": list(span.box),
        "in": span.source,
    }
    if span.typing_from is not None:
        box["typing_from_us"] = micros(span.typing_from)
    return box


def _consent(scene: Scene) -> dict[str, Any]:
    return {
        "subject": scene.subject,
        "purposes": ["agent-training"],
        "scopes": ["keys", "pointer", "screen"],
        "granted_at": GRANTED,
        "until": UNTIL,
        "statement": scene.statement,
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(_readable(content) + "\n", encoding="utf-8")


def _readable(content: dict[str, Any]) -> str:
    """JSON with one line for every entry of every list."""
    lines = []
    for key, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
            lines.append(f' "{key}": [\n{rows}\n ]')
        else:
            lines.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}"
