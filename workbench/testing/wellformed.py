"""What must hold of everything an importer gives, whatever the capture is."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from workbench.domain.action import Action, ActionKind
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.geometry import Box, Geometry
from workbench.domain.keys import normalise_key
from workbench.domain.remark import About, Remark
from workbench.domain.segment import Outcome, Tier
from workbench.domain.text_screen import Line, TextScreen
from workbench.plugin_api import CaptureInfo, SourceSegment
from workbench.testing.contents import Contents, Picture
from workbench.testing.demands import demand, demand_order, demand_quiet

_LATEST_US = 2**53
_WORDED = frozenset({EventKind.TEXT, EventKind.CLIPBOARD, EventKind.NAVIGATE})
_BUTTONS = frozenset({EventKind.DOWN, EventKind.UP})
_KEYS = frozenset({EventKind.PRESS, EventKind.RELEASE})
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def check_contents(contents: Contents) -> None:
    """Raise AssertionError, with what is wrong in a sentence, unless all of it is well formed."""
    _check_info(contents.info)
    _check_events(contents.events)
    demand_order((window.start_us for window in contents.windows), "window")
    demand_order((frame.t_us for frame in contents.frames), "frame")
    demand_order((screen.t_us for screen in contents.screens), "screen")
    demand_order((action.t_us for action in contents.actions), "action")
    demand_order((remark.t_us for remark in contents.remarks), "remark")
    for window in contents.windows:
        _check_window(window)
    for frame in contents.frames:
        _check_frame(frame)
    for screen in contents.screens:
        _check_screen(screen)
    demand(not (contents.screens and contents.frames), "a capture whose screen is text has frames")
    known = {event.event_id for event in contents.events}
    for action in contents.actions:
        _check_action(action, known)
    for remark in contents.remarks:
        _check_remark(remark)
    for segment in contents.segments:
        _check_segment(segment)
    demand(not contents.segments or bool(contents.labelled_by), "nobody made the segments")
    _check_warnings(contents.warnings, contents.private())


def _check_info(info: CaptureInfo) -> None:
    for name in ("format_version", "recorder", "platform", "started_at", "description", "clock"):
        demand(isinstance(getattr(info, name), str), f"info.{name} is no text")
    demand(bool(info.clock.strip()), "info.clock does not say how the times were read")
    demand(not info.started_at or _is_utc(info.started_at), "info.started_at is no UTC time")
    demand_order((span.start_us for span in info.geometry), "span of the geometry")
    for span in info.geometry:
        _check_span(span)


def _check_span(span: Geometry) -> None:
    _check_time(span.start_us, "a span of the geometry starts")
    numbers = (span.width_px, span.height_px, span.origin_x, span.origin_y)
    demand(all(type(number) is int for number in numbers), "a screen's size is no whole number")
    demand(span.width_px > 0 and span.height_px > 0, "a screen has no width or height")
    demand(_is_number(span.scale) and span.scale > 0, "a screen's scale is not above zero")


def _check_events(events: Sequence[Event]) -> None:
    for event in events:
        _check_event(event)
    demand_order((event.t_us for event in events), "event")
    demand(len({event.event_id for event in events}) == len(events), "an event id is given twice")


def _check_event(event: Event) -> None:
    kind = event.kind
    demand(isinstance(kind, EventKind) and kind is not EventKind.MASKED, f"{kind!r} is no kind")
    demand(type(event.event_id) is int and abs(event.event_id) < 2**63, f"the id of a {kind}")
    _check_time(event.t_us, f"a {kind} is")
    _check_numbers(event.x, event.y, what=kind)
    demand(_is_number(event.dx) and _is_number(event.dy), f"the notches of a {kind} are no number")
    demand((event.x is None) == (event.y is None), f"a {kind} has half a place")
    demand(kind is not EventKind.MOVE or event.x is not None, "a move has no place")
    demand(kind not in _BUTTONS or bool(event.button), f"a {kind} is of no button")
    demand(kind not in _KEYS or bool(event.key), f"a {kind} is of no key")
    demand(kind not in _WORDED or isinstance(event.text, str), f"a {kind} has no text")
    for name in ("button", "key", "text"):
        value = getattr(event, name)
        demand(value is None or isinstance(value, str), f"the {name} of a {kind} is no text")
    demand(_is_normal(event.key), f"a {kind} calls its key otherwise than normalise_key does")
    demand(
        isinstance(event.is_inferred, bool), f"is_inferred of a {kind} is neither true nor false"
    )
    _check_writable(event.text, f"a {kind}")


def _check_window(window: Window) -> None:
    _check_time(window.start_us, "a window begins")
    demand(type(window.window_id) is int and abs(window.window_id) < 2**63, "the id of a window")
    for text in (window.title, window.app):
        demand(text is None or isinstance(text, str), "a window's title or program is no text")
        _check_writable(text, "a window")
    _check_box(window.box)


def _check_frame(frame: Picture) -> None:
    _check_time(frame.t_us, "a frame is")
    is_bgr = len(frame.shape) == 3 and frame.shape[2] == 3 and min(frame.shape) > 0
    demand(is_bgr, "a frame is not height x width x 3")
    demand(frame.pixel_type == "uint8", f"the pixels of a frame are {frame.pixel_type}, not uint8")


def _check_screen(screen: TextScreen) -> None:
    _check_time(screen.t_us, "a screen is")
    demand(screen.columns > 0 and screen.rows > 0, "a screen has no rows or columns")
    demand(len(screen.lines) <= screen.rows, "a screen has more lines than rows")
    for line in screen.lines:
        _check_line(line, screen.columns)
    if screen.cursor is not None:
        column, row = screen.cursor
        is_inside = 0 <= column < screen.columns and 0 <= row < screen.rows
        demand(is_inside, "the cursor stands outside its screen")


def _check_line(line: Line, columns: int) -> None:
    demand(sum(len(run.text) for run in line) <= columns, "a line has more cells than columns")
    for run in line:
        is_printable = all(c == "\0" or (ord(c) >= 32 and c != "\x7f") for c in run.text)
        demand(is_printable, "a screen holds a control character")
        _check_writable(run.text, "a screen")
        for colour in (run.style.ink, run.style.paper):
            demand(colour is None or bool(_COLOUR.fullmatch(colour)), f"{colour!r} is no colour")


def _check_action(action: Action, known: set[int]) -> None:
    kind = action.kind
    demand(isinstance(kind, ActionKind), f"{kind!r} is no kind of action")
    _check_span_of_time(action.t_us, action.end_us, f"a {kind}")
    demand(bool(action.event_ids), f"a {kind} names no event")
    demand(known.issuperset(action.event_ids), f"a {kind} names an event that there is not")
    _check_numbers(action.x, action.y, action.x2, action.y2, action.dx, action.dy, what=kind)
    demand(all(_is_normal(key) for key in action.keys), f"a {kind} calls a key its own way")
    demand(kind is not ActionKind.TYPE or isinstance(action.text, str), "a type has no text")
    _check_writable(action.text, f"a {kind}")


def _check_remark(remark: Remark) -> None:
    demand(isinstance(remark.about, About), f"{remark.about!r} is nothing a remark is about")
    _check_span_of_time(remark.t_us, remark.end_us, "a remark")
    for text in (remark.name, remark.text):
        demand(isinstance(text, str), "a remark's name or text is no text")
        _check_writable(text, "a remark")
    _check_box(remark.box)


def _check_segment(segment: SourceSegment) -> None:
    _check_span_of_time(segment.start_us, segment.end_us, "a segment")
    demand(segment.start_us < segment.end_us, "a segment is empty")
    demand(isinstance(segment.tier, Tier), f"{segment.tier!r} is no tier")
    is_known = segment.outcome is None or isinstance(segment.outcome, Outcome)
    demand(is_known, f"{segment.outcome!r} is no outcome")
    _check_writable(segment.instruction, "a segment")


def _check_warnings(warnings: Iterable[CaptureWarning], private: set[str]) -> None:
    codes = [warning.code for warning in warnings]
    demand(len(set(codes)) == len(codes), "two warnings have the same code")
    for warning in warnings:
        demand(bool(_CODE.fullmatch(warning.code)), f"{warning.code!r} is no code in kebab-case")
        demand(type(warning.count) is int and warning.count > 0, f"{warning.code} is not counted")
        demand(bool(warning.detail.strip()), f"{warning.code} has no words")
        demand_quiet(warning.detail, private, f"the warning {warning.code}")


def _check_time(t_us: int, what: str) -> None:
    is_time = type(t_us) is int and 0 <= t_us <= _LATEST_US
    demand(is_time, f"{what} at {t_us!r}, which is no time in whole microseconds")


def _check_span_of_time(t_us: int, end_us: int, what: str) -> None:
    _check_time(t_us, f"{what} begins")
    _check_time(end_us, f"{what} ends")
    demand(t_us <= end_us, f"{what} ends before it begins")


def _check_numbers(*values: float | None, what: str) -> None:
    is_place = all(value is None or _is_number(value) for value in values)
    demand(is_place, f"a place of a {what} is no finite number")


def _check_box(box: Box | None) -> None:
    if box is not None:
        sides = (box.x, box.y, box.width_px, box.height_px)
        demand(all(type(side) is int for side in sides), "a box is not in whole pixels")


def _check_writable(text: str | None, what: str) -> None:
    try:
        (text or "").encode()
    except UnicodeEncodeError:
        raise AssertionError(f"{what} has half a character, which no file can hold") from None


def _is_normal(key: str | None) -> bool:
    return not key or normalise_key(key) == key


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and type(value) is not bool and math.isfinite(value)


def _is_utc(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() == timedelta(0)
    except ValueError:
        return False
