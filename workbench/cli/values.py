"""Values as people write them on the command line, parsed once, with errors that help."""

from datetime import date

from workbench.domain.geometry import Box
from workbench.domain.timecode import parse_timecode
from workbench.errors import UsageError


def moment(text: str) -> int:
    """The microseconds meant by seconds or a clock; raises UsageError."""
    try:
        return parse_timecode(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a time", hint="Write seconds (12.5) or hh:mm:ss.mmm."
        ) from None


def optional_moment(text: str | None) -> int | None:
    """The same, None where nothing was given."""
    return None if text is None else moment(text)


def box(text: str) -> Box:
    """The box meant by `X,Y,W,H` in pixels; raises UsageError."""
    try:
        x, y, width_px, height_px = (int(part) for part in text.split(","))
        return Box(x, y, width_px, height_px)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a box", hint="Write X,Y,WIDTH,HEIGHT in pixels, as 40,30,200,24."
        ) from None


def day(text: str) -> date:
    """The day meant by YYYY-MM-DD; raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date", hint="Write YYYY-MM-DD.") from None
