"""A page as it stands: its nodes by id, changed as the recorder saw them change."""

from collections.abc import Iterator
from enum import IntEnum
from typing import TYPE_CHECKING

from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, json_list, json_object, text_in

if TYPE_CHECKING:
    from workbench_rrweb.flow import PageLine


class NodeKind(IntEnum):
    """What a node is, as rrweb numbers it."""

    DOCUMENT = 0
    DOCTYPE = 1
    ELEMENT = 2
    TEXT = 3
    CDATA = 4
    COMMENT = 5


class Node:
    """One node, linked to its neighbours so that placing one takes the same time anywhere."""

    __slots__ = (
        "attributes",
        "first",
        "is_checked",
        "kind",
        "last",
        "layouts",
        "next",
        "node_id",
        "parent",
        "previous",
        "tag",
        "text",
        "value",
    )

    def __init__(self, node_id: int, kind: int) -> None:
        self.node_id = node_id
        self.kind = kind
        self.tag = ""
        self.text = ""
        self.attributes: dict[str, JSONValue] = {}
        self.value: str | None = None
        """What stands in a field, None where it was never said."""
        self.is_checked = False
        self.parent: Node | None = None
        self.first: Node | None = None
        self.last: Node | None = None
        self.next: Node | None = None
        self.previous: Node | None = None
        self.layouts: dict[object, tuple[PageLine, ...]] = {}
        """What a layout came to, for as long as nothing inside has changed."""

    def children(self) -> Iterator["Node"]:
        """The nodes right inside."""
        node = self.first
        while node is not None:
            following = node.next
            yield node
            node = following

    def inside(self) -> Iterator["Node"]:
        """Itself and everything inside, in the order of the page."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            child = node.last
            while child is not None:
                stack.append(child)
                child = child.previous

    def attribute(self, name: str) -> str:
        """An attribute's text, empty where there is none."""
        return text_in(self.attributes.get(name))

    def unlink(self) -> None:
        """Take it out of its parent."""
        parent = self.parent
        if parent is None:
            return
        if self.previous is None:
            parent.first = self.next
        else:
            self.previous.next = self.next
        if self.next is None:
            parent.last = self.previous
        else:
            self.next.previous = self.previous
        self.parent = self.next = self.previous = None

    def insert(self, child: "Node", before: "Node | None" = None) -> None:
        """Put a node that has no parent inside, before one of its children or last."""
        child.parent = self
        child.next = before
        child.previous = self.last if before is None else before.previous
        if child.previous is None:
            self.first = child
        else:
            child.previous.next = child
        if before is None:
            self.last = child
        else:
            before.previous = child


class Document:
    """The nodes of one page; `changed` are those whose layout must be made anew."""

    def __init__(self, tally: WarningTally) -> None:
        self._tally = tally
        self._nodes: dict[int, Node] = {}
        self.root: Node | None = None
        self.changed: set[Node] = set()
        self.title: Node | None = None
        self.labels: dict[str, Node] = {}
        """Labels by the id of what they are for."""

    def __len__(self) -> int:
        return len(self._nodes)

    def get(self, node_id: object) -> Node | None:
        """The node of that id."""
        return self._nodes.get(node_id) if isinstance(node_id, int) else None

    def load(self, snapshot: JSONValue) -> None:
        """Take a whole page instead of what stood before."""
        self._nodes.clear()
        self.labels.clear()
        self.changed.clear()
        self.title = None
        self.root = self._build(json_object(snapshot))

    def add(self, added: dict[str, JSONValue], before: Node | None, parent: Node) -> int | None:
        """Put a node and what it holds into the page; its id, None where it has none."""
        raw = json_object(added.get("node"))
        known = self.get(raw.get("id"))
        if known is not None:
            self.remove(known)
        if raw.get("type") == NodeKind.DOCUMENT:
            for old in [child for child in parent.children() if child.kind == NodeKind.DOCUMENT]:
                self.remove(old)
        node = self._build(raw, parent)
        if node is None:
            return None
        parent.insert(node, before if before is not None and before.parent is parent else None)
        self.changed.add(parent)
        return node.node_id

    def remove(self, node: Node) -> None:
        """Take a node and all inside out of the page."""
        if node.parent is not None:
            self.changed.add(node.parent)
        node.unlink()
        for one in node.inside():
            if self._nodes.get(one.node_id) is one:
                del self._nodes[one.node_id]
            if one is self.title:
                self.title = None

    def set_attributes(self, node: Node, changes: dict[str, JSONValue]) -> None:
        """Attributes as they are from now on; None takes one away."""
        for name, value in changes.items():
            if value is None:
                node.attributes.pop(name, None)
            elif name == "style" and isinstance(value, dict):
                node.attributes["style"] = _restyled(node.attribute("style"), value)
            else:
                node.attributes[name] = value
            if name == "value":
                node.value = _as_text(value)
            elif name == "checked":
                node.is_checked = value not in (None, False)
        self.changed.add(node)

    def settle(self) -> None:
        """Forget the layouts of all that holds something changed."""
        seen: set[Node] = set()
        for changed in self.changed:
            node: Node | None = changed
            while node is not None and node not in seen:
                seen.add(node)
                node.layouts = {}
                node = node.parent
        self.changed.clear()

    def _build(self, raw: dict[str, JSONValue], parent: Node | None = None) -> Node | None:
        """A node and all inside, not yet in its parent; deep pages are as good as flat ones."""
        top = self._node(raw, parent)
        if top is None:
            return None
        stack = [(top, json_list(raw.get("childNodes")))]
        while stack:
            node, inside = stack.pop()
            for child_raw in inside:
                child_raw = json_object(child_raw)
                child = self._node(child_raw, node)
                if child is not None:
                    node.insert(child)
                    if child_raw.get("childNodes"):
                        stack.append((child, json_list(child_raw["childNodes"])))
        return top

    def _node(self, raw: dict[str, JSONValue], parent: Node | None) -> Node | None:
        node_id, kind = raw.get("id"), raw.get("type")
        if not isinstance(node_id, int) or not isinstance(kind, int):
            self._tally.add("nodes-unreadable", "nodes of pages without an id or a kind, left out")
            return None
        node = Node(node_id, kind)
        self._nodes[node_id] = node
        if kind == NodeKind.ELEMENT:
            node.tag = text_in(raw.get("tagName")).lower()
            node.attributes = dict(json_object(raw.get("attributes")))
            self._note_element(node, parent)
        else:
            node.text = text_in(raw.get("textContent"))
        return node

    def _note_element(self, node: Node, parent: Node | None) -> None:
        if "value" in node.attributes:
            node.value = _as_text(node.attributes["value"])
        node.is_checked = node.attributes.get("checked", False) not in (None, False)
        if node.tag == "title" and parent is not None and parent.tag == "head":
            self.title = self.title or node
        elif node.tag == "label" and node.attribute("for"):
            self.labels[node.attribute("for")] = node


def _as_text(value: JSONValue) -> str | None:
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else None


def _restyled(style: str, changes: dict[str, JSONValue]) -> str:
    """An inline style with some of its properties set anew; False takes one away."""
    parts = (part.partition(":") for part in style.split(";"))
    properties = {name.strip().lower(): value.strip() for name, _, value in parts if value}
    for name, value in changes.items():
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str):
            properties[name.lower()] = value
        else:
            properties.pop(name.lower(), None)
    return "; ".join(f"{name}: {value}" for name, value in properties.items())
