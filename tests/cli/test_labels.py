"""Labels and the ontology: out to files, checked, and back in exactly."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.segment import Outcome, Tier
from workbench.errors import UsageError
from workbench.services.exchanging import Line, parse_labels

from .conftest import Shell

LINES = st.builds(
    Line,
    source_digest=st.text("0123456789abcdef", min_size=64, max_size=64),
    tier=st.sampled_from(Tier),
    start_us=st.integers(0, 2**53),
    end_us=st.integers(0, 2**53),
    labels=st.lists(st.text(max_size=9)).map(tuple),
    instruction=st.text(),
    outcome=st.none() | st.sampled_from(Outcome),
    author=st.text(max_size=9),
    source=st.text(max_size=9),
)


@given(st.lists(LINES))
def test_every_line_reads_back_as_it_was_written(lines: list[Line]) -> None:
    text = "".join(line.to_json("s-1") + "\n" for line in lines)

    assert parse_labels(text) == lines


@pytest.mark.parametrize("text", ["x", "[]", "{}", '{"tier": "task"}', "null"])
def test_a_line_that_is_no_segment_is_named_by_its_number(text: str) -> None:
    with pytest.raises(UsageError, match="line 2 is not a segment"):
        parse_labels(f"\n{text}\n")


def test_labels_survive_deletion_and_import_byte_for_byte(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = approved_shell
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    shell("labels", "export", first)
    for segment in shell.json("segments", session)["segments"]:
        shell("segment", "delete", segment["segment_id"])

    done = shell.json("labels", "import", first)
    again = shell.json("labels", "import", first)
    shell("labels", "export", second)

    assert (done["imported"], done["already_there"]) == (2, 0)
    assert (again["imported"], again["already_there"]) == (0, 2)
    assert second.read_bytes() == first.read_bytes()
    assert "there already" in shell("labels", "export", second, status=2).err


def test_labels_travel_to_another_project_with_the_same_capture(
    approved_shell: tuple[Shell, str], capture_source: Path, tmp_path: Path
) -> None:
    shell, _ = approved_shell
    other = tmp_path / "other"
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    shell("labels", "export", first)
    shell("import", capture_source, "--project", other, "--subject", "p-01")
    digests = [_digest(shell, project) for project in (shell.project, other)]
    lines = first.read_text().replace(digests[0], digests[1])
    first.write_text(lines)

    shell("labels", "import", first, "--project", other)
    shell("labels", "export", second, "--project", other)

    assert _without_ids(second) == _without_ids(first)


def test_who_labelled_elsewhere_stays_the_author_until_somebody_labels_anew(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = approved_shell
    file = tmp_path / "labels.jsonl"
    shell("labels", "export", file)
    for segment in shell.json("segments", session)["segments"]:
        shell("segment", "delete", segment["segment_id"])

    shell("labels", "import", file, who="lea")
    imported = shell.json("segments", session)["segments"]
    shell("segment", "label", imported[0]["segment_id"], "read", who="lea")
    anew = shell.json("segments", session)["segments"]

    assert [segment["author"] for segment in imported] == ["ana", "ana"]
    assert sorted(segment["author"] for segment in anew) == ["ana", "lea"]


def test_a_session_with_one_bad_segment_takes_none_of_them(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    digest = _digest(shell, shell.project)
    good = _line(digest, 0, 4_000_000, "form")
    file = tmp_path / "labels.jsonl"

    for bad in (
        _line(digest, 5_000_000, 6_000_000, "nonsense"),
        _line(digest, 3_000_000, 6_000_000, "form"),
        _line(digest, 5_000_000, 10**12, "form"),
        _line("0" * 64, 0, 1, "form"),
    ):
        file.write_text(f"{good}\n{bad}\n" if digest in bad else f"{bad}\n")
        refused = shell.json("labels", "import", file, status=1)["refused"]
        assert len(refused[0]["reasons"]) == 1
        assert shell.json("segments", session)["segments"] == []


def test_a_reviewer_imports_no_labels(stocked_shell: tuple[Shell, str], tmp_path: Path) -> None:
    shell, _ = stocked_shell
    file = tmp_path / "labels.jsonl"
    file.write_text("")

    assert "may not label" in shell("labels", "import", file, who="rev", status=3).err


def test_an_ontology_is_shown_checked_and_replaced(team_shell: Shell, tmp_path: Path) -> None:
    toml = tmp_path / "labels.toml"
    toml.write_text('[[labels]]\nkey = "order"\ndigit = 3\n[[labels]]\nkey = "pay"\nparent="order"')
    listed = tmp_path / "labels.json"
    listed.write_text(json.dumps([{"key": "order", "digit": 4}]))

    assert team_shell.json("ontology", "show")["version"] == 0
    assert team_shell.json("ontology", "check", toml)["problems"] == []
    team_shell("ontology", "import", toml, who="ana", status=3)
    assert team_shell.json("ontology", "import", toml)["version"] == 1
    assert team_shell.json("ontology", "import", toml)["version"] == 1
    assert team_shell.json("ontology", "import", listed)["version"] == 2
    shown = team_shell.json("ontology", "show", who="ana")
    assert [(label["key"], label["digit"]) for label in shown["labels"]] == [("order", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "labels = 3",
        "[[labels]]\nname = 'no key'",
        '[[labels]]\nkey = "a"\n[[labels]]\nkey = "a"',
        '[[labels]]\nkey = "a"\nparent = "b"',
        '[[labels]]\nkey = "a"\ndigit = 12',
        "not toml at all",
    ],
)
def test_a_file_that_is_no_ontology_is_refused(
    team_shell: Shell, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "labels.toml"
    file.write_text(text)

    assert "is not an ontology" in team_shell("ontology", "import", file, status=2).err
    assert team_shell.json("ontology", "show")["version"] == 0


def test_labels_in_use_are_deprecated_and_not_lost(
    approved_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = approved_shell
    file = tmp_path / "labels.toml"
    file.write_text('[[labels]]\nkey = "order"')

    assert "form" in shell.json("ontology", "check", file, status=1)["problems"][0]
    shell("ontology", "import", file, status=2)
    file.write_text('[[labels]]\nkey = "order"\n[[labels]]\nkey = "form"\ndeprecated = true')
    shell("ontology", "import", file)

    assert shell.json("sessions")["sessions"][0]["approval_holds"] is False
    assert "ontology" in shell.json("show", session)["approval_lost_by"]


def _line(digest: str, start_us: int, end_us: int, label: str) -> str:
    line = Line(digest, Tier.TASK, start_us, end_us, (label,), "Do it", None, "ana", "human")
    return line.to_json("s-1")


def _digest(shell: Shell, project: Path) -> str:
    session = shell.json("sessions", "--project", project)["sessions"][0]["session_id"]
    digest = shell.json("show", session, "--project", project)["custody"]["digest"]
    assert isinstance(digest, str)
    return digest


def _without_ids(path: Path) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [{name: line[name] for name in line if name != "session_id"} for line in lines]
