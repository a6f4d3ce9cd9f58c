"""Every importer of ours keeps what the plugin contract promises, on small and on real captures."""

from pathlib import Path

import pytest

from tests.badinput.captures_small import SMALL, Small
from workbench import plugins
from workbench.testing import check_importer

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"
REAL = {
    "agentnet": "opencua_cot/raw_example.jsonl",
    "agentnet-bench": "agentnetbench/s_df0fd37049f470c2.json",
    "asciicast-input": "asciicast/player_tests/input.cast",
    "asciicast-long": "asciicast/player_tests/theme-256.cast",
    "asciicast-resizing": "asciicast/player_tests/resizing.cast",
    "ducktrack": "ducktrack",
    "openadapt": "openadapt_capture/crm1",
    "openadapt-flow": "openadapt_flow/mockmed-triage-v1",
    "osworld": "osworld_sft/gimp_grayscale_task",
    "pctracker": "pc_tracker/events_example",
    "rrweb": "rrweb/tern_unmasked.jsonl",
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every small capture, built once."""
    root = tmp_path_factory.mktemp("small")
    return {small.name: small.build(root / small.name) for small in SMALL}


@pytest.mark.parametrize("small", SMALL, ids=lambda small: str(small.name))
def test_it_keeps_its_promises_on_a_small_capture(small: Small, built: dict[str, Path]) -> None:
    others = [built[other.name] for other in SMALL if other.importer != small.importer]

    check_importer(plugins.importer(small.importer), built[small.name], others=others, damaged=24)


@pytest.mark.parametrize("name", sorted(REAL))
def test_it_keeps_its_promises_on_a_real_capture(name: str, built: dict[str, Path]) -> None:
    source = (SHARED / REAL[name]).resolve()
    if not source.exists():
        pytest.skip("the shared captures are not here")
    installed = plugins.plugin_names("importers")
    importer = name if name in installed else name.split("-")[0]
    if importer not in installed:
        pytest.skip(f"there is no importer {importer!r}")
    others = [built[other.name] for other in SMALL if other.importer != importer]

    check_importer(plugins.importer(importer), source, others=others, damaged=2)


def test_there_is_a_real_capture_of_every_kind_that_was_shared() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared captures are not here")
    shown = {path.split("/")[0] for path in REAL.values()}

    # Pictures of a redaction are no capture.
    assert shown == {path.name for path in SHARED.iterdir() if path.is_dir()} - {
        "openadapt_privacy"
    }
