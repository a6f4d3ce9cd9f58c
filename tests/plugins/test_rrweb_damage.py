"""Recordings of rrweb that are cut short, changed, or made to do harm."""

import copy
import json
import random
import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from tests.plugins.test_rrweb_recording import Raw, Read, Recording, element, played, read, text
from workbench.errors import WorkbenchError
from workbench_rrweb import RrwebImporter

_ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1e308,
    10**400,
    1.5,
    "",
    "x" * 3000,
    "\ud800",
    [],
    [[]],
    {},
    {"id": 10},
    [None, 7, "a", {"id": 11, "attributes": {"style": {"display": ["none"]}}, "value": 5}],
]


def _recording() -> Recording:
    options = element(13, "select", element(14, "option", text(15, "One"), value="1"))
    cells = element(21, "tr", element(22, "td", text(23, "a")), element(24, "td", text(25, "b")))
    recording = Recording().load(
        element(11, "label", text(12, "Name"), element(16, "input", size="9", value="M")),
        options,
        element(20, "table", cells),
        element(30, "ol", element(31, "li", text(32, "first")), start="3"),
    )
    recording.change(1, positions=[{"x": 1, "y": 2, "id": 11, "timeOffset": -50}])
    recording.press(16).focus(16).type(16, "aria", before="M").input(16, "").input(13, "1")
    added = {"parentId": 30, "nextId": 31, "node": element(33, "li", text(34, "new"))}
    recording.wait(1).mutate(
        adds=[added],
        texts=[{"id": 32, "value": "second"}],
        attributes=[{"id": 30, "attributes": {"style": {"color": "red"}, "start": "7"}}],
        removes=[{"parentId": 10, "id": 20}],
    )
    recording.change(3, id=1, x=0, y=90).interact(3, 11).change(4, width=640, height=400)
    return recording.interact(7, 11).interact(9, 11).meta("https://shop.example/2")


def _try(source: Path) -> Read | None:
    """What is read to its end, None where it is refused; whatever comes is in order."""
    importer = RrwebImporter()
    importer.recognises(source)
    try:
        found = read(source)
    except WorkbenchError:
        return None
    for times in ([e.t_us for e in found.events], [s.t_us for s in found.screens]):
        assert times == sorted(times)
        assert not times or times[0] >= 0
    assert [w.start_us for w in found.windows] == sorted(w.start_us for w in found.windows)
    for screen in found.screens:
        assert len(screen.lines) <= screen.rows
        assert all(sum(len(run.text) for run in line) <= screen.columns for line in screen.lines)
    texts = [*(e.text for e in found.events), *(w.title for w in found.windows)]
    texts += [part for remark in found.remarks for part in (remark.name, remark.text)]
    texts += [run.text for screen in found.screens for line in screen.lines for run in line]
    for one in texts:
        (one or "").encode()
    found.actions  # noqa: B018
    return found


def _became(source: Path, whole: Read) -> str:
    """What became of a changed recording, beside what it was when it was whole."""
    found = _try(source)
    if found is None:
        return "refused"
    if found.codes != whole.codes:
        return "counted"
    return "the same" if replace(found, info=whole.info) == whole else "not told"


