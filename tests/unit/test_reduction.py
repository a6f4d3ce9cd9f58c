"""What raw events amount to: gestures, typing, keys, and what is lost of them."""

import pytest

from workbench.domain.action import ActionKind
from workbench.domain.event import EventKind, Window
from workbench.domain.keys import normalise_key
from workbench.domain.reduction import (
    ReductionSettings,
    focus_changes,
    reduce_events,
)
from workbench.testing import Script


@pytest.mark.parametrize(
    ("count", "kinds"),
    [
        (1, ["click"]),
        (2, ["double_click"]),
        (3, ["triple_click"]),
        (4, ["triple_click", "click"]),
        (6, ["triple_click", "triple_click"]),
    ],
)
def test_quick_clicks_at_one_place_count_up_to_three(count: int, kinds: list[str]) -> None:
    script = Script()
    for _ in range(count):
        script.click()

    assert script.kinds() == kinds


def test_clicks_half_a_second_apart_are_still_a_double_click() -> None:
    on_time = Script().down().up().wait(0.48).click()
    late = Script().down().up().wait(0.481).click()

    assert on_time.kinds() == ["double_click"]
    assert late.kinds() == ["click", "click"]


def test_clicks_more_than_five_pixels_apart_are_two_clicks() -> None:
    assert Script().click(10, 10).click(13, 14).kinds() == ["double_click"]
    assert Script().click(10, 10).click(14, 14).kinds() == ["click", "click"]


def test_a_key_between_two_clicks_keeps_them_apart() -> None:
    assert Script().click().tap("enter").click().kinds() == ["click", "press", "click"]


@pytest.mark.parametrize(("button", "kind"), [("right", "right_click"), ("middle", "middle_click")])
def test_other_buttons_never_make_double_clicks(button: str, kind: str) -> None:
    assert Script().click(button=button).click(button=button).kinds() == [kind, kind]


def test_a_button_that_moves_more_than_five_pixels_is_a_drag() -> None:
    (drag,) = Script().down(10, 10).up(40, 50).actions()

    assert (drag.kind, drag.x, drag.y, drag.x2, drag.y2) == (ActionKind.DRAG, 10, 10, 40, 50)
    assert Script().down(10, 10).up(13, 14).kinds() == ["click"]


def test_a_click_and_a_drag_at_one_place_stay_two_actions() -> None:
    assert Script().click().down().up(90, 90).kinds() == ["click", "drag"]


def test_a_button_without_its_release_is_a_click_where_it_went_down() -> None:
    (lost, click) = Script().down(10, 10).wait(2).click(300, 300).actions()

    assert (lost.kind, lost.x, lost.event_ids) == (ActionKind.CLICK, 10, (1,))
    assert (click.x, click.event_ids) == (300, (2, 3))


def test_a_release_without_its_press_belongs_to_no_action() -> None:
    reduced = Script().up().release("a").reduced()

    assert reduced.actions == ()
    assert reduced.unclaimed_ids == (1, 2)


