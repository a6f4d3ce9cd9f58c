"""Addresses of machines on a network, which lead to the people at them."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from workbench.domain.finding import Finding
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading

_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_MAC = re.compile(
    r"(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])"
)


def network_addresses(reading: Reading) -> Iterator[Finding]:
    """IP addresses that could belong to somebody's machine, and MAC addresses."""
    if not reading.has_digits:
        return
    if reading.text.count(".") >= 3:
        yield from _ipv4(reading)
    colons = reading.text.count(":")
    if colons >= 5 or reading.text.count("-") >= 5:
        for mac in _MAC.finditer(reading.text):
            yield Finding(
                mac.start(), mac.end(), "mac_address", 70, "six pairs of hexadecimal digits"
            )
    if colons < 7 and "::" not in reading.text:
        return
    for candidate in _IPV6.finditer(reading.text):
        if _is_ipv6(candidate.group()):
            yield Finding(candidate.start(), candidate.end(), "ip", 60, "an IPv6 address")


_NOBODYS = frozenset({"127.0.0.1", "127.0.1.1", "0.0.0.0", "1.2.3.4"})  # noqa: S104


def _ipv4(reading: Reading) -> Iterator[Finding]:
    for candidate in _IPV4.finditer(reading.text):
        try:
            address = IPv4Address(candidate.group())
        except AddressValueError:
            continue
        if candidate.group() in _NOBODYS or candidate.group().startswith("255."):
            continue
        if reading.is_cued(Cue.VERSION, candidate.start(), within=3):
            continue
        yield Finding(
            candidate.start(),
            candidate.end(),
            "ip",
            40 if address.is_private else 60,
            "an IPv4 address",
        )


def _is_ipv6(text: str) -> bool:
    if sum(character != ":" for character in text) < 6:
        return False
    try:
        return not IPv6Address(text).is_loopback
    except AddressValueError:
        return False
