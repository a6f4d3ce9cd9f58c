"""What the ways of doing harm share: hostile values, and saying that there is nothing to harm."""

import random
from typing import Any

OUTSIDE = "outside"
"""The folder beside the capture's that nothing may be read from."""
SECRET = "kept-outside-9f3"
"""What stands in the files there."""


class Harmless(Exception):
    """Nothing here can be harmed in this way."""


HOSTILE: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    "",
    0,
    -1,
    -0.0,
    1.5,
    2**31,
    2**53 + 1,
    2**63,
    -(2**63) - 1,
    10**400,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    "NaN",
    "1e999",
    "x" * 200_000,
    "\ud800",
    "\0",
    "a\0b",
    "\x1b[31m\x1b]0;owned\x07\x9b2J",
    "\u202egnp.exe\u2066",
    "line\r\nline\u2028\u2029",
    "'; DROP TABLE event; --",
    "\"; ATTACH '/tmp/x' AS y; --",
    f"../{OUTSIDE}/secret.png",
    f"..\\{OUTSIDE}\\secret.png",
    f"../{OUTSIDE}/secret.jsonl",
    "/etc/passwd",
    "/dev/zero",
    "C:\\Windows\\win.ini",
    "\\\\host\\share\\x.png",
    "file:///etc/passwd",
    "http://127.0.0.1:9/x.png",
    "CON",
    "a" * 5000 + ".png",
    "pyautogui.click(" + "(" * 5000,
    "pyautogui.write(message='" + "a" * 100_000 + "')",
    "__import__('os').system('touch owned')",
    "[[" * 3000,
    [[[[1]]]],
    {"a": {"b": []}},
    [1e308, "x", None],
)


def hostile(rng: random.Random) -> Any:
    """A value that no recorder writes there."""
    return rng.choice(HOSTILE)
