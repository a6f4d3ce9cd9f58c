"""Whether an importer keeps what the plugin contract promises, tried on a real capture."""

import random
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.plugin_api import HoldsMany, Importer, OpenCapture, TellsFilesOfParts
from workbench.testing.contents import Contents, read_as_imported, read_in_turn
from workbench.testing.demands import demand, demand_quiet
from workbench.testing.strangers import strangers
from workbench.testing.untouched import Traces, check_let_go, copied
from workbench.testing.wellformed import check_contents


def check_importer(
    importer: Importer, source: Path, *, others: Iterable[Path] = (), damaged: int = 12
) -> None:
    """Raise AssertionError, with what is wrong in a sentence, unless every promise is kept.

    `source` is a whole capture of the importer's kind, `others` are captures of other kinds.
    As many copies as `damaged` says are cut short or changed: they may be refused in words.
    """
    demand(bool(importer.name) and bool(importer.version), "the importer has no name or version")
    demand(_recognised(importer, source), "the capture is not recognised")
    files = _files(importer, source)
    traces = Traces(files)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _check_strangers(importer, folder / "strangers", files, source, others)
        copy = copied(files, source, folder / "copy")
        private: set[str] = set()
        for part in _parts(importer, source):
            private |= _check_capture(importer, source, copy, part)
        _check_damage(importer, copy, folder / "damaged", private, damaged)
        shutil.rmtree(copy if copy.is_dir() else copy.parent)
    traces.check("after the capture was read")


def _recognised(importer: Importer, source: Path) -> bool:
    try:
        answer = importer.recognises(source)
    except Exception as error:
        raise AssertionError(f"recognises() raised {type(error).__name__}") from error
    demand(isinstance(answer, bool), "recognises() says neither True nor False")
    return answer


def _files(importer: Importer, source: Path) -> list[Path]:
    files = list(importer.files(source))
    root = (source if source.is_dir() else source.parent).resolve()
    demand(bool(files), "files() names none")
    demand(files == sorted(set(files)), "files() is not sorted, or names one twice")
    for file in files:
        demand(file.is_file(), f"files() names {file.name}, which is no file")
        demand(file.resolve().is_relative_to(root), f"{file.name} lies outside the capture")
    return files


def _check_strangers(
    importer: Importer,
    folder: Path,
    files: Sequence[Path],
    source: Path,
    others: Iterable[Path],
) -> None:
    folder.mkdir()
    root = source if source.is_dir() else source.parent
    names = [file.relative_to(root).as_posix() for file in files]
    for path in others:
        demand(not _recognised(importer, path), f"the capture {path.name} is recognised")
    for what, path in strangers(folder, names):
        demand(not _recognised(importer, path), f"{what} is recognised")
        _check_refused(importer, path, what)


def _check_refused(importer: Importer, path: Path, what: str) -> None:
    try:
        with importer.open(path) as opened:
            is_empty = not _holds_anything(read_in_turn(opened))
    except WorkbenchError as error:
        demand(bool(error.hint), f"{what} is refused without saying what to do")
    except Exception as error:
        raise AssertionError(f"opening {what} raised {type(error).__name__}") from error
    else:
        demand(is_empty, f"{what} was opened as a capture that holds something")


def _holds_anything(contents: Contents) -> bool:
    return bool(contents.events or contents.frames or contents.screens)


def _parts(importer: Importer, source: Path) -> Sequence[str]:
    if not isinstance(importer, HoldsMany):
        return [""]
    parts = list(importer.parts(source))
    demand(bool(parts), "parts() names none")
    demand(all(isinstance(part, str) for part in parts), "the name of a part is no text")
    demand(len(set(parts)) == len(parts), "two parts have the same name")
    demand(parts == list(importer.parts(source)), "parts() names others the second time")
    with tempfile.TemporaryDirectory() as nothing:
        demand(_is_refused(importer, Path(nothing)), "a part of nothing can be opened")
    if isinstance(importer, TellsFilesOfParts):
        _check_files_of(importer, source, parts, _files(importer, source))
    return parts


