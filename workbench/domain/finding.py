"""What a detector says about a text."""

from dataclasses import dataclass
from enum import StrEnum


class PassageSource(StrEnum):
    """Where a passage of text was recorded."""

    TYPED = "typed"
    TITLE = "title"
    CLIPBOARD = "clipboard"
    URL = "url"
    APP = "app"
    DESCRIPTION = "description"
    SCREEN = "screen"
    """Read off a screen of text, or noted of one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be looked at, and where it stood."""

    text: str
    source: PassageSource
    window_title: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Characters `[start, end)` of a passage that look sensitive.

    `confidence` goes from 0 to 100; `reason` says why in words and never quotes the text.
    """

    start: int
    end: int
    kind: str
    confidence: int
    reason: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a finding covers at least one character")
        if not 0 <= self.confidence <= 100:
            raise ValueError("confidence goes from 0 to 100")
