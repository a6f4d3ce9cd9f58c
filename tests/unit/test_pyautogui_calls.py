"""pyautogui code read back: what it says was done, and what is counted as unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.action import ActionKind
from workbench.domain.event import EventKind
from workbench.domain.pyautogui import code_of
from workbench.domain.pyautogui_calls import UNKNOWN, Call, call_of, parse_calls
from workbench.domain.pyautogui_hands import Hands
from workbench.domain.release import ReleasedAction
from workbench.domain.told import Told

PLACES = st.integers(0, 4000).map(lambda n: n / 4)
NAMED = st.sampled_from(["enter", "tab", "esc", "f5", "page_down", "space", "a", "7", "'", "\\"])


def _done(*codes: str) -> tuple[Told, Hands]:
    told = Told()
    hands = Hands(told, lambda x, y: (x, y))
    for number, code in enumerate(codes):
        hands.tell(number * 1_000_000, parse_calls(code))
    return told, hands


def _kinds(*codes: str) -> list[str]:
    return [action.kind.value for action in _done(*codes)[0].actions]


def test_calls_are_read_by_place_and_by_name_alike() -> None:
    assert parse_calls("pyautogui.click(10, 20.5)") == [Call("click", {"x": 10, "y": 20.5})]
    assert parse_calls("pyautogui.click(y=20.5, x=10)") == [Call("click", {"x": 10, "y": 20.5})]
    assert parse_calls("pyautogui.dragTo(1, 2, 0.5, pyautogui.easeInQuad, 'right')") == [
        Call("dragto", {"x": 1, "y": 2, "button": "right"})
    ]
    assert parse_calls("computer.triple_click(x=1, y=2)")[0].name == "tripleclick"
    assert call_of("MOVE_TO", {"x": 1, "y": 2}) == Call("moveto", {"x": 1, "y": 2})
    assert call_of("NOTHING_SUCH", {}) is UNKNOWN


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('true')",
        "pyautogui.click(x=place.x, y=2)",
        "pyautogui.click(*place)",
        "pyautogui.write(f'{name}')",
        "for i in range(3): pyautogui.press('a')",
        "pyautogui.alert('hello')",
        "open('file')",
        "x = 3",
        "not python at all",
        "pyautogui.press('a', presses=1000000)",
        "pyautogui.click(x=1e999, y=3)",
        "pyautogui.click(x=True, y=3)",
        "pyautogui.hotkey()",
        "pyautogui.keyUp('shift')",
        "pyautogui.scroll('far')",
        "pyautogui.press(" + "[" * 150 + "]" * 150 + ")",
        "pyautogui.write('a\0b')",
    ],
)
def test_what_is_not_written_out_is_counted_and_nothing_is_run(code: str) -> None:
    told, hands = _done(code)

    assert told.actions == []
    assert hands.unknown >= 1


def test_code_made_to_exhaust_its_reader_is_counted() -> None:
    for code in ("(" * 5000, "-" * 50_000 + "1", "a;" * 100_000, "x" * 300_000, "a\n" * 90_000):
        told, hands = _done(code)

        assert told.actions == []
        assert hands.unknown >= 1


def test_a_broken_line_does_not_take_the_others_with_it() -> None:
    told, hands = _done("import pyautogui\npyautogui.click(1, 2)\npyautogui.write('don't')")

    assert [action.kind for action in told.actions] == [ActionKind.CLICK]
    assert hands.unknown == 1


def test_clicks_are_told_by_button_and_count() -> None:
    assert _kinds("pyautogui.click(1, 2, clicks=2)") == ["double_click"]
    assert _kinds("pyautogui.click(1, 2, 3)") == ["triple_click"]
    assert _kinds("pyautogui.click(1, 2, button='right')") == ["right_click"]
    assert _kinds("pyautogui.click(1, 2, button='middle')") == ["middle_click"]
    assert _kinds("pyautogui.doubleClick(x=1, y=2)") == ["double_click"]
    assert _kinds("pyautogui.rightClick(1, 2, 3)") == ["right_click"]
    assert _kinds("pyautogui.click((1, 2), clicks=4)") == ["click"] * 4


def test_a_click_without_a_place_is_where_the_pointer_was_left() -> None:
    told, hands = _done("pyautogui.moveTo(30, 40)", "pyautogui.move(5, -5)", "pyautogui.click()")

    (click,) = told.actions
    assert (click.x, click.y) == (35, 35)
    assert hands.hovers == 2
    assert [event.kind for event in told.events] == [*[EventKind.MOVE] * 2, EventKind.DOWN]


def test_a_button_held_along_a_way_is_one_drag() -> None:
    told, _ = _done(
        "pyautogui.moveTo(1, 2)\npyautogui.dragTo(3, 4, button='left')",
        "pyautogui.mouseDown(5, 6)\npyautogui.moveTo(7, 8)\npyautogui.mouseUp()",
        "pyautogui.mouseDown(9, 9)\npyautogui.mouseUp()",
        "pyautogui.drag(10, 0)",
    )

    ends = [(a.kind.value, a.x, a.y, a.x2, a.y2) for a in told.actions]
    assert ends == [
        ("drag", 1, 2, 3, 4),
        ("drag", 5, 6, 7, 8),
        ("click", 9, 9, None, None),
        ("drag", 9, 9, 19, 9),
    ]


def test_keys_held_down_make_hotkeys_and_are_held_through_clicks() -> None:
    told, hands = _done(
        "pyautogui.keyDown('ctrlleft')\npyautogui.press('c')\npyautogui.keyUp('ctrlleft')",
        "pyautogui.keyDown('shift')",
        "pyautogui.click(1, 2)",
        "pyautogui.keyUp('shift')",
        "pyautogui.keyDown('alt')\npyautogui.keyUp('alt')",
        "pyautogui.keyDown('cmd')",
    )

    assert [(action.kind.value, action.keys) for action in told.actions] == [
        ("hotkey", ("ctrl", "c")),
        ("click", ("shift",)),
        ("press", ("alt",)),
    ]
    assert hands.unfinished == 1


def test_several_keys_pressed_are_several_presses() -> None:
    assert _kinds("pyautogui.press(['up', 'up', 'a'])") == ["press"] * 3
    assert _kinds("pyautogui.press('tab', presses=3)") == ["press"] * 3
    assert _kinds("pyautogui.hotkey('ctrl', 'shift', 't')") == ["hotkey"]
    assert _kinds("pyautogui.hotkey(['ctrl', 't'])") == ["hotkey"]
    assert _kinds("pyautogui.hotkey('f5')") == ["press"]
    assert _kinds("pyautogui.write(['a', 'enter'])") == ["press"] * 2


def test_waiting_and_looking_are_gaps() -> None:
    told, hands = _done("import time\ntime.sleep(n)", "computer.wait()", "pyautogui.screenshot()")

    assert told.actions == []
    assert (hands.waits, hands.unknown) == (3, 0)


def test_the_end_is_told_and_no_action() -> None:
    told, hands = _done("computer.terminate(status='failure')")

    assert told.events == []
    assert hands.status == "failure"


def test_a_copy_made_by_code_is_the_clipboard() -> None:
    told, _ = _done("pyperclip.copy('häuser')\npyautogui.hotkey('ctrl', 'v')")

    assert [(event.kind, event.text) for event in told.events[:1]] == [
        (EventKind.CLIPBOARD, "häuser")
    ]
    assert [action.kind for action in told.actions] == [ActionKind.HOTKEY]


def test_characters_escaped_in_halves_are_whole_again() -> None:
    told, _ = _done(r"pyautogui.write('\ud83d\ude00 \ud83d')", r"pyautogui.write('C:\dir')")

    assert [action.text for action in told.actions] == ["😀 \ufffd", r"C:\dir"]


@st.composite
def _released(draw: st.DrawFn) -> ReleasedAction:
    kind = draw(st.sampled_from([*_POINTED, "drag", "scroll", "type", "press", "hotkey"]))
    if kind == "type":
        return ReleasedAction(kind, text=draw(st.text(st.characters(exclude_categories=["Cs"]))))
    if kind in ("press", "hotkey"):
        modifiers = ["ctrl", "shift"] if kind == "hotkey" else []
        return ReleasedAction(kind, keys=(*modifiers, draw(NAMED)))
    action = ReleasedAction(kind, x=draw(PLACES), y=draw(PLACES))
    if kind == "drag":
        button = draw(st.sampled_from(["left", "right"]))
        return ReleasedAction(
            kind, x=action.x, y=action.y, x2=draw(PLACES), y2=draw(PLACES), button=button
        )
    if kind == "scroll":
        notches = st.integers(-50, 50).filter(bool)
        dx = draw(st.one_of(st.just(0), notches))
        return ReleasedAction(kind, x=action.x, y=action.y, dy=draw(notches), dx=dx)
    return action


_POINTED = ["click", "double_click", "triple_click", "right_click", "middle_click"]


@given(st.lists(_released(), max_size=6))
def test_what_is_written_as_code_is_read_back_as_it_was(written: list[ReleasedAction]) -> None:
    told, hands = _done(*(code_of(action) for action in written))

    assert hands.unknown == 0
    read = [
        ReleasedAction(
            action.kind.value,
            x=action.x,
            y=action.y,
            x2=action.x2,
            y2=action.y2,
            button=action.button if action.kind is ActionKind.DRAG else None,
            dx=action.dx if action.kind is ActionKind.SCROLL else None,
            dy=action.dy if action.kind is ActionKind.SCROLL else None,
            text=action.text,
            keys=action.keys or None,
        )
        for action in told.actions
    ]
    assert read == written


@given(st.text().filter(lambda text: not text.endswith("\\")))
def test_whatever_stands_between_two_calls_they_are_read(text: str) -> None:
    told, _ = _done(f"pyautogui.click(1, 2)\n{text}\npyautogui.click(3, 4)")

    places = [(action.x, action.y) for action in told.actions]
    assert (places[0], places[-1]) == ((1, 2), (3, 4))
    for action in told.actions:
        (action.text or "").encode()
