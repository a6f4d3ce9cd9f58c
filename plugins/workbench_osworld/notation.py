"""The notations in which agents write actions, all as pyautogui calls."""

from collections.abc import Mapping

from workbench.domain.pyautogui_calls import UNKNOWN, Call, call_of, parse_calls
from workbench.source_files import JSONValue, json_list, json_object, text_in

_WORDS = {
    "WAIT": Call("wait"),
    "DONE": Call("terminate", {"status": "success"}),
    "FAIL": Call("terminate", {"status": "failure"}),
    "TERMINATE": Call("terminate", {"status": "ended"}),
}
_LOOKS = ("screenshot", "cursor_position", "zoom", "wait")
_BY_TOOL = {
    "left_click": "click",
    "right_click": "rightclick",
    "middle_click": "middleclick",
    "double_click": "doubleclick",
    "triple_click": "tripleclick",
    "mouse_move": "moveto",
    "left_mouse_down": "mousedown",
    "left_mouse_up": "mouseup",
}
_WHEELS: Mapping[str, tuple[str, int]] = {
    "up": ("scroll", 1),
    "down": ("scroll", -1),
    "left": ("hscroll", -1),
    "right": ("hscroll", 1),
}
_DEEPEST = 4


def calls_in(action: JSONValue, depth: int = 0) -> list[Call]:
    """The calls an action comes to, whatever notation it is in; UNKNOWN for none known here.

    Code and words, OSWorld's own `action_type` with parameters, and tool calls; where a tool
    call comes with the code it was turned into, that code holds.
    """
    if isinstance(action, str):
        word = _WORDS.get(action.strip().upper())
        return [word] if word else parse_calls(action)
    if isinstance(action, list):
        return [call for one in action[:100] for call in calls_in(one, depth + 1)]
    if not isinstance(action, dict) or depth >= _DEEPEST:
        return [UNKNOWN]
    for name in ("command", "code"):
        if text_in(action.get(name)):
            return calls_in(action[name], depth + 1)
    if isinstance(action.get("input"), dict):
        return calls_in(action["input"], depth + 1)
    return _by_its_kind(action, depth)


def _by_its_kind(action: Mapping[str, JSONValue], depth: int) -> list[Call]:
    kind, tool = text_in(action.get("action_type")), text_in(action.get("action"))
    if kind.upper() in _WORDS or tool.upper() in _WORDS:
        return [_WORDS[kind.upper() if kind.upper() in _WORDS else tool.upper()]]
    if kind:
        parameters = json_object(action.get("parameters")) or action
        return _by_parameters(kind.upper(), parameters)
    if tool in _LOOKS:
        return [_WORDS["WAIT"]]
    if tool in _BY_TOOL or tool in ("type", "key", "scroll", "left_click_drag"):
        return _by_tool(tool, action)
    if "action" in action:
        return calls_in(action["action"], depth + 1)
    return [UNKNOWN]


def _by_parameters(kind: str, given: Mapping[str, JSONValue]) -> list[Call]:
    if kind == "SCROLL":
        turned = {"scroll": given.get("dy"), "hscroll": given.get("dx")}
        return [Call(name, {"clicks": notches}) for name, notches in turned.items() if notches]
    values = dict(given)
    if "num_clicks" in values:
        values["clicks"] = values["num_clicks"]
    return [call_of("write" if kind == "TYPING" else kind, values)]


def _by_tool(tool: str, given: Mapping[str, JSONValue]) -> list[Call]:
    place = _place(given.get("coordinate"))
    if tool == "type":
        return [Call("write", {"message": given.get("text")})]
    if tool == "key":
        return [Call("hotkey", {"keys": _chord(text_in(given.get("text")))})]
    if tool == "scroll":
        name, sign = _WHEELS.get(text_in(given.get("scroll_direction")), ("", 0))
        amount = given.get("scroll_amount")
        if not isinstance(amount, int | float):
            return [UNKNOWN]
        return [Call(name, {**place, "clicks": sign * amount})]
    if tool == "left_click_drag":
        start = _place(given.get("start_coordinate"))
        return [*([Call("moveto", start)] if start else []), Call("dragto", place)]
    held = _chord(text_in(given.get("text")))
    downs = [Call("keydown", {"key": key}) for key in held]
    ups = [Call("keyup", {"key": key}) for key in reversed(held)]
    return [*downs, Call(_BY_TOOL[tool], place), *ups]


def _place(value: JSONValue) -> dict[str, object]:
    numbers = json_list(value)
    return {"x": numbers[0], "y": numbers[1]} if len(numbers) == 2 else {}


def _chord(keys: str) -> list[str]:
    return [key for key in keys.split("+") if key] or (["+"] if keys else [])
