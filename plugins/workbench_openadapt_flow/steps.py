"""The lines of a recording as told actions, pages, windows, pictures and remarks."""

from collections.abc import Mapping, Set

from workbench.domain.action import ActionKind
from workbench.domain.event import Window
from workbench.domain.keys import normalise_key
from workbench.domain.remark import About, Remark
from workbench.domain.tally import WarningTally
from workbench.domain.told import OrderedTimes, Told
from workbench.media.stills import Still
from workbench.source_files import (
    JSONValue,
    json_list,
    json_object,
    microseconds_in,
    number_in,
    text_in,
)
from workbench_openadapt_flow.folder import RecordingFolder, viewport_in

_CLICKS = {
    "click": ActionKind.CLICK,
    "double_click": ActionKind.DOUBLE_CLICK,
    "triple_click": ActionKind.TRIPLE_CLICK,
    "right_click": ActionKind.RIGHT_CLICK,
    "middle_click": ActionKind.MIDDLE_CLICK,
}
_NOTCH_PX = 100.0
"""What browsers scroll for one notch of a wheel."""


class Steps:
    """What all lines come to: the picture before a line just before it, the one after just after.

    `secrets` are the names of parameters whose values the recorder withheld.
    """

    def __init__(self, folder: RecordingFolder, secrets: Set[str], tally: WarningTally) -> None:
        self.told = Told()
        self.stills: list[Still] = []
        self.remarks: list[Remark] = []
        self.windows: list[Window] = []
        self.viewports: list[tuple[int, tuple[int, int]]] = []
        """The sizes of the page that single lines tell."""
        self._tally = tally
        self._secrets = secrets
        self._times = OrderedTimes()
        self._address = ""
        for line in folder.lines(tally):
            self._take(line, folder)
        self._times.note(tally)

    def _take(self, line: Mapping[str, JSONValue], folder: RecordingFolder) -> None:
        t_us = self._time(line)
        for when, at_us in (("before", t_us - 1), ("after", t_us + 1)):
            self.stills.append(Still(at_us, folder.picture(line.get("i"), when)))
            if size := viewport_in(line.get(f"viewport_{when}")):
                self.viewports.append((at_us, size))
        self._page(t_us - 1, line, "before")
        if not self._act(t_us, line):
            self._tally.add("actions-unknown", "actions of a kind not known here, left out")
        self._page(t_us + 1, line, "after")
        self._remark(t_us, line)
        if "sor_before" in line or "sor_after" in line:
            self._tally.add("records-ignored", "what a system of record held, left out")

    def _time(self, line: Mapping[str, JSONValue]) -> int:
        t_us = microseconds_in(line.get("t"))
        if t_us is None:
            self._tally.add("times-unreadable", "actions without a time, put right after the last")
            return self._times.next()
        return self._times.at(t_us)

    def _act(self, t_us: int, line: Mapping[str, JSONValue]) -> bool:
        kind = text_in(line.get("kind"))
        if kind in _CLICKS:
            self.told.click(t_us, _CLICKS[kind], *_place(line, "x", "y"))
        elif kind == "drag":
            self.told.drag(t_us, _place(line, "x", "y"), _place(line, "end_x", "end_y"))
        elif kind == "type":
            self._type(t_us, line)
        elif kind in ("key", "hotkey"):
            return self._press(t_us, line)
        elif kind == "scroll":
            self._scroll(t_us, line)
        else:
            return False
        return True

    def _type(self, t_us: int, line: Mapping[str, JSONValue]) -> None:
        if line.get("secret") is True or text_in(line.get("param")) in self._secrets:
            self._tally.add("secrets-withheld", "typed secrets that the recorder did not keep")
        elif not isinstance(line.get("text"), str):
            self._tally.add("texts-missing", "texts that were typed and are not recorded")
        self.told.type(t_us, text_in(line.get("text")))

    def _press(self, t_us: int, line: Mapping[str, JSONValue]) -> bool:
        modifiers = [text_in(name) for name in json_list(line.get("modifiers"))]
        keys = [_key(name) for name in [*modifiers, *_chord(text_in(line.get("key")))]]
        if not keys or not all(keys) or len(keys) > 10:
            return False
        self.told.press(t_us, keys)
        return True

    def _scroll(self, t_us: int, line: Mapping[str, JSONValue]) -> None:
        dx, dy = (number_in(line.get(name)) or 0.0 for name in ("dx", "dy"))
        # Pages count down as positive.
        self.told.scroll(t_us, *_place(line, "x", "y"), dx=dx / _NOTCH_PX, dy=-dy / _NOTCH_PX)
        self._tally.add("scroll-in-pixels", "scrolls told in pixels, read as 100 to a notch")

    def _page(self, t_us: int, line: Mapping[str, JSONValue], when: str) -> None:
        address = text_in(line.get(f"url_{when}"))
        if address and address != self._address:
            self._address = address
            self.told.navigate(t_us, address)
        if not isinstance(line.get(f"title_{when}"), str):
            return
        title = text_in(line.get(f"title_{when}"))
        if not self.windows or self.windows[-1].title != title:
            self.windows.append(Window(len(self.windows) + 1, t_us, title))

    def _remark(self, t_us: int, line: Mapping[str, JSONValue]) -> None:
        element = {k: text_in(v) for k, v in json_object(line.get("structural")).items()}
        named = element.get("name") or element.get("selector") or ""
        said = [
            (About.ELEMENT, element.get("role", ""), named),
            (About.ELEMENT, "row", text_in(line.get("structured_identity"))),
            (About.ELEMENT, "field", text_in(line.get("field_label"))),
            (About.ACTION, "parameter", text_in(line.get("param"))),
        ]
        for about, name, text in said:
            if text:
                self.remarks.append(Remark(t_us, t_us, about, name, text))


def _place(line: Mapping[str, JSONValue], *names: str) -> tuple[float, float] | tuple[None, None]:
    x, y = (number_in(line.get(name)) for name in names)
    return (None, None) if x is None or y is None else (x, y)


def _chord(key: str) -> list[str]:
    """The keys of `Control+A`; a plus sign may be one of them."""
    if len(key) < 2 or "+" not in key:
        return [key]
    stem = key.removesuffix("+")
    last = ["+"] if stem != key else []
    return [name for name in stem.split("+") if name] + last


def _key(name: str) -> str:
    """The key's name here; pages call the four arrows `ArrowUp` and so on."""
    plain = name.removeprefix("Arrow") if len(name) > 5 else name
    plain = "ctrl" if plain in ("ControlOrMeta", "Control") else plain
    return normalise_key(plain)
