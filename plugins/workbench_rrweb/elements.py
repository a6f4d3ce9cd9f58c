"""What an element is and is called, as an accessibility service would say it, never its value."""

from collections.abc import Iterator

from workbench_rrweb.document import Document, Node, NodeKind
from workbench_rrweb.fields import PRESSED, field_type, plain_text, well_formed
from workbench_rrweb.looks import is_shown

_LONGEST = 100
_CLIMBED = 5
_ROLES = {
    "button": "button",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "img": "img",
    "label": "label",
    "li": "listitem",
    "option": "option",
    "p": "paragraph",
    "select": "combobox",
    "summary": "button",
    "table": "table",
    "td": "cell",
    "textarea": "textbox",
    "th": "columnheader",
}
_INPUT_ROLES = {
    "checkbox": "checkbox",
    "image": "button",
    "number": "spinbutton",
    "radio": "radio",
    "range": "slider",
    "search": "searchbox",
}
_FOCUSABLE = frozenset({"button", "input", "select", "summary", "textarea"})
_FIELDS = frozenset({"input", "select", "textarea"})
_FARTHEST = 5_000


def element_at(node: Node) -> Node:
    """The element a press on a node is meant for: the control it lies in, else itself."""
    element = node if node.kind == NodeKind.ELEMENT or node.parent is None else node.parent
    one: Node | None = element
    for _ in range(_CLIMBED):
        if one is None:
            break
        if is_control(one) or one.attribute("role"):
            return one
        one = one.parent
    return element


def is_control(node: Node) -> bool:
    """Whether the keyboard's focus may come to the element, as far as its tag tells."""
    if node.tag == "a":
        return "href" in node.attributes
    return node.tag in _FOCUSABLE


def role_of(node: Node) -> str:
    """Its role, else its tag."""
    if node.attribute("role"):
        return well_formed(node.attribute("role")[:_LONGEST])
    if node.tag == "a" and "href" in node.attributes:
        return "link"
    if node.tag == "input":
        kind = field_type(node)
        return "button" if kind in PRESSED else _INPUT_ROLES.get(kind, "textbox")
    return _ROLES.get(node.tag, well_formed(node.tag[:_LONGEST]) or "document")


def name_of(node: Node, document: Document) -> str:
    """What it is called, empty where nothing says so; never what a field holds."""
    return next((well_formed(name[:_LONGEST]) for name in _names(node, document) if name), "")


def next_focusable(node: Node) -> Node | None:
    """Where the tabulator leads from an element: to the next control in the page's order."""
    one: Node | None = node
    for _ in range(_FARTHEST):
        one = _following(one) if one is not None else None
        if one is None:
            return None
        if _takes_focus(one):
            return one
    return None


def _names(node: Node, document: Document) -> Iterator[str]:
    yield " ".join(node.attribute("aria-label").split())
    if node.tag in _FIELDS:
        if node.tag == "input" and field_type(node) in PRESSED:
            yield node.attribute("value")
        yield _label(node, document)
    elif "contenteditable" not in node.attributes:
        yield plain_text(node, _LONGEST)
    for name in ("alt", "placeholder", "title", "name"):
        yield " ".join(node.attribute(name).split())


def _label(field: Node, document: Document) -> str:
    label = document.labels.get(field.attribute("id")) if field.attribute("id") else None
    one = field.parent
    for _ in range(_CLIMBED):
        if label is not None or one is None:
            break
        label = one if one.tag == "label" else None
        one = one.parent
    return plain_text(label, _LONGEST) if label is not None else ""


def _following(node: Node) -> Node | None:
    """The next node in the order of the page."""
    if node.first is not None:
        return node.first
    one: Node | None = node
    while one is not None and one.next is None:
        one = one.parent
    return one.next if one is not None else None


def _takes_focus(node: Node) -> bool:
    index = node.attribute("tabindex")
    if index.startswith("-") or "disabled" in node.attributes:
        return False
    return (is_control(node) or bool(index)) and is_shown(node)
