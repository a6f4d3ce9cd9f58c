"""What a recorder noted beside events and frames: elements, and actions of its own making."""

from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.geometry import Box


class About(StrEnum):
    """What a remark is about."""

    ELEMENT = "element"
    """What an accessibility service said stands at a place or has the focus."""
    ACTION = "action"
    """An action as the recorder's own reduction has it."""
    THOUGHT = "thought"
    """What somebody wrote about a step: why it was done, or what was seen."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on `[t_us, end_us]`: `name` is a role or kind, `text` the source's own words."""

    t_us: int
    end_us: int
    about: About
    name: str
    text: str
    box: Box | None = None
    app: str | None = None
