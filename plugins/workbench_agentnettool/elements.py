"""What an accessibility service said stands where: trees of Windows, and of a Mac, as remarks."""

from collections.abc import Iterator
from typing import NamedTuple

from workbench.domain.geometry import Box
from workbench.source_files import JSONValue, box_between, box_in, decoded, json_object, text_in

_SHOWN_AT_MOST = 200
_TEXT_NAMES = ("Name", "AXTitle", "AXDescription")


class Element(NamedTuple):
    """One element: what it is, what it says, and where it stands."""

    role: str
    text: str
    box: Box | None

    @property
    def is_anything(self) -> bool:
        """Whether it says what it is, or anything at all."""
        return bool(self.role or self.text)


def element_of(node: dict[str, JSONValue]) -> Element:
    """The element of one node of a tree, whatever stands below it."""
    role = text_in(node.get("ControlType")) or text_in(node.get("AXRole"))
    # The value of a label is what it says, that of a field what somebody typed.
    names = (*_TEXT_NAMES, "AXValue") if role == "AXStaticText" else _TEXT_NAMES
    said = (text_in(node.get(name)) for name in names)
    box = box_between(node.get("BoundingRectangle")) or _frame(node.get("AXFrame"))
    return Element(role, next(filter(None, said), ""), box)


def elements_of(tree: JSONValue) -> Iterator[Element]:
    """The root of a tree, and all below it that say anything, each before what is inside it."""
    waiting: list[JSONValue] = [tree]
    is_root = True
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            element = element_of(node)
            if element.text or (is_root and element.is_anything):
                yield element
            is_root = False
            waiting += reversed(list(node.values()))


def _frame(value: JSONValue) -> Box | None:
    """A rectangle as a Mac has it, which the recorder wrote as Python shows a dictionary."""
    if isinstance(value, str) and len(value) < _SHOWN_AT_MOST:
        told = json_object(decoded(value.replace("'", '"').encode(errors="replace")))
    else:
        told = json_object(value)
    return box_in([told.get(side) for side in "xywh"])
