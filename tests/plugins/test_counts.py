"""Captures that are at hand come out with as much as their own files hold, kind by kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.own_counts import own_counts, told_counts
from workbench.services.demonstrating import samples_dir
from workbench.services.gathering import Found, captures_at
from workbench.services.sources import find_source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "captures"


def _captures() -> Iterator[Found]:
    for folder in (samples_dir() / "badge-desk", SHARED):
        if folder.is_dir():
            yield from captures_at(folder)


CAPTURES = list(_captures())


@pytest.mark.parametrize("found", CAPTURES, ids=lambda found: "/".join(found.path.parts[-2:]))
def test_nothing_of_a_real_capture_is_lost_or_made_up(found: Found) -> None:
    source = find_source(found.path, found.format_name, found.part)
    own = own_counts(source.importer.name, found.path)
    if not own:
        pytest.skip("nothing but output: its screens are held against an emulator elsewhere")

    with source.open() as opened:
        told = told_counts(source.importer.name, opened)

    assert {kind: told.get(kind, 0) for kind in own} == own


def test_every_format_that_is_at_hand_is_counted() -> None:
    found = [find_source(one.path, one.format_name, one.part) for one in CAPTURES]

    counted = {one.importer.name for one in found if own_counts(one.importer.name, one.path)}
    assert counted == {one.importer.name for one in found}
