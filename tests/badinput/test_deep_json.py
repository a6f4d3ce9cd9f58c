"""JSON nested deeper than any reader goes is bad input like any other."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.errors import WorkbenchError
from workbench.services.exchanging import parse_labels
from workbench.services.ontologies import read_ontology_file
from workbench.services.verifying import verify_release
from workbench_parquet.layout import About

if TYPE_CHECKING:
    from collections.abc import Callable

DEEP = "[" * 100_000
DEEP_OBJECT = '{"labels":' * 50_000


def _labels(_: Path, text: str) -> None:
    parse_labels(text)


def _ontology(directory: Path, text: str) -> None:
    (directory / "labels.json").write_text(text)
    read_ontology_file(directory / "labels.json")


def _ontology_in_toml(directory: Path, text: str) -> None:
    (directory / "labels.toml").write_text(f"labels = {text}")
    read_ontology_file(directory / "labels.toml")


def _manifest(directory: Path, text: str) -> None:
    (directory / "manifest.json").write_text(text)
    verify_release(directory, None)


@pytest.mark.parametrize("read", [_labels, _ontology, _ontology_in_toml, _manifest])
@pytest.mark.parametrize("text", [DEEP, DEEP_OBJECT], ids=["lists", "objects"])
def test_it_is_refused_in_words(
    tmp_path: Path, read: "Callable[[Path, str], None]", text: str
) -> None:
    with pytest.raises(WorkbenchError) as refused:
        read(tmp_path, text)
    assert refused.value.hint


def test_a_parquet_file_that_says_so_about_itself_is_no_release() -> None:
    with pytest.raises(ValueError, match="deep"):
        About.parse(DEEP.encode())
