"""Secrets that show what they are: issued keys, signed tokens, private keys, links with logins."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.randomness import is_random, is_spread
from workbench_rules.reading import Reading

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")


def private_keys(reading: Reading) -> Iterator[Finding]:
    """PEM and OpenPGP private keys (RFC 7468); one without an end goes to the text's end."""
    at = 0
    while begin := _BEGIN.search(reading.text, at):
        end = _END.search(reading.text, begin.end())
        at = end.end() if end else len(reading.text)
        yield Finding(begin.start(), at, "private_key", 99, "a private key's header")


# Prefixes as their issuers document them; the rest of the token is letters and digits.
_ISSUED = re.compile(
    r"(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{12,}"
    r"|gh[pousr]_\w{16,}|github_pat_\w{20,}|gl(?:pat|dt|rt|ft|soat|cbt|agent|imt)-[\w-]{16,}"
    r"|(?:sk|rk|pk|whsec)[_-](?:(?:live|test|proj|ant|svcacct|admin|or)[_-])?[\w-]{10,}"
    r"|xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{10,}|AIza[\w-]{30,}|ya29\.[\w.-]{10,}|GOCSPX-[\w-]{20,}"
    r"|hf_\w{16,}|npm_\w{16,}|pypi-[\w-]{16,}|do[opr]_v1_\w{16,}|SG\.[\w-]{10,}\.[\w-]{10,}"
    r"|EAACEdEose\w{10,}|EAA[A-Za-z0-9]{40,}|key-[0-9a-f]{32}|r8_\w{20,}|lin_api_\w{16,}"
    r"|shp(?:at|ca|pa|ss)_\w{16,}|sq0[a-z]{3}-[\w-]{16,}|dapi[0-9a-f]{32}|hvs\.[\w-]{20,}"
    r"|figd_[\w-]{16,}|tskey-[\w-]{16,}|ntn_\w{16,}|secret_\w{20,}|glsa_\w{16,}|NRAK-[A-Z0-9]{16,}"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{20,}|nvapi-[\w-]{16,}|gsk_\w{16,}|xai-\w{16,}|pat[A-Za-z0-9]{14}\.\w{16,}"
)
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?")
_LONG = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][\w+/.~-]{11,}={0,2}")
_PREFIXED = re.compile(r"[A-Za-z]{2,12}(?:[_-][A-Za-z0-9]{2,12}){0,3}[_-]([A-Za-z0-9]{20,})")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LONGEST_KEY = 4096


def api_keys(reading: Reading) -> Iterator[Finding]:
    """Access keys and tokens: by an issuer's prefix, or long and random."""
    for token in _LONG.finditer(reading.text):
        text = token.group()[:_LONGEST_KEY]
        start = token.start()
        if jwt := _JWT.match(text):
            yield Finding(start, start + jwt.end(), "jwt", 97, "a signed web token (RFC 7519)")
        elif _ISSUED.match(text) and _has_digit_or_case(text):
            yield Finding(start, start + len(text), "api_key", 95, "an issuer's prefix for keys")
        elif (prefixed := _PREFIXED.fullmatch(text)) and _is_issued_like(prefixed[1]):
            yield Finding(
                start, start + len(text), "api_key", 80, "a prefix and a long random part"
            )
        else:
            yield from _unprefixed(text, start)


def _has_digit_or_case(text: str) -> bool:
    return any(c.isdigit() for c in text) or (text.lower() != text and text.upper() != text)


def _is_issued_like(tail: str) -> bool:
    return (bool(_HEX.fullmatch(tail)) and is_spread(tail)) or is_random(tail)


def _unprefixed(text: str, start: int) -> Iterator[Finding]:
    for part in _PARTS.finditer(text):
        if len(part.group()) >= 20 and is_random(part.group()) and not _HEX.fullmatch(part.group()):
            yield Finding(
                start + part.start(),
                start + part.end(),
                "api_key",
                55,
                "long and random, as keys are",
            )


_PARTS = re.compile(r"[A-Za-z0-9_+-]{20,}(?:/[A-Za-z0-9_+-]{4,}){0,3}={0,2}")

_QUERY = re.compile(
    r"[?&#;](?:[\w.-]{0,24}[_.-])?(?:token|key|apikey|password|passwd|pwd|pass|secret|auth|sig|signature"
    r"|code|session|sessionid|sid|jwt|credential|otp|ticket)=([^\s&#;'\"<>]{4,512})",
    re.IGNORECASE,
)


def link_credentials(reading: Reading) -> Iterator[Finding]:
    """User and password inside an address (RFC 3986 userinfo), tokens among its parameters."""
    if "://" in reading.text:
        for scheme in re.finditer("://", reading.text):
            yield from _login(reading, scheme.start())
    if "=" in reading.text:
        for value in _QUERY.finditer(reading.text):
            yield Finding(
                value.start(1),
                value.end(1),
                "url_credentials",
                80,
                "a secret among a link's parameters",
            )


def _login(reading: Reading, colon: int) -> Iterator[Finding]:
    login = _USERINFO.match(reading.text, colon + 3)
    if login:
        yield Finding(
            login.start(1), login.end(1), "url_credentials", 95, "user and password inside a link"
        )


_USERINFO = re.compile(r"([^\s/@:'\"<>]{0,128}:[^\s@'\"<>]{1,256})@")
