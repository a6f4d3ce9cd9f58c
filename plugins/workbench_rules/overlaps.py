"""Findings that overlap made disjoint, without uncovering a character."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace

from workbench.domain.finding import Finding

PRECEDENCE = (
    "private_key",
    "jwt",
    "card",
    "iban",
    "url_credentials",
    "api_key",
    "national_id",
    "ssn",
    "password",
    "email",
    "mac_address",
    "ip",
    "medical_record",
    "date_of_birth",
    "phone",
    "bank_account",
    "identity_document",
    "address",
    "username",
)
"""Which kind keeps characters that two claim: the more specific first."""

_RANK = {kind: rank for rank, kind in enumerate(PRECEDENCE)}


def disjoint(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Sorted and without overlaps, covering every letter and digit that was covered before.

    The kind that stands first in PRECEDENCE keeps its characters, among equals the longer;
    what is left of the other stays a finding of its own.
    """
    taken: list[tuple[int, int]] = []
    kept: list[Finding] = []
    for finding in sorted(findings, key=_precedence):
        for start, end in list(_free(taken, finding.start, finding.end)):
            insort(taken, (start, end))
            if (start, end) == (finding.start, finding.end):
                kept.append(finding)
            elif any(character.isalnum() for character in text[start:end]):
                kept.append(replace(finding, start=start, end=end))
    return sorted(kept, key=_start)


def _start(finding: Finding) -> int:
    return finding.start


def _precedence(finding: Finding) -> tuple[int, int, int, int]:
    length = finding.end - finding.start
    return _RANK[finding.kind], -length, -finding.confidence, finding.start


def _free(taken: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of `[start, end)` that nothing has taken yet."""
    at = bisect_left(taken, (start, start))
    if at and taken[at - 1][1] > start:
        at -= 1
    while at < len(taken) and taken[at][0] < end:
        taken_start, taken_end = taken[at]
        at += 1
        if start < taken_start:
            yield start, taken_start
        start = max(start, taken_end)
    if start < end:
        yield start, end
