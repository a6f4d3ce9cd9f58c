"""Small captures without pixels: terminal casts and recorded pages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.badinput.making import TITLE, TYPED, write_json, write_lines

_THEME = {"fg": "#d0d0d0", "bg": "#101010", "palette": ":".join(["#112233"] * 16)}
_SCREENS = (
    "$ ",
    "\x1b[1;32mok\x1b[0m caf\u00e9 \u4f60\u597d\r\n",
    "\x1b]0;Letter to Tomas Ferreira\x07\x1b[2J\x1b[3;5Hhere\x1b[?1049h\x1b[38;5;208mx\x1b[m\r\n",
    "\x1b[?1049l\x1b[2;3r\x1b[K\x1b[1@\x1b[5L\x1b(0lqk\x1b(B\ttab\bb\r\n",
)


def asciicast_v2(folder: Path) -> Path:
    """Version 2: absolute times, output, input, a mark, a resize."""
    header = {"version": 2, "width": 40, "height": 8, "timestamp": 1772357400, "title": TITLE}
    header |= {"env": {"TERM": "xterm", "SHELL": "/bin/sh"}, "theme": _THEME, "duration": 9.0}
    lines = [[at, code, data] for at, code, data in _told()]
    return _written(folder, "session.cast", [header, *lines])


def asciicast_v3(folder: Path) -> Path:
    """Version 3: intervals instead of times, an exit status."""
    term = {"cols": 40, "rows": 8, "type": "xterm", "theme": _THEME}
    header = {"version": 3, "term": term, "timestamp": 1772357400, "title": TITLE}
    lines, last = [], 0.0
    for at, code, data in _told():
        lines.append([round(at - last, 6), code, data])
        last = at
    return _written(folder, "session.cast", [header, *lines, [0.5, "x", "0"]])


def asciicast_v1(folder: Path) -> Path:
    """Version 1: one document, output alone."""
    folder.mkdir(parents=True)
    path = folder / "session.json"
    printed = [[0.25, text] for text in (*_SCREENS, "done\r\n")]
    about = {"version": 1, "width": 40, "height": 8, "duration": 1.25, "title": TITLE}
    path.write_text(json.dumps(about | {"command": "/bin/sh", "stdout": printed}), encoding="utf-8")
    return path


def rrweb_lines(folder: Path) -> Path:
    """One event a line."""
    return _written(folder, "page.jsonl", _page())


def rrweb_array(folder: Path) -> Path:
    """One array of events."""
    return _document(folder, lambda events: events)


def rrweb_wrapped(folder: Path) -> Path:
    """An object that holds the events."""
    return _document(folder, lambda events: {"events": events})


def _told() -> list[tuple[float, str, str]]:
    told = [(0.1 * number, "o", text) for number, text in enumerate(_SCREENS)]
    for number, character in enumerate(TYPED):
        at = 1 + 0.1 * number
        told += [(at, "i", character), (at + 0.01, "o", character)]
    told += [(6.0, "i", "\r"), (6.1, "o", "\r\nPassword: "), (6.5, "i", "hunter2-and-more\r")]
    told += [(7.0, "m", "a mark"), (7.5, "r", "60x10"), (8.0, "o", "\x1b[Hbye\r\n")]
    return told


def _page() -> list[object]:
    start = 1_772_357_400_000
    body = _element(4, "body", _text(5, "Write a letter"), _element(6, "input", type="text"))
    body["childNodes"].append(_element(7, "button", _text(8, "Send")))
    title = _element(9, "title", _text(10, TITLE))
    html = _element(2, "html", _element(3, "head", title), body)
    node = {"type": 0, "id": 1, "childNodes": [html]}
    events: list[object] = [
        {"type": 0, "data": {}, "timestamp": start},
        {"type": 1, "data": {}, "timestamp": start + 2},
        {
            "type": 4,
            "data": {"href": "http://shop.example/letter", "width": 300, "height": 200},
            "timestamp": start + 3,
        },
        {
            "type": 2,
            "data": {"node": node, "initialOffset": {"top": 0, "left": 0}},
            "timestamp": start + 4,
        },
        _change(start + 500, 1, positions=[{"x": 20, "y": 30, "id": 6, "timeOffset": -40}]),
        *(_change(start + 600 + kind, 2, type=kind, id=6, x=20, y=30) for kind in (1, 5, 0, 2)),
    ]
    for length in range(1, len(TYPED) + 1):
        at = start + 1000 + 90 * length
        events.append(_change(at, 5, id=6, text=TYPED[:length], isChecked=False))
    added = [{"parentId": 4, "nextId": None, "node": _element(11, "p", _text(12, "Thank you"))}]
    nothing: dict[str, object] = {"texts": [], "attributes": [], "removes": []}
    events += [
        *(_change(start + 6000 + kind, 2, type=kind, id=7, x=60, y=90) for kind in (1, 6, 0, 2)),
        _change(start + 6100, 0, adds=added, **nothing),
        _change(start + 6200, 3, id=1, x=0, y=120),
        _change(start + 6300, 4, width=320, height=220),
        {"type": 5, "data": {"tag": "note", "payload": {"a": 1}}, "timestamp": start + 6400},
    ]
    return events


def _element(number: int, tag: str, *children: dict[str, Any], **attributes: str) -> dict[str, Any]:
    return {
        "type": 2,
        "id": number,
        "tagName": tag,
        "attributes": attributes,
        "childNodes": list(children),
    }


def _text(number: int, text: str) -> dict[str, Any]:
    return {"type": 3, "id": number, "textContent": text}


def _change(timestamp: int, source: int, **data: object) -> dict[str, object]:
    return {"type": 3, "data": {"source": source, **data}, "timestamp": timestamp}


def _written(folder: Path, name: str, values: list[object]) -> Path:
    folder.mkdir(parents=True)
    write_lines(folder / name, values)
    return folder / name


def _document(folder: Path, shaped: Callable[[list[object]], object]) -> Path:
    folder.mkdir(parents=True)
    write_json(folder / "page.json", shaped(_page()))
    return folder / "page.json"
