"""What pyautogui code says was done: its calls read without running any of it.

Code is taken apart by Python's own grammar. Only calls whose arguments are written out are
known; everything else, loops and computed places among it, comes back as unknown, to be counted.
"""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

_MOST_CHARACTERS = 200_000
_PLACE = ("x", "y")
_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "click": (*_PLACE, "clicks", "interval", "button"),
    "leftclick": _PLACE,
    "rightclick": _PLACE,
    "middleclick": _PLACE,
    "doubleclick": (*_PLACE, "interval", "button"),
    "tripleclick": (*_PLACE, "interval", "button"),
    "moveto": _PLACE,
    "moverel": _PLACE,
    "dragto": (*_PLACE, "duration", "tween", "button"),
    "dragrel": (*_PLACE, "duration", "tween", "button"),
    "mousedown": (*_PLACE, "button"),
    "mouseup": (*_PLACE, "button"),
    "scroll": ("clicks", *_PLACE),
    "hscroll": ("clicks", *_PLACE),
    "write": ("message",),
    "press": ("keys", "presses"),
    "hotkey": ("keys",),
    "keydown": ("key",),
    "keyup": ("key",),
    "copy": ("text",),
    "wait": (),
    "terminate": ("status",),
}
_ALSO = {
    "typewrite": "write",
    "vscroll": "scroll",
    "move": "moverel",
    "drag": "dragrel",
    "sleep": "wait",
    "screenshot": "wait",
}
_PLAIN = {"xoffset": "x", "yoffset": "y", "text": "message", "key": "keys"}
"""Parameters that go by another name."""

_MANNERS = ("tween", "duration", "interval")
"""How a call is done, which changes nothing of what is told."""

_MODULES: Mapping[str, frozenset[str]] = {
    "": frozenset(_PARAMETERS) - {"copy"},
    "pyautogui": frozenset(_PARAMETERS) - {"copy"},
    "computer": frozenset(_PARAMETERS) - {"copy"},
    "time": frozenset({"wait"}),
    "pyperclip": frozenset({"copy"}),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `name` in lower case without `_`, empty where it is none known here.

    `values` are its arguments by their parameters' names, as the code has them written out.
    """

    name: str = ""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


UNKNOWN = Call()


def parse_calls(code: str) -> list[Call]:
    """The calls of some code in order; UNKNOWN for each statement that is none.

    Where the code as a whole is not Python, each line is taken for itself.
    """
    if len(code) > _MOST_CHARACTERS:
        return [UNKNOWN]
    statements = _statements(code)
    if statements is None:
        lines = [line.strip() for line in code.splitlines() if line.strip()]
        each = [_statements(line) for line in lines]
        return [call for body in each for call in ([UNKNOWN] if body is None else _calls(body))]
    return list(_calls(statements))


def call_of(name: str, values: Mapping[str, object]) -> Call:
    """The call of that name with arguments by name, as other notations of the same have it."""
    known = _known_name("", name)
    if known is None:
        return UNKNOWN
    plain = {_parameter(known, key): value for key, value in values.items()}
    return Call(known, plain)


def _statements(code: str) -> list[ast.stmt] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _calls(statements: Sequence[ast.stmt]) -> Iterator[Call]:
    for statement in statements:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                continue
            case ast.Expr(value=ast.Call() as call):
                yield _call(call)
            case _:
                yield UNKNOWN


def _call(node: ast.Call) -> Call:
    name = _name(node.func)
    if name is None or any(isinstance(argument, ast.Starred) for argument in node.args):
        return UNKNOWN
    if name == "hotkey" and len(node.args) > 1:
        return _with_values(name, {"keys": ast.List(elts=node.args, ctx=ast.Load())})
    parameters = _PARAMETERS[name]
    given = {parameters[i]: arg for i, arg in enumerate(node.args) if i < len(parameters)}
    given |= {_parameter(name, k.arg): k.value for k in node.keywords if k.arg is not None}
    return _with_values(name, given)


def _with_values(name: str, given: Mapping[str, ast.expr]) -> Call:
    values: dict[str, object] = {}
    for parameter in _PARAMETERS[name]:
        if parameter not in given or parameter in _MANNERS:
            continue
        try:
            values[parameter] = ast.literal_eval(given[parameter])
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            return UNKNOWN
    return Call(name, values)


def _name(function: ast.expr) -> str | None:
    match function:
        case ast.Name(id=name):
            return _known_name("", name)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return _known_name(module, name)
    return None


def _known_name(module: str, name: str) -> str | None:
    plain = name.lower().replace("_", "")
    plain = _ALSO.get(plain, plain)
    return plain if plain in _MODULES.get(module, ()) else None


def _parameter(name: str, written: str) -> str:
    plain = written.lower().replace("_", "")
    if plain in _PARAMETERS[name]:
        return plain
    return _PLAIN.get(plain, plain)
