"""The changelog speaks of the version that is in the code, in the user's words."""

import re
from pathlib import Path

from workbench import __version__

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
HEADING = re.compile(r"^## \[?(\d+\.\d+\.\d+)\]? - (\d{4}-\d{2}-\d{2}|unreleased)$", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def text() -> str:
    return CHANGELOG.read_text("utf-8")


def test_the_newest_version_in_the_changelog_is_the_code_s() -> None:
    versions = [version for version, _ in HEADING.findall(text())]

    assert versions
    assert versions[0] == __version__
    assert versions == sorted(versions, key=_numbers, reverse=True)


def test_only_the_newest_version_may_be_unreleased() -> None:
    days = [day for _, day in HEADING.findall(text())]

    assert "unreleased" not in days[1:]


def test_the_changelog_keeps_to_its_kinds_of_change() -> None:
    kinds = re.findall(r"^### (.*)$", text(), re.MULTILINE)

    assert kinds
    assert set(kinds) <= KINDS


def test_every_line_tells_users_what_they_have_now() -> None:
    lines = re.findall(r"^- (.*)$", text(), re.MULTILINE)

    assert lines
    assert not [line for line in lines if not line.startswith("Now ")]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
