"""The two files a program shares with the studio: the planted secrets, and what it saw of them."""

from __future__ import annotations

import json
import os
from pathlib import Path


def planted() -> dict[str, str]:
    """The secrets' values by id."""
    found: dict[str, str] = json.loads(Path(os.environ["SAMPLE_SECRETS"]).read_text("utf-8"))
    return found


def report(line: dict[str, object]) -> None:
    """Add one line to the sightings."""
    with Path(os.environ["SAMPLE_SIGHTINGS"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
