"""What changes in a page, applied in the order the recorder's own replay applies it."""

from collections import defaultdict
from typing import TypeAlias

from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, json_list, json_object, text_in
from workbench_rrweb.document import Document, Node

_Added: TypeAlias = dict[str, JSONValue]


def apply_mutation(document: Document, data: dict[str, JSONValue], tally: WarningTally) -> None:
    """Removals, then additions, then texts and attributes; what fits nowhere is counted."""
    missing = 0
    for removed in map(json_object, json_list(data.get("removes"))):
        node = document.get(removed.get("id"))
        missing += node is None
        if node is not None and node is not document.root:
            document.remove(node)
    missing += _Additions(document).apply(json_list(data.get("adds")))
    for changed in map(json_object, json_list(data.get("texts"))):
        node = document.get(changed.get("id"))
        missing += node is None
        if node is not None:
            node.text = text_in(changed.get("value"))
            document.changed.add(node.parent or node)
    for changed in map(json_object, json_list(data.get("attributes"))):
        node = document.get(changed.get("id"))
        missing += node is None
        if node is not None:
            document.set_attributes(node, json_object(changed.get("attributes")))
    tally.add("mutations-unplaced", "changes of nodes that are not on the page", missing)


class _Additions:
    """Nodes to add, which may name neighbours and parents that are added only later."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._waiting: dict[int, list[_Added]] = defaultdict(list)

    def apply(self, added: list[JSONValue]) -> int:
        """Add what can be added; how many had no parent on the page."""
        for one in map(json_object, added):
            self._place(one)
        left = [one for waiting in self._waiting.values() for one in waiting]
        self._waiting.clear()
        for one in left:
            # A neighbour that never came: it stands last, as long as its parent is there.
            self._place({name: one.get(name) for name in ("parentId", "node")})
        return sum(len(waiting) for waiting in self._waiting.values())

    def _place(self, added: _Added) -> None:
        ready = [added]
        while ready:
            one = ready.pop()
            awaited = self._awaited(one)
            if awaited is not None:
                self._waiting[awaited].append(one)
                continue
            parent = self._document.get(one.get("parentId"))
            if parent is None:
                self._waiting[-1].append(one)
                continue
            node_id = self._document.add(one, self._before(one, parent), parent)
            if node_id is not None and node_id in self._waiting:
                ready += reversed(self._waiting.pop(node_id))

    def _awaited(self, added: _Added) -> int | None:
        """The node that must be on the page first."""
        for name in ("parentId", "nextId", "previousId"):
            node_id = added.get(name)
            if isinstance(node_id, int) and self._document.get(node_id) is None:
                return node_id
        return None

    def _before(self, added: _Added, parent: Node) -> Node | None:
        following = self._document.get(added.get("nextId"))
        if following is not None:
            return following
        previous = self._document.get(added.get("previousId"))
        return previous.next if previous is not None and previous.parent is parent else None
