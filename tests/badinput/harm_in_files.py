"""Harm to the folder of a capture: files missing, too many, mixed up, or not what they seem."""

import os
import random
import shutil
from pathlib import Path

from tests.badinput.harm import OUTSIDE, Harmless

_NAMES = (
    "line\nbreak.json",
    "\x1b[31mred\x1b]0;owned\x07.png",
    "'; DROP TABLE event; --.jsonl",
    "\u202egnp.exe",
    "a" * 240,
    "..\\..\\escape.png",
    "-rf",
    "%s%n.mp4",
    os.fsdecode(b"half\xff\xe9.png"),
    "events.jsonl.bak",
    ".hidden.mp4",
)


def _files(folder: Path, *, at_least: int = 1) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if len(files) < at_least:
        raise Harmless
    return files


def file_missing(rng: random.Random, folder: Path) -> str:
    """A file is not there."""
    path = rng.choice(_files(folder))
    path.unlink()
    return path.name


def most_files_missing(rng: random.Random, folder: Path) -> str:
    """One file is all there is."""
    files = _files(folder, at_least=2)
    kept = rng.choice(files)
    for path in files:
        if path != kept:
            path.unlink()
    return f"all but {kept.name}"


def files_swapped(rng: random.Random, folder: Path) -> str:
    """Two files have each other's names."""
    one, other = rng.sample(_files(folder, at_least=2), 2)
    spare = one.with_name("spare")
    one.rename(spare)
    other.rename(one)
    spare.rename(other)
    return f"{one.name} and {other.name}"


def file_twice(rng: random.Random, folder: Path) -> str:
    """A file is there a second time under another name of its kind."""
    path = rng.choice(_files(folder))
    name = rng.choice((f"copy{path.suffix}", f"0{path.name}", f"{path.stem} (1){path.suffix}"))
    shutil.copyfile(path, path.with_name(name))
    return f"{path.name} as {name}"


def strange_names(rng: random.Random, folder: Path) -> str:
    """Files with names that a terminal, a shell or a query would act on lie beside."""
    path = rng.choice(_files(folder))
    for name in rng.sample(_NAMES, 4):
        shutil.copyfile(path, path.with_name(name))
    return f"copies of {path.name}"


def strangely_named(rng: random.Random, folder: Path) -> str:
    """A file of the capture has such a name itself."""
    path = rng.choice(_files(folder))
    name = rng.choice(_NAMES[:5]) + path.suffix
    path.rename(path.with_name(name))
    return f"{path.name} as {name!r}"


def file_renamed(rng: random.Random, folder: Path) -> str:
    """A file goes by another name."""
    path = rng.choice(_files(folder))
    name = rng.choice((path.name.upper(), f"{path.name}.txt", path.stem, f"new{path.suffix}"))
    path.rename(path.with_name(name or "x"))
    return f"{path.name} as {name}"


def folder_for_a_file(rng: random.Random, folder: Path) -> str:
    """A folder stands where a file should."""
    path = rng.choice(_files(folder))
    path.unlink()
    path.mkdir()
    (path / "inner.png").write_bytes(b"x")
    return path.name


def pipe_for_a_file(rng: random.Random, folder: Path) -> str:
    """A pipe that nobody writes to stands where a file should: reading it never ends."""
    path = rng.choice(_files(folder))
    path.unlink()
    os.mkfifo(path)
    return path.name


def link_out_for_a_file(rng: random.Random, folder: Path) -> str:
    """A file is a link to one of its kind that lies outside."""
    path = rng.choice(_files(folder))
    outside = folder.parent / OUTSIDE / f"secret{path.suffix}"
    target = outside if outside.is_file() else folder.parent / OUTSIDE / "secret.jsonl"
    path.unlink()
    path.symlink_to(target)
    return f"{path.name} to {target.name}"


def link_out_for_a_folder(_rng: random.Random, folder: Path) -> str:
    """A folder of the capture is a link to one outside."""
    folders = (path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())
    inner = sorted(path for path in folders if any(path.iterdir()))
    if not inner:
        raise Harmless
    outside = folder.parent / OUTSIDE
    (outside / "there").mkdir(exist_ok=True)
    inner[-1].rename(outside / "there" / inner[-1].name)
    inner[-1].symlink_to(outside / "there" / inner[-1].name)
    return inner[-1].name


def link_to_itself(rng: random.Random, folder: Path) -> str:
    """A file is a link to itself, or to nothing, or to a device."""
    path = rng.choice(_files(folder))
    path.unlink()
    path.symlink_to(rng.choice((path.name, "nowhere", "/dev/zero", "/proc/self/mem", "/")))
    return path.name


def file_shut(rng: random.Random, folder: Path) -> str:
    """A file may not be read, by anybody but root."""
    path = rng.choice(_files(folder))
    path.chmod(0)
    return path.name


HARMS = [
    file_missing,
    most_files_missing,
    files_swapped,
    file_twice,
    strange_names,
    strangely_named,
    file_renamed,
    folder_for_a_file,
    pipe_for_a_file,
    link_out_for_a_file,
    link_out_for_a_folder,
    link_to_itself,
    file_shut,
]
