"""Writes, beside each sample, the labels and decisions that the demo takes in, from its truth."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.config import Settings
from workbench.domain.segment import Outcome, Tier
from workbench.services import demonstrating
from workbench.services.exchanging import Line
from workbench.services.leaks import text_of
from workbench.services.progress import no_progress
from workbench.services.session import Session
from workbench.store.project import Project

_EARLY_US = 150_000
"""Boxes begin a little early and end a little late: a frame may show a change before its time."""

_MARGIN_PX = 2

_LABELS = {
    "check": "read",
    "compare": "read",
    "copy": "transfer",
    "deploy": "configure",
    "edit": "configure",
    "fill": "form",
    "inspect": "read",
    "intake": "form",
    "limit": "form",
    "note": "reply",
    "pay": "form",
    "print": "form",
    "retry": "form",
    "save": "file",
    "sum": "report",
    "unlock": "configure",
    "write": "reply",
}
"""The starter ontology's broader word for what a truth says more finely."""


@dataclass(frozen=True, slots=True)
class _Seen:
    digest: str
    duration_us: int
    flagged: tuple[tuple[int, str, str], ...]
    """When, which kind, and the text."""


def main() -> None:
    """Import every sample into a passing project and write `labels.jsonl`, `decisions.json`."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        settings = Settings(
            project=root / "project",
            keyring=root / "keyring",
            user="lead",
            config_dir=root / "config",
            state_dir=root / "state",
        )
        samples = demonstrating.take_in(settings, progress=no_progress)
        lead = Project.open(settings)
        for sample in samples:
            session = Session(lead, sample.session_id)
            seen = _seen(session)
            session.close()
            truth = json.loads((sample.directory / "truth.json").read_bytes())
            _write(sample.directory, truth, seen)
        lead.close()


def _seen(session: Session) -> _Seen:
    flagged = ((f.place.t_us, f.kind, text_of(session, f.place)) for f in session.flags())
    return _Seen(session.record.text("source_digest"), session.duration_us, tuple(flagged))


def _write(directory: Path, truth: dict[str, Any], seen: _Seen) -> None:
    lines = [_line(task, seen).to_json("") for task in truth["tasks"]]
    (directory / "labels.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    boxes = sorted(_boxes(truth), key=lambda box: (box["start_us"], box["box"]))
    decisions = {"boxes": boxes, "keep": _false_alarms(truth, seen)}
    text = json.dumps(decisions, indent=1, ensure_ascii=False)
    (directory / "decisions.json").write_text(text + "\n", encoding="utf-8")


def _line(task: dict[str, Any], seen: _Seen) -> Line:
    return Line(
        source_digest=seen.digest,
        tier=Tier.TASK,
        start_us=task["start_us"],
        end_us=min(task["end_us"], seen.duration_us),
        labels=(_LABELS.get(task["label"], task["label"]),),
        instruction=task["instruction"],
        outcome=Outcome(task["outcome"]),
        author=demonstrating.ANNOTATOR,
        source="human",
    )


def _boxes(truth: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for secret in truth["secrets"]:
        for shown in secret["boxes"]:
            x, y, width, height = shown["box"]
            yield {
                "kind": secret["kind"],
                "start_us": max(0, shown["start_us"] - _EARLY_US),
                "end_us": shown["end_us"] + _EARLY_US,
                "box": [
                    max(0, x - _MARGIN_PX),
                    max(0, y - _MARGIN_PX),
                    width + 2 * _MARGIN_PX,
                    height + 2 * _MARGIN_PX,
                ],
            }


def _false_alarms(truth: dict[str, Any], seen: _Seen) -> list[dict[str, Any]]:
    """Flags whose text has nothing of a planted secret; secrets themselves stand nowhere here."""
    secrets = [_plain(secret["value"]) for secret in truth["secrets"]]
    return [
        {"t_us": t_us, "kind": kind}
        for t_us, kind, text in seen.flagged
        if not any(_plain(text) in secret or secret in _plain(text) for secret in secrets)
    ]


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


if __name__ == "__main__":
    main()
