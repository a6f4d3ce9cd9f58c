"""What was typed, out of what fields held: rrweb tells the whole value each time it changes."""

from collections.abc import Callable, Iterator

from workbench.domain.event import Event, EventKind
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, text_in
from workbench_rrweb.document import Node
from workbench_rrweb.elements import next_focusable
from workbench_rrweb.fields import PICKED, PRESSED, TICKED, field_type, well_formed
from workbench_rrweb.tabs import Tab

UNKNOWN_KEY = "unidentified"
"""A key that was pressed and not recorded, as the web calls one it does not know."""

_MASKS = frozenset({"*", "•"})
_ERASED_AT_MOST = 64
"""More characters than this gone at once were no presses of backspace."""


class Typist:
    """Turns values of fields into typed text and inferred presses; `number` numbers events."""

    def __init__(self, tally: WarningTally, number: Callable[[], int]) -> None:
        self._tally = tally
        self._number = number
        self._typed_in: tuple[int, object] | None = None
        self._typed_node: Node | None = None
        self._focused: dict[int, object] = {}

    def pressed(self) -> None:
        """A button went down or up: what is typed from now on is another text."""
        self._typed_in = None

    def focus(self, t_us: int, tab: Tab, node_id: object) -> Iterator[Event]:
        """The focus came to an element."""
        self._focused[tab.number] = node_id
        yield from self._leave(t_us, tab, node_id)

    def blur(self, tab: Tab) -> None:
        """The focus left, wherever it went."""
        self._focused.pop(tab.number, None)

    def input(self, t_us: int, tab: Tab, data: dict[str, JSONValue]) -> Iterator[Event]:
        """A field holds something; asked before the tab takes the record."""
        node_id, new = data.get("id"), text_in(data.get("text"))
        node = tab.document.get(node_id)
        if _is_choice(node, data):
            detail = "choices in lists, boxes and pickers: on the screens, no text typed"
            self._tally.add("choices-not-typed", detail)
            return
        old = tab.value_of(node_id)
        if new == old:
            return
        focused = self._focused.get(tab.number, node_id)
        if data.get("userTriggered") is False or focused != node_id:
            self._tally.add("values-set-by-page", "values that pages put into fields, not typed")
            return
        yield from self._leave(t_us, tab, node_id)
        self._typed_in, self._typed_node = (tab.number, node_id), node
        if set(new) and set(new) <= _MASKS:
            detail = "values masked by the recorder: how many characters, not which"
            self._tally.add("typing-masked", detail)
        yield from self._change(t_us, old, new)

    def _change(self, t_us: int, old: str, new: str) -> Iterator[Event]:
        start, end = _difference(old, new)
        erased, typed = len(old) - start - end, new[start : len(new) - end]
        if end:
            self._tally.add("edits-inside", "edits before the end of a field, told where they end")
        if erased > _ERASED_AT_MOST or (erased > 1 and not new):
            detail = "fields emptied at once, by a key that is not recorded"
            self._tally.add("fields-emptied", detail)
            yield self._press(t_us, UNKNOWN_KEY)
        elif erased:
            detail = "erased characters, each taken for a press of backspace"
            self._tally.add("typing-inferred", detail, erased)
            for _ in range(erased):
                yield self._press(t_us, "backspace")
        if typed:
            yield Event(self._number(), t_us, EventKind.TEXT, text=well_formed(typed))

    def _leave(self, t_us: int, tab: Tab, node_id: object) -> Iterator[Event]:
        """The focus goes from a field that was typed in to another, without the pointer."""
        if self._typed_in in (None, (tab.number, node_id)):
            return
        before = self._typed_node
        following = next_focusable(before) if before is not None else None
        is_next = following is not None and following is tab.document.get(node_id)
        self._typed_in = None
        detail = "fields left without the pointer: by tab where the next one follows"
        self._tally.add("focus-moved", detail)
        yield self._press(t_us, "tab" if is_next else UNKNOWN_KEY)

    def _press(self, t_us: int, key: str) -> Event:
        return Event(self._number(), t_us, EventKind.PRESS, key=key, is_inferred=True)


def _is_choice(node: Node | None, data: dict[str, JSONValue]) -> bool:
    if node is None:
        return data.get("isChecked") is True
    if node.tag == "input":
        return field_type(node) in TICKED | PICKED | PRESSED
    return node.tag in ("select", "option", "button")


def _difference(old: str, new: str) -> tuple[int, int]:
    """How many characters both begin with and, behind those, how many both end with."""
    most = min(len(old), len(new))
    start = _common(most, lambda size: old[:size] == new[:size])
    most -= start
    return start, _common(most, lambda size: old[len(old) - size :] == new[len(new) - size :])


def _common(most: int, agrees: Callable[[int], bool]) -> int:
    """The largest size up to `most` that agrees, where all smaller ones do."""
    if agrees(most):
        return most
    low, high = 0, most - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if agrees(middle) else (low, middle - 1)
    return low
