"""A value that was typed with a pause in it is hidden like one that was typed in one go."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.test_sealing_leaks import CARD, MAIL, capture_of, parts_of, readable
from workbench.domain.action import ActionKind
from workbench.domain.event import Event, EventKind
from workbench.domain.masking import MASK_CHARACTER, Hidden, masked_action
from workbench.domain.reduction import reduce_events
from workbench.services.detecting import Detection, detect
from workbench.services.passages import Texts
from workbench_rules import RulesDetector

if TYPE_CHECKING:
    from tests.conftest import Team

PAUSE_US, KEY_US = 11_000_000, 100_000
SECRETS = [CARD, MAIL, "DE89370400440532013000", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"]


def typed(parts: Sequence[str], *, between: Sequence[str] = ()) -> list[Event]:
    """Texts with a pause after each; keys are pressed `between` them once the pause is over."""
    events: list[Event] = []
    now_us = 1_000_000

    def tap(key: str, text: str | None) -> None:
        nonlocal now_us
        for kind in (EventKind.PRESS, EventKind.RELEASE):
            is_press = kind is EventKind.PRESS
            events.append(
                Event(len(events) + 1, now_us, kind, key=key, text=text if is_press else None)
            )
            now_us += KEY_US // 2

    for number, part in enumerate(parts):
        if number:
            now_us += PAUSE_US
            for key in between:
                tap(key, None)
        for character in part:
            tap("space" if character == " " else character, character)
    return events


def found_in(events: list[Event]) -> tuple[list[Detection], list[str]]:
    """What is found, and the typed texts as an annotator reads them."""
    reduced = reduce_events(events)
    texts = Texts(reduced.typed, [], events, 10**9, actions=reduced.actions)
    found = detect([RulesDetector()], texts)
    shown = [
        masked_action(
            action,
            [
                Hidden(d.place.start, d.place.stop, d.kind)
                for d in found
                if d.place.source_id == action.action_id
            ],
        )
        for action in reduced.actions
    ]
    return found, [a.text or "" for a in shown if a.kind is ActionKind.TYPE]


@pytest.mark.parametrize("secret", SECRETS)
@given(data=st.data())
def test_wherever_the_pauses_are_nothing_of_the_value_is_left(
    secret: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(secret) - 1), min_size=1, max_size=3)))
    edges = [0, *cuts, len(secret)]
    parts = [secret[start:stop] for start, stop in pairwise(edges)]

    found, shown = found_in(typed(["pay to " + parts[0], *parts[1:]]))

    assert secret in {detection.value for detection in found}
    hidden = [len(part) * MASK_CHARACTER for part in parts]
    assert shown == ["pay to " + hidden[0], *hidden[1:]]


def test_what_a_field_is_called_in_the_run_before_tells_what_follows_the_pause() -> None:
    _, shown = found_in(typed(["the password is ", "tulip7garden"]))

    assert shown == ["the password is ", MASK_CHARACTER * 12]


def test_what_was_mistyped_before_the_pause_and_erased_after_it_is_hidden_too() -> None:
    found, shown = found_in(typed([CARD[:9] + "77", CARD[9:]], between=["backspace"] * 2))

    assert CARD in {detection.value for detection in found}
    assert shown == [MASK_CHARACTER * 11, MASK_CHARACTER * 7]


@pytest.mark.parametrize("key", ["enter", "tab", "left"])
def test_texts_with_another_key_between_them_are_not_read_as_one(key: str) -> None:
    found, shown = found_in(typed([CARD[:8], CARD[8:]], between=[key]))

    assert (found, shown) == ([], [CARD[:8], CARD[8:]])


def test_both_parts_are_one_value_to_reviewers_and_sealed_from_annotators(
    team: "Team", tmp_path: Path
) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typed([CARD[:7], CARD[7:]])))

    flags = team.session("rev", session_id).flags()
    assert [(flag.place.start, flag.place.stop) for flag in flags] == [(0, 7), (0, 9)]
    assert len({flag.value_id for flag in flags}) == 1
    assert CARD[:7] in readable(team.session("rev", session_id))
    text = readable(team.session("ana", session_id))
    assert not [part for part in parts_of(CARD) if part in text]
