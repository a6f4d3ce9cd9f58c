"""The values a recording's file holds, one at a time, whichever way the file is laid out."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, decoded, json_lines, json_object

_HEAD_BYTES = 1_000_000
_CHUNK_BYTES = 1 << 20
_LONGEST_CHARACTERS = 64_000_000
"""One record is no longer than this; what is longer is taken for damage."""

_BETWEEN = re.compile(r"[\s,]*")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_WRAPPER = re.compile(rb'"(?:events|snapshots|rrwebEvents)"\s*:\s*\[')
_LISTS = ("events", "snapshots", "rrwebEvents")
_SNAPSHOT_STARTS = re.compile(
    rb'\s*\{\s*(?:"timestamp"\s*:\s*\d{12,14}(?:\.\d+)?\s*,\s*)?'
    rb'"type"\s*:\s*2\s*,\s*"data"\s*:\s*\{\s*"node"\s*:\s*\{'
)
_TELLING = {2: "node", 3: "source", 4: "href"}
_LOOKED_AT = 20
_scan = json.JSONDecoder().raw_decode


def values_of(path: Path, tally: WarningTally) -> Iterator[JSONValue]:
    """Every value of the file in its order: of its lines, or of the list it holds."""
    try:
        start = _list_start(_head(path))
    except OSError:
        start = None
    return json_lines(path, tally) if start is None else _list_values(path, start, tally)


def looks_like_rrweb(path: Path) -> bool:
    """Whether the file begins as recordings of rrweb do; raises OSError."""
    head = _head(path)
    start = _list_start(head)
    if start is None:
        lines = [decoded(line) for line in head.split(b"\n", _LOOKED_AT)[:_LOOKED_AT]]
        values: list[JSONValue] = [line for line in lines if isinstance(line, dict | list)]
    else:
        values = list(_first_items(head[start:]))
    begins = _begins(head) if start is None else start
    return _are_records(values) or _SNAPSHOT_STARTS.match(head, begins) is not None


def unwrapped(value: JSONValue) -> Iterator[tuple[str, dict[str, JSONValue]]]:
    """The records in one value, each with the window it is of where several were recorded.

    Exports of PostHog pair them: `{"window_id": w, "data": [...]}` or `[w, record]`.
    """
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
        yield value[0], json_object(value[1])
        return
    record = json_object(value)
    window = record.get("window_id", record.get("windowId", ""))
    name = window if isinstance(window, str) else ""
    inner = record.get("data")
    if "type" not in record and isinstance(inner, list):
        for one in inner:
            yield name, json_object(one)
    else:
        yield name, record


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _begins(head: bytes) -> int:
    """Where the first value begins, behind a byte order mark and blanks."""
    match = _BEFORE.match(head)
    return match.end() if match else 0


def _list_start(head: bytes) -> int | None:
    """Where the items of a list begin, behind its bracket; None where each line is a value."""
    begins = _begins(head)
    line, _, rest = head[begins:].partition(b"\n")
    value = decoded(line)
    is_whole = isinstance(value, dict | list)
    if is_whole and not _holds_list(value) and (rest.strip() or isinstance(value, dict)):
        return None
    if head[begins : begins + 1] == b"[":
        return begins + 1
    wrapper = _WRAPPER.search(head)
    record = head.find(b'"timestamp"')
    if wrapper is None or -1 < record < wrapper.start():
        return None
    return wrapper.end()


def _holds_list(value: object) -> bool:
    """Whether one value is a recording as a whole."""
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    record = json_object(value)
    places = (record, json_object(record.get("data")))
    return any(isinstance(place.get(name), list) for place in places for name in _LISTS)


def _first_items(data: bytes) -> Iterator[JSONValue]:
    text, place = data.decode("utf-8", "replace"), 0
    for _ in range(_LOOKED_AT):
        found = _next_value(text, place)
        if found is None:
            return
        yield found[0]
        place = found[1]


def _are_records(values: list[JSONValue]) -> bool:
    return any(_is_telling(record) for value in values for _, record in unwrapped(value))


def _is_telling(record: dict[str, JSONValue]) -> bool:
    """Whether it is a record that only rrweb writes."""
    kind, data, stamp = record.get("type"), record.get("data"), record.get("timestamp")
    if not isinstance(kind, int) or not isinstance(stamp, int | float) or stamp < 1e11:
        return False
    return isinstance(data, dict) and _TELLING.get(kind, "\0") in data


def _list_values(path: Path, start: int, tally: WarningTally) -> Iterator[JSONValue]:
    """The items of a list that may be larger than memory.

    What follows a damaged item is not read: nothing says where the next one begins.
    """
    text, place, wanted = "", 0, _CHUNK_BYTES
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    try:
        with path.open("rb") as file:
            file.seek(start)
            while len(text) - place <= _LONGEST_CHARACTERS and (data := file.read(wanted)):
                # Twice as much each time, so that a long record is not begun again too often.
                text, place, wanted = text[place:] + decoder.decode(data), 0, wanted * 2
                while found := _next_value(text, place):
                    yield found[0]
                    place, wanted = found[1], _CHUNK_BYTES
                if text.startswith("]", _behind_blanks(text, place)):
                    return
    except OSError:
        tally.add("files-unreadable", "files that could not be read to their end")
        return
    tally.add("cut-short", "a file is cut short or damaged, what follows is left out")


def _next_value(text: str, place: int) -> tuple[JSONValue, int] | None:
    """The value that begins there, and where it ends; None where it is not whole."""
    try:
        return _scan(text, _behind_blanks(text, place))
    except (ValueError, RecursionError):
        return None


def _behind_blanks(text: str, place: int) -> int:
    match = _BETWEEN.match(text, place)
    return match.end() if match else place
