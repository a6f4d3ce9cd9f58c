"""What a program writes to a terminal, taken apart: text, control characters, sequences.

After ECMA-48, section 5.4, and the control sequences that xterm documents.
"""

import re
from collections.abc import Callable
from typing import Protocol

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<csi>[0-?]*[ -/]*[@-~])"
    r"|\x1b\[[0-?]*[ -/]*(?P<aborted>[\x18\x1a]|(?=\x1b))"
    r"|\x1b\](?P<osc>[^\x07\x18\x1a\x1b\x9c]*)(?:[\x07\x18\x1a\x9c]|\x1b\\|(?=\x1b[^\\]))"
    r"|\x1b[PX^_k][^\x18\x1a\x1b\x9c]*(?P<string>[\x18\x1a\x9c]|\x1b\\|(?=\x1b[^\\]))"
    r"|\x1b(?P<escape>[ -/]*(?![\[\]PX^_k])[0-~])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
)
_UNFINISHED = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x18\x1a\x1b\x9c]*\x1b?"
    r"|[PX^_k][^\x18\x1a\x1b\x9c]*\x1b?|[ -/]*)?\Z"
)
_STRING_END = re.compile(r"[\x07\x18\x1a\x9c]|\x1b\\|(?=\x1b[^\\])")
_LONGEST = 8_192
"""Longer than any title; images and clipboards sent so are let pass unread."""


class Terminal(Protocol):
    """What obeys the parts."""

    def write(self, text: str) -> None:
        """Characters that are no control characters."""
        ...

    def control(self, character: str) -> None:
        """One control character."""
        ...

    def escape(self, sequence: str) -> None:
        """ESC and this."""
        ...

    def sequence(self, parameters: str, final: str) -> None:
        """A control sequence; `parameters` are all that stands before its last character."""
        ...

    def command(self, text: str) -> None:
        """An operating system command, as one that sets the title."""
        ...


class Parser:
    """Hands the parts of a stream to a terminal; a part may be split between two pieces."""

    def __init__(self, terminal: Terminal) -> None:
        self._rest = ""
        self._in_long_string = False
        self._handlers: dict[str | None, Callable[[str], None]] = {
            "text": terminal.write,
            "csi": lambda token: terminal.sequence(token[:-1], token[-1]),
            "osc": terminal.command,
            "escape": terminal.escape,
            "control": terminal.control,
        }

    def feed(self, data: str) -> None:
        """Take the next piece of the stream."""
        if self._rest:
            data, self._rest = self._rest + data, ""
        place = self._after_long_string(data) if self._in_long_string else 0
        while place < len(data):
            match = _TOKEN.match(data, place)
            if match is not None:
                handler = self._handlers.get(match.lastgroup)
                if handler is not None and match.lastgroup:
                    handler(match[match.lastgroup])
                place = match.end()
            elif _UNFINISHED.match(data, place):
                self._keep(data[place:])
                return
            else:
                place += 1

    def _keep(self, rest: str) -> None:
        if len(rest) <= _LONGEST:
            self._rest = rest
            return
        self._in_long_string = True
        self._rest = "\x1b" if rest.endswith("\x1b") else ""

    def _after_long_string(self, data: str) -> int:
        """Where a string ends that is too long to keep."""
        end = _STRING_END.search(data)
        if end is None:
            self._rest = "\x1b" if data.endswith("\x1b") else ""
            return len(data)
        self._in_long_string = False
        return end.end()
