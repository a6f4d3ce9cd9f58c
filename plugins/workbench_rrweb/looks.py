"""Which elements of a page show, which begin lines, and how their text looks."""

import re
from functools import lru_cache
from typing import NamedTuple

from workbench.domain.text_screen import Style
from workbench_rrweb.document import Node, NodeKind

_TAGS_NEVER_SHOWN = """
area base datalist head link meta noscript param rp script source style template title track svg
"""
_TAGS_INLINE = """
a abbr acronym audio b bdi bdo big br button canvas cite code data del dfn em embed font i iframe
img input ins kbd label map mark meter nobr object output picture progress q rb rt rtc ruby s samp
select small span strike strong sub sup svg textarea time tt u var video wbr
"""
_TAGS_APART = "blockquote dl fieldset figure form h1 h2 h3 h4 h5 h6 hr ol p pre table ul"
_NEVER_SHOWN = frozenset(_TAGS_NEVER_SHOWN.split())
_INLINE = frozenset(_TAGS_INLINE.split())
_APART = frozenset(_TAGS_APART.split())
_BOLD = frozenset({"b", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "optgroup", "strong", "th"})
_ITALIC = frozenset({"address", "cite", "dfn", "em", "i", "var"})
_FIELDS = frozenset({"input", "select", "textarea"})
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)


class Look(NamedTuple):
    """How text looks where it stands, and whether its white space is kept."""

    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    is_kept: bool = False

    def inside(self, node: Node) -> "Look":
        """How it looks inside an element."""
        tag = node.tag
        if tag in _BOLD:
            return self._replace(is_bold=True)
        if tag in _ITALIC:
            return self._replace(is_italic=True)
        if tag == "a" and "href" in node.attributes:
            return self._replace(is_underlined=True)
        if tag in ("u", "ins"):
            return self._replace(is_underlined=True)
        return self._replace(is_kept=True) if tag in ("pre", "listing", "xmp") else self

    @property
    def style(self) -> Style:
        """As a screen of text has it."""
        return _style(self)


@lru_cache(maxsize=64)
def _style(look: Look) -> Style:
    bold, italic, underlined, _ = look
    return Style(is_bold=bold, is_italic=italic, is_underlined=underlined)


def is_shown(node: Node) -> bool:
    """Whether an element shows, as far as its own tag and attributes tell."""
    if node.kind != NodeKind.ELEMENT:
        return node.kind in (NodeKind.DOCUMENT, NodeKind.TEXT, NodeKind.CDATA)
    if node.tag in _NEVER_SHOWN:
        return False
    attributes = node.attributes
    if not attributes:
        return node.tag != "dialog" and not _is_folded(node)
    if attributes.get("hidden", False) not in (None, False):
        return False
    style = attributes.get("style")
    if isinstance(style, str) and _HIDING.search(style):
        return False
    if node.tag == "input":
        return node.attribute("type").lower() != "hidden"
    if node.tag == "dialog":
        return "open" in attributes
    return not _is_folded(node)


def begins_line(node: Node) -> bool:
    """Whether the node is a block; elements nobody knows are, for pages are built
    of them, and labels around fields, for so forms are."""
    if node.tag == "label":
        return any(child.tag in _FIELDS for child in node.children())
    return node.tag not in _INLINE


def stands_apart(node: Node) -> bool:
    """Whether browsers leave room above and below."""
    return node.tag in _APART


def _is_folded(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and parent.tag == "details"
        and "open" not in parent.attributes
        and node.tag != "summary"
    )
