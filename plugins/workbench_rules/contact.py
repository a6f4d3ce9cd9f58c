"""Ways to reach a person: e-mail and telephone."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading

_AT = re.compile(r"@|%40|\s?[\[({]\s?at\s?[\])}]\s?", re.IGNORECASE)
_LOCAL = re.compile(r"[\w!#$&'*+/=?^`{|}~.%-]{1,64}\Z")
_LOCAL_START = re.compile(r"\w.*", re.DOTALL)
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,62})\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})")
_BARE_DOMAIN = re.compile(r"[^\W_][\w-]{1,62}")
_QUERY = re.compile(r".*[?&;]\w{1,30}=|.*mailto:|.*[:=/](?=\w)", re.DOTALL)


def emails(reading: Reading) -> Iterator[Finding]:
    """E-mail addresses, also with an encoded at sign; their shape is RFC 5321's common part."""
    if "@" not in reading.text and "%40" not in reading.text and "at" not in reading.lower:
        return
    text = reading.text
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end())
        if domain is None:
            continue
        local = _LOCAL.search(text[max(0, at.start() - 64) : at.start()])
        start = at.start() - len(_trimmed(local.group())) if local else at.start()
        if start < at.start() and not _is_login(text, start):
            yield Finding(start, domain.end(), "email", 95, "has the shape of an e-mail address")


def _is_login(text: str, start: int) -> bool:
    """Whether the part before the at sign is a link's password and not a mailbox."""
    return text[start - 1 : start] == ":" and "://" in text[max(0, start - 128) : start]


def _trimmed(local: str) -> str:
    query = _QUERY.match(local)
    rest = local[query.end() :] if query else local
    start = _LOCAL_START.search(rest)
    return start.group() if start else ""


_CLUSTER = re.compile(
    r"(?<![\w#$€£])(?<!\d[.,:])[+(]{0,2}\d(?:[ \-.()/]{0,3}\d)*+(?P<extension>\s?(?:x"
    r"|ext\.?)\s?\d{1,6}(?!\w))?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
# Dates, with an hour after them perhaps, and spans of years.
_NO_PHONE = re.compile(
    r"\(?(?:(?:19|20)\d\d([-/. ])\d{1,2}\1\d{1,2}|\d{1,2}([-/. ])\d{1,2}\2(?:19|20)\d\d"
    r"|[0-3]?\d([-/.])[0-3]?\d\3\d\d)(?:[ (]{1,2}\d{1,2})?\)?"
    r"|\(?(?:1[89]|20)\d\d ?[-/ ] ?(?:1[89]|20)\d\d\)?"
)
_STRICT = re.compile(
    r"(?<!\d)(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)"
    r"|(?<!\d)\d{3}-\d{4}(?!\d)"
)
_LONGEST_PHONE = 15


def phones(reading: Reading) -> Iterator[Finding]:
    """Telephone numbers: international (E.164, up to 15 digits), North American, national."""
    if not reading.has_digits:
        return
    for cluster in _CLUSTER.finditer(reading.text):
        if cluster.end() - cluster.start() < 7:
            continue
        groups = [len(group) for group in _DIGITS.findall(cluster.group())]
        if cluster["extension"]:
            groups.pop()
            if sum(groups) < 7:
                continue
        if sum(groups) > _LONGEST_PHONE + 6:
            yield from _inside(reading, cluster)
            continue
        confidence, why = _judge(reading, cluster, groups)
        if confidence:
            yield Finding(cluster.start(), cluster.end(), "phone", confidence, why)


def _inside(reading: Reading, cluster: re.Match[str]) -> Iterator[Finding]:
    for number in _STRICT.finditer(reading.text, cluster.start(), cluster.end()):
        yield Finding(number.start(), number.end(), "phone", 70, "grouped as telephone numbers are")


def _judge(reading: Reading, cluster: re.Match[str], groups: list[int]) -> tuple[int, str]:
    text = cluster.group()
    if _NO_PHONE.fullmatch(text) or _is_measure(reading, cluster):
        return 0, ""
    cued = reading.is_cued(Cue.PHONE, cluster.start()) or reading.is_cued_after(
        Cue.PHONE, cluster.end()
    )
    shape = _shape(text, groups)
    if shape and cued:
        return min(95, shape + 20), "grouped as telephone numbers are, beside a word for one"
    if shape:
        return shape, "grouped as telephone numbers are"
    count = sum(groups)
    if not 7 <= count <= _LONGEST_PHONE:
        return 0, ""
    if cued and not _THOUSANDS.fullmatch(text):
        return 75, "as long as a telephone number, beside a word for one"
    is_alone = reading.fills(cluster.start(), cluster.end()) and not _THOUSANDS.fullmatch(text)
    if is_alone and (len(groups) > 1 or 9 <= count <= 12):
        return 45, "a number alone, as long as a telephone number"
    return 0, ""


_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d(?: \d{3})+")


def _is_measure(reading: Reading, cluster: re.Match[str]) -> bool:
    after = reading.text[cluster.end() : cluster.end() + 1]
    return after.isalpha() or after in {"_", "%", "€", "$", "£"}


# Groups of national and local numbers that thousands and measures seldom have.
_LOCAL_GROUPS = (
    [3, 4],
    [4, 4],
    [2, 6],
    [3, 3, 3],
    [2, 3, 3],
    [3, 2, 3],
    [3, 2, 2],
    [2, 3, 2, 2],
    [2, 3, 3, 4],
    [2, 3, 4],
    [3, 3, 2, 2],
    [4, 3, 3],
    [3, 6],
    [2, 3, 3, 2],
    [3, 2, 2, 2],
    [4, 6],
    [2, 3, 2],
    [4, 2, 2],
)


def _shape(text: str, groups: list[int]) -> int:
    """How surely the grouping alone says telephone, 0 where it does not."""
    count = sum(groups)
    if text.startswith(("+", "(+")) and 7 <= count <= _LONGEST_PHONE:
        return 90
    if groups in ([3, 3, 4], [1, 3, 3, 4]) or ("x" in text.lower() and count >= 10):
        return 85
    if "/" in text or groups == [5, 4] or not 7 <= count <= _LONGEST_PHONE:
        return 0
    if text.startswith("(") and len(groups) > 1:
        return 75
    if text.startswith("00") and count >= 10:
        return 80
    if text.startswith("0") and 9 <= count <= 12 and "." not in text.rstrip("."):
        return 70 if len(groups) > 1 else 55
    if groups == [3, 4] and "-" in text:
        return 65
    if len(groups) in (4, 5) and set(groups) == {2}:
        return 60 if " " not in text else 45
    if groups in _LOCAL_GROUPS and "." not in text:
        return 40
    return 0
