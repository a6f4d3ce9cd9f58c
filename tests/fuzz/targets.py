"""What is fuzzed: each reader with what bytes are put where, and what may come of it.

Nothing of Workbench is imported here: it must be imported when coverage is already watched.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import duckdb

from tests.badinput.captures_small import BY_NAME
from tests.badinput.making import TYPED

_DATABASES = (".db", ".duckdb")

Try: TypeAlias = Callable[[bytes], object]
"""What is read of some bytes, None where they are refused.

Raises only where something is wrong with the reader.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader: `prepare` gives what tries bytes, and bytes that are in order."""

    name: str
    watched: tuple[str, ...]
    """The packages whose coverage leads the search."""
    prepare: Callable[[Path], tuple[Try, list[bytes]]]


def _files(name: str, *places: tuple[str, str]) -> Target:
    """Small captures of one importer, of which one file is whatever comes after the first byte.

    The first byte says which of the places, each a small capture and a file in it.
    """

    def prepare(folder: Path) -> tuple[Try, list[bytes]]:
        tries, seeds = [], []
        smalls = dict.fromkeys(small for small, _ in places)
        sources = {small: BY_NAME[small].build(folder / small) for small in smalls}
        for small, pattern in places:
            source = sources[small]
            (path,) = (folder / small).rglob(pattern)
            seeds.append(path.read_bytes())
            tries.append(_in_a_file(path, seeds[-1], _reader(BY_NAME[small].importer, source)))
        return _by_first_byte(tries, seeds)

    return Target(name, (_package(name), "workbench"), prepare)


def _columns(name: str, small: str, *places: tuple[str, str]) -> Target:
    """A small capture whose database holds in one place whatever comes after the first byte.

    The first byte says which of the places, each a table and a column of texts in it. It stands
    for the last of those texts, or in every row where there is none.
    """

    def prepare(folder: Path) -> tuple[Try, list[bytes]]:
        source = BY_NAME[small].build(folder / small)
        path = next(path for path in (folder / small).iterdir() if path.suffix in _DATABASES)
        whole, read = path.read_bytes(), _reader(BY_NAME[small].importer, source)
        tries, seeds = [], []
        for table, column in places:
            last = f"(SELECT max({column}) FROM {table})"
            query = f"UPDATE {table} SET {column} = ? WHERE {last} IS NULL OR {column} = {last}"
            tries.append(_in_a_column(path, whole, query, read))
            with closing(_connected(path)) as database:
                found = database.execute(f"SELECT {last}").fetchone()
            seeds.append(str((found and found[0]) or "{}").encode())
        return _by_first_byte(tries, seeds)

    return Target(name, (_package(name), "workbench"), prepare)


def _package(name: str) -> str:
    return f"workbench_{name.removesuffix('-store').replace('-', '_')}"


def _in_a_file(path: Path, whole: bytes, read: Callable[[], object]) -> Try:
    def attempt(data: bytes) -> object:
        path.write_bytes(data)
        try:
            return read()
        finally:
            path.write_bytes(whole)

    return attempt


def _in_a_column(path: Path, whole: bytes, query: str, read: Callable[[], object]) -> Try:
    def attempt(data: bytes) -> object:
        path.write_bytes(whole)
        with closing(_connected(path)) as database, contextlib.suppress(duckdb.Error):
            database.execute(query, [data.decode("utf-8", "replace")])
            database.commit()
        return read()

    return attempt


def _connected(path: Path) -> "sqlite3.Connection | duckdb.DuckDBPyConnection":
    return duckdb.connect(str(path)) if path.suffix == ".duckdb" else _plain(path)


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _by_first_byte(tries: list[Try], seeds: list[bytes]) -> tuple[Try, list[bytes]]:
    def attempt(data: bytes) -> object:
        return tries[data[0] % len(tries)](data[1:]) if data else None

    return attempt, [bytes([number]) + seed for number, seed in enumerate(seeds)]


def _reader(importer_name: str, source: Path) -> Callable[[], object]:
    """Reads a capture to its end and checks that it is well formed; errors in words are fine."""
    from workbench import plugins
    from workbench.errors import WorkbenchError
    from workbench.plugin_api import HoldsMany, OpenCapture
    from workbench.testing.contents import read_in_turn
    from workbench.testing.wellformed import check_contents

    importer = plugins.importer(importer_name)

    def captures() -> Iterator[AbstractContextManager[OpenCapture]]:
        if isinstance(importer, HoldsMany):
            yield from (importer.open_part(source, part) for part in importer.parts(source))
        else:
            yield importer.open(source)

    def read() -> object:
        importer.recognises(source)
        found = []
        try:
            for capture in captures():
                with capture as opened:
                    found.append(read_in_turn(opened))
                    check_contents(found[-1])
        except WorkbenchError:
            return None
        return found

    return read


def _calls(_: Path) -> tuple[Try, list[bytes]]:
    from workbench.domain.pyautogui_calls import parse_calls
    from workbench.domain.pyautogui_hands import Hands
    from workbench.domain.told import Told

    def attempt(data: bytes) -> object:
        told = Told()
        hands = Hands(told, lambda x, y: (x, y))
        hands.tell(5, parse_calls(data.decode("utf-8", "replace")))
        return told.actions or None

    return attempt, [
        b"pyautogui.moveTo(x=0.4, y=0.4)\npyautogui.scroll(-3)",
        b"pyautogui.hotkey(keys=['ctrl', 'c']); computer.terminate(status='success')",
        f"pyautogui.write(message={TYPED!r}, interval=0.1)".encode(),
        b"import pyautogui\ntime.sleep(1)\npyautogui.moveTo(5, 6)\npyautogui.drag(10, 20)",
    ]


def _places(_: Path) -> tuple[Try, list[bytes]]:
    from workbench.domain.geometry import Box
    from workbench.domain.place import EVER_US, Place, Where, read_place

    def attempt(data: bytes) -> object:
        place = read_place(data.decode("utf-8", "replace"))
        assert read_place(place.to_json()) == place
        return None if place.end_us == EVER_US else place

    typed = Place(Where.TYPED, 10, 90, source_id=4, start=1, stop=7, length=6, event_ids=(2, 3))
    shown = Place(Where.SCREEN, 0, 5, box=Box(1, 2, 3, 4))
    return attempt, [typed.to_json().encode(), shown.to_json().encode()]


def _ops(_: Path) -> tuple[Try, list[bytes]]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from workbench.domain.op import Change, Op
    from workbench.errors import WorkbenchError
    from workbench.store.ops import decode, encode, op_id

    def attempt(data: bytes) -> object:
        try:
            return decode(data)
        except WorkbenchError:
            return None

    change = Change(("b",), "segment/1", {"labels": ["form"], "alive": True, "start_us": 5})
    op = Op(
        by="lea",
        changes=(change,),
        head="h",
        hlc_us=5,
        id=op_id("lea-0badf00d", 3, 5),
        kind="segment.add",
        prev="p",
        seq=3,
        session="s-1",
        undoes="",
        v=1,
        writer="lea-0badf00d",
    )
    return attempt, [encode(op, Ed25519PrivateKey.generate(), "p-1")]


def _lines(folder: Path) -> tuple[Try, list[bytes]]:
    from workbench.domain.tally import WarningTally
    from workbench.source_files import json_lines, microseconds_in, number_in

    path = folder / "lines.jsonl"

    def attempt(data: bytes) -> object:
        path.write_bytes(data)
        values = list(json_lines(path, WarningTally()))
        return [(json.dumps(v), number_in(v), microseconds_in(v)) for v in values] or None

    return attempt, [b'{"t": 1.5, "x": [true, null]}\r\n-7e3\n"\\u00e9"\n', b"\xef\xbb\xbf[1]\n"]


_ALL = (
    _files("agentnet", ("agentnet", "tasks.jsonl"), ("agentnet-bench", "task.json")),
    _files(
        "agentnettool",
        ("agentnettool", "events.jsonl"),
        ("agentnettool", "element.jsonl"),
        ("agentnettool", "*complete.jsonl"),
    ),
    _files(
        "asciicast",
        ("asciicast-v1", "*.json"),
        ("asciicast-v2", "*.cast"),
        ("asciicast-v3", "*.cast"),
    ),
    _columns(
        "duckdb",
        "duckdb",
        *(("session", name) for name in ("started_at", "description", "platform")),
        *(("event", name) for name in ("kind", "button", "key", "text")),
        ("window_focus", "title"),
        ("frame", "path"),
    ),
    _files("ducktrack", ("ducktrack", "events.jsonl"), ("ducktrack", "metadata.json")),
    _columns(
        "openadapt",
        "openadapt",
        *(("browser_event", "message"), ("recording", "config"), ("window_event", "state")),
        *(("action_event", name) for name in ("element_state", "structural_observation")),
        *(("action_event", name) for name in ("name", "timestamp", "key_name", "key_char")),
    ),
    _files(
        "openadapt-flow",
        ("openadapt-flow", "events.jsonl"),
        ("openadapt-flow", "meta.json"),
    ),
    _columns(
        "openadapt-store",
        "openadapt-store",
        *(("events", "data"), ("capture", "metadata"), ("events", "type")),
    ),
    _files(
        "osworld",
        *(("osworld", name) for name in ("traj.jsonl", "args.json", "result.txt")),
        ("osworld-manual", "trajectory.jsonl"),
    ),
    _files("pctracker", ("pctracker", "task1*.jsonl"), ("pctracker", "task1*.md")),
    _files(
        "rrweb",
        ("rrweb-array", "page.json"),
        ("rrweb-lines", "page.jsonl"),
        ("rrweb-wrapped", "page.json"),
    ),
    Target("calls", ("workbench",), _calls),
    Target("lines", ("workbench",), _lines),
    Target("ops", ("workbench",), _ops),
    Target("places", ("workbench",), _places),
)
TARGETS = tuple(target for target in _ALL if find_spec(target.watched[0]) is not None)
"""Those whose reader is there."""
BY_TARGET = {target.name: target for target in TARGETS}
