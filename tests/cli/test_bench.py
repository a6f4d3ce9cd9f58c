"""The benchmark measures, says what it measured, and leaves nothing behind."""

from pathlib import Path

import pytest

from workbench.cli.bench import NAMES, TOLD
from workbench.cli.progress import progress_bar
from workbench.services import measuring

from .conftest import Shell


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_figure_is_measured_and_named_and_the_scratch_project_is_gone(
    shell: Shell, tmp_path: Path
) -> None:
    found = shell.json("bench", "--dir", tmp_path)
    figures = found["figures"]

    assert tuple(figures) == NAMES == tuple(measuring.BENCHMARKS)
    assert {name for group in figures.values() for name in group} == set(TOLD)
    assert figures["import"]["frames"] == 117
    assert figures["import"]["frames_per_s"] * figures["import"]["seconds"] == pytest.approx(117)
    assert figures["journal"]["ops"] == 200
    assert 0 < figures["journal"]["p50_ms"] <= figures["journal"]["p99_ms"]
    assert 0 < figures["seek"]["warm_p50_ms"] <= figures["seek"]["warm_p99_ms"]
    assert 0 < figures["seek"]["cold_p50_ms"] <= figures["seek"]["cold_p99_ms"]
    assert figures["seek"]["warm_p50_ms"] < figures["seek"]["cold_p50_ms"]
    assert not list(tmp_path.glob("workbench-bench-*"))
    assert not shell.project.exists()


def test_one_benchmark_alone_is_a_table_with_what_was_asked_beside_it(
    shell: Shell, tmp_path: Path
) -> None:
    ended = shell("bench", "journal", "--dir", tmp_path)

    header, *rows = ended.out.splitlines()
    assert header.split() == ["OF", "WHAT", "MEASURED", "ASKED"]
    assert {row.split()[0] for row in rows} == {"journal"}
    assert [row for row in rows if "at most 2" in row and "p50" in row]


def test_what_cannot_be_measured_is_said_and_nothing_is_made(shell: Shell, tmp_path: Path) -> None:
    assert "import, journal, seek" in shell("bench", "speed", "--dir", tmp_path, status=2).err
    assert "is no directory" in shell("bench", "--dir", tmp_path / "no", status=2).err

    assert not list(tmp_path.glob("workbench-bench-*"))


def test_whoever_cuts_it_off_finds_nothing_left(tmp_path: Path) -> None:
    def cut_off(step: str, done: int, total: int) -> None:
        assert len(list(tmp_path.iterdir())) == 1
        if done >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measuring.measure(["journal"], tmp_path, progress=cut_off)

    assert list(tmp_path.iterdir()) == []


def test_a_bar_without_a_terminal_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("bench") as progress:
        progress("decisions", 1, 2)

    assert capsys.readouterr().err == ""
