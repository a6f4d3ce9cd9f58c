"""What is fuzzed is every reader, and input in order breaks none of them."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, Target
from workbench import plugins

HAVE_NO_OWN = {"openadapt-legacy"}
"""Those that another target reads with: the old OpenAdapt's rows go the way of the new one's."""

TARGET = pytest.mark.parametrize("target", TARGETS, ids=lambda target: str(target.name))


@TARGET
def test_the_seeds_of_a_target_are_read(target: Target, tmp_path: Path) -> None:
    attempt, seeds = target.prepare(tmp_path)

    assert seeds
    assert [seed for seed in seeds if attempt(seed) is None] == []


@TARGET
def test_a_target_reads_after_nonsense_what_it_read_before(target: Target, tmp_path: Path) -> None:
    attempt, seeds = target.prepare(tmp_path)
    differing = 0

    for seed in seeds:
        whole = attempt(seed)
        attempt(b"")
        for bad in (seed[: len(seed) // 2], seed[:1] + b"\xff\0{", seed + seed):
            differing += attempt(bad) != whole
        assert attempt(seed) == whole

    assert differing >= len(seeds)


def test_every_importer_is_fuzzed() -> None:
    names = {target.name for target in TARGETS}

    assert set(plugins.plugin_names("importers")) - names == HAVE_NO_OWN
