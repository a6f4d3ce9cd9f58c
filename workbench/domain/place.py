"""Where in a session something sensitive is: a stretch of time, a text, a region of frames."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from workbench.domain.event import EventKind
from workbench.domain.geometry import Box


class Where(StrEnum):
    """What kind of thing a place points at."""

    TYPED = "typed"
    TITLE = "title"
    CLIPBOARD = "clipboard"
    URL = "url"
    APP = "app"
    DESCRIPTION = "description"
    SCREEN = "screen"
    SPAN = "span"


EVENT_TEXTS: dict[EventKind, Where] = {
    EventKind.CLIPBOARD: Where.CLIPBOARD,
    EventKind.NAVIGATE: Where.URL,
}
"""Where the text of an event is found, for events whose text no keystrokes made."""


EVER_US = 2**62
"""Later than any moment of any session."""
ECHO_LATEST_US = 1_000_000
"""How long after it is typed a character may first show, over a slow line."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch `[t_us, end_us)`, and what of it: characters of a text or a box of the frames.

    `source_id` is the action, window or event the text belongs to, 0 for the description;
    `start` and `stop` are characters of it; `length` is the value's own length. A typed place's
    `event_ids` are the keystrokes of the value as it once stood, `start` and `stop` what is
    left of it in the text, nothing where both are 0. A screen place has a `box`.
    """

    where: Where
    t_us: int
    end_us: int
    source_id: int | None = None
    start: int = 0
    stop: int = 0
    length: int = 0
    event_ids: tuple[int, ...] = ()
    box: Box | None = None

    @property
    def echoed_us(self) -> int:
        """From when on all that was typed here has shown, even over a slow line."""
        return self.end_us + ECHO_LATEST_US

    def overlaps(self, start_us: int, end_us: int) -> bool:
        """Whether the place and a stretch share at least one microsecond."""
        return self.t_us < end_us and start_us < self.end_us

    def to_json(self) -> str:
        """One line of JSON with sorted keys, as it is sealed into an op."""
        fields = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        if self.box is not None:
            fields["box"] = self.box.as_list()
        return json.dumps(fields, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Place":
        """Back from `to_json`; raises ValueError for anything else."""
        try:
            fields = json.loads(text)
            box = fields.pop("box", None)
            where = Where(fields.pop("where"))
            event_ids = tuple(fields.pop("event_ids", ()))
            numbers = [*fields.values(), *event_ids, *(box or ())]
            if not all(type(number) is int for number in numbers):
                raise TypeError
            return cls(where, event_ids=event_ids, box=Box(*box) if box else None, **fields)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            raise ValueError("not a place") from None


def read_place(text: str) -> Place:
    """A place from what an op holds; what cannot be read stands for all of the session.

    Whatever was meant to be hidden stays hidden so, until a reviewer decides.
    """
    try:
        return Place.from_json(text)
    except ValueError:
        return Place(Where.SPAN, 0, EVER_US)
