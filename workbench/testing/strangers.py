"""What is no capture at all, for importers to say no to."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
_TEXTS = {
    "notes.txt": "Call back on Monday.\n",
    "table.csv": "name,count\nlamp,3\n",
    "settings.json": '{"theme": "dark", "events": 3}\n',
    "list.json": "[1, 2, 3]\n",
    "lines.jsonl": '{"a": 1}\n[]\nnull\n',
    "film.mp4": "this is no film",
    "half.json": '{"version": 2, "eve',
}


def strangers(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """What each is and where: nothing, noise, other files, noise under a capture's own names."""
    yield "a path where nothing is", folder / "nowhere"
    empty = folder / "empty"
    empty.mkdir()
    yield "an empty folder", empty
    noise = random.Random(1).randbytes(4096)  # noqa: S311
    (folder / "noise.bin").write_bytes(noise)
    yield "a file of noise", folder / "noise.bin"
    (folder / "empty.bin").touch()
    yield "an empty file", folder / "empty.bin"
    others = _others(folder / "others")
    yield "a folder of other files", others
    for path in sorted(others.iterdir()):
        yield f"a file like {path.name}", path
    yield from _namesakes(folder / "namesakes", names, noise)


def _others(folder: Path) -> Path:
    folder.mkdir()
    for name, text in _TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "picture.png").write_bytes(PIXEL)
    with closing(sqlite3.connect(folder / "store.db")) as database:
        database.execute("CREATE TABLE lamp (id INTEGER)")
        database.commit()
    return folder


def _namesakes(folder: Path, names: Sequence[str], noise: bytes) -> Iterator[tuple[str, Path]]:
    """Files called as those of a capture, with nothing of one in them."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise)
    yield "noise under the names of a capture's files", folder
    for name in names:
        yield f"noise called {Path(name).name}", folder / name
