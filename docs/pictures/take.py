"""Takes the pictures of the README and the guides anew, from the sample sessions.

python docs/pictures/take.py
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from workbench.config import Settings
from workbench.services import demonstrating
from workbench.services.progress import no_progress
from workbench.tui.portrait import take_portrait

HERE = Path(__file__).parent


def main() -> None:
    """Make a passing project as the demo does, and picture each screen in it."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        lead = Settings(
            project=root / "demo",
            keyring=root / "keyring",
            user="lead",
            config_dir=root / "config",
            state_dir=root / "state",
        )
        samples = {s.name: s for s in demonstrating.take_in(lead, progress=no_progress)}
        done = [samples[name] for name in ("crm-intake", "badge-desk", "terminal-ops")]
        demonstrating.label(lead, [*done, samples["mail-triage"]])
        demonstrating.review(lead, done)
        _take(lead, {name: sample.session_id for name, sample in samples.items()})


def _take(lead: Settings, ids: dict[str, str]) -> None:
    annotator = replace(lead, user=demonstrating.ANNOTATOR)
    reviewer = replace(lead, user=demonstrating.REVIEWER)
    light = replace(annotator, theme="workbench-light")
    at_41 = ["g", "4", "1", "enter"]
    take_portrait(lead, HERE / "sessions.png", size=(110, 20))
    take_portrait(annotator, HERE / "desk.png", session_id=ids["crm-intake"], keys=at_41)
    take_portrait(
        light, HERE / "desk-80.png", session_id=ids["terminal-ops"], keys=at_41, size=(80, 24)
    )
    take_portrait(reviewer, HERE / "review.png", session_id=ids["mail-triage"], keys=["w"])
    take_portrait(lead, HERE / "release.png", keys=["L"], size=(120, 32), settle_s=8)


if __name__ == "__main__":
    main()
