"""Places without a house number: post boxes, military mail, corners of streets."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.reading import Reading

_BOX = re.compile(
    r"\b(?:p\.? ?o\.? ?box|post office box|postfach|boîte postale|apartado"
    r"|casella postale)[ #:]{1,2}\d{1,7}\b"
    r"|\b(?:psc|unit|cmr) \d{1,6},? box \d{1,6}(?:\s{1,2}(?:apo|fpo|dpo) a[aep] \d{5})?"
    r"|\b(?:us[ncs][sgv]c?|u\.s\.s\.) [^\W\d_]{2,20}\s{1,2}[afd]po a[aep] \d{5}"
    r"|\b[afd]po a[aep] \d{5}",
    re.IGNORECASE,
)
_BOX_WORDS = ("box", "po a", "postfach", "postale", "apartado")


_CORNER = re.compile(
    r"\bcorner of ((?:[^\W_][\w'’.-]*[ ]){1,6}(?:and"
    r"|&) [^\W_][\w'’.-]*(?: [^\W\d_a-z][\w'’-]*){0,4})",
    re.IGNORECASE,
)


def corners(reading: Reading) -> Iterator[Finding]:
    """Meeting points written as the corner of two streets."""
    if "corner of" not in reading.lower:
        return
    for corner in _CORNER.finditer(reading.text):
        yield Finding(corner.start(), corner.end(), "address", 60, "the corner of two streets")


def post_boxes(reading: Reading) -> Iterator[Finding]:
    """Post boxes and US military addresses."""
    if not any(word in reading.lower for word in _BOX_WORDS):
        return
    for box in _BOX.finditer(reading.text):
        yield Finding(box.start(), box.end(), "address", 80, "a post box")
