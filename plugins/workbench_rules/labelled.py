"""Secrets announced by a word before them: `password:`, `export TOKEN=`, `pin`."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading
from workbench_rules.words import words

# After the label: an identifier's tail, closing quotes, then `=`, `:`, "is" or only a space.
_LINK = re.compile(
    r"""(?:[_-]?\w{0,20})?["'\]]{0,2}[ \t]{0,3}"""
    r"(?:(?P<sign>:=|=>|={1,2}|:|>(?=[^\n<]{1,128}</))"
    r"|(?P<word>is|was|are|ist|lautet|es|est)\b:?)[ \t]{0,3}(?:\n[ \t]{0,8})?"
    r"|[ \t]{1,3}(?P<space>)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""[bfru]?(["'`])(?P<value>[^\n]{1,200}?)\1""")
_BARE = re.compile(r"\S{1,128}")
_IN_LIST = re.compile(r"[^\s;&]{1,128}")
_IN_MARKUP = re.compile(r"[^<\n]{1,128}")
_NOT_A_VALUE = words(
    """
    none null nil true false undefined str string int bool bytes text varchar optional required
    password passwords passwd pwd pass secret token key pin code user username login name value
    field input wrong incorrect invalid expired missing empty weak strong not too the a an no
    yes of or and for in on at to is was are be been has have will should must can may with from
    by hidden stored changed reset sent protected correct case here below above same as your my
    our their his her this that it you i we they manager policy prompt again forgotten forgot
    please new old current hash length strength change update recovery generator sharing
    required.
    """
)
PLACEHOLDER = re.compile(
    r"[*•●.xX_?-]+|\$\w+|\$?\{[^}]*\}?.*|\$\(.*|<[^>]*>?.*|%\w+%|\[.*|[\w.]+[\[(].*|\d{1,3}|\d*\.\d+|(?:self|os|env|config|args|process)\.[\w.]+"
)
TRAILING = ",;.:)]}\"'`>"


def labelled_secrets(reading: Reading) -> Iterator[Finding]:
    """Values after a word for a password, secret, token, key or PIN."""
    keys = [end for end in reading.cue_ends(Cue.KEY) if _is_secret_key(reading.lower, end)]
    for ends, kind, strong in (
        (reading.cue_ends(Cue.PASSWORD), "password", True),
        (reading.cue_ends(Cue.SECRET), "password", False),
        (keys, "api_key", False),
    ):
        past = 0
        for end in ends:
            # A label inside a value that was found already says nothing new.
            for finding in _after(reading, end, kind, strong=strong) if end >= past else ():
                past = finding.end
                yield finding
    for end in reading.cue_ends(Cue.PIN):
        yield from _pin(reading, end)


_KEY_OWNERS = tuple(
    words(
        """
    api access secret private auth encryption master license licence service account signing
    client subscription
    """
    )
)


def _is_secret_key(lower: str, end: int) -> bool:
    """Whether the word "key" that ends there is one that opens something."""
    before = lower[max(0, end - 24) : end].rstrip("s").removesuffix("key").rstrip(" _-")
    return before.endswith(_KEY_OWNERS)


def _after(reading: Reading, end: int, kind: str, *, strong: bool) -> Iterator[Finding]:
    link = _LINK.match(reading.text, end)
    if link is None:
        return
    start, stop, is_quoted = _value(reading, link)
    value = reading.text[start:stop]
    if not value or value.lower() in _NOT_A_VALUE or PLACEHOLDER.fullmatch(value):
        return
    confidence = _confidence(link, value, strong=strong, is_quoted=is_quoted)
    if confidence:
        yield Finding(start, stop, kind, confidence, f"follows a word for {_NAMES[kind]}")


_NAMES = {"password": "a password or secret", "api_key": "a key"}


def _value(reading: Reading, link: re.Match[str]) -> tuple[int, int, bool]:
    quoted = _QUOTED.match(reading.text, link.end())
    if quoted:
        return quoted.start("value"), quoted.end("value"), True
    in_list = reading.text[max(0, link.start() - 40) : link.start()].rfind(";") >= 0
    shape = _IN_MARKUP if link["sign"] == ">" else _IN_LIST if in_list else _BARE
    bare = shape.match(reading.text, link.end())
    if bare is None:
        return 0, 0, False
    return bare.start(), bare.start() + len(bare.group().rstrip(TRAILING)), False


def _confidence(link: re.Match[str], value: str, *, strong: bool, is_quoted: bool) -> int:
    mixed = is_mixed(value)
    if link["sign"]:
        if strong:
            return 90 if mixed or is_quoted else 75
        return 85 if mixed else 60 if is_quoted and " " not in value and len(value) >= 6 else 0
    if link["word"]:
        return (80 if mixed else 55) if strong else 70 if mixed and len(value) >= 6 else 0
    if strong and mixed:
        return 65
    return 70 if mixed and len(value) >= 16 else 0


def is_mixed(value: str) -> bool:
    """Whether the value holds more than a plain word: a digit, a symbol or mixed case."""
    return _MIXED.search(value) is not None


_MIXED = re.compile(r"[\d!@#$%^&*?~+]|[a-z][A-Z]")


_PIN = re.compile(
    r"""["']?[ \t]{0,3}(?:(?:number|no\.?)[ \t])?(?:[:=#]|is\b|:=)?[ \t]{0,3}["']?"""
    r"(\d{3} \d{3}|\d{3,10})(?!\w)"
)
_CODE_BEFORE = re.compile(
    r"(?:pin|otp|totp|tan|mfa|passcode|(?:security|verification|access|auth|authentication|login"
    r"|backup|recovery|unlock|2fa|door|entry|gate|confirmation|sms)[ _-]?codes?)\Z"
)


def _pin(reading: Reading, end: int) -> Iterator[Finding]:
    if not _CODE_BEFORE.search(reading.lower, max(0, end - 24), end):
        return
    pin = _PIN.match(reading.text, end)
    if pin:
        yield Finding(pin.start(1), pin.end(1), "password", 75, "digits after a word for a PIN")


_NAME = re.compile(
    r"""["'\]]{0,2}[ \t]{0,2}(?::=|=>|=|:)[ \t]{0,2}["'`]?([A-Za-z0-9][\w.@\\-]{1,63})(?!\()"""
)


def usernames(reading: Reading) -> Iterator[Finding]:
    """Login names after `user:`, `username=` and the like."""
    for end in reading.cue_ends(Cue.USERNAME):
        name = _NAME.match(reading.text, end)
        if name is None or name[1].lower() in _NOT_A_VALUE or name[1].isdigit():
            continue
        sure = 60 if any(c.isdigit() or c in "_." for c in name[1].rstrip(".")) else 40
        trimmed = len(name[1].rstrip(".,"))
        yield Finding(
            name.start(1),
            name.start(1) + trimmed,
            "username",
            sure,
            "follows a word for a login name",
        )
