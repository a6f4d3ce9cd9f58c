"""Times as people write and read them; inside, always integer microseconds."""

import re

SECOND_US = 1_000_000

_CLOCK = re.compile(r"(?:(?:(\d+):)?([0-5]?\d):)?(\d+)(?:\.(\d{1,6}))?")


def parse_timecode(text: str) -> int:
    """The microseconds meant by seconds ("12.5") or a clock ("mm:ss", "hh:mm:ss.mmm").

    Raises ValueError for anything else; negative times do not exist.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a time: {text!r}; write seconds or hh:mm:ss.mmm")
    hours, minutes, seconds, fraction = match.groups()
    if minutes is not None and int(seconds) > 59:
        raise ValueError(f"not a time: {text!r}; seconds after a colon go to 59")
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * SECOND_US + int((fraction or "").ljust(6, "0") or 0)


def format_timecode(t_us: int, *, hours: bool | None = None) -> str:
    """A time as `mm:ss.mmm`, with hours where it has any or where asked."""
    ms, _ = divmod(t_us, 1000)
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    whole_hours, rest = divmod(minutes, 60)
    if hours or (hours is None and whole_hours):
        return f"{whole_hours:02d}:{rest:02d}:{seconds:02d}.{ms:03d}"
    return f"{minutes:02d}:{seconds:02d}.{ms:03d}"
