"""What holds of every reduction, whatever the events."""

from hypothesis import example, given
from hypothesis import strategies as st

from workbench.domain.event import Event, EventKind
from workbench.domain.keys import MODIFIERS, normalise_key
from workbench.domain.reduction import reduce_events

KEYS = st.sampled_from([*MODIFIERS, "a", "B", "@", "space", "backspace", "enter", "tab", "f5", ""])
PARTS = ("key.", "Key.", "ctrl", "Ctrl_L", "_r", "-left", "Shift", " ", "\t", "x", "Return")
PLACES = st.none() | st.floats(width=32) | st.integers(-50, 3000).map(float)
TIMES = st.integers(0, 60_000_000)


@st.composite
def _events(draw: st.DrawFn) -> list[Event]:
    events = draw(
        st.lists(
            st.builds(
                Event,
                event_id=st.just(0),
                t_us=TIMES,
                kind=st.sampled_from(EventKind),
                x=PLACES,
                y=PLACES,
                button=st.sampled_from([None, "left", "right", "middle", "x1"]),
                dx=st.sampled_from([0, 1, -1]),
                dy=st.sampled_from([0, 1, -1, 0.25]),
                key=st.none() | KEYS | st.text(max_size=3),
                text=st.none() | st.text(max_size=2),
            ),
            max_size=60,
        )
    )
    ids = draw(st.permutations(range(1, len(events) + 1)))
    return [
        Event(i, e.t_us, e.kind, e.x, e.y, e.button, e.dx, e.dy, e.key, e.text)
        for i, e in zip(ids, events, strict=True)
    ]


@given(_events(), st.lists(TIMES, max_size=5))
def test_every_event_but_the_moves_is_accounted_for_exactly_once(
    events: list[Event], changes: list[int]
) -> None:
    reduced = reduce_events(events, window_changes_us=changes)

    claimed = [i for action in reduced.actions for i in action.event_ids]
    expected = sorted(e.event_id for e in events if e.kind is not EventKind.MOVE)
    assert sorted([*claimed, *reduced.unclaimed_ids]) == expected


@given(_events())
def test_actions_stand_in_time_order_and_span_their_events(events: list[Event]) -> None:
    actions = reduce_events(events).actions
    times = {event.event_id: event.t_us for event in events}

    assert [a.action_id for a in actions] == list(range(1, len(actions) + 1))
    assert [a.t_us for a in actions] == sorted(a.t_us for a in actions)
    for action in actions:
        assert list(action.event_ids) == sorted(action.event_ids)
        assert action.t_us == min(times[i] for i in action.event_ids)
        assert action.end_us == max(times[i] for i in action.event_ids)
        assert action.gap_us >= 0


@given(_events())
def test_typed_runs_say_where_every_character_came_from_and_went(events: list[Event]) -> None:
    reduced = reduce_events(events)
    by_id = {event.event_id: event for event in events}

    typing = [a for a in reduced.actions if a.text is not None]
    runs = [run for run in reduced.typed if run.action_id]
    assert [a.action_id for a in typing] == [run.action_id for run in runs]
    for action, run in zip(typing, runs, strict=True):
        assert action.text == "".join(k.text for k in run.kept)
        assert {k.event_id for k in run.keystrokes} <= set(action.event_ids)
    for run in reduced.typed:
        assert bool(run.kept) == bool(run.action_id)
        for keystroke in run.keystrokes:
            if keystroke.erased_by is not None:
                eraser = by_id[keystroke.erased_by]
                assert normalise_key(eraser.key or "") == "backspace"


@given(st.lists(st.sampled_from([*"abcXYZ @!é", "backspace"]), max_size=60), st.booleans())
def test_typed_text_is_what_a_simple_editor_holds(keys: list[str], overlap: bool) -> None:
    editor: list[str] = []
    events: list[Event] = []
    released: list[str] = []
    for key in keys:
        if key != "backspace":
            editor.append(key)
        elif editor:
            editor.pop()
        name = normalise_key(key)
        text = None if key == "backspace" else key
        events.append(_key(EventKind.PRESS, len(events), name, text))
        released.append(name)
        if not overlap or len(released) == 2:
            events += [_key(EventKind.RELEASE, len(events), released.pop(0))]
    reduced = reduce_events(events)

    assert "".join(a.text for a in reduced.actions if a.text is not None) == "".join(editor)
    typed = [k.text for run in reduced.typed for k in run.keystrokes]
    assert typed == [key for key in keys if key != "backspace"]


def _key(kind: EventKind, place: int, key: str, text: str | None = None) -> Event:
    return Event(place + 1, place * 1000, kind, key=key, text=text)


@given(st.text(min_size=1, max_size=12) | st.lists(st.sampled_from(PARTS)).map("".join))
@example("key.\tx")
@example("Key.")
def test_a_normal_name_of_a_key_stays_as_it_is_and_is_never_empty(name: str) -> None:
    normal = normalise_key(name)

    assert normalise_key(normal) == normal
    assert bool(normal) == bool(name)
