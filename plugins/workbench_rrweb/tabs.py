"""The pages of a recording as they stand: one for each tab, and which of them is in use."""

from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, json_object, number_in, text_in
from workbench_rrweb.document import Document, Node, NodeKind
from workbench_rrweb.fields import text_of_field, well_formed
from workbench_rrweb.mutations import apply_mutation
from workbench_rrweb.records import By, Interaction, Kind, Record

_LARGEST_PX = 16_384
_POINTED = frozenset(
    {Interaction.MOUSE_DOWN, Interaction.CLICK, Interaction.TOUCH_START, Interaction.FOCUS}
)


class Tab:
    """One tab: its page, how large it shows, and where the person is in it."""

    def __init__(self, number: int, tally: WarningTally) -> None:
        self.number = number
        self.document = Document(tally)
        self.size_px: tuple[int, int] | None = None
        self.address = ""
        self.target: Node | None = None
        """The element under the pointer, or the field that has the focus."""
        self.is_target_new = False
        self.target_y = 0.0
        self.scrolled_px: dict[int, tuple[float, float]] = {}
        """How far each thing is scrolled, by its node's id."""
        self.page_y: float = 0
        """How far the page as a whole is scrolled."""
        self.values: dict[str, str] = {}
        """What stands in fields that are not on the page as far as it is known."""

    @property
    def title(self) -> str | None:
        """The page's title, None where it has none."""
        node = self.document.title
        if node is None:
            return None
        title = "".join(child.text for child in node.children() if child.kind == NodeKind.TEXT)
        return well_formed(" ".join(title.split())) or None

    def value_of(self, node_id: object) -> str:
        """What stands in a field."""
        node = self.document.get(node_id)
        return self.values.get(str(node_id), "") if node is None else text_of_field(node)

    def scrolled(self, node: Node | None) -> tuple[float, float]:
        """How far something is scrolled, as the page said at first where nothing moved it."""
        if node is None:
            return 0.0, 0.0
        known = self.scrolled_px.get(node.node_id)
        return known or offset_in(node.attributes, "rr_scrollLeft", "rr_scrollTop")

    def point_at(self, node_id: object, y: object) -> bool:
        """The person is at an element now; whether that is another than before."""
        node = self.document.get(node_id)
        self.target_y = number_in(y) or 0.0
        if node is None or node is self.target:
            return False
        self.target, self.is_target_new = node, True
        return True


class Tabs:
    """Takes records in time order; `active` is the tab that was in use last."""

    def __init__(self, tally: WarningTally) -> None:
        self._tally = tally
        self._tabs: dict[str, Tab] = {}
        self.active: Tab | None = None

    def of(self, record: Record) -> Tab:
        """The tab a record is of."""
        tab = self._tabs.get(record.window)
        if tab is None:
            tab = self._tabs[record.window] = Tab(len(self._tabs) + 1, self._tally)
        return tab

    def apply(self, record: Record) -> bool:
        """Take a record; whether what shows may be different now."""
        tab = self.of(record)
        if record.source == By.MUTATION:
            apply_mutation(tab.document, record.data, self._tally)
            return tab is self.active
        is_other = tab is not self.active
        self.active = tab
        return self._apply(tab, record) or is_other

    def _apply(self, tab: Tab, record: Record) -> bool:
        kind, source, data = record.kind, record.source, record.data
        if kind == Kind.FULL_SNAPSHOT:
            _load(tab, data)
        elif kind == Kind.META or source == By.VIEWPORT_RESIZE:
            tab.size_px = size_in(data)
            tab.address = text_in(data.get("href")) or tab.address
        elif kind == Kind.HOVER:
            return tab.point_at(data.get("id"), data.get("y"))
        elif source == By.INPUT:
            return _input(tab, data)
        elif source == By.SCROLL:
            return _scroll(tab, data)
        elif source == By.MOUSE_INTERACTION and record.interaction in _POINTED:
            return tab.point_at(data.get("id"), data.get("y"))
        else:
            return False
        return True


def size_in(data: dict[str, JSONValue]) -> tuple[int, int] | None:
    """The size of the viewport in pixels, None where it makes no sense."""
    width, height = number_in(data.get("width")), number_in(data.get("height"))
    if width is None or height is None:
        return None
    size = round(width), round(height)
    return size if min(size) > 0 and max(size) <= _LARGEST_PX else None


def offset_in(data: dict[str, JSONValue], x: str = "x", y: str = "y") -> tuple[float, float]:
    """How far something is scrolled, from its left and from its top."""
    return number_in(data.get(x)) or 0.0, number_in(data.get(y)) or 0.0


def _load(tab: Tab, data: dict[str, JSONValue]) -> None:
    tab.document.load(data.get("node"))
    offset = offset_in(json_object(data.get("initialOffset")), "left", "top")
    root = tab.document.root
    tab.scrolled_px = {root.node_id: offset} if root is not None else {}
    tab.page_y = offset[1]
    tab.target, tab.is_target_new = None, False
    tab.values.clear()


def _input(tab: Tab, data: dict[str, JSONValue]) -> bool:
    node = tab.document.get(data.get("id"))
    if node is None:
        tab.values[str(data.get("id"))] = text_in(data.get("text"))
        return False
    node.value = text_in(data.get("text"))
    node.is_checked = data.get("isChecked") is True
    tab.document.changed.add(node)
    tab.point_at(node.node_id, tab.target_y)
    return True


def _scroll(tab: Tab, data: dict[str, JSONValue]) -> bool:
    offset = offset_in(data)
    node = tab.document.get(data.get("id"))
    if node is not None:
        tab.scrolled_px[node.node_id] = offset
    if node is not None and (node.kind == NodeKind.DOCUMENT or node.tag in ("html", "body")):
        tab.page_y = offset[1]
        return True
    return False
