"""Harm to JSON documents and JSON lines: values, keys, order and times that no recorder writes."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.badinput.harm import OUTSIDE, Harmless, hostile

_TIMES = ("t", "time_stamp", "timestamp", "action_timestamp", "start_time", "end_time")


def _values(path: Path) -> list[Any]:
    """The document, or the value of each line."""
    text = path.read_text("utf-8", "replace")
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise Harmless from None


def _write(path: Path, values: list[Any]) -> None:
    # Half characters are written as escapes, as JSON allows.
    lines = (json.dumps(value) for value in values)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


_DEEPEST = 50


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every container below a value, with each key or place in it; not into hostile depths."""
    if isinstance(value, dict | list) and depth < _DEEPEST:
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key], depth + 1)


def _changed(
    rng: random.Random, path: Path, change: Callable[[Any, Any], object], count: int = 1
) -> str:
    values = _values(path)
    keys = []
    for _ in range(count):
        # The lines first: the deep values of one line must not outweigh the other lines.
        value = rng.choice(values) if len(values) > 1 else values
        places = list(_places(value))
        if not places:
            raise Harmless
        container, key = rng.choice(places)
        change(container, key)
        keys.append(str(key))
    _write(path, values)
    return f"{path.name} {', '.join(keys)}"


def hostile_value(rng: random.Random, path: Path) -> str:
    """A value is of another type, endless, huge, or an attack."""
    value = hostile(rng)
    return _changed(rng, path, lambda c, k: c.__setitem__(k, value)) + f" = {value!r:.60}"


def hostile_values(rng: random.Random, path: Path) -> str:
    """Ten values are."""
    return _changed(rng, path, lambda c, k: c.__setitem__(k, hostile(rng)), 10)


def value_missing(rng: random.Random, path: Path) -> str:
    """A key or an item is not there."""
    return _changed(rng, path, lambda c, k: c.__delitem__(k))


def all_of_one_key_hostile(rng: random.Random, path: Path) -> str:
    """A key holds the same bad value wherever it is."""
    values, value = _values(path), hostile(rng)
    names = sorted({key for _, key in _places(values) if isinstance(key, str)})
    if not names:
        raise Harmless
    name = rng.choice(names)
    for container, key in list(_places(values)):
        if key == name:
            container[key] = value
    _write(path, values)
    return f"{path.name} {name} = {value!r:.60}"


def all_of_one_key_missing(rng: random.Random, path: Path) -> str:
    """A key is nowhere."""
    values = _values(path)
    names = sorted({key for _, key in _places(values) if isinstance(key, str)})
    if not names:
        raise Harmless
    name = rng.choice(names)
    for container, key in list(_places(values)):
        if key == name and isinstance(container, dict):
            container.pop(name, None)
    _write(path, values)
    return f"{path.name} {name}"


def bad_times(rng: random.Random, path: Path) -> str:
    """The clock goes back, jumps, stands still, is negative, or is none."""
    values = _values(path)
    timed = [(c, k) for c, k in _places(values) if _is_time(c, k)]
    if not timed:
        raise Harmless
    how = rng.choice(("back", "jump", "still", "negative", "nan", "huge", "tiny"))
    for container, key in timed[rng.randrange(len(timed)) :]:
        container[key] = _bad_time(container[key], how, rng)
    _write(path, values)
    return f"{path.name} {how}"


def _is_time(container: Any, key: Any) -> bool:
    value = container[key]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (key in _TIMES or (key == 0 and len(container) == 3))


def _bad_time(t: float, how: str, rng: random.Random) -> float:
    bad = {"back": t - 1000 * rng.random(), "jump": t + 3e7, "still": 1.0, "negative": -t}
    bad |= {"nan": float("nan"), "huge": t * 1e12, "tiny": t * 1e-12}
    return bad[how]


def lines_shuffled(rng: random.Random, path: Path) -> str:
    """Lines stand in no order, or some of them twice."""
    values = _values(path)
    if len(values) == 1 and isinstance(values[0], list):
        rng.shuffle(values[0])
    elif len(values) > 2:
        start = rng.choice((0, 1))
        rest = values[start:] + rng.sample(values, len(values) // 2)
        rng.shuffle(rest)
        values[start:] = rest
    else:
        raise Harmless
    _write(path, values)
    return path.name


def other_lines(rng: random.Random, path: Path) -> str:
    """Lines stand between that are no JSON, or JSON of another kind."""
    lines = path.read_bytes().splitlines(keepends=True)
    for bad in rng.sample(_LINES, 4):
        lines.insert(rng.randrange(len(lines) + 1), bad + b"\n")
    path.write_bytes(b"".join(lines))
    return path.name


_LINES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"0",
    b'"text"',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"[" * 900 + b"]" * 900,
    b'{"t": NaN, "x": -Infinity}',
    b'{"a": 1}{"b": 2}',
    b'{"action": "move", "action": "click"}',
    b"{'single': 'quotes'}",
    b"{,}",
    b"1" * 100_000,
    b"0." + b"0" * 100_000 + b"1",
    b'"' + b"\\ud800" * 1000 + b'"',
    b"/* a comment */",
    b"x" * 300_000,
]


def nested_deep(rng: random.Random, path: Path) -> str:
    """A value is nested deeper than any reader goes."""
    values = _values(path)
    places = list(_places(values))
    container, key = rng.choice(places)
    container[key] = "DEEP"
    depth = rng.choice((500, 5000, 100_000))
    one, end = rng.choice((("[", "]"), ('{"childNodes":[', "]}"), ('{"Children":', "}")))
    deep = one * depth + ("0" if one != "[" else "") + end * depth
    text = "".join(f"{json.dumps(value)}\n" for value in values)
    path.write_text(text.replace('"DEEP"', deep, 1), encoding="utf-8")
    return f"{path.name} {key} {depth} of {one}"


def paths_out(rng: random.Random, path: Path) -> str:
    """Every name of a picture or film leads out of the folder."""
    values = _values(path)
    out = rng.choice(
        (f"../{OUTSIDE}/", f"..\\{OUTSIDE}\\", "/", "C:\\", "//host/share/", "./.././")
    )
    names = [(c, k) for c, k in _places(values) if _is_name(c[k])]
    if not names:
        raise Harmless
    for container, key in names:
        container[key] = f"{out}{rng.choice(('secret.png', container[key]))}"
    _write(path, values)
    return f"{path.name} {out}"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.endswith((".png", ".jpg", ".mp4"))


def other_shape(rng: random.Random, path: Path) -> str:
    """Lines are one array, an array is lines, or all of it is wrapped once more."""
    values = _values(path)
    inner = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    how = rng.choice(("array", "lines", "wrapped", "doubled"))
    shapes = {"array": [inner], "lines": inner, "wrapped": [{"events": inner}]}
    _write(path, shapes.get(how, [[inner, inner]]))
    return f"{path.name} as {how}"


HARMS = [
    hostile_value,
    hostile_values,
    value_missing,
    all_of_one_key_hostile,
    all_of_one_key_missing,
    bad_times,
    lines_shuffled,
    other_lines,
    nested_deep,
    paths_out,
    other_shape,
    hostile_value,
    all_of_one_key_hostile,
    bad_times,
]
