"""Fields, buttons and pictures of a page as characters."""

from workbench_rrweb.document import Node, NodeKind
from workbench_rrweb.looks import is_shown

PRESSED = frozenset({"button", "submit", "reset"})
TICKED = frozenset({"checkbox", "radio"})
PICKED = frozenset(
    {"color", "date", "datetime-local", "file", "month", "range", "time", "week", "hidden", "image"}
)
_USUAL_CELLS = 20
_WIDEST_CELLS = 60
_LONGEST_LABEL = 200
_TOLD = frozenset({"audio", "canvas", "embed", "iframe", "object", "video"})


def field_type(node: Node) -> str:
    """The type of an input element in lower case, `text` where it has none."""
    return node.attribute("type").lower() or "text"


def drawn(node: Node) -> str | None:
    """The characters that stand for an element, None for one whose inside shows."""
    tag = node.tag
    if tag == "input":
        return _drawn_input(node)
    if tag == "select":
        return f"[{chosen(node)} ▾]"
    if tag == "button":
        return f"< {plain_text(node)} >"
    if tag == "img":
        return _named("img", node, "alt")
    if "rr_width" in node.attributes and node.first is None:
        return "[blocked]"
    if tag in _TOLD and node.first is None:
        return _named(tag, node, "title")
    return None


def text_lines(node: Node) -> list[str]:
    """The lines of a textarea, each in brackets."""
    lines = (text_of_field(node) or node.attribute("placeholder")).splitlines() or [""]
    cells = min(_WIDEST_CELLS, max(_USUAL_CELLS, *map(len, lines)))
    return [f"[{line:{cells}}]" for line in lines]


def text_of_field(node: Node) -> str:
    """What stands in a field that takes text."""
    if node.value is None and node.tag == "textarea":
        return "".join(one.text for one in node.inside() if one.kind == NodeKind.TEXT)
    return node.value or ""


def chosen(node: Node) -> str:
    """What a select shows: the text of the option that is chosen."""
    options = [one for one in node.inside() if one.tag == "option"]
    for option in options:
        if node.value is not None and option_value(option) == node.value:
            return plain_text(option)
    for option in options:
        if option.attributes.get("selected", False) not in (None, False):
            return plain_text(option)
    if node.value:
        return node.value
    return plain_text(options[0]) if options else ""


def option_value(option: Node) -> str:
    """What choosing an option sets the select to."""
    return option.value if option.value is not None else plain_text(option)


def well_formed(text: str) -> str:
    """The text without halves of characters, which browsers write where a value was cut."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def plain_text(node: Node, limit: int = _LONGEST_LABEL) -> str:
    """The text inside an element in one line, nothing of what fields in it hold."""
    parts: list[str] = []
    length = 0
    stack = [node.first]
    while stack and length < limit:
        one = stack.pop()
        if one is None:
            continue
        stack.append(one.next)
        if one.kind in (NodeKind.TEXT, NodeKind.CDATA):
            parts.append(one.text[: limit * 4])
            length += len(parts[-1].strip())
        elif one.tag == "img":
            parts.append(f" {one.attribute('alt')} ")
        elif is_shown(one) and one.tag not in ("textarea", "select", "input"):
            stack.append(one.first)
            if one.tag == "br":
                parts.append(" ")
    return " ".join("".join(parts).split())[:limit]


def _drawn_input(node: Node) -> str:
    kind, value = field_type(node), node.value or ""
    if kind == "checkbox":
        return "[x]" if node.is_checked else "[ ]"
    if kind == "radio":
        return "(•)" if node.is_checked else "( )"
    if kind in PRESSED:
        return f"< {value or {'button': ''}.get(kind, kind.title())} >"
    if kind == "image":
        return _named("img", node, "alt")
    if kind == "file":
        return "[file]"
    if kind == "password":
        value = value if set(value) <= {"*"} else "•" * len(value)
    shown = value or node.attribute("placeholder")
    return f"[{shown:{_cells(node)}}]"


def _cells(node: Node) -> int:
    size = node.attribute("size")
    given = int(size) if size.isascii() and size.isdigit() and len(size) < 4 else 0
    return min(_WIDEST_CELLS, given or _USUAL_CELLS)


def _named(what: str, node: Node, attribute: str) -> str:
    """A picture by what it is called; one that is said to mean nothing is nothing."""
    if what == "img" and node.attributes.get("alt") == "" and not node.attribute("aria-label"):
        return ""
    name = node.attribute("aria-label") or node.attribute(attribute)
    return f"[{what} {' '.join(name.split())[:_LONGEST_LABEL]}]" if name else f"[{what}]"
