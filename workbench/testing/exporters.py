"""Whether an exporter keeps what the plugin contract promises, tried on releases made up for it."""

import hashlib
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from workbench.domain.action import ActionKind
from workbench.domain.release import Release, ReleasedAction, Row, Scope
from workbench.plugin_api import Exporter
from workbench.testing.demands import demand
from workbench.testing.strangers import PIXEL

_ROWS = {"train": 25, "validation": 1}
_ODD = ('a "quoted" word', "two\nlines", "caf\u00e9 \U0001f469\u200d\U0001f4bb", "{}", "=1+1", "")
_WORDS = ("instruction-7c1", "intent-7c2", "typed-7c3", "program-7c4", "thought-7c5", "code-7c6")
_SCOPED = {"typed-7c3": Scope.KEYS, "program-7c4": Scope.SCREEN}
"""Words of ours that may stand in an export only where every consent covers their scope."""


class _Stop(Exception):
    """Somebody cancelled."""


def check_exporter(exporter: Exporter) -> None:
    """Raise AssertionError, with what is wrong in a sentence, unless every promise is kept."""
    demand(bool(exporter.name) and bool(exporter.version), "the exporter has no name or version")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, scopes in enumerate(_scopes()):
            out = folder / str(number)
            _check_written(exporter, _release(scopes), out)
            _check_words(exporter, scopes, out)
        _check_rows(exporter, _release(frozenset(Scope)), folder / "0")
        _check_same_bytes(exporter, folder)
        _check_cancelled(exporter, folder / "cancelled")


def _scopes() -> list[frozenset[Scope]]:
    """Every set of scopes, all of them first."""
    among = tuple(Scope)
    sizes = range(len(among), 0, -1)
    return [frozenset(some) for size in sizes for some in itertools.combinations(among, size)]


def _release(scopes: frozenset[Scope]) -> Release:
    return Release("lamps", "1", scopes, dict(_ROWS), lambda split: _rows(split))


def _rows(split: str) -> Iterator[Row]:
    kinds = list(ActionKind)
    for number in range(_ROWS[split]):
        kind, odd = kinds[number % len(kinds)], _ODD[number % len(_ODD)]
        yield Row(
            task_id=f"{split}-task",
            session_id=f"{split}-session",
            subject=f"{split}-subject",
            step_index=number,
            n_steps=_ROWS[split],
            t_us=number * 1000,
            end_us=number * 1000 + 500,
            task_instruction=f"{_WORDS[0]} {odd}",
            intent=f"{_WORDS[1]} {odd}",
            outcome="success",
            action=_action(kind, number, odd),
            code=f"write({_WORDS[5]!r})",
            image=PIXEL if number % 5 else None,
            image_t_us=number * 1000 if number % 5 else None,
            width_px=1 if number % 5 else None,
            height_px=1 if number % 5 else None,
            app=f"{_WORDS[3]} {odd}",
            thought=f"{_WORDS[4]} {odd}" if number % 2 else None,
            redacted="text" if number % 3 else "",
        )


def _action(kind: ActionKind, number: int, odd: str) -> ReleasedAction:
    if kind is ActionKind.TYPE:
        return ReleasedAction("type", text=f"{_WORDS[2]} {odd}")
    if kind in (ActionKind.PRESS, ActionKind.HOTKEY):
        return ReleasedAction(kind.value, keys=("ctrl", "s"))
    return ReleasedAction(kind.value, x=number / 2, y=7.0, button="left", clicks=1)


def _check_written(exporter: Exporter, release: Release, out: Path) -> None:
    out.mkdir()
    beside = sorted(out.parent.iterdir())
    told: list[tuple[int, int]] = []
    total = sum(release.row_counts.values())
    try:
        paths = exporter.write(
            release, out, progress=lambda _, done, all_: told.append((done, all_))
        )
    except Exception as error:
        raise AssertionError(f"write() raised {type(error).__name__}") from error
    found = {path.relative_to(out) for path in out.rglob("*") if path.is_file()}
    demand(bool(paths), "write() names no path")
    demand(all(not path.is_absolute() for path in paths), "write() names a path that is absolute")
    demand(set(paths) == found, "write() names other paths than it has written")
    demand(sorted(out.parent.iterdir()) == beside, "something was written beside the folder given")
    demand(bool(told), "write() never says how far it is")
    demand(all(done <= total == all_ for done, all_ in told), "write() counts other rows")


def _check_rows(exporter: Exporter, release: Release, out: Path) -> None:
    for split in release.row_counts:
        written = list(release.rows(split))
        read = list(exporter.read(out, split))
        demand(len(read) == len(written), f"read() gives {len(read)} rows of {len(written)}")
        for row, record in zip(written, read, strict=True):
            _check_row(row, record)


def _check_row(row: Row, record: dict[str, object]) -> None:
    for name, value in record.items():
        demand(hasattr(row, name), f"read() gives a column {name!r}, which no row has")
        if name == "action":
            demand(isinstance(value, dict), "read() gives an action that is no dict")
        else:
            demand(
                getattr(row, name) == value, f"the column {name!r} is read back as another value"
            )
    action = record.get("action")
    for name, value in action.items() if isinstance(action, dict) else ():
        wanted = getattr(row.action, name, None)
        is_same = value == (list(wanted) if isinstance(wanted, tuple) else wanted)
        demand(is_same, f"an action's {name!r} is read back as another value")


def _check_words(exporter: Exporter, scopes: frozenset[Scope], out: Path) -> None:
    """Every word of ours that may be there is among the strings, and no other in any file."""
    strings = b"\n".join(text for _, text in exporter.strings(out))
    raw = b"\n".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())
    for word, scope in _SCOPED.items():
        if scope not in scopes:
            is_there = word.encode() in strings or word.encode() in raw
            demand(not is_there, f"what needs the scope {scope.value!r} is there without it")
    in_rows = _in_rows(exporter, out)
    missing = [w for w in _WORDS if w.encode() in in_rows and w.encode() not in strings]
    demand(not missing, f"strings() keeps {', '.join(missing)} back")


def _in_rows(exporter: Exporter, out: Path) -> bytes:
    return "\n".join(repr(row) for split in _ROWS for row in exporter.read(out, split)).encode()


def _check_same_bytes(exporter: Exporter, folder: Path) -> None:
    digests = []
    for name in ("once", "again"):
        out = folder / name
        out.mkdir()
        exporter.write(_release(frozenset(Scope)), out, progress=_unwatched)
        digests.append(_digests(out))
    demand(digests[0] == digests[1], "the same release gives other bytes the second time")


def _digests(out: Path) -> Sequence[tuple[str, str]]:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    names = (path.relative_to(out).as_posix() for path in files)
    return [
        (n, hashlib.sha256(p.read_bytes()).hexdigest()) for n, p in zip(names, files, strict=True)
    ]


def _check_cancelled(exporter: Exporter, out: Path) -> None:
    out.mkdir()
    try:
        exporter.write(_release(frozenset(Scope)), out, progress=_stopped)
    except _Stop:
        pass
    else:
        raise AssertionError("write() went on although it was cancelled")


def _unwatched(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _stopped(_step: str, _done: int, _total: int) -> None:
    """Progress at which somebody cancels."""
    raise _Stop
