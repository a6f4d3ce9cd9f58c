"""Secrets at the places where commands and headers take them: `mysql -p`, `curl -u`, `Bearer`."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.labelled import PLACEHOLDER, TRAILING
from workbench_rules.reading import Reading
from workbench_rules.words import words

_VALUE = r"""(?P<q>["'])?(?P<value>(?(q)[^"'\n]{1,200}|\S{1,256}))"""
_COMMANDS = tuple(
    (words(gate), re.compile(pattern + _VALUE), why)
    for gate, pattern, why in (
        (
            "mysql mysqldump mysqladmin mysqlimport mariadb mycli z za rar unrar",
            r"\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mycli|7za?|(?:un)?rar)\b"
            r"[^\n|;]{0,120}?\s-p(?=\S)",
            "given to a command's -p option",
        ),
        (
            "sshpass login plink pscp redis ldapsearch unzip zip sqlcmd bcp",
            r"\b(?:sshpass|(?:docker|podman|helm|az|oc)(?: registry)? login|plink|pscp|redis-cli"
            r"|ldapsearch|unzip|zip|sqlcmd|bcp)\b"
            r"[^\n|;]{0,120}?\s(?:-p|-P|-a|-w|-pw)\s+",
            "given to a command's password option",
        ),
        (
            "u user",
            r"(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]{1,2}['\"]?[^\s:'\"%]{1,64}[:%]",
            "user and password given to a command",
        ),
        (
            "authorization",
            r"(?i:authorization)['\"]?\s{0,2}[:=]\s{0,2}['\"]?(?i:bearer|basic|token|apikey|digest)"
            r"\s{1,2}",
            "an authorization header",
        ),
        ("bearer", r"\b(?i:bearer)\s{1,2}(?=[\w.~+/-]{16})", "a bearer token"),
        (
            "identified",
            r"(?i:identified(?:\s\w{2,24}){0,3}\sby)\s{1,3}(?=['\"])",
            "a database login",
        ),
        (
            "x",
            r"(?i:\bx-[a-z-]{0,24}(?:key|token|secret))['\"]?\s{0,2}[:=]\s{0,2}",
            "a header with a key",
        ),
        (
            "password passwd pass passphrase passin token secret key pwd apikey pw",
            r"--[a-z-]{0,24}(?:password|passwd|passphrase|pass|token|secret|api-?key|pwd"
            r"|pw)[ =]{1,2}",
            "an option for a secret",
        ),
        ("pass", r"\bpass:(?=\S)", "given to openssl as a password"),
        (
            "sudo chpasswd",
            r"(?<=\becho )(?=[^|\n]{1,80}\|\s?(?:sudo|chpasswd)\b)",
            "piped into a login",
        ),
    )
)


def commanded_secrets(reading: Reading) -> Iterator[Finding]:
    """Secrets given to commands and headers that take them at a known place."""
    for gate, shape, why in _COMMANDS:
        if gate.isdisjoint(reading.words):
            continue
        for match in shape.finditer(reading.text):
            value = match["value"] if match["q"] else match["value"].rstrip(TRAILING)
            if value and not PLACEHOLDER.fullmatch(value):
                start = match.start("value")
                yield Finding(start, start + len(value), "password", 85, why)