def test_notches_of_one_gesture_add_up() -> None:
    script = Script()
    for _ in range(5):
        script.scroll(-1).wait(0.9)

    (scroll,) = script.actions()
    assert (scroll.dy, scroll.event_ids) == (-5, (1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    "script",
    [
        Script().scroll(-1).wait(1.01).scroll(-1),
        Script().scroll(-1).scroll(-1, x=60),
        Script().scroll(-1).scroll(1),
        Script().scroll(-1).press("ctrl").scroll(-1),
    ],
    ids=["after a pause", "elsewhere", "the other way", "with ctrl"],
)
def test_another_gesture_is_another_scroll(script: Script) -> None:
    assert script.kinds() == ["scroll", "scroll"]


def test_a_scroll_of_nothing_is_no_action() -> None:
    assert Script().scroll(0).reduced().unclaimed_ids == (1,)


def test_backspace_removes_the_character_before_it() -> None:
    script = Script().type("VIPp").tap("backspace")

    (run,) = script.reduced().typed
    assert script.texts() == ["VIP"]
    assert [k.text for k in run.keystrokes] == ["V", "I", "P", "p"]
    assert run.keystrokes[3].erased_by == 9
    assert "".join(k.text for k in run.kept) == "VIP"


def test_backspace_with_nothing_left_of_this_run_is_a_key() -> None:
    script = Script().type("a").tap("backspace").tap("backspace").type("b")

    assert script.kinds() == ["press", "type"]
    assert script.texts() == ["b"]


def test_text_erased_completely_is_no_action_but_is_kept() -> None:
    reduced = Script().type("pw").tap("backspace").tap("backspace").click().reduced()

    (erased,) = reduced.typed
    assert [action.kind.value for action in reduced.actions] == ["click"]
    assert (erased.action_id, [k.text for k in erased.keystrokes]) == (0, ["p", "w"])
    assert erased.kept == ()
    assert reduced.unclaimed_ids == (1, 2, 3, 4, 5, 6, 7, 8)


def test_shift_backspace_erases_as_backspace_does() -> None:
    script = Script().type("A").press("shift", None).tap("backspace").type("B").release("shift")

    assert script.texts() == ["B"]


def test_overlapping_keys_keep_the_order_they_were_pressed_in() -> None:
    script = Script().press("e", "e").press("d", "d").release("e").release("d")

    (action,) = script.actions()
    assert (action.text, action.event_ids) == ("ed", (1, 2, 3, 4))


def test_a_release_finds_its_press_though_shift_changed_its_letter() -> None:
    (action,) = Script().press("shift").press("A", "A").release("shift").release("a").actions()

    assert (action.text, action.event_ids) == ("A", (1, 2, 3, 4))


def test_a_key_held_down_types_again_and_again() -> None:
    script = Script().press("a", "a").press("a", "a").press("a", "a").release("a")

    assert script.texts() == ["aaa"]


def test_space_is_a_character_however_it_is_named() -> None:
    assert Script().tap("a", "a").tap("space").tap(" ", " ").tap("b", "b").texts() == ["a  b"]


@pytest.mark.parametrize("between", ["tab", "click", "hotkey", "scroll", "pause", "window"])
def test_a_typed_run_ends_at_another_action(between: str) -> None:
    script = Script().type("ab")
    changes: tuple[int, ...] = ()
    if between == "tab":
        script.tap("tab")
    elif between == "click":
        script.click()
    elif between == "hotkey":
        script.press("ctrl").tap("s", "s").release("ctrl")
    elif between == "scroll":
        script.scroll(-1)
    elif between == "pause":
        script.wait(10.1)
    else:
        changes = (script.t_us + 1,)
    script.type("cd")

    runs = script.reduced(window_changes_us=changes).typed
    assert ["".join(k.text for k in run.kept) for run in runs] == ["ab", "cd"]


def test_a_pause_of_ten_seconds_does_not_end_a_run() -> None:
    assert Script().press("a", "a").wait(9.99).press("b", "b").texts() == ["ab"]


def test_a_hotkey_names_its_modifiers_in_order() -> None:
    script = Script().press("shift").press("alt").press("ctrl").tap("t", "T")
    script.release("ctrl").release("alt").release("shift")

    (hotkey,) = script.actions()
    assert hotkey.keys == ("ctrl", "alt", "shift", "t")
    assert hotkey.event_ids == (1, 2, 3, 4, 5, 6, 7, 8)


def test_a_hotkey_without_releases_is_whole() -> None:
    """As the hotkey that stops a recording: its last keys never come up (trap T4)."""
    (hotkey,) = Script().press("ctrl_l").press("alt_l").press("T", "T").release("T").actions()

    assert (hotkey.keys, hotkey.event_ids) == (("ctrl", "alt", "t"), (1, 2, 3, 4))


def test_shift_with_a_named_key_is_a_hotkey_and_alone_is_nothing() -> None:
    tabbed = Script().press("shift").tap("tab").release("shift")
    alone = Script().press("shift").release("shift").reduced()

    assert tabbed.keys() == [("shift", "tab")]
    assert (alone.actions, alone.unclaimed_ids) == ((), (1, 2))


@pytest.mark.parametrize("name", ["ctrl_l", "alt_r", "cmd"])
def test_a_lone_tap_of_a_modifier_is_a_press(name: str) -> None:
    script = Script().press(name).release(name)

    assert script.kinds() == ["press"]
    assert script.keys() == [(normalise_key(name),)]


def test_modifiers_tapped_together_are_a_hotkey() -> None:
    script = Script().press("alt").press("shift").release("shift").release("alt")

    assert script.keys() == [("alt", "shift")]


def test_a_modifier_used_with_a_click_belongs_to_the_click() -> None:
    (click,) = Script().press("ctrl").click().release("ctrl").actions()

    assert (click.kind, click.keys) == (ActionKind.CLICK, ("ctrl",))
    assert click.event_ids == (1, 2, 3, 4)


def test_one_hold_of_ctrl_serves_two_hotkeys() -> None:
    script = Script().press("ctrl").tap("c", "c").tap("v", "v").release("ctrl")

    assert script.keys() == [("ctrl", "c"), ("ctrl", "v")]
    assert [a.event_ids for a in script.actions()] == [(1, 2, 3), (4, 5, 6)]


def test_a_modifier_whose_release_was_lost_lets_go_after_ten_seconds() -> None:
    script = Script().press("ctrl").tap("c", "c").wait(10).type("secret")

    assert script.keys()[0] == ("ctrl", "c")
    assert script.texts() == ["secret"]


def test_a_second_press_of_a_modifier_starts_a_new_hold() -> None:
    script = Script().press("ctrl").wait(2).press("ctrl").tap("a", "a").release("ctrl").type("b")

    reduced = script.reduced()
    assert script.keys() == [("ctrl", "a"), ()]
    assert reduced.unclaimed_ids == (1,)


def test_a_modifier_that_the_keyboard_repeats_stays_one_hold() -> None:
    script = Script().press("ctrl").wait(0.5).press("ctrl").press("ctrl").tap("a", "a")

    assert script.actions()[0].event_ids == (1, 2, 3, 4, 5)


def test_characters_of_altgr_are_typed() -> None:
    """Windows reports AltGr as ctrl and alt_gr together."""
    script = Script().press("ctrl_l").press("alt_gr").tap("q", "@").release("alt_gr")

    assert script.release("ctrl_l").texts() == ["@"]


def test_characters_of_option_are_typed_and_alt_with_a_letter_is_a_hotkey() -> None:
    assert Script().press("alt").tap("l", "@").release("alt").texts() == ["@"]
    assert Script().press("alt").tap("f", "f").release("alt").keys() == [("alt", "f")]


def test_a_control_character_is_not_typed() -> None:
    assert Script().press("ctrl").tap("a", "\x01").keys() == [("ctrl", "a")]


def test_text_without_keys_is_typed_and_corrected_like_any_other() -> None:
    script = Script().add(EventKind.TEXT, text="né").tap("backspace").add(EventKind.TEXT, text="o")

    (run,) = script.reduced().typed
    assert script.texts() == ["no"]
    assert [k.event_id for k in run.keystrokes] == [1, 1, 4]


def test_waiting_is_a_gap_between_actions() -> None:
    first, second, third = Script().click().wait(3).tap("tab").type("x").actions()

    assert (first.gap_us, second.gap_us, third.gap_us) == (0, 3_010_000, 10_000)


def test_clipboard_and_navigation_belong_to_no_action_and_end_no_run() -> None:
    script = Script().type("a").add(EventKind.CLIPBOARD, text="x").type("b")

    assert script.texts() == ["ab"]
    assert script.reduced().unclaimed_ids == (3,)


def test_thresholds_are_settings() -> None:
    script = Script().press("a", "a").wait(2).press("b", "b")

    settings = ReductionSettings(typing_pause_us=1_000_000)
    assert [a.text for a in reduce_events(script.events, settings=settings).actions] == ["a", "b"]


def test_a_new_title_of_the_same_window_is_no_change_of_focus() -> None:
    windows = [Window(1, 5, "a"), Window(1, 9, "a *"), Window(2, 12, "b"), Window(1, 20, "a")]

    assert focus_changes(windows) == (5, 12, 20)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ctrl_l", "ctrl"),
        ("Key.cmd_r", "cmd"),
        ("Super_L", "cmd"),
        ("alt_gr", "alt_gr"),
        ("ISO_Level3_Shift", "alt_gr"),
        ("Return", "enter"),
        ("KP_Enter", "enter"),
        ("Prior", "page_up"),
        ("Page Down", "page_down"),
        ("Escape", "esc"),
        ("F12", "f12"),
        ("print", "print_screen"),
        ("left", "left"),
        ("A", "A"),
        (" ", "space"),
        ("", ""),
    ],
)
def test_a_key_has_one_name_whatever_the_recorder_calls_it(name: str, key: str) -> None:
    assert normalise_key(name) == key
