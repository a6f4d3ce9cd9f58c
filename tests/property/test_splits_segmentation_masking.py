"""Placing subjects, cutting time and masking text: what holds for any input."""

import hmac
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.action import Action, ActionKind
from workbench.domain.event import Event, EventKind
from workbench.domain.masking import (
    MASK_CHARACTER,
    Hidden,
    hidden_key_ids,
    masked_action,
    masked_events,
    masked_text,
)
from workbench.domain.segment import Segment, Tier
from workbench.domain.segmentation import cut_points, gap_around, snapped
from workbench.domain.splits import parse_ratios, place_subjects

names = st.text("abcdef0123456789", min_size=1, max_size=6)
ratio_texts = st.sampled_from(
    ["train=1", "train=0.8,validation=0.1,test=0.1", "test=0.5,train=0.5", "validation=1.0"]
)


def keyed(secret: bytes) -> Callable[[str], bytes]:
    return lambda text: hmac.digest(secret, text.encode(), "sha256")


@given(st.sets(names), st.sets(names), ratio_texts, st.binary(min_size=1, max_size=8))
def test_every_new_subject_is_placed_and_no_old_one_moves(
    subjects: set[str], old: set[str], text: str, secret: bytes
) -> None:
    ratios = parse_ratios(text)
    placed = dict.fromkeys(old, next(iter(ratios)))
    new = place_subjects(sorted(subjects), placed, ratios, keyed(secret))

    assert new.keys() == subjects - old
    assert set(new.values()) <= ratios.keys()
    assert new == place_subjects(sorted(subjects, reverse=True), placed, ratios, keyed(secret))


@given(st.sets(names, min_size=3, max_size=40), st.binary(min_size=1, max_size=8))
def test_no_split_stays_empty_while_there_are_subjects(subjects: set[str], secret: bytes) -> None:
    ratios = parse_ratios("train=0.8,validation=0.1,test=0.1")
    new = place_subjects(subjects, {}, ratios, keyed(secret))
    counts = {split: list(new.values()).count(split) for split in ratios}

    assert min(counts.values()) >= 1
    for split, ratio in ratios.items():
        assert abs(counts[split] - ratio * len(subjects)) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "train",
        "train=x",
        "train=0",
        "train=-1,test=2",
        "train=0.5",
        "train=0.5,train=0.5",
        "dev=1",
        "train=nan",
        "train=inf",
        "train=0.5,test=0.6",
    ],
)
def test_ratios_that_do_not_add_up_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_ratios(text)


spans = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 50)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=10,
)


def action_of(number: int, t_us: int, end_us: int, text: str | None = None) -> Action:
    return Action(number, t_us, end_us, ActionKind.TYPE, text=text)


@given(spans, st.integers(0, 1100), st.integers(0, 200))
def test_a_cut_is_at_an_actions_edge_or_where_it_was_asked_for(
    spans: list[tuple[int, int]], t_us: int, reach_us: int
) -> None:
    points = cut_points(action_of(i, *span) for i, span in enumerate(spans))
    cut = snapped(t_us, points, reach_us=reach_us)

    assert points == sorted(set(points))
    assert cut == t_us or (cut in points and abs(cut - t_us) <= reach_us)
    near = [abs(p - t_us) for p in points if abs(p - t_us) <= reach_us]
    assert abs(cut - t_us) == min(near, default=0)


@given(st.lists(st.integers(0, 1000), unique=True, max_size=12), st.integers(0, 999))
def test_the_gap_around_a_free_moment_is_free_and_as_wide_as_can_be(
    edges: list[int], t_us: int
) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    segments = [
        Segment(str(i), Tier.TASK, start, end)
        for i, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True))
    ]
    if any(s.contains(t_us) for s in segments):
        return
    start, end = gap_around(segments, t_us, 1000)

    assert start <= t_us < end
    assert not any(s.overlaps(start, end) for s in segments)
    assert start == 0 or any(s.end_us == start for s in segments)
    assert end == 1000 or any(s.start_us == end for s in segments)


hidden_spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
        lambda p: Hidden(min(p), max(p) + 1, "email")
    ),
    max_size=4,
)


@given(st.text(max_size=30), hidden_spans)
def test_masking_hides_exactly_the_hidden_characters(text: str, hidden: list[Hidden]) -> None:
    masked = masked_text(text, hidden)

    assert len(masked) == len(text)
    for index, (before, after) in enumerate(zip(text, masked, strict=True)):
        is_hidden = any(span.start <= index < span.stop for span in hidden)
        assert after == (MASK_CHARACTER if is_hidden else before)
    twin = masked_action(action_of(1, 0, 5, text), hidden)
    assert twin.text == masked
    assert (twin.mask is None) == (not hidden)


@st.composite
def keyboards(draw: st.DrawFn) -> tuple[list[Event], set[int]]:
    """Presses and releases in time order, and some of the presses."""
    events: list[Event] = []
    t_us = 0
    for number in range(draw(st.integers(0, 20))):
        t_us += draw(st.integers(0, 9))
        kind = draw(st.sampled_from([EventKind.PRESS, EventKind.RELEASE]))
        key = draw(st.sampled_from(["a", "b", "shift"]))
        text = key if kind is EventKind.PRESS else None
        events.append(Event(number, t_us, kind, key=key, text=text))
    presses = [e.event_id for e in events if e.kind is EventKind.PRESS]
    chosen = draw(st.sets(st.sampled_from(presses))) if presses else set()
    return events, chosen


@given(keyboards())
def test_masked_keystrokes_tell_neither_key_nor_rhythm(
    keyboard: tuple[list[Event], set[int]],
) -> None:
    events, chosen = keyboard
    hidden = hidden_key_ids(events, chosen)
    masked = masked_events(events, hidden)

    assert chosen <= hidden
    assert [e.event_id for e in masked] == [e.event_id for e in events]
    previous: Event | None = None
    for before, after in zip(events, masked, strict=True):
        if before.event_id not in hidden:
            assert after == before
        else:
            assert after.kind is EventKind.MASKED
            assert (after.key, after.text) == (None, None)
            assert after.t_us <= before.t_us
            if previous is not None and previous.kind is EventKind.MASKED:
                assert after.t_us == previous.t_us
        previous = after
