"""`python -m record [NAME ...]` records the sessions anew and writes their truth and consent."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from .scenes import SCENES
from .studio import record
from .truth import write_truth

SESSIONS = Path(__file__).parent.parent


def main() -> None:
    """Record the named scenes, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m record", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    parser.add_argument("--scratch", type=Path, default=Path("/tmp/samples"))
    parser.add_argument("--truth-only", action="store_true", help="keep the last recording")
    options = parser.parse_args()
    for name in options.names or SCENES:
        folder = options.scratch / name
        if not options.truth_only:
            record(SCENES[name], scratch=options.scratch)
            _replace(folder / "capture", SESSIONS / name / "capture")
        write_truth(SCENES[name], folder, SESSIONS / name)


def _replace(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    for file in target.iterdir():
        file.chmod(0o644)


if __name__ == "__main__":
    main()
