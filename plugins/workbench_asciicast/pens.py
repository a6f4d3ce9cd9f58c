"""How characters are written: select graphic rendition, and what its colours look like."""

import re
from functools import cache
from typing import NamedTuple, TypeAlias

from workbench.domain.text_screen import INK, PAPER, PLAIN, Style
from workbench.source_files import JSONValue, text_in

Colour: TypeAlias = "int | str | None"
"""A number of the palette, `#rrggbb`, or None for the terminal's own."""

_TANGO = [
    *("#2e3436", "#cc0000", "#4e9a06", "#c4a000", "#3465a4", "#75507b", "#06989a", "#d3d7cf"),
    *("#555753", "#ef2929", "#8ae234", "#fce94f", "#729fcf", "#ad7fa8", "#34e2e2", "#eeeeec"),
]
"""The first sixteen colours where a cast brings none: Tango's, legible on dark paper."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CUBE = (0, 95, 135, 175, 215, 255)
_MOST_STYLES = 50_000


class Pen(NamedTuple):
    """What the next character is written with."""

    ink: Colour = None
    paper: Colour = None
    is_bold: bool = False
    is_faint: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    is_reversed: bool = False
    is_concealed: bool = False


BARE = Pen()

_SWITCHES: dict[int, dict[str, bool]] = {
    1: {"is_bold": True},
    2: {"is_faint": True},
    3: {"is_italic": True},
    4: {"is_underlined": True},
    7: {"is_reversed": True},
    8: {"is_concealed": True},
    21: {"is_underlined": True},
    22: {"is_bold": False, "is_faint": False},
    23: {"is_italic": False},
    24: {"is_underlined": False},
    27: {"is_reversed": False},
    28: {"is_concealed": False},
}


@cache
def _bare_on(paper: Colour) -> Pen:
    return Pen(paper=paper)


def erasing(pen: Pen) -> Pen:
    """What is left where a pen erases: its paper alone, as xterm has it."""
    return BARE if pen.paper is None else _bare_on(pen.paper)


def changed(pen: Pen, parameters: str) -> Pen:
    """The pen after `CSI parameters m`; what is not known changes nothing."""
    fields = parameters.split(";")
    place = 0
    while place < len(fields):
        field = fields[place]
        place += 1
        if ":" in field:
            pen = _with_parts(pen, [_number(part) for part in field.split(":")])
            continue
        code = _number(field)
        if code in (38, 48):
            taken, colour = _colour([_number(f) for f in fields[place : place + 4]])
            place += taken
            pen = _coloured(pen, code, colour)
        else:
            pen = _switched(pen, code)
    return pen


def _switched(pen: Pen, code: int) -> Pen:
    if code == 0:
        return BARE
    switch = _SWITCHES.get(code)
    if switch is not None:
        return pen._replace(**switch)
    if code in (39, 49):
        return _coloured(pen, code - 1, None)
    for first, offset, target in ((30, 0, 38), (40, 0, 48), (90, 8, 38), (100, 8, 48)):
        if first <= code < first + 8:
            return _coloured(pen, target, code - first + offset)
    return pen


def _coloured(pen: Pen, code: int, colour: Colour) -> Pen:
    return pen._replace(ink=colour) if code == 38 else pen._replace(paper=colour)


def _with_parts(pen: Pen, parts: list[int]) -> Pen:
    """Colours and underlines written with colons, as ITU T.416 has them."""
    code, *rest = parts
    if code == 4:
        return pen._replace(is_underlined=bool(rest[0]))
    if code in (38, 48):
        # A colour space may stand before the three colours.
        kept = [rest[0], *rest[-3:]] if rest[:1] == [2] and len(rest) > 3 else rest
        return _coloured(pen, code, _colour(kept)[1])
    return pen


def _colour(numbers: list[int]) -> tuple[int, Colour]:
    """How many of the numbers a colour takes, and which it is."""
    kind = numbers[0] if numbers else 0
    if kind == 5 and len(numbers) > 1:
        return 2, numbers[1] if numbers[1] < 256 else None
    if kind == 2 and len(numbers) > 3:
        red, green, blue = (min(255, number) for number in numbers[1:4])
        return 4, f"#{red:02x}{green:02x}{blue:02x}"
    return len(numbers), None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


class Palette:
    """Turns pens to styles; with a theme every cell says its colours, the terminal's own too."""

    def __init__(self, theme: dict[str, JSONValue]) -> None:
        own = [text_in(theme.get(name)).lower() for name in ("fg", "bg")]
        self._has_theme = all(_COLOUR.fullmatch(colour) for colour in own)
        self._ink, self._paper = own if self._has_theme else (INK, PAPER)
        named = text_in(theme.get("palette")).lower().split(":")
        if len(named) not in (8, 16) or not all(_COLOUR.fullmatch(name) for name in named):
            named = _TANGO
        self._colours = [*named, *named][:16] + _fixed_colours()
        self._styles: dict[Pen, Style] = {}

    @property
    def blank(self) -> Style:
        """The style of a cell nothing was written to."""
        return Style(self._ink, self._paper) if self._has_theme else PLAIN

    def style(self, pen: Pen) -> Style:
        """How what is written with the pen looks; the same object for the same pen."""
        style = self._styles.get(pen)
        if style is None:
            if len(self._styles) > _MOST_STYLES:
                self._styles.clear()
            style = self._styles[pen] = self._made(pen)
        return style

    def _made(self, pen: Pen) -> Style:
        own = (self._ink, self._paper) if self._has_theme else (None, None)
        ink = own[0] if pen.ink is None else self._seen(pen.ink)
        paper = own[1] if pen.paper is None else self._seen(pen.paper)
        if pen.is_faint:
            ink = _between(ink or self._ink, paper or self._paper)
        if pen.is_reversed:
            ink, paper = paper or self._paper, ink or self._ink
        style = Style(ink, paper, pen.is_bold, pen.is_italic, pen.is_underlined)
        return PLAIN if style == PLAIN else style

    def _seen(self, colour: "int | str") -> str:
        return self._colours[colour] if isinstance(colour, int) else colour


def _fixed_colours() -> list[str]:
    """Colours 16 to 255: a cube of six steps each way, then greys; after xterm."""
    cube = [f"#{r:02x}{g:02x}{b:02x}" for r in _CUBE for g in _CUBE for b in _CUBE]
    return cube + [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(8, 248, 10)]


def _between(one: str, other: str) -> str:
    """The colour two thirds of the way from the second to the first."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{(2 * a + b) // 3:02x}" for a, b in pairs)
