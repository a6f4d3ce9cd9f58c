"""What a finding looks like before and after, without ever quoting its value."""

import re
from collections.abc import Sequence

from workbench.domain.exposure import Exposure
from workbench.domain.flag import Flag, FlagState, Shows
from workbench.domain.masking import MASK_CHARACTER, Hidden, masked_text
from workbench.domain.place import Place, Where
from workbench.domain.redaction import REDACTED_TEXT
from workbench.domain.timecode import format_timecode
from workbench.services.flagged_texts import source_text
from workbench.services.session import Session
from workbench.tui.widgets.action_list import printable

_AROUND = 48
_LONGEST_MASK = 6
_MASK_RUN = re.compile(f"{MASK_CHARACTER}{{{_LONGEST_MASK},}}")


def masked_value(flag: Flag) -> str:
    """A short mask in the value's stead, with its kind and length."""
    length = flag.place.length or _LONGEST_MASK
    return f"{MASK_CHARACTER * min(length, _LONGEST_MASK)} {flag.masked}"


def before(session: Session, flag: Flag, hidden: Exposure, *, peeks: bool) -> str:
    """The place as it was captured: its surroundings, and its value only for one who peeks."""
    text = source_text(session, flag.place)
    if text is None:
        return _region(flag)
    value = text[flag.place.start : flag.place.stop] if peeks else masked_value(flag)
    return _around(text, flag.place, hidden, printable(value))


def after(session: Session, flag: Flag, hidden: Exposure) -> str:
    """The place as every copy that leaves has it, or would if it were hidden."""
    if flag.state is FlagState.KEPT:
        return "kept: copies have it as it was captured"
    told = "" if flag.state is FlagState.HIDDEN else "if hidden: "
    text = source_text(session, flag.place)
    if text is None:
        return f"{told}filled in every frame of that time"
    return told + _around(text, flag.place, hidden, REDACTED_TEXT)


def shows(flag: Flag, hidden: Exposure, duration_us: int) -> str:
    """What is masked on the screen because of the place, and until when."""
    place = flag.place
    if flag.state is FlagState.KEPT:
        return "nothing is masked for it: kept"
    if place.where in (Where.SCREEN, Where.SPAN):
        return f"masks {'its box' if place.box else 'the whole screen'} {_stretch(place)}"
    if flag.shows is Shows.NOWHERE:
        return "nowhere on the screen: no pixels are masked for it"
    if flag.shows is Shows.READ:
        return "read off the screens: flagged in every place, masked whole while it was typed"
    masks = [mask for mask in hidden.pixels if mask.source_id == flag.flag_id]
    if flag.shows is Shows.BOXES and not masks:
        return "in boxes that were drawn: they are filled in every frame"
    is_whole = any(mask.box is None for mask in masks)
    until = max((mask.end_us for mask in masks), default=duration_us)
    end = "the end" if until >= duration_us else format_timecode(until)[:-2]
    what = "the whole screen" if is_whole else "its whole window"
    known = "in boxes, but none is drawn" if flag.shows is Shows.BOXES else "unknown"
    return f"{known} → masks {what} from {format_timecode(place.t_us)[:-2]} to {end}"


def _around(text: str, place: Place, hidden: Exposure, value: str) -> str:
    """The value's stand-in between what surrounds it; other hidden places stay masked."""
    spans: Sequence[Hidden] = hidden.hidden_in(place.where, place.source_id or 0)
    shown = masked_text(text, spans)
    left, right = shown[: place.start], shown[place.stop :]
    cut_left = f"…{left[-_AROUND:]}" if len(left) > _AROUND else left
    cut_right = f"{right[:_AROUND]}…" if len(right) > _AROUND else right
    short = (
        _MASK_RUN.sub(MASK_CHARACTER * _LONGEST_MASK, printable(s)) for s in (cut_left, cut_right)
    )
    return value.join(short)


def _region(flag: Flag) -> str:
    box = flag.place.box
    what = f"a box of {box.width_px} x {box.height_px} at {box.x},{box.y}" if box else "everything"
    return f"{flag.kind}: {what} {_stretch(flag.place)}"


def _stretch(place: Place) -> str:
    return f"from {format_timecode(place.t_us)[:-2]} to {format_timecode(place.end_us)[:-2]}"
