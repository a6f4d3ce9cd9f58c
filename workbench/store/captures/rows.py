"""Captured things as columns and back: one Arrow schema for each sealed stream."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from workbench.domain.action import Action, ActionKind, Effect, Keystroke, Mask, TypedRun
from workbench.domain.custody import CaptureWarning, Custody, SourceFile
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.geometry import Box

Row = dict[str, Any]
"""One decoded row; the only untyped thing in this room."""


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A frame of the pack: its time, its size, and how many tiles differ from the one before."""

    frame_no: int
    t_us: int
    width_px: int
    height_px: int
    changed_tiles: int


_BOX = pa.list_(pa.int32())

SCHEMAS: dict[str, pa.Schema] = {
    "event": pa.schema(
        [
            ("event_id", pa.int64()),
            ("t_us", pa.int64()),
            ("kind", pa.string()),
            ("key", pa.string()),
            ("text", pa.string()),
            ("is_inferred", pa.bool_()),
        ]
    ),
    "action": pa.schema(
        [
            ("action_id", pa.int64()),
            ("t_us", pa.int64()),
            ("end_us", pa.int64()),
            ("kind", pa.string()),
            ("x", pa.float64()),
            ("y", pa.float64()),
            ("x2", pa.float64()),
            ("y2", pa.float64()),
            ("button", pa.string()),
            ("clicks", pa.int32()),
            ("dx", pa.float64()),
            ("dy", pa.float64()),
            ("text", pa.string()),
            ("keys", pa.list_(pa.string())),
            ("gap_us", pa.int64()),
            ("event_ids", pa.list_(pa.int64())),
            ("mask_kind", pa.string()),
            ("mask_length", pa.int32()),
            ("effect", pa.string()),
            ("is_inferred", pa.bool_()),
        ]
    ),
    "keystroke": pa.schema(
        [
            ("action_id", pa.int64()),
            ("place", pa.int64()),
            ("event_id", pa.int64()),
            ("t_us", pa.int64()),
            ("text", pa.string()),
            ("erased_by", pa.int64()),
        ]
    ),
    "window": pa.schema(
        [
            ("window_id", pa.int64()),
            ("start_us", pa.int64()),
            ("title", pa.string()),
            ("app", pa.string()),
            ("box", _BOX),
        ]
    ),
    "frame": pa.schema(
        [
            ("frame_no", pa.int64()),
            ("t_us", pa.int64()),
            ("width_px", pa.int32()),
            ("height_px", pa.int32()),
            ("changed_tiles", pa.int32()),
        ]
    ),
    "remark": pa.schema(
        [
            ("remark_no", pa.int64()),
            ("t_us", pa.int64()),
            ("end_us", pa.int64()),
            ("about", pa.string()),
            ("name", pa.string()),
            ("text", pa.string()),
            ("box", _BOX),
            ("app", pa.string()),
        ]
    ),
    "screen": pa.schema(
        [
            ("screen_no", pa.int64()),
            ("line_no", pa.int64()),
            ("t_us", pa.int64()),
            ("columns", pa.int32()),
            ("rows", pa.int32()),
            ("cursor", _BOX),
            ("line", pa.string()),
        ]
    ),
    "custody": pa.schema([("fields", pa.string())]),
}

IDENTITY: dict[str, tuple[str, ...]] = {
    "event": ("event_id",),
    "action": ("action_id",),
    "keystroke": ("action_id", "place"),
    "window": ("window_id", "start_us"),
    "frame": ("frame_no",),
    "remark": ("remark_no",),
    "screen": ("screen_no", "line_no"),
    "custody": (),
}
"""What makes a row the same row in the content and the restricted stream."""


def event_rows(events: Iterable[Event]) -> Iterator[Row]:
    """Rows of the key, text and clipboard events."""
    for e in events:
        yield {
            "event_id": e.event_id,
            "t_us": e.t_us,
            "kind": e.kind.value,
            "key": e.key,
            "text": e.text,
            "is_inferred": e.is_inferred,
        }


def action_rows(actions: Iterable[Action]) -> Iterator[Row]:
    """Rows of actions."""
    return map(_action_row, actions)


def keystroke_rows(runs: Iterable[TypedRun]) -> Iterator[Row]:
    """Rows of typed text, one a keystroke."""
    for run in runs:
        for place, keystroke in enumerate(run.keystrokes):
            yield {"action_id": run.action_id, "place": place, **asdict(keystroke)}


def window_rows(windows: Iterable[Window]) -> Iterator[Row]:
    """Rows of focused windows."""
    for window in windows:
        yield {**asdict(window), "box": window.box.as_list() if window.box else None}


def custody_rows(custodies: Iterable[Custody]) -> Iterator[Row]:
    """Rows of chains of custody; a capture has one."""
    for custody in custodies:
        yield {"fields": json.dumps(asdict(custody), sort_keys=True)}


def frame_rows(frames: Iterable[FrameRow]) -> Iterator[Row]:
    """Rows of the frame index."""
    return map(asdict, frames)


def event_of(row: Row) -> Event:
    """An event from a row of the `event` view, pointer or key."""
    is_inferred = bool(row["is_inferred"])
    return Event(**{**row, "kind": EventKind(row["kind"]), "is_inferred": is_inferred})


def action_of(row: Row) -> Action:
    """An action from its row."""
    fields = dict(row)
    kind, length = fields.pop("mask_kind"), fields.pop("mask_length")
    fields |= {
        "kind": ActionKind(row["kind"]),
        "keys": tuple(row["keys"] or ()),
        "event_ids": tuple(row["event_ids"] or ()),
        "mask": Mask(kind, length) if kind is not None else None,
        "effect": Effect(row["effect"]) if row["effect"] else None,
        "is_inferred": bool(row["is_inferred"]),
    }
    return Action(**fields)


def window_of(row: Row) -> Window:
    """A window from its row."""
    return Window(**{**row, "box": Box(*row["box"]) if row["box"] else None})


def typed_runs_of(rows: Sequence[Row]) -> list[TypedRun]:
    """Typed runs from their keystrokes' rows, which come by action and time.

    What was erased completely has no action: each run of it begins at place 0 again.
    """
    runs: list[list[Row]] = []
    for row in rows:
        is_new = not runs or row["action_id"] != runs[-1][-1]["action_id"]
        if is_new or row["place"] <= runs[-1][-1]["place"]:
            runs.append([])
        runs[-1].append(row)
    return [TypedRun(run[0]["action_id"], tuple(_keystroke_of(row) for row in run)) for run in runs]


def _keystroke_of(row: Row) -> Keystroke:
    return Keystroke(row["text"], row["t_us"], row["event_id"], row["erased_by"])


def custody_of(row: Row) -> Custody:
    """The chain of custody from its row."""
    fields = json.loads(row["fields"])
    fields["files"] = tuple(SourceFile(**file) for file in fields["files"])
    fields["warnings"] = tuple(CaptureWarning(**warning) for warning in fields["warnings"])
    return Custody(**fields)


def _action_row(action: Action) -> Row:
    row = {
        name: getattr(action, name)
        for name in SCHEMAS["action"].names
        if name not in ("kind", "mask_kind", "mask_length", "effect")
    }
    row["kind"] = action.kind.value
    row["effect"] = action.effect.value if action.effect else None
    row["mask_kind"] = action.mask.kind if action.mask else None
    row["mask_length"] = action.mask.length if action.mask else None
    return row
