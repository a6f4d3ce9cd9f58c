"""The dataset card that goes with a release, made from its manifest alone."""

from collections.abc import Mapping
from typing import Any

_CONFIG = """---
configs:
- config_name: default
  data_files:
{files}
tags:
- computer-use
- agents
---
"""


def dataset_card(manifest: Mapping[str, Any]) -> str:
    """The card in Markdown, with the header by which `datasets` finds the splits."""
    splits = manifest["splits"]
    files = "\n".join(
        f"  - split: {s}\n    path: {s}/*.parquet" for s in splits if splits[s]["rows"]
    )
    parts = [
        _CONFIG.format(files=files),
        f"# {manifest['name']} {manifest['version']}\n",
        _origin(manifest),
        "## Splits\n",
        _split_table(splits),
        "## What it holds\n",
        _columns(manifest),
        "## What was hidden, and who agreed\n",
        _safety(manifest),
        "## What stayed behind\n",
        _left_out(manifest["excluded"]),
    ]
    return "\n".join(parts) + "\n"


def _origin(manifest: Mapping[str, Any]) -> str:
    trial = (
        "\n**Trial: made with identities that one machine holds for all members. "
        "Not for use beyond trying things out.**\n"
        if manifest["trial"]
        else ""
    )
    return (
        f"Recorded computer-use sessions, for the purpose: {manifest['purpose']}. "
        f"Made with session-workbench {manifest['workbench']}.\n{trial}"
    )


def _split_table(splits: Mapping[str, Any]) -> str:
    lines = ["| split | subjects | tasks | rows | hours | labels |", "|---|--:|--:|--:|--:|---|"]
    for name, summary in splits.items():
        labels = ", ".join(f"{key} {count}" for key, count in summary["labels"].items())
        lines.append(
            f"| {name} | {summary['subjects']} | {summary['tasks']} | {summary['rows']} "
            f"| {summary['hours']} | {labels} |"
        )
    return "\n".join(lines) + "\n\nAll of one subject's work is in one split.\n"


def _columns(manifest: Mapping[str, Any]) -> str:
    scopes = ", ".join(manifest["scopes"])
    return (
        f"One action a row, tasks in order, each ending in `terminate`. Coordinates: "
        f"{manifest['coords']} of the row's own image, which is the last frame before the action. "
        f"Every consent covers: {scopes}; columns beyond that are absent.\n"
    )


def _safety(manifest: Mapping[str, Any]) -> str:
    redactions = sum(session["redactions"] for session in manifest["sessions"])
    return (
        f"{len(manifest['sessions'])} sessions, each approved by a reviewer who had no hand in "
        f"its labels, after every flag was decided; {redactions} redactions, solid fills in "
        "images and a constant word in texts. Redaction lowers the risk that somebody is "
        "recognised; it does not promise that nobody is. `manifest.json` has the digests.\n"
    )


def _left_out(excluded: list[Mapping[str, Any]]) -> str:
    if not excluded:
        return "Nothing.\n"
    reasons: dict[str, int] = {}
    for item in excluded:
        reasons[item["reason"]] = reasons.get(item["reason"], 0) + 1
    return "\n".join(f"- {count} × {reason}" for reason, count in sorted(reasons.items())) + "\n"