def _bytes_flipped(data: bytes, seeded: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(seeded.randint(1, 12)):
        changed[seeded.randrange(len(changed))] = seeded.randrange(256)
    return bytes(changed)


def _cut(data: bytes, seeded: random.Random) -> bytes:
    """Cut short, but not right behind a record, where nobody can tell."""
    return data[: seeded.randrange(len(data))].rstrip(b"}\n")


def _shuffled(data: bytes, seeded: random.Random) -> bytes:
    lines = data.split(b"\n")
    seeded.shuffle(lines)
    return b"\n".join(lines)


@pytest.mark.parametrize("change", [_bytes_flipped, _cut, _shuffled])
@pytest.mark.parametrize("is_array", [False, True])
def test_changed_bytes_are_refused_or_counted(
    change: Callable[[bytes, random.Random], bytes], is_array: bool, tmp_path: Path
) -> None:
    records = _recording().records
    joined = ",\n".join(map(json.dumps, records))
    whole = f"[{joined}]" if is_array else joined.replace("},\n{", "}\n{")
    source = tmp_path / "changed.json"
    source.write_text(whole)
    before = read(source)
    became = Counter[str]()
    for seed in range(60):
        source.write_bytes(change(whole.encode(), random.Random(seed)))
        became[_became(source, before)] += 1

    assert became["refused"] + became["counted"] + became["the same"] == 60
    # Of an array in disorder the brackets stand in the middle.
    expected = "refused" if is_array and change is _shuffled else "counted"
    assert became[expected] > 50


def _places(value: object) -> list[tuple[Any, Any]]:
    """Every place inside that holds a value: its container and its key there."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = [(value, key) for key in value]
    elif isinstance(value, list):
        pairs = [(value, index) for index in range(len(value))]
    return pairs + [found for held, key in pairs for found in _places(held[key])]


def test_values_of_other_kinds_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    source = tmp_path / "changed.jsonl"
    before = played(_recording(), tmp_path)
    became = Counter[str]()
    for seed in range(400):
        seeded = random.Random(seed)
        recording = _recording()
        for _ in range(seeded.randint(1, 6)):
            container, key = seeded.choice(_places(recording.records))
            container[key] = copy.deepcopy(seeded.choice(_ODD))
        source.write_text("\n".join(map(json.dumps, recording.records)))
        became[_became(source, before)] += 1

    # Some values are as good as those they replace: another text, another place.
    assert became["counted"] > 300
    assert became["refused"] == 0


def test_a_list_that_is_cut_short_is_read_up_to_there(tmp_path: Path) -> None:
    recording = _recording()
    source = tmp_path / "cut.json"
    source.write_text(json.dumps(recording.records)[:-30])
    del recording.records[-1]
    expected = played(recording, tmp_path)

    found = read(source)

    assert found.codes == {**expected.codes, "cut-short": 1}
    assert found.events == expected.events


def test_lines_that_are_damaged_are_counted_and_the_others_read(tmp_path: Path) -> None:
    recording = _recording()
    expected = played(recording, tmp_path)
    lines = [json.dumps(record).encode() for record in recording.records]
    source = tmp_path / "damaged.jsonl"
    source.write_bytes(
        b"\n".join([*lines[:6], b'{"type": 3, "da\xff', b"\x00", *lines[6:], b'{"t'])
    )

    found = read(source)

    assert found.events == expected.events
    assert found.codes == {**expected.codes, "lines-unreadable": 2, "cut-short": 1}


@pytest.mark.parametrize("form", ["lines", "array"])
def test_pages_nested_too_deep_for_a_reader_are_counted(form: str, tmp_path: Path) -> None:
    deep = '{"type":2,"tagName":"div","id":7,"childNodes":[' * 60_000 + "]}" * 60_000
    snapshot = f'{{"type":2,"data":{{"node":{deep}}},"timestamp":1795436496001}}'
    records = [json.dumps(record) for record in Recording().load(text(11, "here")).records]
    source = tmp_path / "deep.json"
    joined = [*records, snapshot]
    source.write_text("\n".join(joined) if form == "lines" else f"[{','.join(joined)}]")

    found = read(source)

    assert found.shown() == ["here"]
    assert sum(found.codes.values()) == 1


def test_a_file_full_of_nothing_is_refused_soon_and_in_little_memory(tmp_path: Path) -> None:
    source = tmp_path / "hostile.json"
    source.write_bytes(b"[" + b"{}," * 3_000_000 + b"{}]")
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = perf_counter()

    assert not RrwebImporter().recognises(source)
    assert _try(source) is None

    assert perf_counter() - begun < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 300_000


def test_a_list_that_never_ends_its_first_record_is_given_up(tmp_path: Path) -> None:
    source = tmp_path / "endless.json"
    source.write_bytes(b'[{"type": 3, "data": {"source": "' + b"a" * 150_000_000)
    begun = perf_counter()

    assert _try(source) is None

    assert perf_counter() - begun < 10


def test_values_that_change_wholly_each_time_make_no_flood_of_events(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "textarea"))
    for number in range(40):
        recording.input(11, "ab"[number % 2] * 100_000)

    found = played(recording, tmp_path)

    assert len(found.events) < 100
    assert found.codes["fields-emptied"] == 39


def test_a_link_to_elsewhere_is_not_followed_from_a_folder(tmp_path: Path) -> None:
    outside = _recording().write(tmp_path / "outside.jsonl")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside.jsonl").symlink_to(outside)

    assert not RrwebImporter().recognises(folder)


def test_reading_changes_nothing_and_says_nothing_recorded(tmp_path: Path) -> None:
    source = _recording().write(tmp_path / "Maria Alvarez.jsonl")
    before = source.read_bytes()

    found = read(source)

    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [source.name]
    said = " ".join(warning.detail for warning in found.warnings)
    assert not any(word in said for word in ("Maria", "aria", "Name", "shop"))


def test_half_characters_are_replaced(tmp_path: Path) -> None:
    """Browsers write the half of a pair where a value ends in the middle of one."""
    half = "\ud83d"
    pressed = element(11, "input", aria_label=f"Mood {half}")
    recording = Recording().load(pressed, text(12, half), title=half, href=half).press(11)

    found = played(recording.input(11, half), tmp_path)

    assert found.told == [("navigate",), ("click",), ("type", "\ufffd")]
    assert (found.windows[0].title, found.remarks[0].text) == ("\ufffd", "Mood \ufffd")
    assert half not in "".join(found.shown())


def test_a_missing_time_offset_or_identity_is_no_failure(tmp_path: Path) -> None:
    odd: list[Raw] = [{"x": 1, "y": 1}, {"x": 2, "y": 2, "id": "x", "timeOffset": "soon"}]
    recording = Recording().load().change(1, positions=odd)
    recording.change(2, type=1).change(5, text="typed").change(3).change(2, type="down")

    found = played(recording, tmp_path)

    kinds = [event.kind.value for event in found.events]
    assert kinds == ["navigate", "move", "move", "down", "text"]
