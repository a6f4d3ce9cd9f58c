"""What actions bring about, presses that are long, dead keys, and the recorder's own keys."""

import pytest

from workbench.domain.action import ActionKind, Effect
from workbench.domain.dead_keys import composed
from workbench.domain.event import EventKind
from workbench.domain.reduction import ReductionSettings
from workbench.testing import Script


def _chord(script: Script, *keys: str) -> Script:
    for key in keys[:-1]:
        script.press(key)
    script.tap(keys[-1])
    for key in reversed(keys[:-1]):
        script.release(key)
    return script


@pytest.mark.parametrize(
    ("keys", "effect"),
    [
        (("ctrl", "c"), Effect.COPY),
        (("cmd", "x"), Effect.CUT),
        (("ctrl", "shift", "v"), Effect.PASTE),
        (("shift", "insert"), Effect.PASTE),
        (("ctrl", "alt", "v"), None),
        (("ctrl", "a"), None),
    ],
)
def test_the_keys_of_every_desktop_copy_cut_and_paste(
    keys: tuple[str, ...], effect: Effect | None
) -> None:
    (action,) = _chord(Script(), *keys).actions()

    assert (action.kind, action.effect) == (ActionKind.HOTKEY, effect)


def test_where_the_clipboard_is_recorded_only_a_new_one_makes_a_copy() -> None:
    script = _chord(Script(), "ctrl", "c").add(EventKind.CLIPBOARD, text="copied")
    interrupted = _chord(script.wait(5), "ctrl", "c").actions()

    assert [action.effect for action in interrupted] == [Effect.COPY, None]


def test_a_window_that_follows_an_action_is_its_doing_and_a_later_one_is_not() -> None:
    script = Script().click().wait(3).click(300, 300)
    actions = script.reduced(window_changes_us=[400_000, 2_500_000]).actions

    assert [action.effect for action in actions] == [Effect.WINDOW_SWITCH, None]


def test_a_page_that_follows_an_action_is_its_doing_and_any_other_an_action_itself() -> None:
    script = Script().click().wait(1).add(EventKind.NAVIGATE, text="https://a.example")
    actions = script.wait(60).add(EventKind.NAVIGATE, text="https://b.example").actions()

    assert [(a.kind, a.effect) for a in actions] == [
        (ActionKind.CLICK, Effect.NAVIGATE),
        (ActionKind.NAVIGATE, None),
    ]


def test_a_button_held_on_one_place_is_a_long_press_and_moved_a_drag() -> None:
    held = Script().down().wait(1.2).up().wait(3).down().wait(1.2).up(200, 10)

    assert held.kinds() == ["long_press", "drag"]


@pytest.mark.parametrize(
    ("dead", "typed", "made"),
    [
        ("dead_acute", "e", "é"),
        ("dead_diaeresis", "U", "Ü"),
        ("dead_circumflex", " ", "^"),
        ("dead_acute", "é", "é"),
        ("dead_grave", "x", "`x"),
    ],
)
def test_a_dead_key_and_the_letter_after_it_are_one_character(
    dead: str, typed: str, made: str
) -> None:
    key = "space" if typed == " " else typed.lower()
    script = Script().type("a").tap(dead).tap(key, typed).type("b")

    assert script.texts() == [f"a{made}b"]
    assert composed(dead, typed) == made


def test_an_accent_that_nothing_takes_is_in_no_action() -> None:
    reduced = Script().tap("dead_acute").tap("esc").tap("dead_acute").reduced()

    assert [action.keys for action in reduced.actions] == [("esc",)]
    assert set(reduced.unclaimed_ids) == {1, 2, 5, 6}


def test_the_recorders_hotkey_is_set_aside_at_the_ends_and_kept_in_the_middle() -> None:
    settings = ReductionSettings(recorder_signs=(("ctrl+alt+t",), ("ctrl", "ctrl", "ctrl")))
    script = (
        _chord(_chord(Script(), "ctrl", "alt", "t").click(), "ctrl", "alt", "t").wait(2).click()
    )
    script.press("ctrl").press("alt").tap("t")

    reduced = script.reduced(settings=settings)

    assert [action.kind.value for action in reduced.actions] == ["click", "hotkey", "click"]
    assert len(reduced.recorder_ids) == 6 + 4
    assert set(reduced.recorder_ids) <= set(reduced.unclaimed_ids)


def test_three_taps_of_a_modifier_that_stop_a_recorder_are_set_aside() -> None:
    settings = ReductionSettings(recorder_signs=(("ctrl", "ctrl", "ctrl"),))
    script = Script().type("hello").wait(1).tap("ctrl").tap("ctrl").tap("ctrl")

    reduced = script.reduced(settings=settings)

    assert [action.text for action in reduced.actions] == ["hello"]
    assert len(reduced.recorder_ids) == 6


def test_the_word_that_stops_a_recorder_is_cut_off_what_was_typed() -> None:
    settings = ReductionSettings(recorder_words=("oa.stop",))

    ends = Script().type("hello oa.stop").tap("enter").reduced(settings=settings)
    alone = Script().type("oa.stop").reduced(settings=settings)
    elsewhere = Script().type("oa.stop").wait(1).click().tap("tab").reduced(settings=settings)

    assert [action.text for action in ends.actions] == ["hello "]
    assert (alone.actions, len(alone.recorder_ids)) == ((), 14)
    assert [action.text for action in elsewhere.actions] == ["oa.stop", None, None]
    assert ends.typed[0].kept[-1].text == " "