def _check_files_of(
    importer: TellsFilesOfParts, source: Path, parts: Sequence[str], whole: Sequence[Path]
) -> None:
    """Parts name files of the source, and all of them together each of it."""
    named = set[Path]()
    for part in parts:
        files = list(importer.files_of(source, part))
        demand(bool(files), "a part has no files")
        demand(files == sorted(set(files)), "the files of a part are not sorted and unique")
        named.update(files)
    demand(named == set(whole), "the parts' files are not those of the source")


def _is_refused(importer: HoldsMany, source: Path) -> bool:
    try:
        with importer.open_part(source, "no such part"):
            return False
    except WorkbenchError:
        return True


def _opened(importer: Importer, source: Path, part: str) -> AbstractContextManager[OpenCapture]:
    if part and isinstance(importer, HoldsMany):
        return importer.open_part(source, part)
    return importer.open(source)


def _check_capture(importer: Importer, source: Path, copy: Path, part: str) -> set[str]:
    """Read a capture twice, once as a copy of the files it names; the texts that are private."""
    root = copy if copy.is_dir() else copy.parent
    with _opened(importer, source, part) as opened:
        first = read_as_imported(opened)
    check_contents(first)
    traces = Traces(path for path in root.rglob("*") if path.is_file())
    with _opened(importer, copy, part) as opened:
        second = read_in_turn(opened)
    check_let_go(root, "when the capture was closed")
    traces.check("after a copy of the capture was read")
    _check_same(first, second)
    _look_briefly(importer, copy, part)
    check_let_go(root, "when the capture was closed before its end")
    return first.private()


def _look_briefly(importer: Importer, source: Path, part: str) -> None:
    """Open a capture and turn away after the first event and the first frame."""
    with _opened(importer, source, part) as opened:
        begun = [iter(opened.events()), iter(opened.frames())]
        for items in begun:
            next(items, None)


def _check_same(first: Contents, second: Contents) -> None:
    for field in fields(Contents):
        is_same = getattr(first, field.name) == getattr(second, field.name)
        demand(is_same, f"the {field.name} of a copy of the capture's files are others")


def _check_damage(
    importer: Importer, copy: Path, folder: Path, private: set[str], count: int
) -> None:
    root = copy if copy.is_dir() else copy.parent
    files = sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())
    for seed in range(count):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(root, folder)
        how = _damage(random.Random(seed), folder, files)  # noqa: S311
        source = folder if copy.is_dir() else folder / copy.name
        _check_damaged(importer, source, private, how)


def _damage(rng: random.Random, folder: Path, files: Sequence[Path]) -> str:
    name = rng.choice(files)
    path = folder / name
    data = bytearray(path.read_bytes())
    how = rng.choice(("cut short", "changed", "taken away"))
    if how == "taken away" or not data:
        path.unlink()
        return f"{name.name} is taken away"
    at = rng.randrange(len(data) + 1)
    if how == "cut short":
        del data[at:]
    else:
        for _ in range(rng.choice((1, 10))):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    return f"{name.name} is {how}"


def _check_damaged(importer: Importer, source: Path, private: set[str], how: str) -> None:
    _recognised(importer, source)
    try:
        for part in importer.parts(source) if isinstance(importer, HoldsMany) else [""]:
            with _opened(importer, source, part) as opened:
                check_contents(read_as_imported(opened))
    except WorkbenchError as error:
        demand(bool(error.hint), f"where {how}, nothing says what to do")
        demand_quiet(f"{error.message} {error.hint}", private, f"the error where {how}")
    except AssertionError as error:
        raise AssertionError(f"where {how}: {error}") from error
    except Exception as error:
        raise AssertionError(f"where {how}, it raised {type(error).__name__}") from error
    check_let_go(source if source.is_dir() else source.parent, f"where {how}")
