"""What is fuzzed is every reader, and input in order breaks none of them."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, Target
from workbench import plugins

HAVE_NO_OWN = {"openadapt-legacy"}
"""Those that another target reads with: the old OpenAdapt's rows go the way of the new one's."""

TARGET = pytest.mark.parametrize("target", TARGETS, ids=lambda target: str(target.name))


@TARGET
def test_the_seeds_of_a_target_pass(target: Target, tmp_path: Path) -> None:
    attempt, seeds = target.prepare(tmp_path)

    assert seeds
    for seed in seeds:
        attempt(seed)


@TARGET
def test_a_target_goes_on_after_input_that_is_nonsense(target: Target, tmp_path: Path) -> None:
    attempt, seeds = target.prepare(tmp_path)

    for seed in seeds:
        for bad in (b"", seed[: len(seed) // 2], seed[:1] + b"\xff\0{", seed + seed):
            attempt(bad)
        attempt(seed)


def test_every_importer_is_fuzzed() -> None:
    names = {target.name for target in TARGETS}

    assert set(plugins.plugin_names("importers")) - names == HAVE_NO_OWN
