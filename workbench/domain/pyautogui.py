"""Actions as pyautogui calls, in the spelling that published agent data sets use."""

from workbench.domain.release import ReleasedAction

_POINTED = {
    "click": "pyautogui.click",
    "double_click": "pyautogui.doubleClick",
    "triple_click": "computer.tripleClick",
    "right_click": "pyautogui.rightClick",
    "middle_click": "pyautogui.middleClick",
    "move": "pyautogui.moveTo",
}


def code_of(action: ReleasedAction, *, outcome: str = "") -> str:
    """The call or calls that would repeat the action; empty where its place is not given."""
    if action.type == "terminate":
        return f"computer.terminate(status={outcome!r})"
    if action.type == "type":
        return f"pyautogui.write(message={action.text or ''!r})"
    if action.type == "press":
        return f"pyautogui.press(keys={list(action.keys or ())!r})"
    if action.type == "hotkey":
        return f"pyautogui.hotkey(keys={list(action.keys or ())!r})"
    if action.x is None or action.y is None:
        return ""
    place = f"x={_number(action.x)}, y={_number(action.y)}"
    if action.type == "drag":
        return f"pyautogui.moveTo({place})\n{_drag(action)}"
    if action.type == "scroll":
        return f"pyautogui.moveTo({place})\n{_scroll(action)}"
    return f"{_POINTED[action.type]}({place})"


def _drag(action: ReleasedAction) -> str:
    end = f"x={_number(action.x2 or 0)}, y={_number(action.y2 or 0)}"
    return f"pyautogui.dragTo({end}, button={action.button or 'left'!r})"


def _scroll(action: ReleasedAction) -> str:
    calls = []
    if action.dy:
        calls.append(f"pyautogui.scroll({_number(action.dy)})")
    if action.dx:
        calls.append(f"pyautogui.hscroll({_number(action.dx)})")
    return "\n".join(calls)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")
