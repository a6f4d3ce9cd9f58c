"""Pipes, devices and links that lead out are never read, whatever they call themselves."""

import contextlib
import os
import sys
from pathlib import Path

import pytest

from tests.badinput.captures_small import SMALL, Small
from workbench import plugins
from workbench.domain.tally import WarningTally
from workbench.errors import BadCapture, WorkbenchError
from workbench.services.gathering import captures_at
from workbench.services.sources import find_source, importer_for, parts_of
from workbench.source_files import json_document, json_lines, lies_inside, opened
from workbench.testing.contents import Contents, read_as_imported

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="has no pipes with names"),
    pytest.mark.timeout(30),
]
SMALLS = pytest.mark.parametrize("small", SMALL, ids=lambda small: str(small.name))


def built(small: Small, tmp_path: Path) -> tuple[Path, list[Path]]:
    """A small capture as it is named for an import, and its files that are no pictures."""
    source = small.build(tmp_path / "capture")
    folder = source if source.is_dir() else source.parent
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return source, [path for path in files if path.suffix != ".png"]


def looked_at(source: Path, importer: str) -> list[Contents] | None:
    """What an import finds before it opens captures and in them; None where it is refused."""
    reader = plugins.importer(importer)
    folder = source if source.is_dir() else source.parent
    for path in {source, folder}:
        reader.recognises(path)
        with contextlib.suppress(WorkbenchError):
            captures_at(path)
    try:
        sources = [find_source(source, importer, part) for part in parts_of(source, importer)]
        with contextlib.ExitStack() as stack:
            return [read_as_imported(stack.enter_context(one.open())) for one in sources]
    except WorkbenchError:
        return None


@SMALLS
def test_a_pipe_in_place_of_any_file_is_as_good_as_none(small: Small, tmp_path: Path) -> None:
    source, files = built(small, tmp_path)
    assert looked_at(source, small.importer)
    for path in files:
        aside = path.rename(tmp_path / "aside")
        without = looked_at(source, small.importer)
        os.mkfifo(path)

        # It would wait for ever.
        assert looked_at(source, small.importer) == without

        path.unlink()
        aside.rename(path)


@SMALLS
def test_a_link_that_leads_out_is_not_followed(small: Small, tmp_path: Path) -> None:
    source, files = built(small, tmp_path)
    # A link that is itself named for an import is followed.
    named = source if source.is_dir() else source.parent
    outside = tmp_path / "outside"
    outside.mkdir()
    for path in files:
        moved = path.rename(outside / path.name)
        without = looked_at(named, small.importer)
        path.symlink_to(moved)
        os.utime(moved, ns=(0, moved.stat().st_mtime_ns))
        assert looked_at(named, small.importer) == without
        # The time of reading moves on where anything was read, on systems that keep it.
        assert moved.stat().st_atime_ns == 0
        path.unlink()
        moved.rename(path)


def test_what_is_neither_a_file_nor_a_folder_is_refused(tmp_path: Path) -> None:
    pipe, endless = tmp_path / "a.cast", tmp_path / "endless.json"
    os.mkfifo(pipe)
    endless.symlink_to("/dev/zero")

    for path in (pipe, endless):
        for name in (None, "asciicast"):
            with pytest.raises(BadCapture, match="neither a file nor a folder"):
                importer_for(path, name)


def test_a_name_that_no_system_allows_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadCapture, match="does not exist"):
        importer_for(tmp_path / ("a" * 5000))


def test_json_is_not_read_from_a_pipe(tmp_path: Path) -> None:
    pipe, tally = tmp_path / "pipe.json", WarningTally()
    os.mkfifo(pipe)

    assert list(json_lines(pipe, tally)) == []
    assert [warning.code for warning in tally.warnings()] == ["files-unreadable"]
    with pytest.raises(BadCapture):
        json_document(pipe)
    with pytest.raises(OSError, match="not a regular file"):
        opened(pipe)


def test_what_lies_inside_is_a_file_that_no_link_leads_out_of(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in" / "a", tmp_path / "b"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.touch()
    link, near = inside.with_name("link"), inside.with_name("near")
    link.symlink_to(outside)
    near.symlink_to(inside)

    assert lies_inside(inside.parent, inside)
    assert lies_inside(inside.parent, near)
    assert not lies_inside(inside.parent, link)
    assert not lies_inside(inside.parent, outside)
    assert not lies_inside(tmp_path, inside.parent)
    assert not lies_inside(tmp_path, tmp_path / ("a" * 5000))
