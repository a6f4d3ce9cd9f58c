"""Lines of recorders that write what pynput hears, and films that leave pauses out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.event import Event, EventKind
from workbench.domain.keys import normalise_key
from workbench.domain.pynput_events import NamedKeys, PynputEvents, is_heard
from workbench.domain.reduction import reduce_events
from workbench.domain.tally import WarningTally

START = 150_160.871470625
START_US = 150_160_871_471

Line = dict[str, object]


def _move(seconds: object, x: object = 5.5, y: object = 7, **more: object) -> Line:
    return {"time_stamp": seconds, "action": "move", "x": x, "y": y, **more}


def _key(seconds: float, action: str, name: object) -> Line:
    return {"time_stamp": seconds, "action": action, "name": name}


def _read(lines: list[object], *, first_id: int = 1) -> tuple[list[Event], dict[str, int]]:
    tally = WarningTally()
    events = list(PynputEvents(tally, NamedKeys(tally), first_id=first_id).read(lines))
    return events, {warning.code: warning.count for warning in tally.warnings()}


def _typed(*names: object) -> tuple[list[Event], dict[str, int]]:
    """The names pressed one after the other, each released at once."""
    lines: list[object] = []
    for place, name in enumerate(names):
        lines += [_key(place + 0.1, "press", name), _key(place + 0.2, "release", name)]
    return _read(lines)


def test_every_kind_of_line_becomes_its_event() -> None:
    lines: list[object] = [
        _move(START),
        {**_move(START + 1), "action": "click", "button": "left", "pressed": True},
        {**_move(START + 2), "action": "click", "button": "left", "pressed": False},
        {**_move(START + 3), "action": "scroll", "dx": 0, "dy": -1},
        _key(START + 4, "press", "A"),
        _key(START + 5, "release", "A"),
    ]

    events, codes = _read(lines)

    second = 1_000_000
    assert events == [
        Event(1, START_US, EventKind.MOVE, 5.5, 7),
        Event(2, START_US + second, EventKind.DOWN, 5.5, 7, "left"),
        Event(3, START_US + 2 * second, EventKind.UP, 5.5, 7, "left"),
        Event(4, START_US + 3 * second, EventKind.SCROLL, 5.5, 7, dx=0, dy=-1),
        Event(5, START_US + 4 * second, EventKind.PRESS, key="a", text="A"),
        Event(6, START_US + 5 * second, EventKind.RELEASE, key="a"),
    ]
    assert codes == {}


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("space", "space", " "),
        ("enter", "enter", None),
        ("ctrl_l", "ctrl", None),
        ("alt_gr", "alt_gr", None),
        ("cmd_r", "cmd", None),
        ("shift", "shift", None),
        ("@", "@", "@"),
        ("É", "é", "É"),
        ("İ", "İ", "İ"),
        ("media_play_pause", "media_play_pause", None),
        ("\x03", "enter", None),
        ("\uf704", "char_f704", None),
        ("\ud83d", "char_d83d", None),
        (None, "unknown", None),
        ("", "unknown", None),
        (7, "unknown", None),
        (["a"], "unknown", None),
        ("a\x1b[31m", "unknown", None),
        ("n" * 1_000_000, "unknown", None),
    ],
)
def test_a_key_goes_by_its_one_name(name: object, key: str, text: str | None) -> None:
    (pressed, released), codes = _typed(name)

    assert (pressed.key, pressed.text, released.key, released.text) == (key, text, key, None)
    assert ("key-text-missing" in codes) == key.startswith(("unknown", "char_"))


def test_a_control_character_is_the_letter_that_ctrl_was_held_with() -> None:
    lines: list[object] = [
        _key(1, "press", "ctrl_l"),
        _key(2, "press", "\x03"),
        _key(3, "release", "\x03"),
        _key(4, "press", "\r"),
        _key(5, "release", "ctrl_l"),
    ]

    events, codes = _read(lines)

    assert [(e.key, e.text) for e in events[1:4]] == [("c", None), ("c", None), ("m", None)]
    assert [a.keys for a in reduce_events(events).actions] == [("ctrl", "c"), ("ctrl", "m")]
    assert codes == {}


def test_keys_that_overlap_type_in_the_order_they_went_down() -> None:
    ups_and_downs = ["+e", "+d", "-e", "+i", "-d", "-i", "+space", "+S", "-space", "-S"]
    lines: list[object] = [
        _key(place / 10, "press" if step[0] == "+" else "release", step[1:])
        for place, step in enumerate(ups_and_downs)
    ]

    events, _ = _read(lines)

    reduced = reduce_events(events)
    assert [action.text for action in reduced.actions] == ["edi S"]
    assert reduced.unclaimed_ids == ()


@pytest.mark.parametrize(
    "line",
    [
        _move("1.5"),
        _move(None),
        _move(True),
        _move(float("nan")),
        _move(float("inf")),
        _move(-1.0),
        _move(1e300),
        _move(10**400),
        _move(1.0, x="5"),
        _move(1.0, x=None),
        _move(1.0, y=float("nan")),
        _move(1.0, y=1e9),
        _move(1.0, x=True),
        {**_move(1.0), "action": "click", "button": "left", "pressed": 1},
        {**_move(1.0), "action": "scroll", "dx": 0},
        {"time_stamp": 1.0, "action": "click", "button": "left", "pressed": True},
    ],
)
def test_a_line_without_a_time_or_place_is_left_out_and_counted(line: Line) -> None:
    assert _read([line]) == ([], {"events-unusable": 1})


@pytest.mark.parametrize(
    "line", [None, 7, "move", [], {}, {"action": 5}, {"action": "jump", "time_stamp": 1.0}]
)
def test_what_is_no_line_of_a_recorder_is_left_out_and_counted(line: object) -> None:
    assert _read([line]) == ([], {"events-unknown": 1})


def test_a_button_without_a_name_is_unknown() -> None:
    events, _ = _read([{**_move(1.0), "action": "click", "button": {"a": 1}, "pressed": True}])

    assert [event.button for event in events] == ["unknown"]


def test_times_that_go_back_are_set_to_the_time_before_and_counted() -> None:
    events, codes = _read([_move(5.0), _move(4.0), _move(4.5), _move(6.0)])

    assert [event.t_us for event in events] == [5_000_000, 5_000_000, 5_000_000, 6_000_000]
    assert codes == {"clock-backwards": 2}


def test_one_damaged_time_far_ahead_does_not_hold_up_all_that_follow() -> None:
    events, codes = _read([_move(5.0), _move(950_160.0), _move(6.0), _move(7.0)])

    assert [event.t_us for event in events] == [5_000_000, 5_000_000, 6_000_000, 7_000_000]
    assert codes == {"clock-jumps": 1}


def test_a_clock_that_has_leapt_and_goes_on_is_believed() -> None:
    events, codes = _read([_move(5.0), _move(950_160.0), _move(950_161.0), _move(950_162.0)])

    assert [e.t_us for e in events[1:]] == [5_000_000, 950_161_000_000, 950_162_000_000]
    assert codes == {"clock-jumps": 1}


def test_the_recorders_own_numbers_stay_as_long_as_they_grow() -> None:
    numbers: list[object] = [0, 1, 5, 5, "7", 6, 2**70, 1.5, 20]
    lines: list[object] = [_move(at, event_idx=number) for at, number in enumerate(numbers)]

    events, codes = _read(lines, first_id=0)

    assert [event.event_id for event in events] == [0, 1, 5, 6, 7, 8, 9, 10, 20]
    assert codes == {"events-renumbered": 5}


def test_every_pause_is_counted_once_however_it_ends() -> None:
    actions = ["move", "pause", "resume", "move", "resume", "pause", "pause"]
    lines: list[object] = [{**_move(at), "action": action} for at, action in enumerate(actions)]

    events, codes = _read(lines)

    assert [event.event_id for event in events] == [1, 2]
    assert codes == {"recording-paused": 4}


def test_turns_under_natural_scrolling_are_kept_and_counted() -> None:
    tally = WarningTally()
    lines = [{**_move(1.0), "action": "scroll", "dx": 2, "dy": -3}]

    (event,) = PynputEvents(tally, NamedKeys(tally), is_natural=True).read(lines)

    assert (event.dx, event.dy) == (2, -3)
    assert [(w.code, w.count) for w in tally.warnings()] == [("scroll-natural", 1)]


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (_move(1.0), True),
        ({"time_stamp": 2, "action": "pause"}, True),
        ({**_move(1.0), "start_time": 1.0}, False),
        ({"time_stamp": 2.0, "action": ["move"]}, False),
        (_move(None), False),
        ({"action": "move"}, False),
        ([], False),
    ],
)
def test_an_event_as_it_was_heard_has_a_kind_and_a_time(line: object, is_one: bool) -> None:
    assert is_heard(line) == is_one


def test_a_modifier_let_go_of_during_a_pause_is_no_longer_held() -> None:
    lines = [_key(1, "press", "ctrl_l"), _key(2, "pause", ""), _key(3, "resume", "")]

    events, _ = _read([*lines, _key(4, "press", "\r")])

    assert [event.key for event in events] == ["ctrl", "enter"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = st.sampled_from(
    ["time_stamp", "action", "x", "y", "dx", "dy", "button", "pressed", "name", "event_idx"]
)
ACTION = st.sampled_from(["move", "click", "scroll", "press", "release", "pause", "resume"])
LINES = st.builds(
    lambda action, at, other: {**_move(at), "action": action, **other},
    ACTION,
    st.floats(0, 10),
    st.dictionaries(FIELDS, ANYTHING, max_size=3),
)


@given(st.lists(LINES | ANYTHING, max_size=12))
def test_whatever_lines_hold_events_are_well_formed(lines: list[object]) -> None:
    events, codes = _read(lines)

    times, ids = [e.t_us for e in events], [e.event_id for e in events]
    assert times == sorted(times)
    assert all(0 <= t_us <= 2**53 for t_us in times)
    assert ids == sorted(set(ids))
    assert all(normalise_key(e.key) == e.key for e in events if e.key)
    assert all(e.key for e in events if e.kind in (EventKind.PRESS, EventKind.RELEASE))
    json.dumps([e.key for e in events]).encode()
    left_out = codes.get("events-unknown", 0) + codes.get("events-unusable", 0)
    assert len(events) + left_out + sum(map(_is_pause, lines)) == len(lines)


def _is_pause(line: object) -> bool:
    return isinstance(line, dict) and line.get("action") in ("pause", "resume")
